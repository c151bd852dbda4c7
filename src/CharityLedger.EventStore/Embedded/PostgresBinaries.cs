using System.Globalization;

namespace CharityLedger.EventStore.Embedded;

/// <summary>A PostgreSQL installation: the folder of its programs and its major version.</summary>
internal sealed record PostgresBinaries(string Folder, int Major)
{
    private const int Oldest = 15;
    private const int Newest = 18;

    internal string Program(string name) => Path.Combine(Folder, name);

    /// <summary>
    /// The named binaries; otherwise the first installed ones that fit; otherwise the npm package's.
    /// </summary>
    /// <param name="dataMajor">The version that wrote the data folder and alone can open it, if any.</param>
    internal static async Task<PostgresBinaries> FindAsync(
        EmbeddedPostgresOptions options, int? dataMajor, Action<string> log, CancellationToken ct)
    {
        var unfit = new List<string>();
        if (options.Binaries != NpmPostgres.Name)
        {
            var named = !string.IsNullOrWhiteSpace(options.Binaries);
            foreach (var folder in named ? [Path.GetFullPath(options.Binaries!)] : InstalledFolders())
            {
                var (found, complaint) = await ProbeAsync(folder, dataMajor, ct);
                if (found is not null)
                    return found;
                unfit.Add(complaint);
            }
            if (named)
                throw Unusable(dataMajor, $"CHARITYLEDGER_PG_BIN: {unfit[0]}");
        }
        if (dataMajor is not null && dataMajor != NpmPostgres.Major)
            throw Unusable(dataMajor, string.Join("; ", unfit.DefaultIfEmpty("no installed PostgreSQL was found")));
        foreach (var complaint in unfit)
            log($"Not used: {complaint}.");
        return new PostgresBinaries(
            await NpmPostgres.InstallAsync(options.DataFolder, log, ct), NpmPostgres.Major);
    }

    private static EmbeddedPostgresException Unusable(int? dataMajor, string why) => dataMajor is null
        ? new(EmbeddedPostgresException.UnusableBinaries, $"{why}.")
        : new(EmbeddedPostgresException.DataVersionMismatch,
            $"The data folder was written by PostgreSQL {dataMajor}, which isn't here ({why}). "
            + $"Install PostgreSQL {dataMajor} or name its bin folder in CHARITYLEDGER_PG_BIN.");

    private static async Task<(PostgresBinaries?, string)> ProbeAsync(string folder, int? wanted, CancellationToken ct)
    {
        var missing = new[] { "postgres", "initdb", "pg_ctl" }
            .Where(program => !File.Exists(Path.Combine(folder, program))).ToList();
        if (missing.Count > 0)
            return (null, $"{folder} has no {string.Join(", ", missing)}");
        var version = await Tool.RunAsync(Path.Combine(folder, "postgres"), ["--version"], ct);
        if (!version.Succeeded)
            return (null, $"{folder} doesn't run ({version.Complaint})");
        // "postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)", "postgres (PostgreSQL) 18beta1".
        var digits = version.Output.Split(' ').ElementAtOrDefault(2)?.TakeWhile(char.IsAsciiDigit).ToArray();
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var major))
            return (null, $"{folder} doesn't say its version ({version.Output.Trim()})");
        if (major is < Oldest or > Newest)
            return (null, $"{folder} is PostgreSQL {major}; {Oldest} to {Newest} are supported");
        return wanted is null || wanted == major
            ? (new PostgresBinaries(folder, major), "")
            : (null, $"{folder} is PostgreSQL {major}");
    }

    /// <summary>PATH first, then where Debian, Red Hat, Homebrew and a source build put it, newest first.</summary>
    private static IEnumerable<string> InstalledFolders()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var onPath = path.Select(folder => Path.Combine(folder, "postgres")).Where(File.Exists)
            // A link on PATH points into the folder that also holds initdb and pg_ctl.
            .Select(p => Path.GetDirectoryName(File.ResolveLinkTarget(p, returnFinalTarget: true)?.FullName ?? p)!);
        var versions = Enumerable.Range(Oldest, Newest - Oldest + 1).Reverse()
            .Select(v => v.ToString(CultureInfo.InvariantCulture)).ToList();
        var usual = versions.SelectMany(v => new[]
        {
            $"/usr/lib/postgresql/{v}/bin", $"/usr/pgsql-{v}/bin",
            $"/opt/homebrew/opt/postgresql@{v}/bin", $"/usr/local/opt/postgresql@{v}/bin",
        });
        return onPath.Concat(usual).Append("/usr/local/pgsql/bin").Where(Directory.Exists).Distinct();
    }
}
