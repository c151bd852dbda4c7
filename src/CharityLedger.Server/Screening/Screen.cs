using System.Collections.Concurrent;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Donations;
using CharityLedger.EventStore;

namespace CharityLedger.Server.Screening;

/// <summary>A federation's lists and rules as they stood when they were asked for: a whole import is screened without another
/// question. Thread-safe.</summary>
/// <param name="lists">The lists of digests.</param>
/// <param name="policy">The rules.</param>
/// <param name="listsVersion">Version of the stream of the lists.</param>
/// <param name="digestOf">The digest of a name.</param>
public sealed class Screen(
    IReadOnlyDictionary<string, string> lists, Policy policy, long listsVersion, Func<string, string> digestOf)
{
    private readonly ConcurrentDictionary<DateOnly, SourceLimits> limits = [];

    /// <summary>What asserts in a command that lists and rules still stand so.</summary>
    public IReadOnlyList<StreamWrite> Asserted { get; } =
    [
        StreamWrite.Unchanged(Streams.Policy, policy.Set.Count), StreamWrite.Unchanged(Streams.Screening, listsVersion),
    ];

    /// <summary>Version of the stream of the rules, each of which is one event.</summary>
    public long PolicyVersion => policy.Set.Count;

    /// <summary>Version of the stream of the lists.</summary>
    public long ListsVersion => listsVersion;

    /// <summary>The list that holds a name; null where none does.</summary>
    public string? ListOf(string? name) =>
        string.IsNullOrWhiteSpace(name) || lists.Count == 0 ? null : lists.GetValueOrDefault(digestOf(name));

    /// <summary>Whether a gift needs a word on its source, which is not stated.</summary>
    public bool NeedsSource(long amountFen, string channel, DateOnly on, string? stated) => string.IsNullOrWhiteSpace(stated)
        && limits.GetOrAdd(on, SourceLimits.On, policy).Excludes(amountFen, channel);

    /// <summary>How a gift is held; null where it may be received.</summary>
    /// <param name="gift">The gift as it would be received.</param>
    /// <param name="donor">Who gave; null for who gave no name.</param>
    /// <param name="terms">What was stated beside it.</param>
    public GiftHeldForScreening? Hold(GiftReceived gift, string? donor, GiftTermsStated? terms = null)
    {
        var (list, needs) = (ListOf(donor), NeedsSource(gift.AmountFen, gift.Channel, gift.OccurredOn, terms?.SourceOfFunds));
        return list is null && !needs ? null : new GiftHeldForScreening(gift.Gift, list, gift, terms, gift.OccurredOn, needs);
    }

    /// <summary>What its receipt says of a held gift.</summary>
    public static string HeldBy(GiftHeldForScreening hold) => hold.List ?? RefusalCode.SourceNoteMissing.Text();
}
