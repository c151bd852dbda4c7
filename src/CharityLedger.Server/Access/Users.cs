using CharityLedger.Contracts;
using CharityLedger.Domain;
using CharityLedger.Domain.Users;
using CharityLedger.EventStore;

namespace CharityLedger.Server.Access;

/// <summary>Who may do what in a federation: its users, folded from the log.</summary>
public sealed class Users(EventReader reader, TimeProvider clock)
{
    private static readonly string UserStreams = Streams.TypeOf(Streams.User(""));
    private readonly RosterMemory memory = new(clock, TimeSpan.FromSeconds(2));

    /// <summary>The roster as the log has it now.</summary>
    public async Task<Roster> ReadAsync(string federation, CancellationToken ct)
    {
        var reading = memory.Begin(federation);
        // The federation first: whoever gets its first user in between is not taken for one that is being set up.
        var rows = reader.ReadStreamAsync(federation, Streams.Policy, ct: ct);
        var own = await reader.ReadStreamAsync(federation, Streams.Federation, ct: ct);
        var users = await reader.ReadStreamsOfAsync(federation, UserStreams, ct);
        var roster = own.Concat(await rows).Concat(users)
            .Aggregate(Roster.Empty with { Day = clock.Today() }, (r, e) => r.Evolve(e.Event, e.Version));
        memory.Keep(reading, roster);
        return roster;
    }

    /// <summary>
    /// The roster, at most two seconds old: what another host's administrator took away holds here that much longer. What
    /// this host changed holds at once.
    /// </summary>
    public async ValueTask<Roster> OfAsync(string federation, CancellationToken ct) =>
        memory.TryRecall(federation, out var known) ? known with { Day = clock.Today() } : await ReadAsync(federation, ct);

    /// <summary>Forgets a roster that was changed.</summary>
    public void Forget(string federation) => memory.Forget(federation);
}

/// <summary>What commands assert of a roster.</summary>
internal static class RosterAssertions
{
    /// <summary>Asserts that nobody's roles or interests changed since they were read.</summary>
    public static IEnumerable<StreamWrite> Asserting(this Roster roster, IEnumerable<string> people) => people.Distinct()
        .Where(roster.Users.ContainsKey).Select(p => StreamWrite.Unchanged(Streams.User(p), roster.Users[p].Version));
}
