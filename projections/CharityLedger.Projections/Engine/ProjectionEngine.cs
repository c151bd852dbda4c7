using System.Collections.Concurrent;
using System.Globalization;
using CharityLedger.EventStore;
using CharityLedger.EventStore.Subscriptions;
using Npgsql;

namespace CharityLedger.Projections.Engine;

/// <summary>Where a projection stands.</summary>
/// <param name="Name">The projection.</param>
/// <param name="Position">Everything up to here is in it.</param>
/// <param name="Lag">Events of the log that are not in it yet.</param>
/// <param name="Failure">What stopped it on this host, until it gets on.</param>
public sealed record ProjectionStatus(string Name, long Position, long Lag, Exception? Failure);

/// <summary>What a rebuild did.</summary>
public sealed record RebuildResult(string Name, long Events, TimeSpan Elapsed);

/// <summary>
/// Keeps the projections at the end of the log. Several hosts may run it on one database: one of them folds at a time.
/// </summary>
public sealed class ProjectionEngine : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string connectionString;
    private readonly NpgsqlDataSource database;
    private readonly NpgsqlDataSource sessions;
    private readonly IReadOnlyList<IProjection> projections;
    private readonly Action<string, Exception> report;
    private readonly TimeProvider clock;
    private readonly Progress progress;
    private readonly ConcurrentDictionary<string, Exception> failures = new();
    private readonly CancellationTokenSource stopping = new();
    private StartingBuild build = new([], 0);
    private Subscription? running;

    /// <summary>Prepares; nothing runs until <see cref="BeginAsync"/>.</summary>
    /// <param name="connectionString">A database with the schema of <see cref="Schema"/>.</param>
    /// <param name="report">Hears of every failure, with the projection's name. The work starts again by
    /// itself.</param>
    /// <param name="projections">The projections; <see cref="ReadModels.All"/> where not given.</param>
    /// <param name="clock">Measures waiting.</param>
    public ProjectionEngine(string connectionString, Action<string, Exception> report,
        IReadOnlyList<IProjection>? projections = null, TimeProvider? clock = null)
    {
        this.connectionString = connectionString;
        this.report = report;
        this.projections = projections ?? ReadModels.All;
        this.clock = clock ?? TimeProvider.System;
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "charityledger-projections",
        };
        database = NpgsqlDataSource.Create(settings);
        progress = new Progress(database, this.clock);
        // A rebuild holds a lock of its session, which must end with it and not wait in a pool.
        settings.Pooling = false;
        sessions = NpgsqlDataSource.Create(settings);
    }

    /// <summary>Models that this start still builds.</summary>
    public IReadOnlyList<ModelBuild> Building => build.Left;

    /// <summary>Ends when all that a start has to build is built; faulted where a model can't be.</summary>
    public Task Built { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// Begins to follow the log, and to build what is missing or of an older version (<see cref="Built"/>). Until a model is
    /// built its old tables are what readers see, but for tables that this log doesn't bear out: those go at once.
    /// </summary>
    /// <exception cref="InvalidOperationException">A projection in the database is of a newer version than this
    /// program's.</exception>
    public async Task BeginAsync(CancellationToken ct = default)
    {
        var stale = new List<IProjection>();
        foreach (var projection in projections)
        {
            var standing = await StandingAsync(projection, ct);
            if (standing == Standing.Unfounded)
                await new Rebuild(sessions, projection).DropAsync(() => IsAsync(projection, Standing.Unfounded, ct), ct);
            if (standing != Standing.Current) stale.Add(projection);
        }

        build = new StartingBuild(stale, stale.Count > 0 ? await new LogReader(database).LastPositionAsync(ct) : 0);
        Built = build.RunAsync(
            sessions, async (p, stop) => !await IsAsync(p, Standing.Current, stop), progress.Reached, stopping.Token);
        running = new Subscription(
            connectionString, "read-models", projections.Select(p => new Follower(this, p)), progress);
    }

    /// <summary>Rebuilds what is missing or of an older version, and follows the log.</summary>
    /// <exception cref="InvalidOperationException">A projection in the database is of a newer version than this
    /// program's.</exception>
    public async Task StartAsync(CancellationToken ct = default)
    {
        await BeginAsync(ct);
        await Built.WaitAsync(ct);
    }

    /// <summary>Stops following, and building.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        if (running is not null) await running.DisposeAsync();
        // Why it failed is for those who waited for it.
        await Built.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await sessions.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>Waits until a projection holds all that is in the log now.</summary>
    /// <returns>False where that takes more than ten seconds.</returns>
    public async Task<bool> CatchUpAsync(string name, CancellationToken ct = default) =>
        await WaitForAsync(name, await new LogReader(database).LastPositionAsync(ct), Patience, ct);

    /// <summary>Waits until a projection holds everything up to a position, whichever host folds it.</summary>
    /// <returns>False where the time ran out first.</returns>
    public Task<bool> WaitForAsync(string name, long position, TimeSpan timeout, CancellationToken ct = default) =>
        WaitForAsync([Known(name)], position, timeout, ct);

    /// <summary>Waits until every projection holds everything up to a position.</summary>
    /// <returns>False where the time ran out first.</returns>
    public Task<bool> WaitForAllAsync(long position, TimeSpan timeout, CancellationToken ct = default) =>
        WaitForAsync(projections, position, timeout, ct);

    /// <summary>Where every projection stands.</summary>
    public async Task<IReadOnlyList<ProjectionStatus>> StatusAsync(CancellationToken ct = default)
    {
        var last = await new LogReader(database).LastPositionAsync(ct);
        var status = new List<ProjectionStatus>();
        var building = Building.ToDictionary(b => b.Name, StringComparer.Ordinal);
        foreach (var projection in projections)
        {
            var position = building.GetValueOrDefault(projection.Name)?.Position
                ?? await Checkpoint.ReadAsync(database, projection.Name, ct) ?? 0;
            status.Add(new ProjectionStatus(
                projection.Name, position, Math.Max(0, last - position), failures.GetValueOrDefault(projection.Name)));
        }

        return status;
    }

    /// <summary>Builds a projection anew beside the live one and swaps them; readers see the old rows until
    /// then.</summary>
    /// <param name="name">The projection.</param>
    /// <param name="progress">Hears the position reached.</param>
    /// <param name="ct">Gives up; the live one stays.</param>
    /// <exception cref="ArgumentException">No projection has that name.</exception>
    public async Task<RebuildResult> RebuildAsync(
        string name, IProgress<long>? progress = null, CancellationToken ct = default)
    {
        var start = clock.GetTimestamp();
        var events = await new Rebuild(sessions, Known(name), progress).RunAsync(() => Task.FromResult(true), ct);
        return new RebuildResult(name, events ?? 0, clock.GetElapsedTime(start));
    }

    /// <summary>Compares a projection with a replay of the log up to where it stands.</summary>
    /// <returns>Names of its tables that differ; empty where all is well.</returns>
    /// <exception cref="ArgumentException">No projection has that name.</exception>
    public Task<IReadOnlyList<string>> CompareAsync(string name, CancellationToken ct = default) =>
        new Rebuild(sessions, Known(name)).CompareAsync(ct);

    /// <summary>Looks for keys and indexes that a projection's tables must have.</summary>
    /// <returns>Those that they have not; empty where all is well.</returns>
    /// <exception cref="ArgumentException">No projection has that name.</exception>
    public Task<IReadOnlyList<string>> MissingAsync(string name, CancellationToken ct = default) =>
        new Rebuild(sessions, Known(name)).MissingAsync(ct);

    private IProjection Known(string name) => projections.FirstOrDefault(p => p.Name == name)
        ?? throw new ArgumentException($"There is no projection {name}.", nameof(name));

    /// <summary>Old tables that are still read while new ones are built hold nothing up to any position of this version's.</summary>
    private async Task<bool> WaitForAsync(
        IReadOnlyList<IProjection> awaited, long position, TimeSpan timeout, CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        var built = Task.WhenAll(awaited.Select(p => build.DoneAsync(p.Name)));
        if (!built.IsCompleted && await Task.WhenAny(built, Task.Delay(timeout, clock, ct)) != built)
        {
            ct.ThrowIfCancellationRequested();
            return false;
        }

        return await progress.WaitForAsync(
            [.. awaited.Select(p => p.Name)], position, timeout - clock.GetElapsedTime(start), ct);
    }

    private async Task<bool> IsAsync(IProjection projection, Standing standing, CancellationToken ct) =>
        await StandingAsync(projection, ct) == standing;

    private async Task<Standing> StandingAsync(IProjection projection, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var version = await ProjectionSchema.UseAsync(connection, new ProjectionSchema(projection).Live, ct);
        if (version > projection.Version)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"{projection.Name} has version {version} in the database, "
                + $"this program knows {projection.Version}: start a newer program."));
        }

        var position = await Checkpoint.ReadAsync(database, projection.Name, ct);
        // A log that was restored from an older backup is behind its projections.
        if (position is null || position > await new LogReader(database).LastPositionAsync(ct)) return Standing.Unfounded;
        return version < projection.Version ? Standing.Older : Standing.Current;
    }

    /// <summary>What is there of a projection when a host starts.</summary>
    private enum Standing
    {
        /// <summary>It can be followed.</summary>
        Current,

        /// <summary>It is missing, or of an older version, which was right for as far as it goes.</summary>
        Older,

        /// <summary>It has no checkpoint, or one that this log has not reached.</summary>
        Unfounded,
    }

    /// <summary>Folds the log into the live schema.</summary>
    private sealed class Follower(ProjectionEngine engine, IProjection projection) : ISubscriber
    {
        public string Name => projection.Name;

        public IReadOnlyList<string>? Types => projection.Types;

        public string Schema { get; } = new ProjectionSchema(projection).Live;

        public Task Ready => engine.build.DoneAsync(Name);

        public void Check(string? comment)
        {
            // Another host may have put a newer version in place since this one started.
            var version = ProjectionSchema.VersionIn(comment);
            if (version == projection.Version) return;
            throw new InvalidOperationException(FormattableString.Invariant(
                $"{Name} has version {version} in the database, this host folds version {projection.Version}."));
        }

        public Task ApplyAsync(IReadOnlyList<StoredEvent> events, PageWriter writer, CancellationToken ct) =>
            projection.ApplyAsync(events, new ProjectionWriter(writer), ct);

        public void Committed(long position) => engine.failures.TryRemove(Name, out _);

        public void Failed(Exception exception)
        {
            engine.failures[Name] = exception;
            engine.report(Name, exception);
        }
    }
}
