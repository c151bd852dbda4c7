using System.Collections.Concurrent;
using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Domain.Screening;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Regulation;

namespace CharityLedger.Server.Screening;

/// <summary>Tells whether a name is on a list that the federation has loaded, and when a gift needs a word on its source.
/// Thread-safe.</summary>
public sealed class NameScreen(Ledger ledger, EventReader reader, Ids ids)
{
    private readonly ConcurrentDictionary<string, Screen> known = [];

    /// <summary>The digest of a name, which says nothing of it without the installation's key.</summary>
    public string DigestOf(string tenant, string name) =>
        ids.Key(tenant, "screening", ScreeningRules.Normalise(name)).ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>The lists and rules as this host remembers them, for a command that asserts that they still stand so; or
    /// as they stand now.</summary>
    public async ValueTask<Screen> RecallAsync(string tenant, bool anew, CancellationToken ct) =>
        !anew && known.TryGetValue(tenant, out var kept) ? kept : await OfAsync(tenant, ct);

    /// <summary>The lists and rules as they stand now. They are long and seldom change: they are read again only where their
    /// streams have grown.</summary>
    public async Task<Screen> OfAsync(string tenant, CancellationToken ct)
    {
        var versions = await reader.VersionsAsync(tenant, [Streams.Policy, Streams.Screening], ct);
        var (policy, screening) = (versions.GetValueOrDefault(Streams.Policy), versions.GetValueOrDefault(Streams.Screening));
        if (known.TryGetValue(tenant, out var kept) && kept.PolicyVersion == policy && kept.ListsVersion == screening)
            return kept;
        var (_, read, events) = await ledger.LoadAsync<object>(tenant, Streams.Screening, (s, _) => s, ct);
        var lists = ScreeningRules.Lists(events.Select(e => e.Event));
        var rules = await ledger.PolicyAsync(tenant, ct);
        return known[tenant] = new Screen(lists, rules, read, name => DigestOf(tenant, name));
    }
}
