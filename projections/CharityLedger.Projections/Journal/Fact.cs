using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Journal;

/// <summary>Where a posting of an event lies, and how much of it a giver's restriction binds.</summary>
/// <param name="Posting">The posting.</param>
/// <param name="RestrictedFen">The restricted part of what it moves, in fen.</param>
public readonly record struct Movement(Posting Posting, long RestrictedFen)
{
    public Bucket Bucket => Posting.Bucket;

    public bool IsIn => Posting.In is not null;

    /// <summary>What it moves, in fen; positive either way.</summary>
    public long AmountFen => Posting.AmountFen;

    /// <summary>The part that nothing binds, in fen.</summary>
    public long FreeFen => AmountFen - RestrictedFen;
}

/// <summary>All that a posting rule is told.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Movements">The money that it moved, in the order of its postings.</param>
/// <param name="Told">What else the rule asked for.</param>
public sealed record Fact<TEvent>(TEvent Event, IReadOnlyList<Movement> Movements, Told Told)
    where TEvent : IDated
{
    /// <summary>The first event of its stream, such as the gift of a refund; null unless the rule asked for it.</summary>
    public ILedgerEvent? Origin => Told.Origin;

    /// <summary>The event before it in its stream; null unless the rule asked for it.</summary>
    public ILedgerEvent? Before => Told.Before;

    /// <summary>Lines that take an earlier event back, in red, as they are booked today.</summary>
    public IEnumerable<Entry> Undoing(IEnumerable<Entry> inRed) => PriorYears.Taken(inRed, Told.Undone!.OccurredOn, Event.OccurredOn);
}

/// <summary>What of the log beside an event its rule asked for.</summary>
/// <param name="Origin">The first event of its stream.</param>
/// <param name="Undone">The event whose outflow it brings back.</param>
/// <param name="Before">The event before it in its stream.</param>
public readonly record struct Told(ILedgerEvent? Origin, IDated? Undone, ILedgerEvent? Before);
