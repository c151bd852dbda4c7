using CharityLedger.EventStore;
using CharityLedger.Projections;
using CharityLedger.Projections.Engine;
using Marten;
using Npgsql;

namespace CharityLedger.Server.Accounting;

/// <summary>
/// Checks everything: the schema, positions, every bucket against the log, every read model against a replay, the books against
/// themselves.
/// </summary>
public sealed class FullCheck(
    NpgsqlDataSource database, IDocumentStore store, ProjectionEngine projections, BooksCheck books, ServerDisk disk)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Checks it as it is now.</summary>
    /// <param name="progress">Hears of steps done, of how many.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>What the log says, with the findings of all parts.</returns>
    public async Task<LogCheck> RunAsync(IProgress<(int Done, int Of)>? progress = null, CancellationToken ct = default)
    {
        var (done, of) = (0, ReadModels.All.Count + 3);
        // A host that has just started may take longer to build them than one waits for what stands still.
        await projections.Built.WaitAsync(ct);
        var log = await new LedgerCheck(database).RunAsync(ct: ct);
        Step();
        var findings = log.Findings.ToList();
        findings.AddRange(await SchemaCheck.RunAsync(store, ct));
        Step();
        if (!await projections.WaitForAllAsync(log.Events, Patience, ct))
            findings.Add(new Finding("projections", "they do not reach the end of the log"));
        foreach (var projection in ReadModels.All)
        {
            // The replay is a copy, which needs room.
            disk.Require();
            foreach (var table in await projections.CompareAsync(projection.Name, ct))
                findings.Add(new Finding(projection.Name, $"{table} differs from a replay"));
            foreach (var missing in await projections.MissingAsync(projection.Name, ct))
                findings.Add(new Finding(projection.Name, $"its tables lack what a rebuild brings back: {missing}"));
            Step();
        }

        findings.AddRange(await books.RunAsync(ct));
        Step();
        return log with { Findings = findings };

        void Step() => progress?.Report((++done, of));
    }
}
