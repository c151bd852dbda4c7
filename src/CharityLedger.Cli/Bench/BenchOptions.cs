using CharityLedger.Cli.Bench.Http;

namespace CharityLedger.Cli.Bench;

/// <summary>What to measure, and where.</summary>
/// <param name="ConnectionString">A PostgreSQL on which databases may be created; the one it names is only used for
/// that.</param>
/// <param name="Sizes">How much.</param>
/// <param name="Which">Names of workloads, or their beginnings; null for all.</param>
public sealed record BenchOptions(string ConnectionString, BenchSizes Sizes, IReadOnlyList<string>? Which = null)
{
    /// <summary>Whether a plain Marten application takes turns with the ledger; workloads that it has no part in are left out.</summary>
    public bool BesideMarten { get; init; }

    /// <summary>
    /// A host that runs already, of whatever build, and whose gifts over HTTP are measured, and nothing else. The connection string
    /// then names its database.
    /// </summary>
    public RunningHost? Running { get; init; }

    /// <summary>Whether a workload is wanted.</summary>
    public bool Wants(string workload) =>
        Which is null || Which.Any(w => workload.StartsWith(w, StringComparison.OrdinalIgnoreCase));

    internal bool Wants(Workload workload) => Wants(workload.Name) && (!BesideMarten || workload.Peers.Count > 0)
        && (Running is null || workload is HttpWorkload);
}

/// <summary>Where a host listens, and a token of somebody who may establish funds and receive gifts there.</summary>
public sealed record RunningHost(Uri Address, string Token);

/// <summary>How much to do. The defaults end within five minutes on a small machine.</summary>
public sealed record BenchSizes
{
    /// <summary>Pairs of turns of each workload: its floor, then the ledger.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>How long a turn of a workload with waiting callers takes.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the beginning of a host lasts.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gifts in a turn of bulk writing.</summary>
    public int BulkGifts { get; init; } = 30_000;

    /// <summary>Rows of the imported list.</summary>
    public int ImportRows { get; init; } = 20_000;

    /// <summary>Gifts without contacts that are grouped, and contacts among which is found.</summary>
    public int OldGifts { get; init; } = 30_000;

    /// <summary>Events of the log that is read and replayed.</summary>
    public int LogEvents { get; init; } = 100_000;
}

/// <summary>How far a run is.</summary>
public sealed record BenchProgress(string Workload, int Turn, int Turns);
