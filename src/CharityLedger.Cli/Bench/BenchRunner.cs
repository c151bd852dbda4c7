using CharityLedger.Cli.Bench.Http;
using CharityLedger.Cli.Bench.Peers;
using CharityLedger.Cli.Bench.Sums;
using CharityLedger.EventStore;
using CharityLedger.Projections;
using Npgsql;

namespace CharityLedger.Cli.Bench;

/// <summary>
/// Measures what the ledger does beside what PostgreSQL alone would need for the same rows, in turns, on databases
/// that are
/// made beside the named one and dropped after. A single rate says little; the ratio of two turns one after the other
/// does.
/// </summary>
public static class BenchRunner
{
    /// <exception cref="NpgsqlException">The server is away, or databases may not be created on it.</exception>
    public static async Task<BenchReport> RunAsync(
        BenchOptions options, IProgress<BenchProgress>? progress = null, CancellationToken ct = default)
    {
        var reports = new List<WorkloadReport>();
        await WritingAsync(options, Measure, ct);
        await WorkingAsync(options, Measure, ct);
        await ReadingAsync(options, Measure, ct);
        await using var server = NpgsqlDataSource.Create(options.ConnectionString);
        return new BenchReport(await Machine.DescribeAsync(server, ct), reports);

        async Task Measure(Workload workload)
        {
            await using (workload)
            {
                if (!options.Wants(workload)) return;
                reports.Add(await MeasureAsync(workload, options.Sizes.Rounds, progress, ct));
            }
        }
    }

    private static async Task WritingAsync(BenchOptions options, Func<Workload, Task> measure, CancellationToken ct)
    {
        await using var ledger = await ScratchDatabase.CreateAsync(options.ConnectionString, "ledger", ct);
        await using var raw = await ScratchDatabase.CreateAsync(options.ConnectionString, "floor", ct);
        var sizes = options.Sizes;
        await using var marten = await BesideAsync(options, ct);
        foreach (var callers in new[] { 1, 16, 64, 256 })
        {
            await measure(new CallersWorkload(callers, isHot: false, ledger, raw, sizes.Turn)
            {
                Peers = marten?.Callers(callers, sizes.Turn) ?? [],
            });
        }

        await measure(new CallersWorkload(256, isHot: true, ledger, raw, sizes.Turn)
        {
            Peers = marten?.HotFund(256, sizes.Turn) ?? [],
        });
        await measure(new BulkWorkload(ledger, raw, sizes.BulkGifts) { Peers = marten?.Bulk(sizes.BulkGifts) ?? [] });
        await measure(new ImportWorkload(ledger, raw, sizes.ImportRows, following: false));
        await measure(new ImportWorkload(ledger, raw, sizes.ImportRows, following: true));
    }

    private static async Task WorkingAsync(BenchOptions options, Func<Workload, Task> measure, CancellationToken ct)
    {
        // A database belongs to the key of the host that works on it.
        await using var requests = await ScratchDatabase.CreateAsync(options.ConnectionString, "requests", ct);
        await using var receipts = await ScratchDatabase.CreateAsync(options.ConnectionString, "receipts", ct);
        await using var finding = await ScratchDatabase.CreateAsync(options.ConnectionString, "finding", ct);
        await using var known = await ScratchDatabase.CreateAsync(options.ConnectionString, "known", ct);
        await using var pages = await ScratchDatabase.CreateAsync(options.ConnectionString, "pages", ct);
        await using var raw = await ScratchDatabase.CreateAsync(options.ConnectionString, "floor", ct);
        await measure(new RequestWorkload(requests, raw, options.Sizes.Turn));
        await measure(new ReceiptWorkload(receipts, raw, options.Sizes.Turn));
        await measure(new PageWorkload(pages, options.Sizes.Turn));
        await measure(new GroupingWorkload(options.ConnectionString, raw, options.Sizes.OldGifts));
        await measure(new FindingWorkload(finding, options.Sizes.OldGifts, options.Sizes.Turn));
        await measure(new KnownDonorWorkload(known, 2_000, options.Sizes.Turn));
        foreach (var connections in new[] { 64, 1 }) await measure(new HttpWorkload(connections, options, raw));
    }

