using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Regulation;

namespace CharityLedger.Domain.Tests.Regulation;

/// <summary>The yearly ratios: 民发〔2016〕189号, and a federation's published figure of 2020.</summary>
public sealed class RatioTests
{
    private static readonly DateOnly Day = new(2026, 12, 31);

    [Fact]
    public void A_city_federation_spent_75_56_percent_of_its_income_in_2020()
    {
        // 4,643.36 of 6,145.07 in 10,000 yuan, as the federation published.
        var spend = Of(CharityForm.PublicGroup,
            Year(2020) with { ProgrammeFen = 4_643_360_000 }, Year(2019) with { IncomeFen = 6_145_070_000 })["charitable_spend"];
        Assert.Equal((7_556, true, "70"), (spend.BasisPoints!.Value, spend.IsMet!.Value, spend.Limit!.Value));
        Assert.Contains("189", spend.Limit.Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 3, 3_333)]
    [InlineData(2, 3, 6_667)]
    [InlineData(1, 20_000, 1)]
    [InlineData(1, 20_001, 0)]
    [InlineData(long.MaxValue, long.MaxValue, 10_000)]
    [InlineData(-1, 20_000, 0)]
    [InlineData(-3, 20_000, -1)]
    [InlineData(0, 5, 0)]
    public void A_ratio_is_rounded_half_up_to_a_hundredth_of_a_percent(long numerator, long denominator, long basisPoints) =>
        Assert.Equal(basisPoints, Ratio.Rounded(numerator, denominator));

    [Fact]
    public void The_exact_fraction_decides_and_not_the_rounded_one()
    {
        var spend = Of(CharityForm.PublicGroup, Year(2026) with { ProgrammeFen = 69_999_999 },
            Year(2025) with { IncomeFen = 100_000_000 })["charitable_spend"];
        Assert.Equal((7_000, false), (spend.BasisPoints!.Value, spend.IsMet!.Value));
        Assert.Null(Ratio.Rounded(1, 0));
    }

    [Fact]
    public void Income_that_waits_for_a_date_leaves_the_base_until_its_year()
    {
        var before = Year(2025) with { IncomeFen = 1_000, TimeBarredFen = 300, TimeReleasedFen = 50 };
        Assert.Equal(750, Of(CharityForm.PublicGroup, Year(2026), before)["charitable_spend"].DenominatorFen);
    }

    [Fact]
    public void The_average_of_three_years_may_replace_the_year_before()
    {
        YearFigures[] years = [Year(2026), .. new[] { 900, 600, 300, 100_000 }.Select((fen, i) => Year(2025 - i) with { IncomeFen = fen })];
        Assert.Equal(900, YearlyRatios.Of(CharityForm.PublicGroup, years, Policy.Default)[0].DenominatorFen);
        Assert.Equal(600, YearlyRatios.Of(CharityForm.PublicGroup, years, Policy.Default, average: true)[0].DenominatorFen);
    }

    [Theory]
    [InlineData(99_999_999, "8", "20")]
    [InlineData(100_000_000, "8", "20")]
    [InlineData(499_999_999, "8", "20")]
    [InlineData(500_000_000, "7", "14")]
    [InlineData(999_999_999, "7", "14")]
    [InlineData(1_000_000_000, "6", "13")]
    public void A_group_without_certificate_is_bound_by_its_band_of_net_assets_the_bound_included(long fen, string floor, string cap)
    {
        if (fen is >= 100_000_000 and < 500_000_000) cap = "15";
        var ratios = Of(CharityForm.Group, Year(2026) with { AdministrationFen = 20_000_000 }, Year(2025) with { NetAssetsFen = fen });
        Assert.Equal((floor, cap), (ratios["charitable_spend"].Limit!.Value, ratios["management_fee"].Limit!.Value));
        Assert.Equal(fen < 100_000_000, ratios.ContainsKey("charitable_spend_of_income"));
    }

    [Fact]
    public void A_fee_below_200_000_yuan_is_exempt_and_an_unverified_cap_is_not_applied()
    {
        var year = Year(2026) with { ExpensesFen = 20_000_000 };
        var below = Of(CharityForm.PublicFoundation, year with { AdministrationFen = 19_999_999 }, Year(2025))["management_fee"];
        Assert.Equal((10_000, false, null), (below.BasisPoints!.Value, below.Applied, below.IsMet));
        var at = Of(CharityForm.PublicFoundation, year with { AdministrationFen = 20_000_000 }, Year(2025))["management_fee"];
        Assert.Equal((true, false), (at.Applied, at.IsMet!.Value));
        var unverified = Of(CharityForm.PublicGroup, year with { AdministrationFen = 20_000_000 }, Year(2025))["management_fee"];
        Assert.Equal(("13", false, null), (unverified.Limit!.Value, unverified.Applied, unverified.IsMet));
    }

