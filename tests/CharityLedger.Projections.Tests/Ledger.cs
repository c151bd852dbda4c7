using System.Collections.Concurrent;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.Projections.Tests;

/// <summary>A throwaway ledger on a real PostgreSQL: the core, the projections, and short ways to command
/// them.</summary>
internal sealed class Ledger : IAsyncDisposable
{
    private readonly LedgerDatabase own;
    private int keys;

    private Ledger(LedgerDatabase own, IReadOnlyList<IProjection>? projections)
    {
        this.own = own;
        Core = own.Open(Clock);
        Engine = NewEngine(projections);
    }

    public string ConnectionString => own.ConnectionString;

    public FakeClock Clock { get; } = new();

    public NpgsqlDataSource Database => own.Source;

    public LedgerCore Core { get; }

    public ProjectionEngine Engine { get; }

    public ConcurrentQueue<(string Name, Exception Exception)> Failures { get; } = new();

    public long Last { get; private set; }

    public static async Task<Ledger> StartAsync(bool follow = true, IReadOnlyList<IProjection>? projections = null)
    {
        var isPlain = follow && projections is null;
        var database = isPlain ? LedgerDatabase.CreateWithReadModelsAsync() : LedgerDatabase.CreateAsync();
        var ledger = new Ledger(await database, projections);
        if (follow) await ledger.Engine.StartAsync();
        return ledger;
    }

    /// <summary>An engine as another host on the same database has it.</summary>
    public ProjectionEngine NewEngine(IReadOnlyList<IProjection>? projections = null) =>
        new(ConnectionString, (name, e) => Failures.Enqueue((name, e)), projections);

    public Task<List<object?[]>> RowsAsync(string sql) => own.RowsAsync(sql);

    public Task TamperAsync(string sql) => own.TamperAsync(sql);

    public Task<T> ScalarAsync<T>(string sql) => own.ScalarAsync<T>(sql);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Core.DisposeAsync();
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
            Guards = guards ?? [],
        });
        return Assert.IsType<AppendResult.Appended>(result).First;
    }
}
