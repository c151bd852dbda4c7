using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Campaigns;
using CharityLedger.Domain.Duties;
using CharityLedger.Domain.Projects;

namespace CharityLedger.Domain.Tests.Duties;

/// <summary>The calendar of duties: Charity Law arts 72-79, MCA Order 81.</summary>
public sealed class DutyTests
{
    private static readonly DateOnly Today = new(2026, 6, 15);

    [Fact]
    public void A_campaign_longer_than_six_months_reports_every_three_and_three_after_its_end()
    {
        var duties = Of(Campaign("2025-11-30", "2026-08-31"));
        // The days are cut to the ends of months, each counted from the start.
        Assert.Equal([D("2026-02-28"), D("2026-05-30"), D("2026-08-30")], Due(duties, PolicyIds.FundraisingReportEvery));
        Assert.Equal([D("2026-11-30")], Due(duties, PolicyIds.FundraisingFinalAccount));
        Assert.Equal([D("2027-02-28")], Due(Of(Campaign("2026-09-01", "2026-11-30")), PolicyIds.FundraisingFinalAccount));
    }

    [Theory]
    [InlineData("2026-07-01", 0)]
    [InlineData("2026-07-02", 2)]
    public void Just_six_months_is_not_longer(string end, int reports) =>
        Assert.Equal(reports, Due(Of(Campaign("2026-01-01", end)), PolicyIds.FundraisingReportEvery).Count);

    [Fact]
    public void An_emergency_is_filed_within_ten_days_and_publishes_receipts_every_five()
    {
        var campaign = Campaign("2026-06-01", "2026-06-18", emergency: true);
        var duties = Of(campaign);
        var filing = duties.Single(d => d.Row.Id == PolicyIds.FundraisingEmergencyFiling);
        Assert.Equal((D("2026-06-11"), DutyStatus.Overdue), (filing.DueOn, filing.Status));
        Assert.Equal([D("2026-06-06"), D("2026-06-11"), D("2026-06-16")], Due(duties, PolicyIds.FundraisingEmergencyReceiptsEvery));
        var late = Of(campaign with { FilingNumber = "备1", FiledOn = D("2026-06-12") })
            .Single(d => d.Row.Id == PolicyIds.FundraisingEmergencyFiling);
        Assert.Equal((DutyStatus.Met, true), (late.Status, late.Late));
    }

    [Fact]
    public void A_years_reports_are_due_on_the_last_of_May_and_met_by_what_says_so()
    {
        var registered = new FederationRegistered("city", "慈善总会", null, null, null, D("2025-03-01"));
        var met = new DutyMet("disclosure.annual_report/2025", "文1", D("2026-05-30"));
        var duties = Of([registered, met]);
        var annual = duties.Where(d => d.Row.Id == PolicyIds.DisclosureAnnualReport).ToList();
        Assert.Equal([(D("2026-05-31"), DutyStatus.Met), (D("2027-05-31"), DutyStatus.Open)], annual.Select(d => (d.DueOn, d.Status)));
        Assert.False(annual[0].Late);
        Assert.Equal("MCA Order 81", annual[0].Row.Source);
        Assert.Equal(DutyStatus.Overdue, duties.First(d => d.Row.Id == PolicyIds.DisclosureRelatedPartyList).Status);
        Assert.Equal(2, duties.Count(d => d.Row.Id == PolicyIds.DisclosureMajorProjects));
        var qualified = new FundraisingQualified("证", D("2026-01-01"), D("2030-12-31"), "民政局", D("2026-01-01"));
        Assert.Single(Of([registered, qualified]), d => d.Row.Id == PolicyIds.DisclosureMajorProjects);
    }

