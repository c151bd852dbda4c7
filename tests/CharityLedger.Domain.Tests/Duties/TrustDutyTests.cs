using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Duties;

namespace CharityLedger.Domain.Tests.Duties;

/// <summary>What trusts owe: Charity Law arts 45-49, Trust Law art. 70, MCA Order 81 art. 12.</summary>
public sealed class TrustDutyTests
{
    private static readonly DateOnly Today = new(2026, 6, 15), Signed = new(2025, 6, 1);
    private static readonly string Document = new('a', 64);

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    public void A_trust_is_filed_within_seven_days(int days, bool late)
    {
        var duty = Of(new TrustFiled("t", "备1", "民政局", TrustFilingCause.Establishment, Signed.AddDays(days)))
            .Single(d => d.Row.Id == PolicyIds.TrustFiling);
        Assert.Equal((Signed.AddDays(7), DutyStatus.Met, late, "trust_filed: 备1"), (duty.DueOn, duty.Status, duty.Late, duty.Met!.By));
        Assert.Equal(DutyStatus.Overdue, Of().Single(d => d.Row.Id == PolicyIds.TrustFiling).Status);
    }

    [Fact]
    public void Every_new_trustee_is_filed_anew_and_an_earlier_filing_does_not_do()
    {
        var change = new TrusteeChanged("t", TrustRole.ProjectManager, "某公司", "辞任", new DateOnly(2026, 6, 10));
        var duty = Of(new TrustFiled("t", "备2", "民政局", TrustFilingCause.NewTrustee, new DateOnly(2026, 6, 9)), change)
            .Single(d => d.Row.Id == PolicyIds.TrustTrusteeRefiling);
        Assert.Equal((new DateOnly(2026, 6, 17), null), (duty.DueOn, duty.Met));
    }

    [Fact]
    public void It_reports_every_year_until_its_end_and_then_on_that()
    {
        var duties = Of(new TrustReported("t", TrustReportKind.Yearly, 2025, Document, new DateOnly(2026, 3, 31)),
            new TrustTerminated("t", "期满", new DateOnly(2026, 6, 1)));
        var yearly = Assert.Single(duties, d => d.Id == PolicyIds.TrustYearlyReport + "/t/2025");
        // The day of the yearly report is not verified: it is shown as advice.
        Assert.Equal((new DateOnly(2026, 3, 31), DutyStatus.Met, false), (yearly.DueOn, yearly.Status, yearly.Applied));
        var end = duties.Single(d => d.Row.Id == PolicyIds.TrustTerminationReport);
        Assert.Equal((new DateOnly(2026, 6, 16), DutyStatus.DueSoon), (end.DueOn, end.Status));
        Assert.Equal(2, Of().Count(d => d.Row.Id == PolicyIds.TrustYearlyReport));
    }

    [Fact]
    public void A_yearly_report_is_judged_by_the_row_of_the_first_day_of_its_year()
    {
        var (signed, set) = (new DateOnly(2025, 1, 1), new DateOnly(2026, 2, 1));
        var policy = new Policy(null, [new PolicyRowSet(PolicyIds.TrustYearlyReport, "04-30", true, set, null, "理事会决议", "统一期限", set)]);
        var duties = DutyCalendar.Of(new DutyInput(policy, Today, new DateOnly(2028, 12, 31),
            [new TrustEstablished("t", "信托", "号", TrustRole.Trustee, null, [], null, "助学", "学生", null, signed)], [], [], []))
            .Where(d => d.Row.Id == PolicyIds.TrustYearlyReport).Select(d => (d.DueOn, d.Applied));
        Assert.Equal([(new(2026, 3, 31), false), (new(2027, 3, 31), false), (new(2028, 4, 30), true)], duties);
    }

    [Theory]
    [InlineData(TrustRole.Settlor, "2026-01-01", 1)]
    [InlineData(TrustRole.Settlor, "2025-12-31", 0)]
    [InlineData(TrustRole.Trustee, "2026-01-01", 0)]
    public void A_settlor_discloses_a_trust_that_is_signed_from_2026_on(TrustRole role, string signedOn, int duties) => Assert.Equal(duties,
        Of(role, PolicyTable.Date(signedOn)).Count(d => d.Row.Id == PolicyIds.DisclosureTrustSettlor));

    private static List<Duty> Of(params ILedgerEvent[] events) => Of(TrustRole.Trustee, Signed, events);

    private static List<Duty> Of(TrustRole role, DateOnly signedOn, params ILedgerEvent[] events) =>
    [
        .. DutyCalendar.Of(new DutyInput(Policy.Default, Today, Today.AddYears(1),
            [new TrustEstablished("t", "信托", "号", role, role == TrustRole.Trustee ? null : "某公司", [], null, "助学", "学生", null, signedOn), .. events],
            [], [], [])).Where(d => d.Subject == "信托"),
    ];
}
