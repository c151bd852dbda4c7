using System.Diagnostics;
using System.Net.Sockets;

namespace CharityLedger.EventStore.Embedded;

/// <summary>
/// One data folder's PostgreSQL: its files, its start and its stop. Callers hold the start lock.
/// The folder <c>postgres</c> belongs to us, what is in it to the server's user: that one can't put links there.
/// </summary>
internal sealed class PostgresCluster(EmbeddedPostgresOptions options, Action<string> log)
{
    internal const string Superuser = "charityledger";
    internal const string Database = "charityledger";
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(10);

    private readonly string _folder = Path.Combine(options.DataFolder, "postgres");
    private readonly SocketFolder _socket = new(Path.Combine(options.DataFolder, "postgres"));

    private string Cluster => Path.Combine(_folder, "cluster");
    private string LogFile => Path.Combine(_folder, "server.log");

    /// <summary>Adopts the server where it runs and starts it where not; returns when it takes commands.</summary>
    /// <param name="create">Whether an absent cluster is created; otherwise its absence is a failure.</param>
    internal async Task<RunningPostgres> EnsureRunningAsync(bool create, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        for (var failure = ""; waited.Elapsed < StartPatience; await Task.Delay(50, ct))
        {
            var server = await ReadOwnAsync(isStart: true, ct);
            if (server is null || _socket.Current is not { } socket || !IsListening(socket))
            {
                // The remains of a killed server need a moment to end; every other failure is final.
                var again = await StartAsync(create, ct);
                if (again is not null && again != failure)
                    log($"Waiting for an earlier PostgreSQL to end: {again}");
                failure = again ?? failure;
            }
            else if (server.Ready)
            {
                return new RunningPostgres(server.Pid, socket);
            }
        }
        throw StartFailed($"no answer within {StartPatience.TotalMinutes:0} minutes");
    }

    /// <summary>
    /// The number (inode) of the file that PostgreSQL writes in place as long as the cluster lives (its source, "pg_control").
    /// A copy, an unpacked archive and a file system's restore have others. .NET doesn't tell it, so POSIX's ls does.
    /// </summary>
    internal async Task<string> FileIdAsync(CancellationToken ct)
    {
        var listed = await Tool.RunAsync("ls", ["-di", Path.Combine(Cluster, "global", "pg_control")], ct);
        listed.OrThrow(EmbeddedPostgresException.DataFolderNotAccessible, $"The files of {Cluster} can't be looked at");
        return listed.Output.TrimStart().Split(' ')[0];
    }

    internal async Task StopAsync(CancellationToken ct)
    {
        if (await ReadOwnAsync(isStart: false, ct) is not null && _socket.Current is { } socket && IsListening(socket))
        {
            var user = await ServerUser.FindAsync(log, ct);
            var binaries = await PostgresBinaries.FindAsync(options, DataMajor(), log, ct);
            // Fast: ends the sessions, writes a checkpoint, and stops.
            var stop = await user.RunAsync(binaries.Program("pg_ctl"),
                ["stop", "-D", Cluster, "-m", "fast", "-w", "-t", "300", "-s"], Cluster, TimeSpan.FromMinutes(6), ct);
            stop.OrThrow(EmbeddedPostgresException.StopFailed, "PostgreSQL didn't stop");
        }
        _socket.Remove();
    }

    /// <summary>
    /// What this folder's server says of itself. A copy of a folder whose server ran has that one's file, and perhaps its
    /// note of a socket: it must neither be served by that server nor stop it.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">That other server runs, and this is a start.</exception>
    private async Task<PostmasterFile?> ReadOwnAsync(bool isStart, CancellationToken ct)
    {
        var server = PostmasterFile.Read(Cluster);
        if (server?.Folder is not { } folder || folder == Cluster) return server;
        // The same folder may be known by two paths.
        var same = await Tool.RunAsync("/bin/sh", ["-c", "[ \"$1\" -ef \"$2\" ]", "sh", folder, Cluster], ct);
        if (same.Succeeded) return server;
        if (isStart && server.IsRunning)
        {
            throw new EmbeddedPostgresException(EmbeddedPostgresException.DataFolderCopied,
                $"{Cluster} was copied, or moved, while its PostgreSQL ran: its {PostmasterFile.Name} names {folder}, and process "
                + $"{server.Pid} lives. What is copied file by file from a running server isn't whole: take a backup by ledger backup "
                + $"instead, or stop that server first. If process {server.Pid} is none, or this is a file system's snapshot of one "
                + $"moment, delete {PostmasterFile.Name} here.");
        }

        _socket.Forget();
        return null;
    }

    /// <returns>Null, or what is in the way of the start for a moment.</returns>
    private async Task<string?> StartAsync(bool create, CancellationToken ct)
    {
        if (!create && DataMajor() is null)
            throw StartFailed("its files are gone");
        var user = await ServerUser.FindAsync(log, ct);
        var binaries = await PostgresBinaries.FindAsync(options, DataMajor(), log, ct);
        DataFolder.CreatePassable(_folder);
        await user.EnsureCanReachAsync(_folder, ct);
        if (DataMajor() is null)
            await new PostgresInit(options, user, binaries, log).RunAsync(_folder, ct);

        var socket = _socket.Create();
        var config = Path.Combine(_folder, PostgresConfig.FileName);
        await Disk.WriteAsync(config, PostgresConfig.Text(options, socket), ct);
        if (await PostgresConfig.IncludeAsync(Cluster, ct))
            log($"{Path.Combine(Cluster, "postgresql.conf")} was broken, as a power cut leaves it, and was repaired.");
        await File.AppendAllTextAsync(LogFile, "", ct);
        foreach (var owned in new[] { Cluster, socket, config, LogFile })
            await user.OwnAsync(owned, ct);

        var logged = new FileInfo(LogFile).Length;
        // pg_ctl puts the server into a session of its own, so a Ctrl-C for the host doesn't reach it.
        var start = await user.RunAsync(binaries.Program("pg_ctl"),
            ["start", "-D", Cluster, "-l", LogFile, "-w", "-t", "300", "-s"], Cluster, StartPatience, ct);
        if (start.Succeeded)
        {
            log($"PostgreSQL {binaries.Major} started from {binaries.Folder} on {Cluster}.");
            return null;
        }
        var said = await ReadLogFromAsync(logged, ct);
        return IsRemnant(said) ? said : throw StartFailed($"{start.Complaint} {said}");
    }

    private static bool IsRemnant(string said) =>
        said.Contains("pre-existing shared memory block", StringComparison.Ordinal)
        || said.Contains("lock file \"postmaster.pid\" already exists", StringComparison.Ordinal);

    private async Task<string> ReadLogFromAsync(long offset, CancellationToken ct)
    {
        await using var file = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(offset, SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        return (await reader.ReadToEndAsync(ct)).Trim();
    }

    private EmbeddedPostgresException StartFailed(string why) => new(
        EmbeddedPostgresException.StartFailed, $"PostgreSQL on {Cluster} didn't start (log: {LogFile}): {why}");

    private int? DataMajor() => PostgresInit.ReadMajor(Cluster);

    private static bool IsListening(string socketFolder)
    {
        var path = SocketFolder.SocketIn(socketFolder);
        if (!File.Exists(path))
            return false;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // A killed server leaves its socket behind.
            return false;
        }
    }
}

/// <summary>A server that takes commands.</summary>
internal sealed record RunningPostgres(int Pid, string SocketFolder);
