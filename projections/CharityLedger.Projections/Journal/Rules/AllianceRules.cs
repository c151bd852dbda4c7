using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Journal.Rules;

/// <summary>Money between federations: a grant in the books of one, a donation in those of the other.</summary>
internal static class AllianceRules
{
    public static IReadOnlyList<PostingRule> All { get; } =
    [
        PostingRule.Of<AllianceMoneySent>(Needs.Movements, e => "拨付联盟慈善总会 " + e.Purpose,
            f => Entry.Pair(AccountRole.ProgrammeCost, AccountRole.Bank, f.Movements[0].Bucket, f.Movements[0].AmountFen)
                .Concat(Entry.Released(f.Movements[0].Bucket, f.Movements[0].RestrictedFen))),
        PostingRule.Of<AllianceMoneyReceived>(Needs.Nothing, e => "联盟慈善总会拨入 " + e.Purpose,
            f => Entry.Pair(AccountRole.Bank, GiftRules.Donations(Buckets.IsRestricted(f.Event.Bucket)), f.Event.Bucket, f.Event.AmountFen)),
    ];
}
