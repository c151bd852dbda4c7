using System.Globalization;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Regulation;

/// <summary>The yearly spending duties of funds and trusts (基金、慈善信托年度支出).</summary>
public static class PotRatios
{
    /// <summary>
    /// What a fund spent in a year of its agreement: of its initial sum, or of what was left at the end of the year before,
    /// as the agreement says or else the rules. The first year begins with the month of the agreement, and has only the
    /// initial sum. Null where no such duty binds it that year.
    /// </summary>
    /// <param name="fund">Id of the fund.</param>
    /// <param name="terms">Its agreement.</param>
    /// <param name="start">First day of the year of the agreement.</param>
    /// <param name="year">1 for the first year.</param>
    /// <param name="usedFen">What was spent in it.</param>
    /// <param name="leftFen">What was left at the end of the year before.</param>
    /// <param name="policy">The rules that bind the federation.</param>
    public static Ratio? FundSpend(
        string fund, FundTerms terms, DateOnly start, int year, long usedFen, long leftFen, Policy policy)
    {
        if (policy.Row(PolicyIds.FundYearlySpend, start) is not { } limit
            || year > (policy.Number(PolicyIds.FundYearlySpendYears, start) ?? int.MaxValue)) return null;
        var applied = limit.IsInForce(start);
        var ofInitial = year == 1 || (terms.SpendsOfInitialSum ?? policy.IsYes(PolicyIds.FundYearlySpendOfInitialSum, start));
        var whole = ofInitial
            ? new RatioInput("Initial sum", "初始资金", terms.InitialFen, "agreement")
            : new RatioInput("Left at the end of the year before", "上年末余额", leftFen, "fund/" + fund);
        return new Ratio("fund_spend", fund, "Yearly spend of a fund", "基金年度支出比例",
            ofInitial ? "spent in the year of the agreement / initial sum" : "spent in the year of the agreement / left at the end of the year before",
            [
                new("Spent", string.Create(CultureInfo.InvariantCulture, $"第{year}年支出"), usedFen, "fund/" + fund),
                whole,
            ],
            usedFen, whole.Fen, true, limit, applied, applied ? null : $"not in force: {limit.Status} (未施行或未核实)");
    }

    /// <summary>What a cash trust spent in a year, of its net assets at the end of the year before, or their average.</summary>
    /// <param name="trust">Id of the trust.</param>
    /// <param name="usedFen">What it spent in the year.</param>
    /// <param name="netAssetsFen">Net assets at the end of the year before, or an average of years.</param>
    /// <param name="on">Last day of the year.</param>
    /// <param name="policy">The rules that bind the federation.</param>
    public static Ratio TrustSpend(string trust, long usedFen, long netAssetsFen, DateOnly on, Policy policy)
    {
        var band = YearlyRatios.BandOf(PolicyIds.TrustBand, netAssetsFen, policy, on);
        var limit = policy.Row(PolicyIds.TrustSpendFloor + band.ToString(CultureInfo.InvariantCulture), on);
        var applied = limit?.IsInForce(on) == true;
        return new Ratio("trust_spend", trust, "Yearly spend of a charitable trust", "慈善信托年度支出比例",
            "spent in the year / net assets at the end of the year before",
            [
                new("Spent", "年度支出", usedFen, "trust/" + trust),
                new("Net assets at year-end", "上年末净资产", netAssetsFen, "trust/" + trust),
            ],
            usedFen, netAssetsFen, true, limit, applied, applied ? null : "not in force (未施行或未核实)");
    }
}
