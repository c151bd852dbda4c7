namespace CharityLedger.Domain;

/// <summary>The business day is China's: UTC+8 all year. Times are stored in UTC and shown so.</summary>
public static class BeijingTime
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>Today's business date.</summary>
    public static DateOnly Today(this TimeProvider clock) => DateOf(clock.GetUtcNow());

    /// <summary>The business date of a moment.</summary>
    public static DateOnly DateOf(DateTimeOffset moment) => DateOnly.FromDateTime(moment.ToOffset(Offset).DateTime);

    /// <summary>The moment at which a clock on a wall in Beijing shows a day and a time.</summary>
    public static DateTimeOffset MomentOf(DateOnly date, TimeOnly time) => new(date.ToDateTime(time), Offset);

    /// <summary>A moment as the clock on a wall in Beijing shows it.</summary>
    public static DateTimeOffset Show(DateTimeOffset moment) => moment.ToOffset(Offset);
}
