using System.Globalization;
using CharityLedger.EventStore.Storage;
using Marten;
using Npgsql;

namespace CharityLedger.EventStore;

/// <summary>Brings batches of commands into the database over one connection. Used by one caller at a time.</summary>
internal sealed class Committer : IAsyncDisposable
{
    private readonly IDocumentStore store;
    private readonly NpgsqlDataSource database;
    private readonly TimeProvider clock;
    private readonly LedgerCoreOptions options;
    private readonly CancellationToken stopping;
    private readonly Memory memory = new();

    /// <summary>How long a disk that was full counts as full while nobody tries again.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);

    private long fullAt;
    private NpgsqlConnection? connection;

    public Committer(IDocumentStore store, string connectionString, TimeProvider clock, LedgerCoreOptions options,
        CancellationToken stopping)
    {
        (this.store, this.clock, this.options, this.stopping) = (store, clock, options, stopping);
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "charityledger-append",
            NoResetOnClose = true,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            MaxPoolSize = 2,
        }.ConnectionString);
        var settings = Settings();
        builder.UsePhysicalConnectionInitializer(
            c => throw new NotSupportedException("Connections are opened asynchronously."),
            async c =>
            {
                await using var command = new NpgsqlCommand(settings, c);
                await command.ExecuteNonQueryAsync();
            });
        database = builder.Build();
    }

    /// <summary>Whether the last attempt found no room, and not long ago.</summary>
    public bool FoundNoRoom => Interlocked.Read(ref fullAt) is not 0 and var at && clock.GetElapsedTime(at) < Remembered;

    /// <summary>Commits a batch, however often the connection breaks, and answers each command.</summary>
    public async Task CommitAsync(IReadOnlyList<Pending> batch)
    {
        for (var attempt = 1; batch.Count > 0; attempt++)
        {
            if (options.Disk?.Shortage() is { } shortage)
            {
                foreach (var pending in batch) pending.Answer.SetException(shortage);
                return;
            }

            try
            {
                await CommitOnceAsync(batch);
                return;
            }
            catch (Exception e) when (Failures.IsOfTheCommands(e, attempt))
            {
                await DropConnectionAsync();
                if (batch.Count == 1)
                {
                    batch[0].Answer.SetException(e);
                    return;
                }

                // One command stopped the rest. Halving finds it, and the others get their own answers in order.
                var half = batch.Count / 2;
                await CommitAsync([.. batch.Take(half)]);
                batch = [.. batch.Skip(half)];
                attempt = 0;
            }
            catch (Exception e)
            {
                // The outcome of the commit may be unknown. The keys tell on the next attempt.
                await DropConnectionAsync();
                batch = GiveUpOnLate(batch, e);
                if (batch.Count > 0) await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(20 * attempt, 500)), clock);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DropConnectionAsync();
        await database.DisposeAsync();
    }

    private async Task CommitOnceAsync(IReadOnlyList<Pending> batch)
    {
        connection ??= await database.OpenConnectionAsync(stopping);
        var results = await FromMemoryAsync(connection, batch) ?? await FromDatabaseAsync(connection, batch);
        if (results.Any(r => r is AppendResult.Appended { IsRepeat: false })) Interlocked.Exchange(ref fullAt, 0);
        for (var i = 0; i < batch.Count; i++) batch[i].Answer.SetResult(results[i]);
    }

    /// <summary>One round trip, where memory reaches. Null where the database has to be asked after all.</summary>
    private async Task<AppendResult[]?> FromMemoryAsync(NpgsqlConnection open, IReadOnlyList<Pending> batch)
    {
        if (memory.Recall(batch) is not { } state) return null;
        var (evaluated, results) = Evaluate(state, batch);
        if (!results.All(r => r is AppendResult.Appended))
        {
            // Memory may be outdated and the command's key may have been used: only the database can refuse.
            memory.Forget();
            return null;
        }

        await using var session = await AppendSession.BeginAsync(store, open, stopping);
        try
        {
            await BatchWriter.WriteAsync(session.Connection, evaluated, isLocked: false, stopping);
        }
        catch (PostgresException e) when (Failures.IsTaken(e))
        {
            memory.Doubt();
            await session.RollbackAsync(stopping);
            return null;
        }

        evaluated.Commit();
        return results;
    }

    private async Task<AppendResult[]> FromDatabaseAsync(NpgsqlConnection open, IReadOnlyList<Pending> batch)
    {
        await using var session = await AppendSession.BeginAsync(store, open, stopping);
        var state = memory.Learn(await StateLoader.LoadAsync(session.Connection, batch, stopping));
        var (evaluated, results) = Evaluate(state, batch);
        if (evaluated.Events.Count > 0) await BatchWriter.WriteAsync(session.Connection, evaluated, isLocked: true, stopping);
        else await session.RollbackAsync(stopping);
        evaluated.Commit();
        return results;
    }

    private (AppendBatch Evaluated, AppendResult[] Results) Evaluate(LoadedState state, IReadOnlyList<Pending> batch)
    {
        var now = clock.GetUtcNow();
        var evaluated = new AppendBatch(state, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)));
        var results = new AppendResult[batch.Count];
        for (var i = 0; i < batch.Count; i++) results[i] = evaluated.Evaluate(batch[i]);
        return (evaluated, results);
    }

    private List<Pending> GiveUpOnLate(IReadOnlyList<Pending> batch, Exception reason)
    {
        if (Failures.IsDiskFull(reason)) Interlocked.Exchange(ref fullAt, clock.GetTimestamp());
        var hopeless = stopping.IsCancellationRequested || Failures.IsDiskFull(reason);
        var waiting = new List<Pending>();
        foreach (var pending in batch)
        {
            if (!hopeless && clock.GetElapsedTime(pending.EnqueuedAt) < options.Patience) waiting.Add(pending);
            else pending.Answer.SetException(Failures.Unavailable(reason));
        }

        return waiting;
    }

    private async Task DropConnectionAsync()
    {
        memory.Forget();
        if (connection is null) return;
        var dropped = connection;
        connection = null;
        // A broken transaction must not go back into the pool.
        database.Clear();
        await dropped.DisposeAsync();
    }

    /// <summary>
    /// The session's settings. The mark: the log's guard lets nobody append without it. Plans: the tables grow under
    /// cached plans, and one made while they were small would scan them whole; every statement here goes by an index.
    /// Times: a host that stands still inside a transaction holds the lock of all, so the server ends its session.
    /// </summary>
    private string Settings() => string.Create(CultureInfo.InvariantCulture, $"""
        set {LogGuard.Mark} = 'on';
        set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set jit = off;
        set plan_cache_mode = force_generic_plan;
        set idle_in_transaction_session_timeout = {(long)options.LockPatience.TotalMilliseconds};
        set statement_timeout = 60000
        """);
}
