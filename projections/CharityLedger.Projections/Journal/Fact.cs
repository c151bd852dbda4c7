using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Journal;

/// <summary>Where a posting of an event lies, and how much of it a giver's restriction binds.</summary>
/// <param name="Posting">The posting.</param>
/// <param name="RestrictedFen">The restricted part of what it moves, in fen.</param>
public readonly record struct Movement(Posting Posting, long RestrictedFen)
{
    public string Bucket => Posting.Bucket;

    public bool IsIn => Posting.In is not null;

    /// <summary>What it moves, in fen; positive either way.</summary>
    public long AmountFen => Posting.AmountFen;

    /// <summary>The part that nothing binds, in fen.</summary>
    public long FreeFen => AmountFen - RestrictedFen;
}

/// <summary>All that a posting rule is told.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Movements">The money that it moved, in the order of its postings.</param>
/// <param name="Origin">The first event of its stream, such as the gift of a refund; null unless the rule asked for it.</param>
public sealed record Fact<TEvent>(TEvent Event, IReadOnlyList<Movement> Movements, ILedgerEvent? Origin)
    where TEvent : IDated;