    [Fact]
    public void The_drafted_cap_of_fundraising_cost_counts_only_where_it_is_set_in_force()
    {
        YearFigures[] years = [Year(2026) with { FundraisingFen = 31, DonationsFen = 1_000 }, Year(2025)];
        Assert.Null(YearlyRatios.Of(CharityForm.PublicGroup, years, Policy.Default).Last().IsMet);
        var set = new PolicyRowSet(PolicyIds.FundraisingCostCap, null, true, new DateOnly(2026, 1, 1), null, "决议", "先行", new DateOnly(2026, 1, 1));
        var ratio = YearlyRatios.Of(CharityForm.PublicGroup, years, new Policy(null, [set])).Last();
        Assert.Equal((310, false), (ratio.BasisPoints!.Value, ratio.IsMet!.Value));
    }

    [Theory]
    [InlineData(99_999_999, "6")]
    [InlineData(100_000_000, "5")]
    [InlineData(500_000_000, "4")]
    [InlineData(1_000_000_000, "3")]
    public void A_trusts_floor_is_a_draft_by_bands(long netAssets, string floor)
    {
        var ratio = PotRatios.TrustSpend("t", 1, netAssets, Day, Policy.Default);
        Assert.Equal((floor, false, null), (ratio.Limit!.Value, ratio.Applied, ratio.IsMet));
    }

    [Fact]
    public void A_fund_in_Henan_spends_a_fifth_of_its_initial_sum_in_each_of_three_years()
    {
        var terms = new FundTerms(FundKind.Named, DonorKind.Organisation, 1_000, 1, "命名", "使用", "权利", "终止", "剩余", []);
        var policy = new Policy("河南省郑州市", []);
        var start = new DateOnly(2026, 1, 1);
        Assert.False(PotRatios.FundSpend("a", terms, start, 1, 199, 0, policy)!.IsMet);
        Assert.True(PotRatios.FundSpend("a", terms, start, 3, 200, 7_000, policy)!.IsMet);
        Assert.Null(PotRatios.FundSpend("a", terms, start, 4, 0, 0, policy));
        Assert.Null(PotRatios.FundSpend("a", terms, start, 1, 0, 0, Policy.Default));
        // Its agreement may measure by what was left instead.
        Assert.False(PotRatios.FundSpend("a", terms with { SpendsOfInitialSum = false }, start, 3, 200, 7_000, policy)!.IsMet);
    }

    [Fact]
    public void Elsewhere_a_fund_spends_of_what_was_left_at_the_end_of_the_year_before()
    {
        var terms = new FundTerms(FundKind.Named, DonorKind.Organisation, 1_000, 1, "命名", "使用", "权利", "终止", "剩余", []);
        var policy = new Policy("广东省深圳市", []);
        var start = new DateOnly(2026, 1, 1);
        Assert.True(PotRatios.FundSpend("a", terms, start, 1, 200, 0, policy)!.IsMet);
        Assert.False(PotRatios.FundSpend("a", terms, start, 1, 199, 0, policy)!.IsMet);
        Assert.True(PotRatios.FundSpend("a", terms, start, 2, 100, 500, policy)!.IsMet);
        Assert.False(PotRatios.FundSpend("a", terms, start, 2, 200, 1_001, policy)!.IsMet);
        Assert.False(PotRatios.FundSpend("a", terms with { SpendsOfInitialSum = true }, start, 2, 100, 500, policy)!.IsMet);
        // Nothing was left, so nothing is to be spent.
        Assert.NotEqual(false, PotRatios.FundSpend("a", terms, start, 2, 0, 0, policy)!.IsMet);
    }

    private static Dictionary<string, Ratio> Of(CharityForm form, params YearFigures[] years) =>
        YearlyRatios.Of(form, years, Policy.Default).ToDictionary(r => r.Id);

    private static YearFigures Year(int year) => new(year, 0, 0, 0, 0, 0, 0, 0);
}
