using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Campaigns;

namespace CharityLedger.Domain.Tests.Campaigns;

/// <summary>Plans of campaigns: Charity Law arts 22-27, 58, 73.</summary>
public sealed class CampaignTests
{
    private const string Holder = "江城市慈善总会";
    private static readonly DateOnly Start = new(2026, 3, 12), Today = new(2026, 3, 20);

    private static readonly FundraisingQualified[] Certificates =
        [new("证", new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31), "民政局", new DateOnly(2026, 1, 1))];

    [Theory]
    [InlineData(-10, false, null)]
    [InlineData(-9, false, RefusalCode.FilingTooLate)]
    [InlineData(1, true, null)]
    [InlineData(null, true, null)]
    [InlineData(null, false, RefusalCode.FilingTooLate)]
    public void A_plan_is_filed_ten_days_before_the_start_or_ten_after_in_an_emergency(
        int? days, bool emergency, RefusalCode? refusal) =>
        Assert.Equal(refusal, Plan(emergency, days is { } d ? Start.AddDays(d) : null).Refusal?.Code);

    [Fact]
    public void An_emergency_is_filed_at_most_ten_days_after_the_start()
    {
        Assert.Null(Plan(true, Start.AddDays(10), Start.AddDays(30)).Refusal);
        Assert.Equal(RefusalCode.FilingTooLate, Plan(true, Start.AddDays(11), Start.AddDays(30)).Refusal?.Code);
    }

    [Fact]
    public void Money_comes_from_the_first_day_to_the_last_unless_it_was_closed_before()
    {
        var state = Campaign.Evolve(null, Plan(false, Start.AddDays(-10)).Value)!;
        var end = state.Versions.Last.EndsOn;
        Assert.Equal([true, false, false, true], new[] { Start.AddDays(-1), Start, end, end.AddDays(1) }
            .Select(d => Campaign.Take("spring", state, d)?.Code == RefusalCode.CampaignNotOpen));
        var closed = Campaign.Evolve(state, new CampaignClosed("spring", 0, SurplusGround.None, "无", Start.AddDays(5)))!;
        // What was left was treated: also what came before would be left over now.
        foreach (var day in new[] { 4, 5 })
            Assert.Equal(RefusalCode.CampaignNotOpen, Campaign.Take("spring", closed, Start.AddDays(day))?.Code);
        Assert.Null(Campaign.Take("春日助学", null, Start));
        Assert.Equal(RefusalCode.CampaignUnknown, Campaign.Take("spring", null, Start)?.Code);
    }

    /// <summary>Each day has the plan that holds on it, whichever was recorded first.</summary>
    [Theory]
    [InlineData(3, true)]
    [InlineData(19, true)]
    [InlineData(30, true)]
    [InlineData(31, false)]
    [InlineData(40, true)]
    [InlineData(44, true)]
    [InlineData(45, false)]
    public void Money_comes_by_the_plan_of_its_day(int day, bool isTaken)
    {
        var state = Campaign.Evolve(null, Plan(false, Start.AddDays(-10)).Value)!;
        var first = state.Versions.Last with { EndsOn = Start.AddDays(60) };
        // Shortened from the 31st day on, and that taken back from the 40th on; the first change is recorded last.
        foreach (var (from, end) in new[] { (40, 44), (31, 30), (20, 60) })
        {
            state = Campaign.Evolve(state, new CampaignAmended("spring", first, first with { EndsOn = Start.AddDays(end) }, "变", Today,
                Start.AddDays(from), "变更", new string('a', 64), Today))!;
        }

        Assert.Equal(isTaken, Campaign.Take("spring", state, Start.AddDays(day)) is null);
    }

    [Fact]
    public void A_partner_that_comes_by_an_amendment_is_assessed_before_it_comes()
    {
        var state = Campaign.Evolve(null, Plan(false, Start.AddDays(-10)).Value)!;
        var plan = state.Versions.Last;
        Assert.Null(Amend(Start.AddDays(5), Start.AddDays(5)));
        Assert.Equal(RefusalCode.PeriodInvalid, Amend(Start.AddDays(6), Start.AddDays(5)));

        RefusalCode? Amend(DateOnly assessed, DateOnly from) => Campaign.Amend(state, new CampaignAmended("spring", plan,
            plan with { Partners = [new CampaignPartner("某公司", "协议", assessed, "宣传")] }, "变", Today, from, "增加合作方", new string('a', 64), Today),
            Holder, Certificates, Policy.Default, Today).Refusal?.Code;
    }

    [Fact]
    public void What_is_left_needs_a_treatment_and_nothing_is_closed_before_it_starts()
    {
        var state = Campaign.Evolve(null, Plan(false, Start.AddDays(-10)).Value)!;
        Assert.Equal(RefusalCode.SurplusUntreated, Close(1, SurplusGround.None, Start));
        Assert.Equal(RefusalCode.TextMissing, Close(1, SurplusGround.AsPlanned, Start, ""));
        Assert.Equal(RefusalCode.PeriodInvalid, Close(0, SurplusGround.None, Start.AddDays(-1)));
        Assert.Null(Close(1, SurplusGround.AsPlanned, Start));

        RefusalCode? Close(long left, SurplusGround ground, DateOnly on, string treatment = "按方案") =>
            Campaign.Close(state, new CampaignClosed("spring", left, ground, treatment, on), Today).Refusal?.Code;
    }

    private static Result<CampaignPlanned> Plan(bool emergency, DateOnly? filedOn, DateOnly? today = null)
    {
        var plan = new CampaignPlan("春日", CampaignKind.Public, "助学", Start, Start.AddDays(60), "江城", "募捐部", "地址", ["银行"], "账号",
            Holder, "学生", "助学", 100, 0, "同类", [], emergency);
        var wanted = new CampaignPlanned("spring", plan, filedOn is null ? null : "备1", filedOn, Start.AddDays(-20));
        return Campaign.Plan(wanted, false, Holder, Certificates, Policy.Default, today ?? Today);
    }
}
