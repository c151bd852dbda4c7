using System.Diagnostics;

namespace CharityLedger.Cli.Bench;

/// <summary>Something the ledger does, and the least that PostgreSQL could do for the same rows.</summary>
internal abstract class Workload : IAsyncDisposable
{
    /// <summary>What it is called in reports.</summary>
    public abstract string Name { get; }

    /// <summary>What the floor is.</summary>
    public abstract string Floor { get; }

    /// <summary>Done once, before the turns.</summary>
    public virtual Task PrepareAsync(CancellationToken ct) => Task.CompletedTask;

    public abstract Task<Turn> FloorAsync(CancellationToken ct);

    public abstract Task<Turn> LedgerAsync(CancellationToken ct);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

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
}
