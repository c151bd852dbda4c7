using System.Collections.Concurrent;
using System.Data;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Npgsql;

namespace CharityLedger.EventStore.Subscriptions;

/// <summary>Pace of a subscription.</summary>
public sealed record SubscriptionOptions
{
    /// <summary>Most positions in one page.</summary>
    public int PageEvents { get; init; } = 5_000;

    /// <summary>The least time from one page's beginning to the next one's, unless a full page waits: what comes close
    /// together is folded together, and leaves the processor to those who bring it.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How long it relies on notifications before it looks by itself; also the longest pause after
    /// failures.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A checkpoint that the leading host didn't move for so long, it can't move: another host does.</summary>
    public TimeSpan StandsStill { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>
/// Brings the log to subscribers, from their checkpoints on, for ever: page by page, each page for all of them in one
/// transaction with their checkpoints. Of all hosts on a database one does it at a time, the one whose connection holds
/// the advisory lock; writing goes over that same connection, so a host that lost the lock can't write any more. Whoever
/// fails, lags or is held by another transaction leaves the others, follows alone, and joins again once level.
/// </summary>
public sealed class Subscription : IAsyncDisposable
{
    private readonly string name;
    private readonly IReadOnlyList<Member> members;
    private readonly SubscriptionOptions options;
    private readonly Progress progress;
    private readonly NpgsqlDataSource database;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Member, Task> alone = new();
    private readonly Task loop;
    private volatile TaskCompletionSource joined = NewSignal();
    private long heard;
    private int failures;
    private int broken;

    /// <summary>Starts following.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="name">Names the lock that one host holds, and the connections.</param>
    /// <param name="subscribers">Who follow.</param>
    /// <param name="progress">Hears how far they are.</param>
    /// <param name="options">The pace.</param>
    public Subscription(string connectionString, string name, IEnumerable<ISubscriber> subscribers, Progress progress,
        SubscriptionOptions? options = null)
    {
        (this.name, this.progress, this.options) = (name, progress, options ?? new SubscriptionOptions());
        members = [.. subscribers.Select(s => new Member(s))];
        database = FollowerConnections.Create(connectionString, name);
        foreach (var member in members.Where(m => !m.Subscriber.Ready.IsCompleted)) Leave(member);
        loop = Task.Run(() => RunAsync(stopping.Token));
    }

    /// <summary>Stops; a page under way is given up and comes again at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop;
        await Task.WhenAll(alone.Values);
        await database.DisposeAsync();
    }

    private IReadOnlyList<Member> Together => [.. members.Where(m => !alone.ContainsKey(m))];

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
                foreach (var member in Together) Fail(member, e);
                await PauseAsync(++failures, ct);
            }
            finally
            {
                progress.SetHere(false);
            }
        }
    }

    /// <summary>Waits until this host may lead, then leads until the connection breaks.</summary>
    private async Task FollowAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await Checkpoint.EnsureAsync(connection, [.. members.Select(m => m.Row), Checkpoint.HighWaterMark], ct);
        await WaitToLeadAsync(connection, ct);
        connection.Notification += (_, e) => heard = Math.Max(heard, PositionIn(e.Payload));
        await using (var listen = new NpgsqlCommand("listen mt_events_appended", connection)) await listen.ExecuteNonQueryAsync(ct);
        await LearnAsync(connection, ct);
        progress.SetHere(true);
        // Pages that broke twice in turn, and nobody can be named: each shows for itself whether it was the one.
        if (broken > 1)
        {
            foreach (var member in Together) Leave(member);
            broken = 0;
        }

        var page = new Page(connection, options.PageEvents);
        var began = 0L;
        while (true)
        {
            var together = Together;
            var first = together.Count > 0 ? together.Max(m => m.Position) : 0;
            var last = together.Count > 0 ? together.Min(m => m.Position) : heard;
            if (first - last > options.PageEvents) Leave(together.First(m => m.Position == last));
            else if (last >= heard) await SleepAsync(connection, ct);
            else
            {
                if (heard - last < options.PageEvents) await RestAsync(began, ct);
                began = Stopwatch.GetTimestamp();
                await FoldAsync(page, connection, together, ct);
            }
        }
    }

    private async Task RestAsync(long began, CancellationToken ct)
    {
        var left = options.Pace - Stopwatch.GetElapsedTime(began);
        if (left > TimeSpan.Zero) await Task.Delay(left, ct);
    }

    private async Task FoldAsync(Page page, NpgsqlConnection connection, IReadOnlyList<Member> together, CancellationToken ct)
    {
        var asked = heard;
        broken++;
        try
        {
            var result = await page.FoldAsync(together, wait: false, ct);
            (failures, broken) = (0, 0);
            foreach (var held in together.Except(result.Taken)) Leave(held);
            if (result.Taken.Count == 0) return;
            var end = result.Taken.Min(m => m.Position);
            if (result.IsFull) heard = Math.Max(heard, end + 1);
            // The log ended there, whatever the notification said; unless another came meanwhile.
            else if (heard == asked) heard = end;
            Tell(result.Taken);
        }
        catch (PageException e) when (e.Owner is Member member && connection.FullState == ConnectionState.Open)
        {
            broken = 0;
            await page.RollbackAsync(ct);
            Fail(member, e.InnerException!);
            Leave(member);
        }
        catch (PageException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
        }
    }

    /// <summary>Until something is heard, or the time is up, or somebody joins again.</summary>
    private async Task SleepAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var signal = joined.Task;
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var waiting = connection.WaitAsync(options.Poll, wake.Token);
        if (await Task.WhenAny(waiting, signal) == signal)
        {
            joined = NewSignal();
            await wake.CancelAsync();
        }

        try
        {
            if (await waiting) return;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
        }

        heard = Math.Max(heard, await Checkpoint.LastAsync(connection, ct));
    }

    /// <summary>
    /// Asks again and again for the lock that makes a host the leader; a blocking lock would hold a snapshot for as long
    /// as it waits, and with it keep vacuum from its work. Whom the leader doesn't bring on, such as a subscriber that
    /// only a newer program knows, this host does meanwhile.
    /// </summary>
    private async Task WaitToLeadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var (since, last, rows) = (Stopwatch.GetTimestamp(), 0L, await Checkpoint.ReadAllAsync(connection, ct));
        while (!await AdvisoryLock.TryTakeAsync(connection, name, ct))
        {
            await Task.Delay(options.Poll, ct);
            if (Stopwatch.GetElapsedTime(since) < options.StandsStill) continue;
            var now = await Checkpoint.ReadAllAsync(connection, ct);
            foreach (var member in Together)
                if (now[member.Row] == rows[member.Row] && now[member.Row] < last) Leave(member);
            (since, last, rows) = (Stopwatch.GetTimestamp(), await Checkpoint.LastAsync(connection, ct), now);
        }
    }

    /// <summary>Follows for one member, until it stands level with the log.</summary>
    private async Task FollowAloneAsync(Member member, CancellationToken ct)
    {
        for (var tries = 1; !ct.IsCancellationRequested; tries++)
        {
            try
            {
                await member.Subscriber.Ready.WaitAsync(ct);
                await using var connection = await database.OpenConnectionAsync(ct);
                while (!await AdvisoryLock.TryTakeAsync(connection, $"{name} {member.Name}", ct))
                    await Task.Delay(options.Poll, ct);
                await Checkpoint.EnsureAsync(connection, [member.Row], ct);
                member.Position = (await Checkpoint.ReadAllAsync(connection, ct))[member.Row];
                var page = new Page(connection, options.PageEvents);
                while ((await page.FoldAsync([member], wait: true, ct)).IsFull)
                {
                    Tell([member]);
                    tries = 1;
                }

                Tell([member]);
                Join(member);
                return;
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Fail(member, e is PageException { InnerException: { } reason } ? reason : e);
                await PauseAsync(tries, ct);
            }
        }
    }

    private async Task LearnAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        heard = await Checkpoint.LastAsync(connection, ct);
        var rows = await Checkpoint.ReadAllAsync(connection, ct);
        var together = Together;
        foreach (var member in together) member.Position = rows[member.Row];
        progress.Reached(together);
    }

    private void Leave(Member member)
    {
        lock (alone) alone[member] = Task.Run(() => FollowAloneAsync(member, stopping.Token));
    }

    private void Join(Member member)
    {
        lock (alone) alone.TryRemove(member, out _);
        joined.TrySetResult();
    }

    private void Tell(IReadOnlyList<Member> members)
    {
        foreach (var member in members) member.Subscriber.Committed(member.Position);
        progress.Reached(members);
    }

    private void Fail(Member member, Exception reason)
    {
        progress.Forget(member);
        member.Subscriber.Failed(reason);
    }

    private Task PauseAsync(int tries, CancellationToken ct) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Min(20 * tries, options.Poll.TotalMilliseconds)), ct)
            .ContinueWith(static _ => { }, TaskScheduler.Default);

    private static long PositionIn(string payload) =>
        long.TryParse(payload, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : long.MaxValue;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
