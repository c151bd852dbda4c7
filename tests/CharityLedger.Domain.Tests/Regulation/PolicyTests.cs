using System.Reflection;
using System.Text.RegularExpressions;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Regulation;

namespace CharityLedger.Domain.Tests.Regulation;

/// <summary>The policy table, and a federation's own rows.</summary>
public sealed partial class PolicyTests
{
    private static readonly DateOnly Day = new(2026, 3, 2);

    private static IReadOnlyList<string> AskedFor { get; } =
        [.. typeof(PolicyIds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetValue(null)!)];

    [Fact]
    public void No_two_rows_of_an_id_and_region_overlap()
    {
        foreach (var rows in PolicyTable.Rows.GroupBy(r => (r.Id, r.Region)).Select(g => g.OrderBy(r => r.From).ToList()))
        {
            Assert.All(rows, r => Assert.True(r.To is null || r.To >= r.From, r.Id));
            Assert.All(rows.Zip(rows.Skip(1)), p => Assert.True(p.First.To < p.Second.From, p.First.Id));
        }
    }

    [Fact]
    public void A_row_holds_a_value_of_its_unit_or_is_not_in_force()
    {
        Assert.All(PolicyTable.Rows, r =>
        {
            Assert.Matches(IdPattern(), r.Id);
            Assert.NotEqual("", r.Source);
            Assert.NotEqual("", r.NoteEn);
            Assert.Contains(r.NoteZh, c => c is >= '\u4E00' and <= '\u9FFF');
            if (r.Unit == PolicyUnit.Text) Assert.StartsWith("info.", r.Id, StringComparison.Ordinal);
            else if (r.Status == PolicyStatus.InForce || r.Value.Length > 0)
                Assert.True(PolicyRow.NumberOf(r.Unit, r.Value) is not null, r.Id);
        });
    }

    [Fact]
    public void Every_id_that_code_asks_for_has_rows_and_every_other_row_is_marked_as_information()
    {
        Assert.All(AskedFor, id => Assert.Contains(PolicyTable.Rows, r => IsOf(r.Id, id)));
        Assert.All(PolicyTable.Rows, r => Assert.Equal(
            !r.Id.StartsWith("info.", StringComparison.Ordinal), AskedFor.Any(id => IsOf(r.Id, id))));
        Assert.Throws<KeyNotFoundException>(() => Policy.Default.Find("ratio.none", Day));
    }

