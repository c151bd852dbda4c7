using CharityLedger.Contracts.Accounting;
using CharityLedger.Projections.Journal;

namespace CharityLedger.Projections.Statements;

/// <summary>
/// 资产负债表: what is owned and owed at the end of a month, beside the beginning of the year and the same month of last year.
/// What a year has earned and not carried over yet is in net assets already, by its restriction.
/// </summary>
public static class BalanceSheet
{
    /// <summary>Builds it from an account set's months.</summary>
    public static Statement Of(string book, DateOnly month, IReadOnlyList<MonthSums> months)
    {
        DateOnly[] ends = [month, new DateOnly(month.Year, 1, 1).AddMonths(-1), month.AddYears(-1)];
        StatementColumn[] columns =
        [
            new("end", "期末数", "End of month"), new("year_begin", "年初数", "Beginning of year"),
            new("last_year", "上年同期数", "Same month of last year"),
        ];
        var chart = Chart.At(month);
        var kinds = Enum.GetValues<AccountRole>().ToDictionary(r => r, r => Chart.Of(r, DateOnly.MaxValue));
        StatementLine Line(string key, string name, string en, int sign, Func<MonthSums, bool> picks) =>
            new(key, name, en, false, [.. ends.Select(e => sign * months.Sum(m => m.Month <= e && picks(m)))]);
        List<StatementLine> Accounts(AccountKind kind, int sign) => chart.Where(a => a.Kind == kind)
            .Select(a => Line(StatementParts.KeyOf(a.Role), a.Name, a.NameEn, sign, m => m.Role == a.Role)).Moved();

        var money = Line("money", "货币资金", "Cash and bank", 1, m => kinds[m.Role].Kind == AccountKind.Money);
        var assets = Accounts(AccountKind.Asset, 1).Prepend(money).ToList();
        var liabilities = Accounts(AccountKind.Liability, -1);
        StatementLine[] net =
        [
            Line("unrestricted_net_assets", "非限定性净资产", "Unrestricted net assets", -1, m => IsNet(m, restricted: false)),
            Line("restricted_net_assets", "限定性净资产", "Restricted net assets", -1, m => IsNet(m, restricted: true)),
        ];
        return new Statement("balance_sheet", "资产负债表", "Balance sheet", book, month, columns,
        [
            .. assets, new("total_assets", "资产总计", "Total assets", true, assets.Total(3)),
            .. liabilities, new("total_liabilities", "负债合计", "Total liabilities", true, liabilities.Total(3)),
            .. net, new("total_net_assets", "净资产合计", "Total net assets", true, net.Total(3)),
            new("total_liabilities_and_net_assets", "负债和净资产总计", "Total liabilities and net assets", true,
                liabilities.Concat(net).Total(3)),
        ]);

        bool IsNet(MonthSums m, bool restricted) =>
            kinds[m.Role].Kind is AccountKind.NetAssets or AccountKind.Income or AccountKind.Expense
            && kinds[m.Role].IsRestricted == restricted;
    }
}
