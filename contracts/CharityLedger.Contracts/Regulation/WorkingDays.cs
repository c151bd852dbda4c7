using System.Collections.Frozen;

namespace CharityLedger.Contracts.Regulation;

/// <summary>
/// Working days (工作日): Monday to Friday, but for what the State Council publishes for each year, days off (放假) and days
/// worked in their stead (调休). Its notices are the rows of <c>contracts/policy/holidays.csv</c>; the next year's are added
/// when they are published. A year without rows counts Monday to Friday.
/// </summary>
public static class WorkingDays
{
    private static readonly FrozenDictionary<DateOnly, bool> Published = PolicyTable.Read("holidays")
        .Where(r => r["status"] == "in_force")
        .ToFrozenDictionary(r => PolicyTable.Date(r["date"]), r => r["kind"] switch
        {
            "workday" => true,
            "holiday" => false,
            var kind => throw new InvalidOperationException($"holidays.csv knows holiday and workday, not “{kind}”."),
        });

    private static readonly FrozenSet<int> Years = Published.Keys.Select(d => d.Year).ToFrozenSet();

    /// <summary>Whether a day is worked.</summary>
    public static bool IsWorked(DateOnly day) => Published.TryGetValue(day, out var isWorked)
        ? isWorked
        : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    /// <summary>The day that is so many working days after another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies past the year 9999.</exception>
    public static DateOnly Add(DateOnly day, long count)
    {
        while (count > 0)
        {
            day = day.AddDays(1);
            if (IsWorked(day)) count--;
        }

        return day;
    }

    /// <summary>The years of a stretch of time whose holidays are not known here, in order.</summary>
    /// <param name="after">The day after which it starts.</param>
    /// <param name="until">Its last day.</param>
    public static IReadOnlyList<int> YearsWithoutHolidays(DateOnly after, DateOnly until) =>
    [
        .. Enumerable.Range(after.Year, Math.Max(0, until.Year - after.Year + 1))
            .Where(y => !Years.Contains(y) && (y != after.Year || after < new DateOnly(y, 12, 31))),
    ];
}
