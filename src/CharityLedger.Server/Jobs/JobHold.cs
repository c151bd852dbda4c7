using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace CharityLedger.Server.Jobs;

/// <summary>A run that some host is at.</summary>
/// <param name="Run">Its id.</param>
/// <param name="Since">When that host began.</param>
/// <param name="Progress">How far it is.</param>
public sealed record RunningJob(string Run, DateTimeOffset Since, JobProgress Progress);

/// <summary>
/// Who runs a job holds an advisory lock in a session of its own, and says in that session's name what it is at.
/// Session, lock and name vanish with the process, also by kill -9; nothing has to be tidied up.
/// </summary>
/// <param name="connectionString">The ledger's database.</param>
/// <param name="lockClass">First half of the locks' numbers.</param>
public sealed class JobHolds(string connectionString, int lockClass = JobHolds.Class)
{
    /// <summary>First half of the number of a job's lock; the second one is the job's own.</summary>
    public const int Class = 1_246_708_273;

    private const string NamePrefix = "ledger-job";

    private readonly string sessions = new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = NamePrefix, Pooling = false, KeepAlive = 10,
    }.ConnectionString;

    /// <summary>Takes a job; null while another host, or another worker of this one, has it.</summary>
    public async Task<JobHold?> TryTakeAsync(string job, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(sessions);
        try
        {
            await connection.OpenAsync(ct);
            await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1, $2)", connection)
            {
                Parameters = { new() { Value = lockClass }, new() { Value = LockOf(job) } },
            };
            if (await command.ExecuteScalarAsync(ct) is true) return new JobHold(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>What is being run now, by job, whichever host runs it.</summary>
    public static async Task<IReadOnlyDictionary<string, RunningJob>> RunningAsync(
        NpgsqlDataSource database, IEnumerable<string> jobs, CancellationToken ct)
    {
        var names = jobs.ToDictionary(LockOf);
        await using var command = database.CreateCommand("""
            select l.objid::bigint, a.application_name from pg_locks l join pg_stat_activity a using (pid)
            where l.locktype = 'advisory' and l.granted and l.classid::bigint = $1
                and l.database = (select oid from pg_database where datname = current_database())
            """);
        command.Parameters.AddWithValue((long)Class);
        var running = new Dictionary<string, RunningJob>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (names.TryGetValue(unchecked((int)reader.GetInt64(0)), out var job) && Parse(reader.GetString(1)) is { } run) running[job] = run;
        }

        return running;
    }

    /// <summary>A session's name: at most 63 bytes are kept of it.</summary>
    internal static string NameOf(RunningJob job) => string.Create(CultureInfo.InvariantCulture,
        $"{NamePrefix} {job.Run} {job.Since.ToUnixTimeSeconds()} {job.Progress.Done}/{job.Progress.Total}");

    private static RunningJob? Parse(string name)
    {
        var parts = name.Split(' ', '/');
        return parts.Length == 5 && long.TryParse(parts[2], CultureInfo.InvariantCulture, out var since)
            && long.TryParse(parts[3], CultureInfo.InvariantCulture, out var done)
            && long.TryParse(parts[4], CultureInfo.InvariantCulture, out var total)
            ? new RunningJob(parts[1], DateTimeOffset.FromUnixTimeSeconds(since), new JobProgress(done, total))
            : null;
    }

    private static int LockOf(string job) => BinaryPrimitives.ReadInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(job)));
}

/// <summary>
/// A job that is held. Once a second its session says how far the run is; where the session is gone, so is the hold.
/// </summary>
public sealed class JobHold : IAsyncDisposable, IProgress<JobProgress>
{
    private readonly NpgsqlConnection connection;
    private readonly CancellationTokenSource lost = new(), done = new();
    private readonly Task watch;
    private RunningJob? running;

    internal JobHold(NpgsqlConnection connection)
    {
        this.connection = connection;
        watch = Task.Run(WatchAsync);
    }

    /// <summary>The session ended: another host may have taken the job by now.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>A run begins.</summary>
    public void Begin(string run, DateTimeOffset at) => Volatile.Write(ref running, new RunningJob(run, at, default));

    /// <inheritdoc/>
    public void Report(JobProgress value)
    {
        if (Volatile.Read(ref running) is { } now) Volatile.Write(ref running, now with { Progress = value });
    }

    /// <summary>Gives the job back.</summary>
    public async ValueTask DisposeAsync()
    {
        await done.CancelAsync();
        await watch;
        await connection.DisposeAsync();
        done.Dispose();
        lost.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            do
            {
                // A name can't be given as a parameter of SET.
                await using var command = new NpgsqlCommand("select set_config('application_name', $1, false)", connection);
                command.Parameters.AddWithValue(Volatile.Read(ref running) is { } now ? JobHolds.NameOf(now) : "ledger-job");
                await command.ExecuteNonQueryAsync(done.Token);
            }
            while (await timer.WaitForNextTickAsync(done.Token));
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The job was given back.
        }
        catch (NpgsqlException)
        {
            await lost.CancelAsync();
        }
    }
}
