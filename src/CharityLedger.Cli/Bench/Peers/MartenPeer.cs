using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;

namespace CharityLedger.Cli.Bench.Peers;

/// <summary>
/// The plain Marten application in turns with the ledger. It keeps events and nothing else: no bucket that mustn't be overspent, no
/// idempotency, no position without gap. Where there are several ways to do the same work with Marten, each takes a turn.
/// </summary>
internal sealed class MartenPeer : IAsyncDisposable
{
    private readonly SampleGiving giving = new();
    private readonly ScratchDatabase database;
    private readonly DocumentStore store;
    private long logEvents;

    private MartenPeer(ScratchDatabase database, DocumentStore store) => (this.database, this.store) = (database, store);

    /// <summary>Opens it on a database of its own on the same server.</summary>
    public static async Task<MartenPeer> OpenAsync(string server, CancellationToken ct)
    {
        var database = await ScratchDatabase.EmptyAsync(server, "marten", ct);
        try
        {
            return new MartenPeer(database, await MartenApplication.OpenAsync(database.ConnectionString,
                options => options.Projections.Add(new FundSumProjection(), ProjectionLifecycle.Async), ct));
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Callers who bring gifts, each a stream of its own.</summary>
    public IReadOnlyList<Peer> Callers(int callers, TimeSpan turn) =>
    [
        new("Marten, session per caller", ct => Turn.OfCallersAsync(callers, turn, () => store.GiveAsync(giving.Gift(), ct))),
        new("Marten, session per group", async ct =>
        {
            await using var group = SessionPerGroup((session, gifts) =>
            {
                foreach (var gift in gifts) session.Events.StartStream(SampleGiving.StreamOf(gift), gift);
            });
            return await Turn.OfCallersAsync(callers, turn, () => group.BringAsync(giving.Gift()));
        }),
    ];

    /// <summary>
    /// Callers who all write to one fund's stream. Inside one process they take turns: left to conflicts and retries, most of their
    /// work is refused.
    /// </summary>
    public IReadOnlyList<Peer> HotFund(int callers, TimeSpan turn) =>
    [
        new("Marten, expected version", ct => InTurnsAsync(callers, turn, "expected", store, async (session, fund) =>
        {
            session.Events.Append(fund.Stream, fund.Version + 1, giving.Gift());
            await session.SaveChangesAsync(ct);
        }, ct)),
        new("Marten, FetchForWriting, inline balance", async ct =>
        {
            await using var inline = await MartenApplication.OpenAsync(database.ConnectionString,
                options => options.Projections.Snapshot<FundBalance>(SnapshotLifecycle.Inline), ct);
            return await InTurnsAsync(callers, turn, "inline", inline, async (session, fund) =>
            {
                var balance = await session.Events.FetchForWriting<FundBalance>(fund.Stream, ct);
                balance.AppendOne(giving.Gift());
                await session.SaveChangesAsync(ct);
            }, ct);
        }),
        new("Marten, session per group", async ct =>
        {
            var fund = await FundAsync("group", ct);
            await using var group = SessionPerGroup((session, gifts) =>
            {
                fund.Version += gifts.Count;
                session.Events.Append(fund.Stream, fund.Version, gifts);
            });
            return await Turn.OfCallersAsync(callers, turn, () => group.BringAsync(giving.Gift()));
        }),
    ];

    /// <summary>Many gifts at once, as an import brings them; making them is not timed.</summary>
    public IReadOnlyList<Peer> Bulk(int events) =>
    [
        new("Marten, 1,000 a session", ct => BulkAsync(events, async (gifts, token) =>
        {
            await using var session = store.LightweightSession(MartenApplication.Tenant);
            foreach (var gift in gifts) session.Events.StartStream(SampleGiving.StreamOf(gift), gift);
            await session.SaveChangesAsync(token);
        }, ct)),
        new("Marten, BulkInsertEvents, 1,000 a call", ct => BulkAsync(events, (gifts, token) => CopyAsync(
            [.. gifts.Select(g => (SampleGiving.StreamOf(g), (object)g))], token), ct)),
        new("Marten, BulkInsertEvents in one go", async ct =>
        {
            List<(string, object)> gifts = [.. giving.Several(events).Select(g => (SampleGiving.StreamOf(g), (object)g))];
            return await Turn.OfAsync(async () =>
            {
                await CopyAsync(gifts, ct);
                return events;
            });
        }),
    ];

    /// <summary>The log that is read and replayed: as many events as the ledger's of the same size has.</summary>
    public async Task FillAsync(int entries, CancellationToken ct)
    {
        logEvents = entries / 20 * 22;
        foreach (var some in giving.Mixed((int)logEvents).Chunk(10_000)) await CopyAsync(some, ct);
    }

    /// <summary>The whole log in order.</summary>
    public IReadOnlyList<Peer> ReadAll() =>
    [
        new("Marten, QueryAllRawEvents, pages of 5,000", ct => Turn.OfAsync(() => ReadAllAsync(5_000, ct))),
    ];

    /// <summary>The sum of each fund, built anew by the async daemon.</summary>
    public IReadOnlyList<Peer> Rebuild() =>
    [
        new("Marten, async daemon", ct => Turn.OfAsync(async () =>
        {
            using var daemon = await store.BuildProjectionDaemonAsync();
            await daemon.RebuildProjectionAsync<FundSumProjection>(TimeSpan.FromMinutes(10), ct);
            await using var session = store.QuerySession(MartenApplication.Tenant);
            var gifts = (await session.LoadAsync<FundSum>(SampleGifts.Fund, ct))?.Gifts;
            var expected = logEvents / 22 * 15;
            return gifts >= expected ? logEvents : throw new InvalidOperationException($"Marten summed {gifts} of {expected} gifts.");
        })),
    ];

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    private Gathering<GiftGiven> SessionPerGroup(Action<IDocumentSession, IReadOnlyList<GiftGiven>> add) => new(async gifts =>
    {
        await using var session = store.LightweightSession(MartenApplication.Tenant);
        add(session, gifts);
        await session.SaveChangesAsync();
    });

    private Task CopyAsync(IReadOnlyList<(string Stream, object Event)> events, CancellationToken ct) =>
        store.BulkInsertEventsAsync(MartenApplication.Tenant,
            [.. events.Select(e => StreamAction.Start(store.Events, e.Stream, e.Event))], cancellation: ct);

    private async Task<Turn> BulkAsync(int events, Func<GiftGiven[], CancellationToken, Task> save, CancellationToken ct)
    {
        var commands = giving.Several(events).Chunk(1_000).ToList();
        return await Turn.OfAsync(async () =>
        {
            var some = new ParallelOptions { MaxDegreeOfParallelism = BulkWorkload.UnderWay, CancellationToken = ct };
            await Parallel.ForEachAsync(commands, some, async (gifts, token) => await save(gifts, token));
            return events;
        });
    }

    private async Task<Turn> InTurnsAsync(int callers, TimeSpan turn, string purpose, DocumentStore on,
        Func<IDocumentSession, Fund, Task> give, CancellationToken ct)
    {
        var fund = await FundAsync(purpose, ct);
        using var oneAtATime = new SemaphoreSlim(1);
        return await Turn.OfCallersAsync(callers, turn, async () =>
        {
            await oneAtATime.WaitAsync(ct);
            try
            {
                await using var session = on.LightweightSession(MartenApplication.Tenant);
                await give(session, fund);
                fund.Version++;
            }
            finally
            {
                oneAtATime.Release();
            }
        });
    }

    private async Task<Fund> FundAsync(string purpose, CancellationToken ct)
    {
        await using var session = store.QuerySession(MartenApplication.Tenant);
        var stream = "fund-" + purpose;
        return new Fund(stream) { Version = (await session.Events.FetchStreamStateAsync(stream, ct))?.Version ?? 0 };
    }

    private async Task<long> ReadAllAsync(int page, CancellationToken ct)
    {
        await using var session = store.QuerySession(MartenApplication.Tenant);
        var (events, last) = (0L, 0L);
        while (true)
        {
            var position = last;
            var some = await session.Events.QueryAllRawEvents().Where(e => e.Sequence > position)
                .OrderBy(e => e.Sequence).Take(page).ToListAsync(ct);
            if (some.Count == 0) return events;
            (events, last) = (events + some.Count, some[^1].Sequence);
        }
    }

    /// <summary>A stream, and the version that its only writer remembers.</summary>
    private sealed class Fund(string stream)
    {
        public string Stream => stream;

        public long Version { get; set; }
    }
}
