using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Journal.Rules;

/// <summary>Money that moves between the federation's own buckets.</summary>
internal static class FundRules
{
    public static IReadOnlyList<PostingRule> All { get; } =
    [
        PostingRule.Of<MoneyAllocated>(Needs.Movements, e => "划拨 " + e.Purpose,
            f => Moved(f.Movements[0], f.Event.To)),
        PostingRule.Of<PrincipalReleased>(Needs.Movements, e => "释放基金本金 " + e.Ground, f => Moved(f.Movements[0], f.Event.To)),
        PostingRule.Of<TimeRestrictionLapsed>(Needs.Movements, e => "时间限制到期 " + e.Release,
            f => Moved(f.Movements[0], f.Event.To)),
        PostingRule.Of<UseChanged>(Needs.Movements, e => "改变用途 " + e.Reason, f => Moved(f.Movements[0], f.Event.To)),
    ];

    /// <summary>Net assets move between buckets; they change their kind only where restricted money becomes general money,
    /// which lifts the restriction (3102 / 3101).</summary>
    /// <param name="from">The movement out.</param>
    /// <param name="to">The bucket it enters.</param>
    public static IEnumerable<Entry> Moved(Movement from, Bucket to)
    {
        const AccountRole free = AccountRole.UnrestrictedNetAssets, bound = AccountRole.RestrictedNetAssets;
        return Entry.Pair(free, from.Bucket, free, to, from.FreeFen)
            .Concat(Entry.Pair(bound, from.Bucket, to.IsRestricted ? bound : free, to, from.RestrictedFen));
    }
}
