using CharityLedger.Domain.Jobs;

namespace CharityLedger.Domain.Tests.Jobs;

public sealed class DailyTests
{
    private static readonly Daily AtFive = new(new TimeOnly(0, 5)), AtTwo = new(new TimeOnly(2, 0)), AtMidnight = new(TimeOnly.MinValue);

    [Theory]
    // Beijing is eight hours ahead: its day begins at 16:00 UTC.
    [InlineData("2026-03-01T16:04:59Z", "2026-03-01")]
    [InlineData("2026-03-01T16:05:00Z", "2026-03-02")]
    [InlineData("2026-12-31T16:04:59Z", "2026-12-31")]
    [InlineData("2026-12-31T16:05:00Z", "2027-01-01")]
    [InlineData("2028-02-28T16:05:00Z", "2028-02-29")]
    public void A_period_is_due_from_its_minute_in_Beijing_on(string moment, string period) =>
        Assert.Equal(DateOnly.Parse(period), AtFive.LatestAt(DateTimeOffset.Parse(moment)));

    [Fact]
    public void At_midnight_itself_the_new_day_is_due()
    {
        Assert.Equal(new DateOnly(2026, 12, 31), AtMidnight.LatestAt(new DateTimeOffset(2026, 12, 31, 15, 59, 59, 999, TimeSpan.Zero)));
        Assert.Equal(new DateOnly(2027, 1, 1), AtMidnight.LatestAt(new DateTimeOffset(2026, 12, 31, 16, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void What_is_due_at_a_moment_was_not_due_before() => Assert.All(
        Enumerable.Range(0, 800).Select(n => new DateOnly(2026, 1, 1).AddDays(n)), day =>
        {
            var due = AtTwo.DueAt(day);
            Assert.Equal(day, AtTwo.LatestAt(due));
            Assert.Equal(day.AddDays(-1), AtTwo.LatestAt(due.AddTicks(-1)));
        });
}
