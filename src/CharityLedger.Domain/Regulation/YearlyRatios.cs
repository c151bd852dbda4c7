using System.Globalization;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Regulation;

/// <summary>The ratios that a federation keeps every year (年度慈善活动支出、管理费用、募捐成本).</summary>
public static class YearlyRatios
{
    private const int Bands = 4;

    /// <summary>All of a year.</summary>
    /// <param name="form">What kind of body the federation is.</param>
    /// <param name="years">The year's figures, and before it those of earlier years, latest first.</param>
    /// <param name="policy">The rules that bind it.</param>
    /// <param name="average">Whether the base is the average of the years before, where the rules let it be.</param>
    public static IReadOnlyList<Ratio> Of(
        CharityForm form, IReadOnlyList<YearFigures> years, Policy policy, bool average = false)
    {
        var year = years[0];
        var on = new DateOnly(year.Year, 12, 31);
        var count = average ? (int)(policy.Number(PolicyIds.RatioAverageYears, on) ?? 1) : 1;
        var before = years.Skip(1).Take(count).ToList();
        var word = Word(form, before, policy, on);
        var ratios = new List<Ratio> { Spend(form, year, before, word, policy, on) };
        if (form == CharityForm.Group && policy.Row(PolicyIds.RatioIncomeFloor + "group.1", on) is { } half && word == "group.1")
            ratios.Add(SpendOfIncome(year, before, half, on) with { Id = "charitable_spend_of_income" });
        ratios.Add(Fee(year, policy, PolicyIds.RatioFeeCap + word, on));
        ratios.Add(Fundraising(year, policy, on));
        return ratios;
    }

    private static Ratio Spend(
        CharityForm form, YearFigures year, List<YearFigures> before, string word, Policy policy, DateOnly on)
    {
        var limit = policy.Row(PolicyIds.RatioSpendFloor + word, on);
        if (form is CharityForm.PublicFoundation or CharityForm.PublicGroup) return SpendOfIncome(year, before, limit, on);
        var netAssets = Average(before.Select(y => y.NetAssetsFen));
        return new Ratio("charitable_spend", null, "Charitable spend", "年度慈善活动支出比例",
            "charitable spend of the year / net assets at the end of the year before", [Programme(year),
            .. before.Select(y => new RatioInput("Net assets at year-end", $"{y.Year}年末净资产", y.NetAssetsFen, "3101, 3102"))],
            year.ProgrammeFen, netAssets, true, limit, limit?.IsInForce(on) == true, NotApplied(limit, on));
    }

    private static Ratio SpendOfIncome(YearFigures year, List<YearFigures> before, PolicyRow? limit, DateOnly on) => new(
        "charitable_spend", null, "Charitable spend", "年度慈善活动支出比例",
        "charitable spend of the year / (income of the year before − restricted income barred by time + net assets released "
        + "by time)",
        [
            Programme(year),
            .. before.SelectMany(y => new RatioInput[]
            {
                new("Income", Named(y, "年收入"), y.IncomeFen, "41-49"),
                new("Restricted income barred by time", Named(y, "年时间限定不得使用的收入"), y.TimeBarredFen, "+from= buckets"),
                new("Net assets released by time", Named(y, "年时间限定解除的净资产"), y.TimeReleasedFen, "+from= buckets"),
            }),
        ],
        year.ProgrammeFen, Average(before.Select(y => y.IncomeBaseFen)), true, limit, limit?.IsInForce(on) == true,
        NotApplied(limit, on));

    private static Ratio Fee(YearFigures year, Policy policy, string id, DateOnly on)
    {
        var limit = policy.Row(id, on);
        var exempt = year.AdministrationFen < policy.Number(PolicyIds.RatioFeeExemption, on);
        return new Ratio("management_fee", null, "Management fee", "年度管理费用比例",
            "administrative expenses of the year / all expenses of the year",
            [
                new("Administrative expenses", Named(year, "年管理费用"), year.AdministrationFen, "administration"),
                new("All expenses", Named(year, "年总支出"), year.ExpensesFen, "expense accounts"),
            ],
            year.AdministrationFen, year.ExpensesFen, false, limit, !exempt && limit?.IsInForce(on) == true,
            exempt ? "below the exemption (低于豁免额)" : NotApplied(limit, on));
    }

    private static Ratio Fundraising(YearFigures year, Policy policy, DateOnly on)
    {
        var limit = policy.Row(PolicyIds.FundraisingCostCap, on);
        return new Ratio("fundraising_cost", null, "Fundraising cost", "募捐成本比例",
            "fundraising cost of the year / donations of the year",
            [
                new("Fundraising cost", Named(year, "年募捐成本"), year.FundraisingFen, "fundraising_cost"),
                new("Donations", Named(year, "年捐赠收入"), year.DonationsFen, "donations"),
            ],
            year.FundraisingFen, year.DonationsFen, false, limit, limit?.IsInForce(on) == true, NotApplied(limit, on));
    }

    /// <summary>The last words of the rows' ids: the form, and for those without a certificate the band of net assets.</summary>
    private static string Word(CharityForm form, List<YearFigures> before, Policy policy, DateOnly on) => form switch
    {
        CharityForm.PublicFoundation => "public_foundation",
        CharityForm.PublicGroup => "public_group",
        CharityForm.Foundation => "foundation." + Band(PolicyIds.RatioBand + "foundation.", before, policy, on),
        _ => "group." + Band(PolicyIds.RatioBand + "group.", before, policy, on),
    };

    private static string Band(string family, List<YearFigures> before, Policy policy, DateOnly on) =>
        BandOf(family, Average(before.Select(y => y.NetAssetsFen)), policy, on).ToString(CultureInfo.InvariantCulture);

    /// <summary>The highest band whose lower bound is reached, the bound included; also of rows not in force, so that what
    /// they would ask for can be shown.</summary>
    internal static int BandOf(string family, long netAssetsFen, Policy policy, DateOnly on) => Enumerable.Range(1, Bands)
        .LastOrDefault(i => policy.Row(family + i.ToString(CultureInfo.InvariantCulture), on) is { } row
            && netAssetsFen >= row.Number, 1);

    private static RatioInput Programme(YearFigures year) =>
        new("Charitable spend", Named(year, "年慈善活动支出"), year.ProgrammeFen, "programme_cost");

    private static string Named(YearFigures year, string what) =>
        year.Year.ToString(CultureInfo.InvariantCulture) + what;

    private static long Average(IEnumerable<long> figures)
    {
        var known = figures.ToList();
        return known.Count == 0 ? 0 : known.Sum() / known.Count;
    }

    private static string? NotApplied(PolicyRow? limit, DateOnly on) => limit is null ? "no rule (无规定)"
        : limit.IsInForce(on) ? null : $"not in force: {limit.Status} (未施行或未核实)";
}
