using System.Collections.Concurrent;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.Projections.Tests;

/// <summary>A throwaway ledger on a real PostgreSQL: the core, the projections, and short ways to command them.</summary>
internal sealed class Ledger : IAsyncDisposable
{
    private readonly TestDatabase own;
    private int keys;

    private Ledger(TestDatabase own, IReadOnlyList<IProjection>? projections)
    {
        this.own = own;
        Database = NpgsqlDataSource.Create(ConnectionString);
        Core = new LedgerCore(ConnectionString, Clock);
        Engine = new ProjectionEngine(ConnectionString, (name, e) => Failures.Enqueue((name, e)), projections);
    }

    public string ConnectionString => own.ConnectionString;

    public FakeClock Clock { get; } = new();

    public NpgsqlDataSource Database { get; }

    public LedgerCore Core { get; }

    public ProjectionEngine Engine { get; }

    public ConcurrentQueue<(string Name, Exception Exception)> Failures { get; } = new();

    public long Last { get; private set; }

    public static async Task<Ledger> StartAsync(bool follow = true, IReadOnlyList<IProjection>? projections = null)
    {
        var database = await TestDatabase.CreateAsync("projections", async connection =>
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await Schema.UpgradeAsync(source, TimeProvider.System);
        });
        var ledger = new Ledger(database, projections);
        if (follow) await ledger.Engine.StartAsync();
        return ledger;
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Core.DisposeAsync();
        await Database.DisposeAsync();
        await own.DisposeAsync();
    }

    public async Task CaughtUpAsync()
    {
        if (!await Engine.WaitForAllAsync(Last, TimeSpan.FromSeconds(60)))
            throw new TimeoutException("The projections did not catch up. " + string.Join("\n", Failures));
    }

    public async Task<AppendResult> AppendAsync(AppendCommand command)
    {
        var result = await Core.AppendAsync(command);
        if (result is AppendResult.Appended appended)
            lock (own) Last = Math.Max(Last, appended.Last);
        return result;
    }

    /// <summary>Appends one event to a stream, and tells its position.</summary>
    public async Task<long> AppendAsync(string tenant, string stream, ILedgerEvent @event,
        IReadOnlyList<PostingRequest> postings, IReadOnlyList<ReturnsGuard>? guards = null)
    {
        var result = await AppendAsync(new AppendCommand(tenant, "test", $"key {Interlocked.Increment(ref keys)}", [1],
            [new StreamWrite(stream, ExpectedVersion.Any, [NewEvent.Of(@event, postings)])])
        {
            ReturnsGuards = guards ?? [],
        });
        return Assert.IsType<AppendResult.Appended>(result).First;
    }
}