    [Theory]
    [InlineData("2026-06-14", DutyStatus.Overdue)]
    [InlineData("2026-06-15", DutyStatus.DueSoon)]
    [InlineData("2026-06-29", DutyStatus.DueSoon)]
    [InlineData("2026-06-30", DutyStatus.Open)]
    public void A_milestone_is_near_for_two_weeks_and_overdue_after_its_day(string due, DutyStatus status)
    {
        var project = Under(new Milestone("half", "过半", D(due)));
        Assert.Equal(status, Assert.Single(Of(project), d => d.Id == "milestone/lunch/half").Status);
        var reached = Project.Evolve(project, new MilestoneReached("lunch", "half", "验收单", Today))!;
        Assert.Equal(DutyStatus.Met, Assert.Single(Of(reached), d => d.Id == "milestone/lunch/half").Status);
        var closed = Project.Evolve(project, new ProjectClosed("lunch", "完成", 5, SurplusGround.AsPlanned, "按方案", Today))!;
        Assert.DoesNotContain(Of(closed), d => d.Id == "milestone/lunch/half");
        Assert.Equal([D("2026-09-15")], Due(Of(closed), PolicyIds.ProjectSurplusReport));
    }

    [Fact]
    public void Lottery_money_unspent_for_two_years_is_shown_as_advice_since_its_rule_was_not_verified()
    {
        var issued = new LotteryIndicatorIssued("i", "文2", LotteryLevel.City, 2024, LotteryPurpose.Elderly, "码", "目标", 100, D("2024-06-01"));
        LotteryExpenditureMade Spent(long fen) =>
            new("i", "p", "e", 2024, LotteryExpense.Equipment, "某院", "用途", default, fen, D("2025-01-05"));
        var recovery = Of([issued, Spent(99)]).Single(d => d.Row.Id == PolicyIds.LotteryRecovery);
        Assert.Equal((D("2026-06-01"), DutyStatus.Overdue, false), (recovery.DueOn, recovery.Status, recovery.Applied));
        Assert.Equal(DutyStatus.Met, Of([issued, Spent(100)]).Single(d => d.Row.Id == PolicyIds.LotteryRecovery).Status);
    }

    [Fact]
    public void A_trustee_files_within_seven_days_reports_every_year_and_reports_the_end_within_fifteen()
    {
        ILedgerEvent[] events =
        [
            new TrustEstablished("t", "助学信托", "合同", TrustRole.Trustee, null, [], null, "助学", "学生", null, D("2025-05-06")),
            new TrustFiled("t", "备1", "民政局", TrustFilingCause.Establishment, D("2025-05-14")),
            new TrustReported("t", TrustReportKind.Yearly, 2025, "报告1", D("2026-03-01")),
            new TrustTerminated("t", "期满", D("2026-06-10")),
        ];
        var duties = Of(events);
        var filing = duties.Single(d => d.Row.Id == PolicyIds.TrustFiling);
        Assert.Equal((D("2025-05-13"), true), (filing.DueOn, filing.Late));
        var yearly = duties.Where(d => d.Row.Id == PolicyIds.TrustYearlyReport).ToList();
        Assert.Equal([(D("2026-03-31"), true), (D("2027-03-31"), false)], yearly.Select(d => (d.DueOn, d.Met is not null)));
        Assert.All(yearly, d => Assert.False(d.Applied));
        var end = duties.Single(d => d.Row.Id == PolicyIds.TrustTerminationReport);
        Assert.Equal((D("2026-06-25"), DutyStatus.DueSoon), (end.DueOn, end.Status));
        var settlor = new TrustEstablished("s", "某信托", "合同", TrustRole.Settlor, "某信托公司", [], null, "助学", "学生", null, D("2026-06-01"));
        Assert.Equal([D("2026-07-01")], Due(Of([settlor]), PolicyIds.DisclosureTrustSettlor));
    }

