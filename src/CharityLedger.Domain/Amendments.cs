using CharityLedger.Contracts;

namespace CharityLedger.Domain;

/// <summary>What all amendments of what was agreed share (变更): a paper, a reason, and the day from which the new holds.</summary>
public static class Amendments
{
    private const int LastYear = 2200;

    /// <summary>A refusal where one of these is missing, or the amendment would hold before what it amends began.</summary>
    /// <param name="reason">Said in words.</param>
    /// <param name="paper">SHA-256 of the paper.</param>
    /// <param name="agreedOn">Date of the amendment; not after today in Beijing.</param>
    /// <param name="from">First day of the new; it may lie ahead.</param>
    /// <param name="began">Day on which what is amended began.</param>
    /// <param name="today">Today in Beijing.</param>
    public static Refusal? Refuse(string reason, string paper, DateOnly agreedOn, DateOnly from, DateOnly began, DateOnly today) =>
        Check.Text(reason, "reason", 500) ?? Check.Sha256(paper, "paper") ?? Check.Date(agreedOn, today)
        ?? Check.NotBefore(from, began, "effectiveFrom")
        ?? (from.Year > LastYear ? new Refusal(RefusalCode.PeriodInvalid, $"A period ends in {LastYear} at the latest.", "effectiveFrom") : null);

    /// <summary>The day from which something holds that was decided on one day and begins on another: what is recorded late may have begun
    /// before it was decided.</summary>
    public static DateOnly Began(DateOnly decidedOn, DateOnly startsOn) => startsOn < decidedOn ? startsOn : decidedOn;

    /// <summary>The refusal of an amendment that changes nothing.</summary>
    public static Refusal Empty { get; } = new(RefusalCode.AmendmentEmpty, "Nothing of that is new on that day.", "effectiveFrom");

    /// <summary>What an amendment says of a member: nothing where it is what held before.</summary>
    public static T? Changed<T>(T? now, T? before) where T : class => now is null || now.Equals(before) ? null : now;
}
