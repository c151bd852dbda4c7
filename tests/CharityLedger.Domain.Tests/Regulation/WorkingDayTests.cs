using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Duties;

namespace CharityLedger.Domain.Tests.Regulation;

/// <summary>Working days by the State Council's notices on holidays.</summary>
public sealed class WorkingDayTests
{
    /// <summary>
    /// 全国年节及纪念日放假办法 gives everyone 11 days off, 13 from 2025 on. Whatever else a notice moves, so many Mondays to
    /// Fridays fewer are worked in a year.
    /// </summary>
    [Theory]
    [InlineData(2023, 260)]
    [InlineData(2024, 262 - 11)]
    [InlineData(2025, 261 - 13)]
    [InlineData(2026, 261 - 13)]
    public void A_year_has_the_days_off_that_the_law_gives(int year, int worked) => Assert.Equal(worked,
        Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365).Count(i => WorkingDays.IsWorked(new DateOnly(year, 1, 1).AddDays(i))));

    [Fact]
    public void What_is_worked_instead_is_a_weekend_day_and_each_day_stands_once()
    {
        var rows = PolicyTable.Read("holidays").ToList();
        Assert.Equal(rows.Count, rows.Select(r => r["date"]).Distinct().Count());
        Assert.All(rows.Where(r => r["kind"] == "workday"),
            r => Assert.True(PolicyTable.Date(r["date"]).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday, r["date"]));
        Assert.All(rows, r => Assert.Contains(r["date"][..4] + "年部分节假日安排的通知", r["source"], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2026-02-13", 1, "2026-02-14")]
    [InlineData("2026-02-14", 1, "2026-02-24")]
    [InlineData("2025-09-30", 2, "2025-10-10")]
    [InlineData("2024-04-03", 1, "2024-04-07")]
    public void Days_off_are_left_out_and_days_worked_instead_are_counted(string day, int count, string then) =>
        Assert.Equal(D(then), WorkingDays.Add(D(day), count));

    [Fact]
    public void A_duty_says_where_it_counted_without_holidays()
    {
        Assert.Null(Reply("2026-09-20").YearsWithoutHolidays);
        Assert.Equal((D("2026-10-10"), true), (Reply("2026-09-20").DueOn, Reply("2026-09-20").Applied));
        Assert.Equal([2027], Reply("2026-12-28").YearsWithoutHolidays);
        Assert.Equal([2027], Reply("2026-12-31").YearsWithoutHolidays);
        Assert.Equal([2022, 2023], Reply("2022-12-28").YearsWithoutHolidays);
        Assert.Null(Reply("2023-12-31").YearsWithoutHolidays);
    }

    /// <summary>Ten working days to answer a donor (Shanghai, art. 53).</summary>
    private static Duty Reply(string start)
    {
        var raised = new DutyRaised("query", PolicyIds.DonorReply, "查询", D(start), D(start));
        var policy = new Policy("上海市", []);
        return Assert.Single(DutyCalendar.Of(new DutyInput(policy, D("2026-11-22"), D("2026-12-31"), [raised], [], [], [])), d => d.Id == "query");
    }

    private static DateOnly D(string date) => PolicyTable.Date(date);
}
