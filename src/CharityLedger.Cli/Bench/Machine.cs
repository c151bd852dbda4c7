using System.Runtime.InteropServices;
using Npgsql;

namespace CharityLedger.Cli.Bench;

/// <summary>Tells what a run ran on.</summary>
internal static class Machine
{
    private static readonly string[] Named =
    [
        "fsync", "synchronous_commit", "full_page_writes", "data_checksums", "wal_sync_method",
        "shared_buffers", "max_wal_size",
    ];

    public static async Task<BenchMachine> DescribeAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Named)
        {
            await using var command = database.CreateCommand($"show {name}");
            settings[name] = (string)(await command.ExecuteScalarAsync(ct))!;
        }

        await using var version = database.CreateCommand("show server_version");
        return new BenchMachine(Cpu(), Environment.ProcessorCount, RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription, (string)(await version.ExecuteScalarAsync(ct))!, settings);
    }

    /// <summary>Linux tells the model; elsewhere the architecture has to do.</summary>
    private static string Cpu() =>
        (File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null)?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
}
