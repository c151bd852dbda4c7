using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Duties;
using CharityLedger.Domain.Federations;

namespace CharityLedger.Domain.Tests.Federations;

/// <summary>The federation's register of itself, its terms, and what of it runs out.</summary>
public sealed class FederationRegisterTests
{
    private static readonly DateOnly Today = D("2026-06-15");
    private static readonly string Paper = new('a', 64);

    [Theory]
    [InlineData("2023-12-31", DeductionStanding.NotStated)]
    [InlineData("2024-01-01", DeductionStanding.Deductible)]
    [InlineData("2025-06-30", DeductionStanding.Deductible)]
    [InlineData("2025-07-01", DeductionStanding.NotDeductible)]
    [InlineData("2025-12-31", DeductionStanding.NotDeductible)]
    [InlineData("2026-01-01", DeductionStanding.Deductible)]
    [InlineData("2028-12-31", DeductionStanding.Deductible)]
    [InlineData("2029-01-01", DeductionStanding.NotDeductible)]
    public void A_gift_is_deductible_by_the_qualification_of_its_day(string day, DeductionStanding standing)
    {
        var register = Of(Deduction("a", "2024-01-01", "2026-12-31"), new RegisterEnded("a", D("2025-07-01"), "取消资格", null, Today),
            Deduction("b", "2026-01-01", "2028-12-31"),
            // What never should have stood there says nothing of any day.
            Deduction("c", "2020-01-01", "2022-12-31"), new RegisterEnded("c", D("2020-01-01"), "误登", null, Today));
        Assert.Equal(standing, register.DeductionOn(D(day)));
        Assert.Equal(DeductionStanding.NotStated, FederationRegister.Empty.DeductionOn(D(day)));
    }

    [Theory]
    [InlineData(RegisterKind.TaxDeduction, "2026-01-01", "2028-12-31", null)]
    [InlineData(RegisterKind.TaxDeduction, "2026-01-01", "2029-01-01", RefusalCode.PeriodInvalid)]
    [InlineData(RegisterKind.TaxDeduction, "2019-12-31", "2029-01-01", null)]
    [InlineData(RegisterKind.TaxExemption, "2026-01-01", "2030-12-31", null)]
    [InlineData(RegisterKind.TaxExemption, "2026-01-01", "2031-01-01", RefusalCode.PeriodInvalid)]
    [InlineData(RegisterKind.Certificate, "2026-01-01", "2025-12-31", RefusalCode.PeriodInvalid)]
    [InlineData(RegisterKind.Certificate, "2026-01-01", null, RefusalCode.TextMissing)]
    public void A_term_is_as_long_as_the_row_of_its_first_day_allows(RegisterKind kind, string from, string? to, RefusalCode? code) =>
        Assert.Equal(code, FederationRegister.Empty.Enter(new RegisterEntered("a", kind, new RegisterFacts(Number: "1", Authority: "财政局"),
            null, D(from), to is null ? null : D(to), Paper, Today), Policy.Default, Today).Refusal?.Code);

    /// <summary>Of each kind: all that its row of the table has is taken, none of it can be missing that is needed, none given that it hasn't.</summary>
    [Fact]
    public void The_table_says_what_each_kind_states()
    {
        foreach (var rule in RegisterKinds.All)
        {
            var facts = new RegisterFacts(
                rule.Name != Fact.None && !rule.IsSealed ? "张三" : null, rule.Number != Fact.None ? "1" : null,
                rule.Title != Fact.None ? "职务" : null, rule.Authority != Fact.None ? "民政局" : null);
            var whole = new RegisterEntered("a", rule.Kind, facts, rule.IsSealed ? new DonorRef("p", DonorKind.Person, DonorNaming.Withheld, "AA==") : null,
                Today, rule.Term != Fact.None ? Today.AddYears(1) : null, rule.Paper != Fact.None ? Paper : null, Today);
            Assert.Null(Code(whole));
            Check(rule.IsSealed ? Fact.None : rule.Name, whole with { Facts = facts with { Name = rule.IsSealed ? "张三" : Other(facts.Name) } });
            Check(rule.Number, whole with { Facts = facts with { Number = Other(facts.Number) } });
            Check(rule.Title, whole with { Facts = facts with { Title = Other(facts.Title) } });
            Check(rule.Authority, whole with { Facts = facts with { Authority = Other(facts.Authority) } });
            Check(rule.Paper, whole with { Paper = whole.Paper is null ? Paper : null });
            Check(rule.Term, whole with { ValidTo = whole.ValidTo is null ? Today : null });
            if (rule.IsSealed) Assert.Equal(RefusalCode.TextMissing, Code(whole with { Person = null }));
        }

        static string? Other(string? text) => text is null ? "1" : null;

        static RefusalCode? Code(RegisterEntered wanted) => FederationRegister.Empty.Enter(wanted, Policy.Default, Today).Refusal?.Code;

        static void Check(Fact fact, RegisterEntered turned) => Assert.Equal(fact switch
        {
            Fact.None => RefusalCode.RegisterEntryInvalid,
            Fact.Needed => RefusalCode.TextMissing,
            _ => (RefusalCode?)null,
        }, Code(turned));
    }