    [Fact]
    public void Every_id_is_asked_for_by_code_or_a_duty_may_be_raised_by_it()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "CharityLedger.sln"))) root = root.Parent!;
        var code = string.Concat(new[] { "src", "projections" }.SelectMany(f => Directory.EnumerateFiles(
            Path.Combine(root.FullName, f), "*.cs", SearchOption.AllDirectories)).Select(File.ReadAllText));
        PolicyUnit[] times = [PolicyUnit.Days, PolicyUnit.WorkingDays, PolicyUnit.Months, PolicyUnit.Years, PolicyUnit.MonthDay];
        foreach (var field in typeof(PolicyIds).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var row = PolicyTable.Rows.First(r => IsOf(r.Id, (string)field.GetValue(null)!));
            Assert.True(Regex.IsMatch(code, $@"PolicyIds\.{field.Name}\b") || times.Contains(row.Unit), field.Name);
        }
    }

    [Fact]
    public void The_row_of_a_regions_own_goes_before_that_of_the_region_around_it()
    {
        Assert.Equal(300_000_000, Fund("河南省"));
        Assert.Equal(150_000_000, Fund("河南省郑州市"));
        Assert.Equal(200_000_000, Fund("广东省深圳市"));
        Assert.Null(Fund("四川省眉山市"));
        Assert.Null(Fund(null));
        Assert.Null(new Policy("河南省", []).Number(PolicyIds.FundMinimumInitial, new DateOnly(2025, 12, 4)));

        static long? Fund(string? region) => new Policy(region, []).Number(PolicyIds.FundMinimumInitial, Day);
    }

    [Fact]
    public void A_draft_is_applied_only_where_a_federation_sets_it_in_force_and_only_from_then_on()
    {
        Assert.Null(Policy.Default.Number(PolicyIds.FundraisingCostCap, Day));
        Assert.Equal(PolicyStatus.Draft, Policy.Default.Row(PolicyIds.FundraisingCostCap, Day)!.Status);
        var policy = new Policy(null, [Row(PolicyIds.FundraisingCostCap, null, Day.AddDays(5), Day.AddDays(9))]);
        Assert.Equal([null, 300L, 300L, null], new[] { 4, 5, 9, 10 }
            .Select(d => policy.Number(PolicyIds.FundraisingCostCap, Day.AddDays(d))));
    }

    [Fact]
    public void The_last_row_that_was_set_counts_and_one_out_of_force_is_not_applied()
    {
        var policy = new Policy(null,
        [
            Row(PolicyIds.ApprovalPaymentLargeAbove, "1000.50", Day, null),
            Row(PolicyIds.ApprovalPaymentLargeAbove, "2000", Day.AddDays(1), null),
            Row(PolicyIds.CampaignBan + "personal_help", null, Day.AddDays(1), null) with { InForce = false },
        ]);
        Assert.Equal(50_000_000, policy.Number(PolicyIds.ApprovalPaymentLargeAbove, Day.AddDays(-1)));
        Assert.Equal(100_050, policy.Number(PolicyIds.ApprovalPaymentLargeAbove, Day));
        Assert.Equal(200_000, policy.Number(PolicyIds.ApprovalPaymentLargeAbove, Day.AddDays(1)));
        Assert.True(policy.IsBanned(PolicyIds.CampaignBan, "personal_help", Day));
        Assert.False(policy.IsBanned(PolicyIds.CampaignBan, "personal_help", Day.AddDays(1)));
        Assert.False(policy.IsBanned(PolicyIds.CampaignBan, "concert", Day));
    }

    [Theory]
    [InlineData(PolicyUnit.Days, "60", "2026-01-31", "2026-04-01")]
    [InlineData(PolicyUnit.Months, "3", "2025-11-30", "2026-02-28")]
    [InlineData(PolicyUnit.Years, "2", "2024-02-29", "2026-02-28")]
    [InlineData(PolicyUnit.MonthDay, "05-31", "2026-02-11", "2026-05-31")]
    [InlineData(PolicyUnit.DayOfMonth, "10", "2026-02-28", "2026-02-10")]
    [InlineData(PolicyUnit.WorkingDays, "10", "2026-11-20", "2026-12-04")]
    [InlineData(PolicyUnit.WorkingDays, "1", "2026-09-30", "2026-10-08")]
    [InlineData(PolicyUnit.WorkingDays, "3", "2026-10-08", "2026-10-12")]
    public void A_deadline_is_counted_in_its_unit_and_cut_to_the_end_of_the_month(
        PolicyUnit unit, string value, string start, string due) => Assert.Equal(PolicyTable.Date(due),
        new PolicyRow("x", "", value, unit, Day, null, PolicyStatus.InForce, "x", "x", "x").After(PolicyTable.Date(start)));

    [Fact]
    public void A_row_is_set_with_a_value_of_its_unit_and_never_in_retrospect()
    {
        var row = Row(PolicyIds.ApprovalPaymentLargeAbove, "20000", Day, null);
        Assert.Equal(row, PolicySetting.Set(row, Day).Value);
        Assert.Equal(RefusalCode.PolicyRowUnknown, Code(row with { Row = "approval.none" }));
        Assert.Equal(RefusalCode.PolicyValueInvalid, Code(row with { Value = "20,000" }));
        Assert.Equal(RefusalCode.PolicyValueInvalid, Code(row with { Value = "1.234" }));
        Assert.Equal(RefusalCode.PolicyValueInvalid, Code(row with { Value = "-1" }));
        Assert.Equal(RefusalCode.PolicyValueInvalid, Code(row with { Row = PolicyIds.FundraisingMaximumDuration, Value = null }));
        Assert.Equal(RefusalCode.PolicyValueInvalid, Code(row with { Row = PolicyIds.DisclosureAnnualReport, Value = "02-29" }));
        Assert.Equal(RefusalCode.PolicyValueInvalid, Code(row with { Row = PolicyIds.ApprovalPayment, Value = "0" }));
        Assert.Equal(RefusalCode.PolicyValueInvalid, Code(row with { Row = PolicyIds.ApprovalPayment, Value = "1", InForce = false }));
        Assert.Equal(RefusalCode.PeriodInvalid, Code(row with { EffectiveFrom = Day.AddDays(-1) }));
        Assert.Equal(RefusalCode.PeriodInvalid, Code(row with { OccurredOn = Day.AddDays(-9), EffectiveFrom = Day.AddDays(-1) }));
        Assert.Equal(RefusalCode.PeriodInvalid, Code(row with { EffectiveTo = Day.AddDays(-1) }));
        Assert.Equal(RefusalCode.DateInFuture, Code(row with { OccurredOn = Day.AddDays(1) }));
        Assert.Equal(RefusalCode.TextMissing, Code(row with { Source = " " }));
    }

    private static RefusalCode? Code(PolicyRowSet wanted) => PolicySetting.Set(wanted, Day).Refusal?.Code;

    private static PolicyRowSet Row(string id, string? value, DateOnly from, DateOnly? to) =>
        new(id, value, true, from, to, "理事会决议", "本会规定", Day);

    private static bool IsOf(string row, string id) =>
        id.EndsWith('.') ? row.StartsWith(id, StringComparison.Ordinal) : row == id;

    [GeneratedRegex(@"\A[a-z_]+(\.[a-z0-9_]+)+\z")]
    private static partial Regex IdPattern();
}
