using System.Globalization;

namespace CharityLedger.Domain.Tests;

/// <summary>What something is by day.</summary>
public sealed class VersionsTests
{
    private static readonly DateOnly First = new(2026, 1, 10);

    private sealed record Thing(string Name, int Fee);

    [Theory]
    [InlineData("2026-01-01", "甲", 5)]
    [InlineData("2026-02-28", "甲", 5)]
    [InlineData("2026-03-01", "甲", 3)]
    [InlineData("2026-05-31", "甲", 3)]
    [InlineData("2026-06-01", "乙", 3)]
    [InlineData("2030-01-01", "乙", 3)]
    public void Each_day_has_its_version_also_where_a_change_of_before_is_recorded_late(string day, string name, int fee)
    {
        var versions = new Versions<Thing>(First, new Thing("甲", 5))
            .With(new DateOnly(2026, 6, 1), t => t with { Name = "乙" })
            .With(new DateOnly(2026, 3, 1), t => t with { Fee = 3 });
        Assert.Equal(new Thing(name, fee), versions.AsOf(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture)));
        Assert.Equal([First, new(2026, 3, 1), new(2026, 6, 1)], versions.All.Select(v => v.From));
        Assert.Equal(new Thing("乙", 3), versions.Last);
    }

    /// <summary>Beside a plain model: all changes up to a day, by their days and then as they were recorded.</summary>
    [Fact]
    public void Any_changes_in_any_order_give_each_day_what_a_plain_model_gives_it()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            var versions = new Versions<string>(First, "|");
            var recorded = new List<(DateOnly Day, string Word)>();
            for (var i = random.Next(12); i > 0; i--)
            {
                var (day, word) = (First.AddDays(random.Next(-3, 20)), $"{i},");
                recorded.Add((day, word));
                versions = versions.With(day, text => text + word);
            }

            for (var day = First.AddDays(-5); day < First.AddDays(25); day = day.AddDays(1))
            {
                // What was changed from before the beginning on, holds from the beginning.
                var until = day < First ? First : day;
                var expected = recorded.Select(r => (Day: r.Day < First ? First : r.Day, r.Word)).Where(r => r.Day <= until)
                    .OrderBy(r => r.Day).Aggregate("|", (text, r) => text + r.Word);
                if (day < First) expected = versions.All[0].Value;
                Assert.Equal((seed, day, expected), (seed, day, versions.AsOf(day)));
            }
        }
    }
}
