using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharityLedger.Cli.Bench;

/// <summary>What a run measured, and on what.</summary>
public sealed record BenchReport(BenchMachine Machine, IReadOnlyList<WorkloadReport> Workloads)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);
}

/// <summary>The machine and the server.</summary>
/// <param name="Cpu">Model of the processor.</param>
/// <param name="Cores">Cores that this process may use.</param>
/// <param name="Os">Operating system.</param>
/// <param name="Runtime">.NET.</param>
/// <param name="PostgreSql">The server's version.</param>
/// <param name="Settings">Its settings that decide on durability and speed.</param>
public sealed record BenchMachine(
    string Cpu, int Cores, string Os, string Runtime, string PostgreSql, IReadOnlyDictionary<string, string> Settings);

/// <summary>One workload beside its floor; rates are medians of the rounds, in events a second.</summary>
/// <param name="Name">The workload.</param>
/// <param name="Floor">What PostgreSQL alone did for comparison.</param>
/// <param name="FloorPerSecond">Its rate.</param>
/// <param name="PerSecond">The ledger's rate.</param>
/// <param name="Ratio">Median of the rounds' ratios: 1 is as fast as the floor.</param>
/// <param name="P50Ms">Half of the ledger's commands were answered within this time.</param>
/// <param name="P99Ms">99 of 100 were.</param>
/// <param name="FloorP50Ms">The same of the floor, where callers wait for it.</param>
/// <param name="FloorP99Ms">The same of the floor, where callers wait for it.</param>
/// <param name="Rounds">The rates of every round.</param>
/// <param name="Peers">What programs of others did in the same rounds.</param>
/// <param name="Http">What only a host over HTTP shows.</param>
public sealed record WorkloadReport(string Name, string Floor, double FloorPerSecond, double PerSecond, double Ratio,
    double? P50Ms, double? P99Ms, double? FloorP50Ms, double? FloorP99Ms, IReadOnlyList<BenchRound> Rounds,
    IReadOnlyList<PeerReport> Peers, HttpFigures? Http);

/// <summary>What a gift over HTTP costs the database, and how a host begins.</summary>
/// <param name="TransactionsPerGift">Transactions in the ledger's database, those of the read models among them.</param>
/// <param name="WalSyncsPerGift">How often PostgreSQL synced its log.</param>
/// <param name="FirstPerSecond">Gifts a second right after the start; null for a host that ran already.</param>
/// <param name="FirstSeconds">How many seconds that is.</param>
public sealed record HttpFigures(double TransactionsPerGift, double WalSyncsPerGift, double? FirstPerSecond, double FirstSeconds);

/// <summary>Another program with the same work.</summary>
/// <param name="Name">The program, and in which way it is used.</param>
/// <param name="PerSecond">Its rate.</param>
/// <param name="Ratio">Median of the rounds' ratios: 2 says that the ledger is twice as fast.</param>
/// <param name="P50Ms">Half of its commands were answered within this time.</param>
/// <param name="P99Ms">99 of 100 were.</param>
public sealed record PeerReport(string Name, double PerSecond, double Ratio, double? P50Ms, double? P99Ms);

/// <summary>Turns one after the other, in events a second.</summary>
public sealed record BenchRound(double FloorPerSecond, double PerSecond, IReadOnlyList<double> PeersPerSecond);
