using CharityLedger.Contracts;
using Npgsql;

namespace CharityLedger.EventStore;

/// <summary>
/// Digests of what was asked, as programs before 0.4.0 wrote them into the headers of a command's first event: plain
/// SHA-256, from which somebody who has the log can find out a donor's name and phone by trying. They are replaced by a
/// value without meaning; nothing else of an event changes, which the database itself sees to (docs/adr/0016).
/// </summary>
public sealed class OldDigests(NpgsqlDataSource database)
{
    /// <summary>Events that one transaction looks at.</summary>
    private const int Step = 20_000;

    /// <summary>Whether the log has any. The first event of the log loses its digest last.</summary>
    public async Task<bool> AreThereAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"""
            select exists (select from ledger.mt_events where seq_id = 1 and length(headers ->> 'hash') = {EventHeaders.OldHashLength})
            """);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Replaces all of them, the last first. May be cut off anywhere and begun again, beside working hosts.</summary>
    /// <param name="upTo">The last event that may have one.</param>
    /// <param name="progress">Hears how many events were looked at.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>How many events have lost their digest, by this call or an earlier one.</returns>
    public async Task<long> EraseAsync(long upTo, IProgress<long> progress, CancellationToken ct)
    {
        for (var last = upTo; last > 0; last -= Step)
        {
            await EraseAsync(last - Step, last, ct);
            progress.Report(upTo - Math.Max(last - Step, 0));
        }

        await using var count = database.CreateCommand(
            $"select count(*) from ledger.mt_events where headers ->> 'hash' = '{EventHeaders.ErasedHash}'");
        return (long)(await count.ExecuteScalarAsync(ct))!;
    }

    private async Task EraseAsync(long after, long last, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var mark = new NpgsqlCommand($"set local {Storage.LogGuard.ErasingMark} = 'on'", connection, transaction))
            await mark.ExecuteNonQueryAsync(ct);
        await using var update = new NpgsqlCommand($$"""
            update ledger.mt_events set headers = jsonb_set(headers, '{hash}', '"{{EventHeaders.ErasedHash}}"')
            where seq_id > $1 and seq_id <= $2 and length(headers ->> 'hash') = {{EventHeaders.OldHashLength}}
            """, connection, transaction);
        update.Parameters.AddWithValue(after);
        update.Parameters.AddWithValue(last);
        await update.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
