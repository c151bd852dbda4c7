using System.Diagnostics;
using Npgsql;

namespace CharityLedger.EventStore.Embedded;

/// <summary>
/// A private PostgreSQL in the data folder. Every process that uses it holds a shared lock; the last one to leave
/// stops it, so a host and commands share one server in any order. A server orphaned by a killed process is adopted
/// by the next start, and while somebody uses it, a server that died is started again.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(15);

    private readonly EmbeddedPostgresOptions _options;
    private readonly Action<string> _log;
    private readonly PostgresCluster _cluster;
    private readonly CancellationTokenSource _leaving = new();
    private readonly FileStream _use;
    private readonly Task _supervision;
    private int _disposed;

    private EmbeddedPostgres(
        EmbeddedPostgresOptions options, Action<string> log, PostgresCluster cluster, FileStream use,
        RunningPostgres server)
    {
        (_options, _log, _cluster, _use) = (options, log, cluster, use);
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = server.SocketFolder,
            Username = PostgresCluster.Superuser,
            Database = PostgresCluster.Database,
        }.ConnectionString;
        _supervision = Task.Run(() => SuperviseAsync(server, _leaving.Token));
    }

    /// <summary>Connects to the ledger's database as its owner.</summary>
    public string ConnectionString { get; }

    /// <inheritdoc cref="StartAsync(EmbeddedPostgresOptions, Action{string}, CancellationToken)"/>
    public static Task<EmbeddedPostgres> StartAsync(string dataFolder, Action<string> log, CancellationToken ct) =>
        StartAsync(new EmbeddedPostgresOptions(dataFolder), log, ct);

    /// <summary>Returns when the server takes commands.</summary>
    /// <param name="log">Gets a line for each step that takes time and for everything that goes wrong.</param>
    /// <exception cref="EmbeddedPostgresException">With a stable code.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        EmbeddedPostgresOptions options, Action<string> log, CancellationToken ct)
    {
        options = options with { DataFolder = Path.GetFullPath(options.DataFolder) };
        try
        {
            return await JoinAsync(options, log, ct);
        }
        catch (UnauthorizedAccessException e)
        {
            throw DataFolder.NotAccessible(options.DataFolder, e);
        }
    }

    private static async Task<EmbeddedPostgres> JoinAsync(
        EmbeddedPostgresOptions options, Action<string> log, CancellationToken ct)
    {
        DataFolder.Create(options.DataFolder);
        var cluster = new PostgresCluster(options, log);
        await using var starting = await StartLockAsync(options, ct);
        // Exclusive use is only taken under the start lock, which we hold.
        var use = FolderLock.TryShared(UseLock(options))
            ?? throw new InvalidOperationException($"{UseLock(options)} is held without the start lock.");
        try
        {
            return new EmbeddedPostgres(options, log, cluster, use, await cluster.EnsureRunningAsync(create: true, ct));
        }
        catch
        {
            await use.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// What tells this data folder's files from copies of them. It stays the same while the folder is moved.
    /// </summary>
    public Task<string> FileIdAsync(CancellationToken ct) => _cluster.FileIdAsync(ct);

    /// <summary>Leaves the server to its other users; the last one stops it and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        await _leaving.CancelAsync();
        await _supervision;
        await using (await StartLockAsync(_options, CancellationToken.None))
        {
            await _use.DisposeAsync();
            await using var alone = FolderLock.TryExclusive(UseLock(_options));
            if (alone is not null)
                await _cluster.StopAsync(CancellationToken.None);
        }
        _leaving.Dispose();
    }

    /// <summary>Stops the server of a throwaway folder that nobody uses any more, and deletes the folder.</summary>
    /// <returns>False where somebody uses it, or where it isn't the folder of an embedded server.</returns>
    public static async Task<bool> RemoveUnusedAsync(string dataFolder, Action<string> log, CancellationToken ct)
    {
        var options = new EmbeddedPostgresOptions(Path.GetFullPath(dataFolder));
        if (!File.Exists(UseLock(options)))
            return false;
        await using var starting = FolderLock.TryExclusive(StartLock(options));
        await using var alone = starting is null ? null : FolderLock.TryExclusive(UseLock(options));
        if (alone is null)
            return false;
        await new PostgresCluster(options, log).StopAsync(ct);
        await DataFolder.DeleteAsync(options.DataFolder, ct);
        return true;
    }

    private async Task SuperviseAsync(RunningPostgres server, CancellationToken leaving)
    {
        while (!leaving.IsCancellationRequested)
        {
            try
            {
                await EndOfAsync(server.Pid, leaving);
                _log($"PostgreSQL (process {server.Pid}) has ended; starting it again.");
                await using var starting = await StartLockAsync(_options, leaving);
                // A ledger whose files vanished must not go on as an empty one.
                server = await _cluster.EnsureRunningAsync(create: false, leaving);
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The host still lives and needs its database: say it and try again.
                _log($"PostgreSQL couldn't be started again: {e.Message}");
                await Task.Delay(TimeSpan.FromSeconds(1), leaving)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task EndOfAsync(int pid, CancellationToken ct)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            await process.WaitForExitAsync(ct);
        }
        catch (ArgumentException)
        {
            // It ended before we looked.
        }
    }

    private static string UseLock(EmbeddedPostgresOptions options) => Path.Combine(options.DataFolder, "postgres.lock");

    private static string StartLock(EmbeddedPostgresOptions options) =>
        Path.Combine(options.DataFolder, "postgres.start.lock");

    private static Task<FileStream> StartLockAsync(EmbeddedPostgresOptions options, CancellationToken ct) =>
        FolderLock.ExclusiveAsync(StartLock(options), LockPatience, ct);
}
