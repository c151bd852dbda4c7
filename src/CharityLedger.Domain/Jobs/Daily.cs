namespace CharityLedger.Domain.Jobs;

/// <summary>
/// A job's schedule: once a day. The period is the day, and it is due at a time of it on a clock in Beijing.
/// </summary>
/// <param name="At">When on that day.</param>
public sealed record Daily(TimeOnly At)
{
    /// <summary>The last period that is due at a moment.</summary>
    public DateOnly LatestAt(DateTimeOffset moment)
    {
        var clock = BeijingTime.Show(moment).DateTime;
        var day = DateOnly.FromDateTime(clock);
        return TimeOnly.FromDateTime(clock) >= At ? day : day.AddDays(-1);
    }

    /// <summary>The moment from which a period is due.</summary>
    public DateTimeOffset DueAt(DateOnly period) => BeijingTime.MomentOf(period, At);
}
