using System.Collections.Frozen;
using Npgsql;

namespace CharityLedger.EventStore.Subscriptions;

/// <summary>Pace of a subscription.</summary>
public sealed record SubscriptionOptions
{
    /// <summary>Most positions in one batch.</summary>
    public int BatchEvents { get; init; } = 5_000;

    /// <summary>How long it relies on notifications before it looks by itself; also the longest pause after
    /// failures.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// Brings the log to one subscriber, from its checkpoint on, for ever: batch by batch, each in a transaction with the
/// checkpoint. Of all hosts on a database one does it at a time, the one whose connection holds the advisory lock;
/// writing
/// goes over that same connection, so a host that lost the lock can't write any more.
/// </summary>
public sealed class Subscription : IAsyncDisposable
{
    private readonly NpgsqlDataSource database;
    private readonly ISubscriber subscriber;
    private readonly SubscriptionOptions options;
    private readonly LogWindow window;
    private readonly FrozenSet<string>? types;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private bool notified;
    private int failures;

    /// <summary>Starts following.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="subscriber">Who follows.</param>
    /// <param name="options">The pace.</param>
    /// <param name="window">What subscriptions of this process share of the log.</param>
    public Subscription(
        string connectionString, ISubscriber subscriber, SubscriptionOptions? options = null, LogWindow? window = null)
    {
        this.subscriber = subscriber;
        this.options = options ?? new SubscriptionOptions();
        this.window = window ?? new LogWindow();
        types = subscriber.Types?.ToFrozenSet(StringComparer.Ordinal);
        database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "charityledger-" + subscriber.Name,
            // Locks and LISTEN live as long as the session, which therefore must really end when it is closed.
            Pooling = false,
            KeepAlive = 10,
        });
        loop = Task.Run(() => RunAsync(stopping.Token));
    }

    /// <summary>Stops; a batch under way is given up and comes again at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop;
        await database.DisposeAsync();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(ct);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                subscriber.Failed(e);
                var pause = TimeSpan.FromMilliseconds(Math.Min(20 * ++failures, options.Poll.TotalMilliseconds));
                await Task.Delay(pause, ct).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Waits until this host may lead, then leads until the connection breaks.</summary>
    private async Task FollowAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        connection.Notification += (_, _) => notified = true;
        // A blocking lock would hold a snapshot for as long as it waits, and with it keep vacuum from its work.
        while (!await TryLeadAsync(connection, ct)) await Task.Delay(options.Poll, ct);
        await ExecuteAsync(connection, "listen ledger_events", ct);
        while (true)
        {
            notified = false;
            while (await StepAsync(connection, ct))
            {
            }

            if (!notified) await connection.WaitAsync(options.Poll, ct);
        }
    }

    /// <summary>One batch. False at the end of the log.</summary>
    private async Task<bool> StepAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (position, last) = await Checkpoint.LockAsync(connection, subscriber.Name, ct);
        if (last <= position) return false;
        // Batches end at the same positions for all, so that those who lag behind share their pages.
        var to = Math.Min(last, (position / options.BatchEvents + 1) * options.BatchEvents);
        // What a crash takes back here, checkpoint and rows alike, is made again from the log.
        await ExecuteAsync(connection, "set local synchronous_commit = off", ct);
        var events = await window.ReadAsync(connection, position, to, types, ct);
        await subscriber.ApplyAsync(events, connection, ct);
        await Checkpoint.WriteAsync(connection, subscriber.Name, to, ct);
        await transaction.CommitAsync(ct);
        failures = 0;
        subscriber.Committed(to);
        if (to < last) return true;
        await Checkpoint.RaiseHighWaterAsync(connection, to, ct);
        return false;
    }

    private async Task<bool> TryLeadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select pg_try_advisory_lock(hashtextextended('charityledger ' || $1, 0))", connection);
        command.Parameters.AddWithValue(subscriber.Name);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
