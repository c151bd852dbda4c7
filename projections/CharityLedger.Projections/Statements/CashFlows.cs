using CharityLedger.Contracts.Accounting;

namespace CharityLedger.Projections.Statements;

/// <summary>What moved money in a month, by the account on the other side of the voucher.</summary>
/// <param name="Role">That account.</param>
/// <param name="Month">First day of the month.</param>
/// <param name="AmountFen">Money in, less money out, in fen.</param>
public sealed record CashSums(AccountRole Role, DateOnly Month, long AmountFen);

/// <summary>现金流量表, by the direct method: each movement of money under what it was for.</summary>
public static class CashFlows
{
    private sealed record Item(string Key, string Name, string NameEn, bool IsInflow, bool IsInvesting = false);

    private static readonly Item[] Items =
    [
        new("donations_in", "接受捐赠收到的现金", "Donations received", true),
        new("dues_in", "收取会费收到的现金", "Membership dues received", true),
        new("services_in", "提供服务收到的现金", "Received for services", true),
        new("sales_in", "销售商品收到的现金", "Received for goods sold", true),
        new("subsidies_in", "政府补助收到的现金", "Government subsidies received", true),
        new("other_in", "收到的其他与业务活动有关的现金", "Other operating receipts", true),
        new("grants_out", "提供捐赠或者资助及开展业务活动支付的现金", "Paid as grants and for programmes", false),
        new("staff_out", "支付给员工以及为员工支付的现金", "Paid to and for staff", false),
        new("goods_out", "购买商品、接受服务支付的现金", "Paid for goods and services", false),
        new("administration_out", "管理费用支付的现金", "Paid for administration", false),
        new("fundraising_out", "筹资费用支付的现金", "Paid for fundraising", false),
        new("other_out", "支付的其他与业务活动有关的现金", "Other operating payments", false),
        new("investments_in", "收回投资及取得投资收益收到的现金", "Received from investments", true, true),
        new("investments_out", "对外投资支付的现金", "Paid for investments", false, true),
        new("fixed_assets_out", "购建固定资产支付的现金", "Paid for fixed assets", false, true),
    ];

    /// <summary>Builds it from what moved money.</summary>
    public static Statement Of(string book, DateOnly month, IReadOnlyList<CashSums> cash)
    {
        var periods = Span.Periods(month);
        var columns = periods.Select(p => new StatementColumn(p.Key, p.Name, p.NameEn)).ToList();
        var lines = Items.Select(item => (Item: item, Line: new StatementLine(item.Key, item.Name, item.NameEn, false,
            [.. periods.Select(p => (item.IsInflow ? 1 : -1)
                * cash.Where(c => p.Span.Holds(c.Month) && ItemOf(c) == item.Key).Sum(c => c.AmountFen))]))).ToList();
        var operating = Net("operating", "业务活动产生的现金流量净额", "Net cash from operating activities", i => !i.IsInvesting);
        var investing = Net("investing", "投资活动产生的现金流量净额", "Net cash from investing activities", i => i.IsInvesting);
        return new Statement("cash_flows", "现金流量表", "Statement of cash flows", book, month, columns,
        [
            .. Moved(i => i is { IsInvesting: false, IsInflow: true }), .. Moved(i => i is { IsInvesting: false, IsInflow: false }), operating,
            .. Moved(i => i.IsInvesting), investing,
            new("net_increase", "现金及现金等价物净增加额", "Net increase in cash", true, new[] { operating, investing }.Total(3)),
        ]);

        List<StatementLine> Moved(Func<Item, bool> picks) => lines.Where(l => picks(l.Item)).Select(l => l.Line).Moved();
        StatementLine Net(string key, string name, string en, Func<Item, bool> picks) => new(key, name, en, true,
            [.. periods.Select((_, i) => lines.Where(l => picks(l.Item)).Sum(l => (l.Item.IsInflow ? 1 : -1) * l.Line.AmountsFen[i]))]);
    }

    private static string ItemOf(CashSums cash) => cash.Role switch
    {
        AccountRole.UnrestrictedDonations or AccountRole.RestrictedDonations => "donations_in",
        AccountRole.MembershipDues => "dues_in",
        AccountRole.ServiceIncome => "services_in",
        AccountRole.SalesIncome => "sales_in",
        AccountRole.UnrestrictedSubsidies or AccountRole.RestrictedSubsidies => "subsidies_in",
        // What a payment releases stands in its voucher on both: under one item the two cancel, whatever their signs.
        AccountRole.UnrestrictedNetAssets or AccountRole.RestrictedNetAssets => "other_in",
        AccountRole.ProgrammeCost => "grants_out",
        AccountRole.Salaries => "staff_out",
        AccountRole.Inventory or AccountRole.Payables or AccountRole.NotesPayable => "goods_out",
        AccountRole.Administration => "administration_out",
        AccountRole.FundraisingCost => "fundraising_out",
        AccountRole.FixedAssets or AccountRole.CulturalAssets => "fixed_assets_out",
        AccountRole.UnrestrictedInvestmentIncome or AccountRole.RestrictedInvestmentIncome => "investments_in",
        AccountRole.ShortTermInvestments or AccountRole.EquityInvestments or AccountRole.DebtInvestments
            or AccountRole.OtherLongTermInvestments => cash.AmountFen > 0 ? "investments_in" : "investments_out",
        _ => cash.AmountFen > 0 ? "other_in" : "other_out",
    };
}