    [Fact]
    public void Of_a_kind_that_is_alone_two_never_hold_on_one_day()
    {
        var register = Of(Rating("a", "2022-01-01", "2026-12-31", "4A"));
        Assert.Equal(RefusalCode.RegisterEntryInvalid, register.Enter(Rating("b", "2026-12-31", "2031-12-30", "5A"), Policy.Default, Today).Refusal?.Code);
        Assert.Null(register.Enter(Rating("b", "2027-01-01", "2031-12-31", "5A"), Policy.Default, Today).Refusal);
        var ended = register.Evolve(new RegisterEnded("a", D("2026-06-01"), "升级", null, Today));
        Assert.Null(ended.Enter(Rating("b", "2026-06-01", "2031-05-31", "5A"), Policy.Default, Today).Refusal);
        Assert.Equal(RefusalCode.RegisterEntryEnded, ended.Change(new RegisterChanged("a", new RegisterFacts(Title: "3A", Authority: "民政局"),
            null, Today, D("2026-12-31"), "降级", Paper, Today), Policy.Default, Today).Refusal?.Code);
    }

    [Fact]
    public void What_runs_out_is_due_on_its_last_day_near_as_long_before_as_its_row_says_and_met_by_what_follows()
    {
        var entered = Deduction("a", "2024-01-01", "2026-12-11");
        var due = Duty([entered], "register.notice.tax_deduction");
        Assert.Equal((D("2026-12-11"), DutyStatus.DueSoon, "1"), (due.DueOn, due.Status, due.Subject));
        Assert.Equal(DutyStatus.Open, Duty([Deduction("a", "2024-01-01", "2026-12-13")], "register.notice.tax_deduction").Status);
        Assert.Equal(DutyStatus.Overdue, Duty([Deduction("a", "2023-01-01", "2025-12-31")], "register.notice.tax_deduction").Status);
        var met = Duty([entered, Deduction("b", "2026-12-12", "2029-12-11")], "register.notice.tax_deduction", "/a/");
        Assert.Equal((DutyStatus.Met, "register_entered: b"), (met.Status, met.Met!.By));
        Assert.Empty(Duties([entered, new RegisterEnded("a", D("2026-01-01"), "取消", null, Today)]));
        // A term that is extended from a day on is due on its new last day.
        var leader = new RegisterEntered("l", RegisterKind.Leader, new RegisterFacts(Name: "李四", Title: "会长"), null, D("2021-07-01"),
            D("2026-06-30"), null, Today);
        Assert.Equal(DutyStatus.DueSoon, Duty([leader], "register.notice.leader").Status);
        var longer = new RegisterChanged("l", new RegisterFacts(Name: "李四", Title: "会长"), null, D("2026-06-01"), D("2027-01-31"), "延期换届", null, Today);
        Assert.Equal(D("2027-01-31"), Duty([leader, longer], "register.notice.leader").DueOn);
        var vice = new RegisterEntered("v", RegisterKind.Leader, new RegisterFacts(Name: "王五", Title: "副会长"), null, D("2026-06-01"),
            D("2030-06-30"), null, Today);
        Assert.Equal(DutyStatus.DueSoon, Duty([leader, vice], "register.notice.leader", "/l/").Status);
        Assert.Equal(DutyStatus.Met, Duty([leader, vice with { Entry = "w", Facts = new RegisterFacts("赵六", null, "会长") }],
            "register.notice.leader", "/l/").Status);
    }

    [Fact]
    public void The_exemptions_review_is_asked_for_within_half_a_year_and_nobody_of_the_staff_is_named()
    {
        var exemption = new RegisterEntered("x", RegisterKind.TaxExemption, new RegisterFacts(Number: "1", Authority: "财政局"), null,
            D("2021-01-01"), D("2025-12-31"), Paper, Today);
        Assert.Equal((D("2026-06-30"), DutyStatus.DueSoon), Of(Duty([exemption], "register.review.tax_exemption")));
        var staff = new RegisterEntered("s", RegisterKind.Staff, new RegisterFacts(Title: "会计"),
            new DonorRef("p", DonorKind.Person, DonorNaming.Withheld, "AA=="), D("2024-07-01"), D("2026-06-30"), null, Today);
        Assert.Equal("s", Duty([staff], "register.notice.staff").Subject);
        var certificate = new FundraisingQualified("募证1", D("2023-07-01"), D("2026-06-30"), "民政局", D("2023-07-01"));
        Assert.Equal(DutyStatus.DueSoon, Duty([certificate], "register.notice.fundraising").Status);
        Assert.Equal(DutyStatus.Met, Duty([certificate, certificate with { Certificate = "募证2", ValidFrom = Today, ValidTo = D("2029-06-30") }],
            "register.notice.fundraising", "募证1").Status);

        static (DateOnly, DutyStatus) Of(Duty duty) => (duty.DueOn, duty.Status);
    }

    private static DateOnly D(string date) => PolicyTable.Date(date);

    private static RegisterEntered Deduction(string id, string from, string to) => new(id, RegisterKind.TaxDeduction,
        new RegisterFacts(Number: "1", Authority: "财政局"), null, D(from), D(to), Paper, Today);

    private static RegisterEntered Rating(string id, string from, string to, string grade) => new(id, RegisterKind.Rating,
        new RegisterFacts(Title: grade, Authority: "民政局"), null, D(from), D(to), Paper, Today);

    private static FederationRegister Of(params ILedgerEvent[] events) => events.Aggregate(FederationRegister.Empty, (r, e) => r.Evolve(e));

    private static List<Duty> Duties(IReadOnlyList<ILedgerEvent> events) => [.. DutyCalendar.Of(
        new DutyInput(Policy.Default, Today, Today.AddYears(1), events, [], [], []))
        .Where(d => d.Row.Id.StartsWith("register.", StringComparison.Ordinal))];

    private static Duty Duty(IReadOnlyList<ILedgerEvent> events, string row, string id = "") =>
        Assert.Single(Duties(events), d => d.Row.Id == row && d.Id.Contains(id, StringComparison.Ordinal));
}