    [Fact]
    public void A_duty_is_raised_by_a_row_that_names_a_time_and_met_once()
    {
        var raised = DutyCalendar.Raise(PolicyIds.DisclosureMajorAsset, " 购房 ", D("2026-06-01"), Today, Policy.Default, Today).Value;
        var duty = Assert.Single(Of([raised]), d => d.Id == raised.Duty);
        Assert.Equal((D("2026-07-01"), DutyStatus.DueSoon), (duty.DueOn, duty.Status));
        Assert.Equal(RefusalCode.PolicyRowUnknown, Raise(PolicyIds.RatioFeeExemption));
        Assert.Equal(RefusalCode.PolicyRowUnknown, Raise(PolicyIds.FundraisingMaximumDuration));
        Assert.Equal(RefusalCode.PolicyRowUnknown, Raise("none"));

        var met = new DutyMet(raised.Duty, "公告1", Today);
        Assert.Equal(met, DutyCalendar.Meet([duty], met, Today).Value);
        Assert.Equal(RefusalCode.DutyUnknown, DutyCalendar.Meet([duty], met with { Duty = "none" }, Today).Refusal?.Code);
        Assert.Equal(RefusalCode.DutyIsMet, DutyCalendar.Meet(Of([raised, met]), met, Today).Refusal?.Code);
        Assert.Equal(RefusalCode.TextMissing, DutyCalendar.Meet([duty], met with { Evidence = "" }, Today).Refusal?.Code);

        static RefusalCode? Raise(string row) =>
            DutyCalendar.Raise(row, "事", Today, Today, Policy.Default, Today).Refusal?.Code;
    }

    [Fact]
    public void A_changed_deadline_moves_what_starts_after_it_and_nothing_before()
    {
        var set = new PolicyRowSet(PolicyIds.FundraisingFinalAccount, "1", true, D("2026-05-01"), null, "文", "更严", D("2026-05-01"));
        Assert.Equal([D("2026-07-30")], Due(Of(Campaign("2026-03-01", "2026-04-30"), set), PolicyIds.FundraisingFinalAccount));
        Assert.Equal([D("2026-06-01")], Due(Of(Campaign("2026-03-01", "2026-05-01"), set), PolicyIds.FundraisingFinalAccount));
    }

    private static DateOnly D(string date) => PolicyTable.Date(date);

    private static List<DateOnly> Due(IEnumerable<Duty> duties, string row) =>
        [.. duties.Where(d => d.Row.Id == row).Select(d => d.DueOn)];

    private static CampaignState Campaign(string from, string to, bool emergency = false) => new("spring", new Versions<CampaignPlan>(D(from), new CampaignPlan(
        "春日", CampaignKind.Public, "助学", D(from), D(to), "江城", "募捐部", "地址", ["银行"], "账号", "慈善总会", "学生", "助学", 1, 0,
        "同类", [], emergency)), null, null, null);

    private static ProjectState Under(params Milestone[] milestones) => new ILedgerEvent[]
    {
        new ProjectProposed("lunch", "午餐", "营养", "江城", "学生", "项目部", D("2026-06-01"), D("2026-08-01"), [], milestones, D("2026-06-01")),
        new ProjectEvaluated("lunch", true, "会", "可", D("2026-06-01")),
        new ProjectAdvanced("lunch", ProjectStage.Ready, null, D("2026-06-01")),
        new ProjectAdvanced("lunch", ProjectStage.UnderWay, null, D("2026-06-01")),
    }.Aggregate((ProjectState?)null, Project.Evolve)!;

    private static IReadOnlyList<Duty> Of(CampaignState campaign, params PolicyRowSet[] set) =>
        DutyCalendar.Of(new DutyInput(new Policy(null, set), Today, Today.AddYears(1), [], [campaign], [], []));

    private static IReadOnlyList<Duty> Of(ProjectState project) =>
        DutyCalendar.Of(new DutyInput(Policy.Default, Today, Today.AddYears(1), [], [], [project], []));

    private static IReadOnlyList<Duty> Of(IReadOnlyList<ILedgerEvent> events) =>
        DutyCalendar.Of(new DutyInput(Policy.Default, Today, Today.AddYears(1), events, [], [], []));
}
