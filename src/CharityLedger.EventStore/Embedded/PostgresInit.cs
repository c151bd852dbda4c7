using System.Globalization;

namespace CharityLedger.EventStore.Embedded;

/// <summary>
/// Creates a cluster with its database. It gets its final name when it is complete, so an interrupted creation
/// leaves nothing that a later start could take for a cluster.
/// </summary>
internal sealed class PostgresInit(
    EmbeddedPostgresOptions options, ServerUser user, PostgresBinaries binaries, Action<string> log)
{
    private const string UnfinishedPrefix = "cluster.unfinished-";

    /// <summary>The major version that wrote a cluster; null where there is none.</summary>
    internal static int? ReadMajor(string cluster)
    {
        var file = Path.Combine(cluster, "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;
    }

    internal async Task RunAsync(string folder, CancellationToken ct)
    {
        log($"Creating a PostgreSQL {binaries.Major} cluster in {folder}.");
        foreach (var interrupted in Directory.GetDirectories(folder, $"{UnfinishedPrefix}*"))
            await DataFolder.DeleteAsync(interrupted, ct);
        // The name is new each time: initdb of a process that was killed may still be at work under the one before.
        var unfinished = Path.Combine(folder, $"{UnfinishedPrefix}{Guid.NewGuid():N}");
        DataFolder.CreatePrivate(unfinished);
        await user.OwnAsync(unfinished, ct);

        // Locale C orders by code point on every machine; nobody but the owner of the socket's folder can connect.
        string[] initdb =
        [
            "-D", unfinished, "-U", PostgresCluster.Superuser, "--encoding=UTF8", "--locale=C", "--data-checksums",
            "--auth-local=trust", "--auth-host=reject", "--no-instructions",
        ];
        await RunAsync("initdb", options.Durable ? initdb : [.. initdb, "--no-sync"], "", ct);
        await RunAsync("postgres", ["--single", "-D", unfinished, "-c", "exit_on_error=on", "postgres"],
            $"create database {PostgresCluster.Database};\n", ct);
        await PostgresConfig.IncludeAsync(unfinished, ct);
        Directory.Move(unfinished, Path.Combine(folder, "cluster"));
        Disk.SyncFolder(folder);

        async Task RunAsync(string program, string[] arguments, string input, CancellationToken cancel)
        {
            var result = await user.RunAsync(
                binaries.Program(program), arguments, unfinished, TimeSpan.FromMinutes(5), cancel, input);
            result.OrThrow(EmbeddedPostgresException.InitFailed, $"No PostgreSQL cluster can be created in {folder}");
        }
    }
}
