using System.Collections.Concurrent;
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
    /// <param name="atOnce">How many read models are replayed at once; one leaves a host's processors to its callers.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>What the log says, with the findings of all parts.</returns>
    public async Task<LogCheck> RunAsync(
        IProgress<(int Done, int Of)>? progress = null, int atOnce = 1, CancellationToken ct = default)
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
        var some = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = ct };
        var ofModels = new ConcurrentDictionary<string, IReadOnlyList<Finding>>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(ReadModels.All, some, async (projection, token) =>
        {
            // The replay is a copy, which needs room.
            disk.Require();
            ofModels[projection.Name] = await CompareAsync(projection.Name, token);
            Step();
        });
        findings.AddRange(ReadModels.All.SelectMany(p => ofModels[p.Name]));
        findings.AddRange(await books.RunAsync(ct));
        Step();
        return log with { Findings = findings };

        void Step() => progress?.Report((Interlocked.Increment(ref done), of));
    }

    private async Task<IReadOnlyList<Finding>> CompareAsync(string projection, CancellationToken ct) =>
    [
        .. (await projections.CompareAsync(projection, ct)).Select(t => new Finding(projection, $"{t} differs from a replay")),
        .. (await projections.MissingAsync(projection, ct))
            .Select(m => new Finding(projection, $"its tables lack what a rebuild brings back: {m}")),
    ];
}
