using System.Threading.Channels;
using Npgsql;

namespace CharityLedger.EventStore;

/// <summary>Limits and patience of the appender.</summary>
public sealed record LedgerCoreOptions
{
    /// <summary>Most commands in one transaction.</summary>
    public int BatchCommands { get; init; } = 1_000;

    /// <summary>Most bytes of event data in one transaction, but for a single larger command.</summary>
    public int BatchBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How long a command waits for a database that is away before its caller is told.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>
/// The one writer of the log in a process. Commands that wait together are committed together (group commit), under a lock
/// that all hosts share, so global positions are gap-free and in commit order. A caller is answered after the commit.
/// </summary>
public sealed class LedgerCore : IAsyncDisposable
{
    private readonly NpgsqlDataSource database;
    private readonly TimeProvider clock;
    private readonly LedgerCoreOptions options;
    private readonly Channel<Pending> queue = Channel.CreateBounded<Pending>(
        new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private NpgsqlConnection? connection;

    /// <summary>Starts the appender.</summary>
    /// <param name="connectionString">PostgreSQL with the schema of <see cref="Schema"/>.</param>
    /// <param name="clock">Gives the recorded time.</param>
    /// <param name="options">Limits.</param>
    public LedgerCore(string connectionString, TimeProvider clock, LedgerCoreOptions? options = null)
    {
        this.clock = clock;
        this.options = options ?? new LedgerCoreOptions();
        database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "charityledger-append",
            NoResetOnClose = true,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            MaxPoolSize = 2,
        });
        loop = Task.Run(RunAsync);
    }

    /// <summary>Appends a command; answers when it is committed or refused. Cancelling only stops the waiting.</summary>
    /// <exception cref="ArgumentException">The command has no event, too many, or an unusable key.</exception>
    /// <exception cref="LedgerUnavailableException">The database did not answer in time; repeat with the same key.</exception>
    /// <exception cref="PostgresException">The database refused the command's data.</exception>
    public async Task<AppendResult> AppendAsync(AppendCommand command, CancellationToken ct = default)
    {
        if (command.EventCount is 0 or > MaxEvents) throw new ArgumentException($"A command has 1 to {MaxEvents} events.", nameof(command));
        if (command.Key.Length is 0 or > 200) throw new ArgumentException("A key has 1 to 200 characters.", nameof(command));
        var pending = new Pending(command, clock.GetTimestamp());
        await queue.Writer.WriteAsync(pending, ct);
        return await pending.Answer.Task.WaitAsync(ct);
    }

    /// <summary>The most events in one command.</summary>
    public const int MaxEvents = 10_000;

    /// <summary>Finishes what waits, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        stopping.CancelAfter(options.Patience);
        await loop;
        await DropConnectionAsync();
        await database.DisposeAsync();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (await queue.Reader.WaitToReadAsync())
        {
            var batch = new List<Pending>();
            var bytes = 0;
            while (batch.Count < options.BatchCommands && queue.Reader.TryPeek(out var next))
            {
                bytes += next.Command.Writes.Sum(w => w.Events.Sum(e => e.Data.Length));
                if (batch.Count > 0 && bytes > options.BatchBytes) break;
                queue.Reader.TryRead(out _);
                batch.Add(next);
            }

            await CommitAsync(batch);
        }
    }

    /// <summary>Commits a batch, however often the connection breaks; never throws, always answers.</summary>
    private async Task CommitAsync(IReadOnlyList<Pending> batch)
    {
        for (var attempt = 1; batch.Count > 0; attempt++)
        {
            try
            {
                await CommitOnceAsync(batch);
                return;
            }
            catch (Exception e) when (!IsPassing(e) && batch.Count > 1)
            {
                // One command's data stopped the rest: alone, each gets its own answer.
                await DropConnectionAsync();
                foreach (var pending in batch) await CommitAsync([pending]);
                return;
            }
            catch (Exception e) when (!IsPassing(e))
            {
                await DropConnectionAsync();
                batch[0].Answer.SetException(e);
                return;
            }
            catch (Exception e)
            {
                // The outcome of the commit may be unknown. The keys tell on the next attempt.
                await DropConnectionAsync();
                batch = GiveUpOnLate(batch, e);
                if (batch.Count > 0) await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(20 * attempt, 500)));
            }
        }
    }

    private async Task CommitOnceAsync(IReadOnlyList<Pending> batch)
    {
        connection ??= await database.OpenConnectionAsync(stopping.Token);
        var state = await AppendSql.LoadAsync(connection, batch, stopping.Token);
        var now = clock.GetUtcNow();
        var evaluated = new AppendBatch(state, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)));
        var results = new AppendResult[batch.Count];
        for (var i = 0; i < batch.Count; i++) results[i] = evaluated.Evaluate(batch[i]);
        if (evaluated.Events.Count > 0) await AppendSql.WriteAsync(connection, evaluated, stopping.Token);
        else await AppendSql.RollbackAsync(connection, stopping.Token);
        for (var i = 0; i < batch.Count; i++) batch[i].Answer.SetResult(results[i]);
    }

    private List<Pending> GiveUpOnLate(IReadOnlyList<Pending> batch, Exception reason)
    {
        var waiting = new List<Pending>();
        foreach (var pending in batch)
        {
            if (clock.GetElapsedTime(pending.EnqueuedAt) < options.Patience && !stopping.IsCancellationRequested && !IsFull(reason)) waiting.Add(pending);
            else pending.Answer.SetException(new LedgerUnavailableException("The database did not commit in time.", reason));
        }

        return waiting;
    }

    private async Task DropConnectionAsync()
    {
        if (connection is null) return;
        var dropped = connection;
        connection = null;
        // A broken transaction must not go back into the pool.
        NpgsqlConnection.ClearPool(dropped);
        await dropped.DisposeAsync();
    }

    /// <summary>Server away or starting, serialisation, a foreign writer that took the position: another attempt may succeed.</summary>
    private static bool IsPassing(Exception e) => e switch
    {
        PostgresException { SqlState: var state } =>
            state[..2] is "08" or "40" or "53" or "57" || state == PostgresErrorCodes.UniqueViolation,
        NpgsqlException or IOException or TimeoutException or OperationCanceledException => true,
        _ => false,
    };

    /// <summary>Disk or memory of the server is exhausted: waiting won't help the caller.</summary>
    private static bool IsFull(Exception e) => e is PostgresException { SqlState: ['5', '3', ..] };
}
