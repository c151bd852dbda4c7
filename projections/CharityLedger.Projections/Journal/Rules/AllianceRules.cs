using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Journal.Rules;

/// <summary>Money and goods between federations: a grant in the books of one, a donation in those of the other.</summary>
internal static class AllianceRules
{
    public static IReadOnlyList<PostingRule> All { get; } =
    [
        PostingRule.Of<AllianceMoneySent>(Needs.Movements, e => "拨付联盟慈善总会 " + e.Purpose,
            f => Entry.Pair(AccountRole.ProgrammeCost, AccountRole.Bank, f.Movements[0].Bucket, f.Movements[0].AmountFen)
                .Concat(Entry.Released(f.Movements[0].Bucket, f.Movements[0].RestrictedFen))),
        PostingRule.Of<AllianceMoneyReceived>(Needs.Nothing, e => "联盟慈善总会拨入 " + e.Purpose,
            f => Entry.Pair(f.Event.IsExpected ? AccountRole.OtherMoney : AccountRole.Bank, GiftRules.Donations(f.Event.Bucket.IsRestricted),
                f.Event.Bucket, f.Event.AmountFen)),
        PostingRule.Of<AllianceMoneyConfirmed>(Needs.Origin, _ => "联盟慈善总会拨入到账",
            f => Confirmed(f.Event, (AllianceMoneyReceived)f.Origin!)),
        PostingRule.Of<AllianceGoodsSent>(Needs.Movements | Needs.Origin, e => "调拨联盟慈善总会物资 " + e.Purpose,
            f => f.Movements.SelectMany(m => GoodsRules.Used(AccountRole.ProgrammeCost, f.Origin!, m, 1))),
        PostingRule.Of<AllianceGoodsReceived>(Needs.Nothing, e => $"联盟慈善总会调入物资 {e.Description} {e.Quantity}{e.Unit}",
            f => Entry.Pair(GoodsRules.AssetOf(f.Event.Kind), GiftRules.Donations(f.Event.Bucket.IsRestricted), f.Event.Bucket,
                f.Event.ValueFen)),
    ];

    /// <summary>The account where it came in / what was on the way here (在途资金).</summary>
    private static IEnumerable<Entry> Confirmed(AllianceMoneyConfirmed confirmed, AllianceMoneyReceived received) =>
        Entry.Pair(Channels.RoleOf(confirmed.Account), AccountRole.OtherMoney, received.Bucket, received.AmountFen);
}
