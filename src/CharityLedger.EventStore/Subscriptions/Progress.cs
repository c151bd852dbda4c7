using System.Collections.Concurrent;
using Npgsql;

namespace CharityLedger.EventStore.Subscriptions;

/// <summary>
/// Where subscribers stand, for those who wait for it: from memory where this host folds, else from the rows. Thread-safe.
/// </summary>
public sealed class Progress(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>How often the rows are looked at while another host folds, which gives no pulse here.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>How often while this host folds, in case it lost its connection and doesn't know yet.</summary>
    private static readonly TimeSpan RareLook = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> positions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim gate = new(1);
    private volatile TaskCompletionSource pulse = NewPulse();
    private volatile bool isHere;
    private long lookedAt;
    private IReadOnlyDictionary<string, long> rows = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Waits until all of these subscribers stand at a position, whichever host folds them.</summary>
    /// <returns>False where the time ran out first.</returns>
    public async Task<bool> WaitForAsync(
        IReadOnlyCollection<string> subscribers, long position, TimeSpan timeout, CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        var look = false;
        while (true)
        {
            var next = pulse.Task;
            if (subscribers.All(IsThere)) return true;
            if (look || !isHere)
            {
                var seen = await LookAsync(ct);
                if (subscribers.All(s => IsThere(s) || seen.GetValueOrDefault(Checkpoint.RowOf(s)) >= position)) return true;
            }

            var left = timeout - clock.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) return false;
            var pause = isHere ? RareLook : Look;
            using var given = CancellationTokenSource.CreateLinkedTokenSource(ct);
            look = await Task.WhenAny(next, Task.Delay(left < pause ? left : pause, clock, given.Token)) != next;
            await given.CancelAsync();
            ct.ThrowIfCancellationRequested();
        }

        bool IsThere(string subscriber) => positions.GetValueOrDefault(subscriber) >= position;
    }

    /// <summary>A rebuild brought a subscriber there.</summary>
    public void Reached(string subscriber, long position)
    {
        positions[subscriber] = position;
        Interlocked.Exchange(ref pulse, NewPulse()).TrySetResult();
    }

    /// <summary>This host folds from now on, or no longer.</summary>
    internal void SetHere(bool value) => isHere = value;

    /// <summary>These stand where they say; those who wait hear of it once.</summary>
    internal void Reached(IEnumerable<Member> members)
    {
        foreach (var member in members) positions[member.Name] = member.Position;
        Interlocked.Exchange(ref pulse, NewPulse()).TrySetResult();
    }

    /// <summary>A server that crashed may have taken back the last page; its rows tell, the memory does not.</summary>
    internal void Forget(Member member) => positions.TryRemove(member.Name, out _);

    /// <summary>Reads the rows. Whoever comes while that is going on gets what the next reading finds, all in one.</summary>
    private async Task<IReadOnlyDictionary<string, long>> LookAsync(CancellationToken ct)
    {
        var asked = clock.GetTimestamp();
        await gate.WaitAsync(ct);
        try
        {
            if (lookedAt > asked) return rows;
            var now = clock.GetTimestamp();
            await using var connection = await database.OpenConnectionAsync(ct);
            rows = await Checkpoint.ReadAllAsync(connection, ct);
            lookedAt = now;
            return rows;
        }
        finally
        {
            gate.Release();
        }
    }

    private static TaskCompletionSource NewPulse() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
