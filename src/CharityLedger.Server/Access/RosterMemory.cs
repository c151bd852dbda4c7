using System.Diagnostics.CodeAnalysis;
using CharityLedger.Domain.Users;

namespace CharityLedger.Server.Access;

/// <summary>
/// Rosters that were read lately. What was read before a change that this host made is never remembered, however late the
/// reading ends: the old roles would hold again.
/// </summary>
/// <param name="clock">Tells how old a roster is.</param>
/// <param name="remember">For how long a roster holds; what another host changed holds here that much later.</param>
public sealed class RosterMemory(TimeProvider clock, TimeSpan remember)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (Roster Roster, long Asked)> seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> changes = new(StringComparer.Ordinal);

    /// <summary>A reading that begins now.</summary>
    public sealed record Reading(string Federation, long Asked, long Changes);

    /// <summary>To be called before a roster is read.</summary>
    public Reading Begin(string federation)
    {
        lock (gate) return new Reading(federation, clock.GetTimestamp(), changes.GetValueOrDefault(federation));
    }

    /// <summary>Remembers what was read, unless it was changed here since the reading began, or a later one ended.</summary>
    public void Keep(Reading reading, Roster roster)
    {
        lock (gate)
        {
            if (changes.GetValueOrDefault(reading.Federation) != reading.Changes) return;
            if (seen.TryGetValue(reading.Federation, out var known) && known.Asked > reading.Asked) return;
            seen[reading.Federation] = (roster, reading.Asked);
        }
    }

    /// <summary>A roster that is young enough.</summary>
    public bool TryRecall(string federation, [NotNullWhen(true)] out Roster? roster)
    {
        lock (gate)
        {
            var isYoung = seen.TryGetValue(federation, out var known) && clock.GetElapsedTime(known.Asked) < remember;
            roster = isYoung ? known.Roster : null;
            return isYoung;
        }
    }

    /// <summary>Forgets a roster that was changed, also one that is being read.</summary>
    public void Forget(string federation)
    {
        lock (gate)
        {
            changes[federation] = changes.GetValueOrDefault(federation) + 1;
            seen.Remove(federation);
        }
    }
}
