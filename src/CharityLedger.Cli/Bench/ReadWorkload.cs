using CharityLedger.EventStore;
using Npgsql;

namespace CharityLedger.Cli.Bench;

/// <summary>The whole log, read in order.</summary>
internal sealed class ReadWorkload(ScratchDatabase ledger) : Workload
{
    public override string Name => "read the log";

    public override string Floor => "the same rows by one query";

    public override Task<Turn> FloorAsync(CancellationToken ct) =>
        Turn.OfAsync(() => RawRead.AllAsync(ledger.Source, null, ct));

    public override Task<Turn> LedgerAsync(CancellationToken ct) => Turn.OfAsync(async () =>
    {
        var events = 0L;
        await foreach (var stored in new LogReader(ledger.Source).ReadAllAsync(ct: ct))
            events += stored.Data.Length > 0 ? 1 : 0;
        return events;
    });
}

internal static class RawRead
{
    /// <summary>
    /// Brings the bytes of all events, or of those of some types, to this process, and looks at none.
    /// </summary>
    public static async Task<long> AllAsync(
        NpgsqlDataSource database, IReadOnlyList<string>? types, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"""
            select seq_id, id, tenant_id, stream_id, version, type, timestamp, data, headers from ledger.mt_events
            {(types is null ? "" : "where type = any($1)")} order by seq_id
            """);
        if (types is not null) command.Parameters.AddWithValue(types.ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = 0L;
        while (await reader.ReadAsync(ct)) rows++;
        return rows;
    }
}
