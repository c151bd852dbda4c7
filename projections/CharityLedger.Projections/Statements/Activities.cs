using CharityLedger.Contracts.Accounting;
using CharityLedger.Projections.Journal;

namespace CharityLedger.Projections.Statements;

/// <summary>
/// 业务活动表: income, expenses and the change of net assets, each unrestricted, restricted and in total, for the month, the year
/// to date and last year. The carry-over at a year's end is no business and left out.
/// </summary>
public static class Activities
{
    private static readonly StatementColumn[] Parts =
        [new("unrestricted", "非限定性", "unrestricted"), new("restricted", "限定性", "restricted"), new("total", "合计", "total")];

    /// <summary>Builds it from an account set's months.</summary>
    public static Statement Of(string book, DateOnly month, IReadOnlyList<MonthSums> months)
    {
        var periods = Span.Periods(month);
        var columns = periods.SelectMany(p => Parts.Select(part =>
            new StatementColumn($"{p.Key}_{part.Key}", $"{p.Name}·{part.Name}", $"{p.NameEn}, {part.NameEn}"))).ToList();
        var chart = Enum.GetValues<AccountRole>().ToDictionary(r => r, r => Chart.Of(r, DateOnly.MaxValue));
        var business = months.Where(m => !m.IsClosing && chart[m.Role].Kind
            is AccountKind.NetAssets or AccountKind.Income or AccountKind.Expense).ToList();

        var income = Grouped(AccountKind.Income, -1);
        var expenses = Grouped(AccountKind.Expense, 1);
        var (totalIncome, totalExpenses) = (income.Total(9), expenses.Total(9));
        List<StatementLine> others =
        [
            Line("released", "限定性净资产转为非限定性净资产", "Net assets released from restriction", -1,
                m => m.Role is AccountRole.UnrestrictedNetAssets or AccountRole.RestrictedNetAssets),
            Line("prior_years", "以前年度净资产调整", "Adjustment of prior years' net assets", -1,
                m => m.Role == AccountRole.PriorYearAdjustment),
        ];
        var change = totalIncome.Select((fen, i) => fen - totalExpenses[i] + others.Sum(o => o.AmountsFen[i])).ToArray();
        return new Statement("activities", "业务活动表", "Statement of activities", book, month, columns,
        [
            .. income, new("total_income", "收入合计", "Total income", true, totalIncome),
            .. expenses, new("total_expenses", "费用合计", "Total expenses", true, totalExpenses),
            .. others.Moved(), new("change", "净资产变动额", "Change in net assets", true, change),
        ]);

        StatementLine Line(string key, string name, string en, int sign, Func<MonthSums, bool> picks)
        {
            var own = business.Where(picks).ToList();
            return new StatementLine(key, name, en, false, [.. periods.SelectMany(p =>
            {
                var free = sign * own.Sum(m => p.Span.Holds(m.Month) && !chart[m.Role].IsRestricted);
                var bound = sign * own.Sum(m => p.Span.Holds(m.Month) && chart[m.Role].IsRestricted);
                return new[] { free, bound, free + bound };
            })]);
        }

        List<StatementLine> Grouped(AccountKind kind, int sign) => Chart.At(month).Where(a => a.Kind == kind)
            .GroupBy(a => a.Code[..4]).Select(g =>
            {
                var roles = g.Select(a => a.Role).ToHashSet();
                return Line(g.Key, g.First().Name.Split("——")[0], g.First().NameEn.Split(',')[0], sign, m => roles.Contains(m.Role));
            }).Moved();
    }
}
