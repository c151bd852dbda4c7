namespace CharityLedger.Testing;

/// <summary>A clock that stands still until a test moves it; safe from several threads.</summary>
public sealed class FakeClock(DateTimeOffset now) : TimeProvider
{
    private long _utcTicks = now.UtcTicks;

    /// <summary>Starts at noon in Shanghai on a working day.</summary>
    public FakeClock() : this(new DateTimeOffset(2026, 3, 2, 4, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>The time in UTC.</summary>
    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref _utcTicks), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _utcTicks, value.UtcTicks);
    }

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _utcTicks, by.Ticks);
}
