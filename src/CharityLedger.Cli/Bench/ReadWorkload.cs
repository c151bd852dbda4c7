using CharityLedger.EventStore;
using Npgsql;

namespace CharityLedger.Cli.Bench;

/// <summary>The whole log, read in order.</summary>
internal sealed class ReadWorkload(ScratchDatabase ledger) : Workload
{
    public override string Name => "read the log";

    public override string Floor => "the same rows by one query";

    public override Task<Turn> FloorAsync(CancellationToken ct) =>
        Turn.OfAsync(() => RawRead.AllAsync(ledger.Source, ct));

    public override Task<Turn> LedgerAsync(CancellationToken ct) => Turn.OfAsync(async () =>
    {
        var events = 0L;
        await foreach (var stored in new EventReader(ledger.Source).ReadAllAsync(ct: ct)) events += stored.Data.Length > 0 ? 1 : 0;
        return events;
    });
}

internal static class RawRead
{
    /// <summary>Brings every event's bytes to this process, and looks at none.</summary>
    public static async Task<long> AllAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            select seq_id, id, tenant_id, stream_id, version, type, timestamp, data, headers from ledger.mt_events order by seq_id
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = 0L;
        while (await reader.ReadAsync(ct)) rows++;
        return rows;
    }
}
