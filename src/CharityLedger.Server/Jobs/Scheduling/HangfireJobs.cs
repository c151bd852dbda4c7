using CharityLedger.Server.Hosting;
using Hangfire;
using Hangfire.Logging;
using Hangfire.PostgreSql;
using Npgsql;

namespace CharityLedger.Server.Jobs.Scheduling;

/// <summary>
/// The one door to Hangfire: its tables in a schema of their own, its server in this process, and what wakes a job. It
/// starts behind the host's back, so that nobody waits for it, and again where the database was away.
/// </summary>
public sealed class HangfireJobs(
    string connectionString, JobList jobs, IServiceProvider services, TimeProvider clock, RepeatedLines repeated,
    ILogger<HangfireJobs> log)
    : BackgroundService, IJobWaker
{
    private const string SchemaName = "hangfire";
    private const int Workers = 2;

    /// <summary>Hosts that start at once must not create the same tables at once.</summary>
    private const long InstallLock = 4_847_320_158;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly string connection = new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = "charityledger-hangfire", MaxPoolSize = 12, MinPoolSize = 0, NoResetOnClose = true, Enlist = false,
    }.ConnectionString;

    private PostgreSqlStorage? storage;

    /// <summary>Hangfire's storage; null until its tables are there.</summary>
    internal JobStorage? Storage => Volatile.Read(ref storage);

    /// <inheritdoc/>
    public Task WakeAsync(string job) => Task.Run(() =>
    {
        // Where the database came back meanwhile, the first connection from the pool is a dead one, and clears it.
        for (var tries = 1; tries <= 2; tries++)
            if (Try(job, client => client.Enqueue<JobTick>(t => t.WorkAsync(job, default)))) return;
    });

    /// <summary>Wakes a job at a moment, or soon after. It goes on trying while the database is away.</summary>
    internal async Task WakeAtAsync(string job, DateTimeOffset at, CancellationToken ct)
    {
        while (!Try(job, client => client.Schedule<JobTick>(t => t.WorkAsync(job, default), Until(at))))
            await Task.Delay(Pause, clock, ct);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogProvider.SetCurrentLogProvider(new HostLog(log, repeated));
        // It takes half a second of a processor, and whoever waits for the host comes first.
        await SignalledAsync(services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted)
            .WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ServeAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "The scheduler could not start; it is tried again");
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    /// <summary>Waits until a token is cancelled, and takes that for no failure.</summary>
    private static async Task SignalledAsync(CancellationToken signal)
    {
        var signalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (signal.Register(signalled.SetResult)) await signalled.Task;
    }

    private async Task ServeAsync(CancellationToken stopping)
    {
        Volatile.Write(ref storage, await InstallAsync(stopping));
        Announce(new RecurringJobManager(storage!, HangfireFilters.Own));
        using var server = new BackgroundJobServer(new BackgroundJobServerOptions
        {
            WorkerCount = Workers, Activator = new HostActivator(services), FilterProvider = HangfireFilters.Own,
            TimeZoneResolver = BeijingZone.Resolver, ServerName = Environment.MachineName,
            // A worker that is told to stop by its token leaves its job to the next one at once.
            StopTimeout = TimeSpan.FromSeconds(5), ShutdownTimeout = TimeSpan.FromSeconds(20),
        }, storage!);
        // Whatever was due while no host was there.
        new BackgroundJobClient(storage!, HangfireFilters.Own).Enqueue<JobTick>(t => t.SweepAsync(default));
        await SignalledAsync(stopping);
        server.SendStop();
        await server.WaitForShutdownAsync(CancellationToken.None);
    }

    private async Task<PostgreSqlStorage> InstallAsync(CancellationToken stopping)
    {
        await using var turn = new NpgsqlConnection(connection);
        await turn.OpenAsync(stopping);
        await ExecuteAsync(turn, $"select pg_advisory_lock({InstallLock})", stopping);
        try
        {
            return new PostgreSqlStorage(new Factory(connection), new PostgreSqlStorageOptions
            {
                SchemaName = SchemaName, PrepareSchemaIfNecessary = true,
                // What this process asks for starts at once, what another asks for at the next poll. Workers that
                // listened would be woken by every append.
                QueuePollInterval = TimeSpan.FromSeconds(5),
                // A worker that lives says so all the time; one that was killed is known by its silence.
                UseSlidingInvisibilityTimeout = true, InvisibilityTimeout = TimeSpan.FromSeconds(30),
                // Its locks are rows without an owner: one that a killed host left must not hold up the others for
                // long.
                DistributedLockTimeout = TimeSpan.FromSeconds(15),
            });
        }
        finally
        {
            await ExecuteAsync(turn, $"select pg_advisory_unlock({InstallLock})", CancellationToken.None);
        }
    }

    private void Announce(RecurringJobManager schedules)
    {
        var zone = new RecurringJobOptions { TimeZone = BeijingZone.Zone };
        foreach (var job in jobs.All.Where(j => j.Schedule is not null))
        {
            var at = job.Schedule!.At;
            schedules.AddOrUpdate<JobTick>(job.Name, t => t.WorkAsync(job.Name, default), Cron.Daily(at.Hour, at.Minute), zone);
        }

        schedules.AddOrUpdate<JobTick>("due", t => t.SweepAsync(default), "*/10 * * * *", zone);
    }

    private TimeSpan Until(DateTimeOffset at)
    {
        var pause = at - clock.GetUtcNow();
        return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
    }

    private bool Try(string job, Action<BackgroundJobClient> act)
    {
        try
        {
            // Before the scheduler has begun there is nothing to wake: it begins with a look at what is due.
            if (storage is { } there) act(new BackgroundJobClient(there, HangfireFilters.Own));
            return true;
        }
        catch (Exception e) when (e is BackgroundJobClientException or NpgsqlException)
        {
            log.LogWarning(e, "The job {Job} could not be woken", job);
            return false;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed class Factory(string connectionString) : IConnectionFactory
    {
        public NpgsqlConnection GetOrCreateConnection() => new(connectionString);
    }
}
