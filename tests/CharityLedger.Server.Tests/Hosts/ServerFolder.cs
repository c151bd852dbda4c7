using System.Diagnostics;
using System.Globalization;
using CharityLedger.EventStore.Embedded;
using CharityLedger.Server.Access;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.Server.Tests.Hosts;

/// <summary>A data folder of a host's own, with the embedded PostgreSQL in it as its users have it: fully durable.</summary>
internal sealed class ServerFolder(string? path = null) : IAsyncDisposable
{
    public string Path { get; } = path ?? TestFolder.Create();

    /// <summary>Connects to the database beside the host.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = System.IO.Path.Combine(Path, "postgres", "socket"), Username = "charityledger", Database = "charityledger", Pooling = false,
    }.ConnectionString;

    private string PidFile => System.IO.Path.Combine(Path, "postgres", "cluster", "postmaster.pid");

    /// <summary>Whether a PostgreSQL says that it runs here.</summary>
    public bool HasPostgres => File.Exists(PidFile);

    /// <summary>The server's first process and every process that it started.</summary>
    public IReadOnlyList<int> Processes
    {
        get
        {
            var postmaster = int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);
            return [postmaster, .. ChildrenOf(postmaster)];
        }
    }

    /// <summary>Kill -9 of the server and of every process that it started, or of its first process alone.</summary>
    public void KillPostgres(bool children = true)
    {
        foreach (var pid in children ? Processes : Processes.Take(1)) Kill(pid);
    }

    /// <summary>Kill -9 of one of the server's processes, which may have ended before.</summary>
    public static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It ended by itself, because another one did.
        }
    }

    /// <summary>While this is held, nobody can start the server again.</summary>
    public FileStream ForbidStart() => new(
        System.IO.Path.Combine(Path, "postgres.start.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>A new API token, written to the database as the command line does.</summary>
    public async Task<string> TokenAsync(string federation, string user = "clerk")
    {
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        return await new ApiTokens(database, TimeProvider.System).CreateAsync(
            new Caller(federation, user), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // What a killed host left running is stopped first.
        if (!await EmbeddedPostgres.RemoveUnusedAsync(Path, Console.Error.WriteLine, CancellationToken.None))
            Directory.Delete(Path, recursive: true);
    }

    /// <summary>The processes that a process started.</summary>
    internal static List<int> ChildrenOf(int parent)
    {
        var children = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(System.IO.Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)) continue;
            try
            {
                // "pid (name) state ppid …"; a name may hold anything but ends with the last parenthesis.
                var stat = File.ReadAllText(System.IO.Path.Combine(folder, "stat"));
                if (int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture) == parent) children.Add(pid);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        }

        return children;
    }
}