    private static async Task ReadingAsync(BenchOptions options, Func<Workload, Task> measure, CancellationToken ct)
    {
        await using var ledger = await ScratchDatabase.CreateAsync(options.ConnectionString, "log", ct);
        using var source = new BackupSource(ledger);
        await using var marten = await BesideAsync(options, ct);
        List<Workload> workloads =
        [
            new ReadWorkload(ledger) { Peers = marten?.ReadAll() ?? [] },
            new RebuildWorkload(new FundSums(), ledger) { Peers = marten?.Rebuild() ?? [] },
            .. ReadModels.All.Select(p => new RebuildWorkload(p, ledger)),
            new BackupWorkload(ledger, source), new RestoreWorkload(options.ConnectionString, ledger, source),
        ];
        if (workloads.Any(options.Wants))
        {
            await FillAsync(ledger, options.Sizes.LogEvents, ct);
            if (marten is not null) await marten.FillAsync(options.Sizes.LogEvents, ct);
        }

        foreach (var workload in workloads) await measure(workload);
    }

    private static async Task<MartenPeer?> BesideAsync(BenchOptions options, CancellationToken ct) =>
        options.BesideMarten ? await MartenPeer.OpenAsync(options.ConnectionString, ct) : null;

    private static async Task FillAsync(ScratchDatabase ledger, int events, CancellationToken ct)
    {
        var gifts = new SampleGifts();
        await using var core = new LedgerCore(ledger.Store, ledger.ConnectionString, TimeProvider.System);
        await core.MustAppendAsync(gifts.Founding(), ct);
        for (var i = 0; i < events; i += 1_000) await core.MustAppendAsync(gifts.Mixed(), ct);
    }

    private static async Task<WorkloadReport> MeasureAsync(
        Workload workload, int rounds, IProgress<BenchProgress>? progress, CancellationToken ct)
    {
        await workload.PrepareAsync(ct);
        var turns = new List<Round>();
        // The first round warms all sides and does not count.
        for (var round = 0; round <= rounds; round++)
        {
            progress?.Report(new BenchProgress(workload.Name, round, rounds));
            var (floor, ledger, peers) = (await workload.FloorAsync(ct), await workload.LedgerAsync(ct), new List<Turn>());
            foreach (var peer in workload.Peers) peers.Add(await peer.TurnAsync(ct));
            if (round > 0) turns.Add(new Round(floor, ledger, peers));
        }

        var (waited, floorWaited) = (Waited(turns.Select(t => t.Ledger)), Waited(turns.Select(t => t.Floor)));
        return new WorkloadReport(workload.Name, workload.Floor, Median(turns.Select(t => t.Floor.PerSecond)),
            Median(turns.Select(t => t.Ledger.PerSecond)),
            Median(turns.Select(t => t.Ledger.PerSecond / t.Floor.PerSecond)), waited.P50, waited.P99, floorWaited.P50, floorWaited.P99,
            [.. turns.Select(t => new BenchRound(t.Floor.PerSecond, t.Ledger.PerSecond, [.. t.Peers.Select(p => p.PerSecond)]))],
            [.. workload.Peers.Select((peer, i) => Of(peer, i, turns))], workload.Http);
    }

    private static PeerReport Of(Peer peer, int index, List<Round> turns)
    {
        var waited = Waited(turns.Select(t => t.Peers[index]));
        return new PeerReport(peer.Name, Median(turns.Select(t => t.Peers[index].PerSecond)),
            Median(turns.Select(t => t.Ledger.PerSecond / t.Peers[index].PerSecond)), waited.P50, waited.P99);
    }

    private static (double? P50, double? P99) Waited(IEnumerable<Turn> turns)
    {
        var sorted = turns.SelectMany(t => t.LatenciesMs ?? []).Order().ToList();
        return sorted.Count == 0 ? (null, null) : (sorted[sorted.Count / 2], sorted[(int)(sorted.Count * 0.99)]);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private sealed record Round(Turn Floor, Turn Ledger, IReadOnlyList<Turn> Peers);
}
