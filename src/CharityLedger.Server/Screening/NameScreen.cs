using System.Collections.Concurrent;
using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
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

    /// <summary>A refusal of a payment to a name on a list.</summary>
    public async Task<Refusal?> CheckPayeeAsync(string tenant, string payee, CancellationToken ct) =>
        (await OfAsync(tenant, ct)).ListOf(payee) is { } list
            ? new Refusal(RefusalCode.ScreeningMatch, $"The payee's name is on the list {list}.", "payee") : null;

    /// <summary>A refusal of what a name on a list promises, or gives otherwise than in money, which could be held.</summary>
    public async Task<Refusal?> CheckGiverAsync(string tenant, string? giver, string field, CancellationToken ct) =>
        (await OfAsync(tenant, ct)).ListOf(giver) is { } list
            ? new Refusal(RefusalCode.ScreeningMatch, $"The name is on the list {list}.", field) : null;

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
        var latest = events.Select(e => e.Event).OfType<ScreeningListLoaded>().GroupBy(e => e.List).Select(g => g.Last());
        var lists = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var list in latest)
            foreach (var digest in list.Digests) lists[digest] = list.List;
        var rules = await ledger.PolicyAsync(tenant, ct);
        return known[tenant] = new Screen(lists, rules, read, name => DigestOf(tenant, name));
    }
}
