using System.Collections.Concurrent;
using System.Diagnostics;

namespace CharityLedger.Cli.Bench;

/// <summary>Something the ledger does, and the least that PostgreSQL could do for the same rows.</summary>
internal abstract class Workload : IAsyncDisposable
{
    /// <summary>What it is called in reports.</summary>
    public abstract string Name { get; }

    /// <summary>What the floor is.</summary>
    public abstract string Floor { get; }

    /// <summary>Programs of others that take turns with the ledger over the same work.</summary>
    public IReadOnlyList<Peer> Peers { get; init; } = [];

    /// <summary>What only a host over HTTP shows; known after the preparation.</summary>
    public virtual HttpFigures? Http => null;

    /// <summary>Done once, before the turns.</summary>
    public virtual Task PrepareAsync(CancellationToken ct) => Task.CompletedTask;

    public abstract Task<Turn> FloorAsync(CancellationToken ct);

    public abstract Task<Turn> LedgerAsync(CancellationToken ct);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>What a user would pick instead of the ledger, and how it does a turn of the same work.</summary>
/// <param name="Name">The program, and in which way it is used.</param>
/// <param name="TurnAsync">Does one turn.</param>
internal sealed record Peer(string Name, Func<CancellationToken, Task<Turn>> TurnAsync);

/// <summary>One turn: how many events in how long, and how long each command waited where callers wait.</summary>
internal sealed record Turn(long Events, TimeSpan Elapsed, IReadOnlyList<double>? LatenciesMs = null)
{
    public double PerSecond => Events / Elapsed.TotalSeconds;

    /// <summary>Times work that says how many events it handled.</summary>
    public static async Task<Turn> OfAsync(Func<Task<long>> work)
    {
        var watch = Stopwatch.StartNew();
        var events = await work();
        return new Turn(events, watch.Elapsed);
    }

    /// <summary>Has callers act, each again and again until the time is up, and each waiting for its answer.</summary>
    /// <param name="callers">How many wait at once.</param>
    /// <param name="time">How long they go on.</param>
    /// <param name="act">Acts once, says how many milliseconds each answer took, and returns how many events came of it.</param>
    public static async Task<Turn> OfCallersAsync(int callers, TimeSpan time, Func<Action<double>, Task<int>> act)
    {
        var latencies = new ConcurrentBag<double>();
        var events = 0L;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            while (watch.Elapsed < time) Interlocked.Add(ref events, await act(latencies.Add));
        }));
        return new Turn(events, watch.Elapsed, [.. latencies]);
    }

    /// <summary>The same where one answer is waited for, and one event comes of it.</summary>
    public static Task<Turn> OfCallersAsync(int callers, TimeSpan time, Func<Task> act) =>
        OfCallersAsync(callers, time, async answered =>
        {
            var start = Stopwatch.GetTimestamp();
            await act();
            answered(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            return 1;
        });
}
