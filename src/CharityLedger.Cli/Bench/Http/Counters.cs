using Npgsql;

namespace CharityLedger.Cli.Bench.Http;

/// <summary>What PostgreSQL has counted: transactions in one database, and syncs of its log in all of them.</summary>
internal sealed record Counters(long Transactions, long WalSyncs)
{
    /// <summary>A backend tells its counts at the latest ten seconds after it fell idle (PGSTAT_IDLE_INTERVAL).</summary>
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(11);

    /// <summary>Waits until all that was done is told, and reads it. The caller sees to it that nothing else is done.</summary>
    public static async Task<Counters> SettledAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await Task.Delay(Told, ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        // From 18 on the syncs are counted with all other input and output.
        var syncs = connection.PostgreSqlVersion.Major < 18
            ? "select wal_sync from pg_stat_wal"
            : "select sum(fsyncs)::bigint from pg_stat_io where object = 'wal'";
        await using var command = new NpgsqlCommand(
            $"select xact_commit + xact_rollback, ({syncs}) from pg_stat_database where datname = current_database()", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new Counters(reader.GetInt64(0), reader.GetInt64(1));
    }
}
