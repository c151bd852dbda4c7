using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Projections.Journal.Rules;

/// <summary>Gifts in kind, equity and services. What has no reliable value is in no voucher.</summary>
internal static class GoodsRules
{
    public static IReadOnlyList<PostingRule> All { get; } =
    [
        PostingRule.Of<GoodsReceived>(Needs.Nothing, e => $"接受实物捐赠 {e.Description} {e.Quantity}{e.Unit}", f => Entry.Pair(
            AssetOf(f.Event), GiftRules.Donations(f.Event.Bucket.IsRestricted), f.Event.Bucket, f.Event.ValueFen)),
        PostingRule.Of<GoodsDistributed>(Needs.Movements | Needs.Origin, e => "发放物资 " + e.Purpose,
            f => f.Movements.SelectMany(m => Used(AccountRole.ProgrammeCost, f.Origin!, m, 1))),
        PostingRule.Of<GoodsDistributionReversed>(Needs.Movements | Needs.Origin | Needs.Undone, e => "冲回物资发放 " + e.Reason,
            f => f.Movements.SelectMany(m => f.Undoing(Used(AccountRole.ProgrammeCost, f.Origin!, m, -1)))),
        PostingRule.Of<GoodsSold>(Needs.Movements | Needs.Origin, e => "变卖捐赠物资 " + e.Reason, Sold),
        PostingRule.Of<GoodsWrittenOff>(Needs.Movements | Needs.Origin, e => "捐赠物资报废 " + e.Reason,
            f => f.Movements.SelectMany(m => Used(AccountRole.Administration, f.Origin!, m, 1))),
        PostingRule.Of<GoodsReturned>(Needs.Movements | Needs.Origin, e => "退还实物捐赠 " + e.Gift, Returned),
        PostingRule.Of<ServiceReceived>(Needs.Movements, e => "接受捐赠服务 " + e.Description, Served),
    ];

    private static AccountRole AssetOf(ILedgerEvent origin) =>
        AssetOf(origin is AllianceGoodsReceived handed ? handed.Kind : ((GoodsReceived)origin).Kind);

    /// <summary>The account in which a gift in kind lies.</summary>
    internal static AccountRole AssetOf(AssetKind kind) => kind switch
    {
        AssetKind.FixedAsset => AccountRole.FixedAssets,
        AssetKind.Equity => AccountRole.EquityInvestments,
        AssetKind.Securities => AccountRole.ShortTermInvestments,
        _ => AccountRole.Inventory,
    };

    /// <summary>An expense / the asset, at the share of its value, and the release of what was restricted. Lost stock is an
    /// administrative expense (the system's rule on 存货盘亏, from memory).</summary>
    internal static IEnumerable<Entry> Used(AccountRole expense, ILedgerEvent origin, Movement m, int sign) =>
        Entry.Pair(expense, AssetOf(origin), m.Bucket, sign * m.AmountFen)
            .Concat(Entry.Released(m.Bucket, sign * m.RestrictedFen));

    /// <summary>
    /// Bank / the asset as far as the sale brought its value; what it brought above is income (of investments: investment
    /// income), what it brought below other expense. The net assets go along from the asset's bucket to the money's.
    /// </summary>
    private static IEnumerable<Entry> Sold(Fact<GoodsSold> fact)
    {
        var (sale, asset) = (fact.Event, AssetOf(fact.Origin!));
        var isInvestment = asset is AccountRole.EquityInvestments or AccountRole.ShortTermInvestments;
        foreach (var (m, i) in fact.Movements.Select((m, i) => (m, i)))
        {
            var entries = m switch
            {
                { IsIn: true, Posting.From: not null } => [],
                { IsIn: true } =>
                    Entry.Pair(AccountRole.Bank, IncomeRules.Income(isInvestment, m.Bucket.IsRestricted),
                    m.Bucket, m.AmountFen),
                _ when fact.Movements.Any(t => t.Posting.From == i) =>
                    Entry.Pair(AccountRole.Bank, sale.MoneyBucket, asset, sale.Bucket, m.AmountFen)
                    .Concat(FundRules.Moved(m, sale.MoneyBucket)),
                _ => Used(AccountRole.OtherExpense, fact.Origin!, m, 1),
            };
            foreach (var entry in entries) yield return entry;
        }
    }

    /// <summary>As a refund in money: what came by mistake in the same year never was income; any other return is an expense
    /// when the duty arises, and the duty is met with the asset.</summary>
    private static IEnumerable<Entry> Returned(Fact<GoodsReturned> fact)
    {
        var asset = AssetOf(fact.Origin!);
        var inRed = fact.Event.Ground == RefundGround.PaymentError
            && fact.Event.OccurredOn.Year == ((GoodsReceived)fact.Origin!).OccurredOn.Year;
        return fact.Movements.SelectMany(m => inRed ? GiftRules.Undone(m, asset) : GiftRules.GivenBack(m, asset));
    }

    /// <summary>Programme cost / donations, both at once, from the date on which the system recognises donated services.</summary>
    private static IEnumerable<Entry> Served(Fact<ServiceReceived> fact)
    {
        if (!Policy.Default.IsYes(PolicyIds.AccountingDonatedServices, fact.Event.OccurredOn)) return [];
        var (bucket, fen) = (fact.Event.Bucket, fact.Event.ValueFen);
        return Entry.Pair(AccountRole.ProgrammeCost, GiftRules.Donations(bucket.IsRestricted), bucket, fen)
            .Concat(Entry.Released(bucket, bucket.IsRestricted ? fen : 0));
    }
}
