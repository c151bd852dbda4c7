using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Journal;

/// <summary>What some events post, with all that their rules have to know: loaded once for all of them.</summary>
internal sealed class Postings
{
    private readonly EarlierEvents earlier;

    private Postings(IReadOnlyList<Posted> facts, UnrestrictedLines unrestricted, EarlierEvents earlier) =>
        (Facts, Unrestricted, this.earlier) = (facts, unrestricted, earlier);

    /// <summary>The events, in order; all of types that <see cref="PostingRules"/> has.</summary>
    public IReadOnlyList<Posted> Facts { get; }

    /// <summary>Where their money without restriction comes to lie.</summary>
    public UnrestrictedLines Unrestricted { get; }

    /// <summary>Loads what the events need.</summary>
    /// <param name="events">Events that belong into the books.</param>
    /// <param name="writer">Reads the journal's own tables, and the log.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <param name="unwritten">Events that the log doesn't have, and that stand before others of theirs.</param>
    public static async Task<Postings> LoadAsync(IEnumerable<StoredEvent> events, ProjectionWriter writer, CancellationToken ct,
        IReadOnlyList<StoredEvent>? unwritten = null)
    {
        var facts = events.Select(Posted.Of).ToList();
        var unrestricted = await UnrestrictedLines.LoadAsync(facts, writer, ct);
        return new Postings(facts, unrestricted, await EarlierEvents.LoadAsync(facts, writer, ct, unwritten));
    }

    /// <summary>The lines of an event's vouchers; asked once for each event, in order.</summary>
    public IEnumerable<Entry> EntriesOf(Posted fact)
    {
        // Most events are gifts, whose rule needs neither.
        IReadOnlyList<Movement> movements = fact.Postings.Count == 0
            ? []
            : [.. fact.Postings.Zip(Unrestricted.Follow(fact.Stored, fact.Postings), (p, fen) => new Movement(p, fen))];
        return fact.Rule.Entries(fact.Event, movements, earlier.For(fact));
    }
}
