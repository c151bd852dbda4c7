using System.Collections.Concurrent;
using CharityLedger.Domain.Users;
using CharityLedger.EventStore;

namespace CharityLedger.Server.Access;

/// <summary>Who may do what in a federation: its users, folded from the log.</summary>
public sealed class Users(EventReader reader, TimeProvider clock)
{
    private static readonly TimeSpan Remember = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, (Roster Roster, long Since)> seen = new(StringComparer.Ordinal);

    /// <summary>The roster as the log has it now.</summary>
    public async Task<Roster> ReadAsync(string federation, CancellationToken ct)
    {
        var asked = clock.GetTimestamp();
        var events = await reader.ReadStreamsOfAsync(federation, "user", ct);
        var roster = events.Aggregate(Roster.Empty, (r, e) => r.Evolve(e.Event, e.Version));
        seen[federation] = (roster, asked);
        return roster;
    }

    /// <summary>
    /// The roster, at most two seconds old: what another host's administrator took away holds here that much longer. What
    /// this host changed holds at once.
    /// </summary>
    public async ValueTask<Roster> OfAsync(string federation, CancellationToken ct) =>
        seen.TryGetValue(federation, out var known) && clock.GetElapsedTime(known.Since) < Remember
            ? known.Roster
            : await ReadAsync(federation, ct);

    /// <summary>Forgets a roster that was changed.</summary>
    public void Forget(string federation) => seen.TryRemove(federation, out _);
}
