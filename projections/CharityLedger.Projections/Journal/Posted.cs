using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;

namespace CharityLedger.Projections.Journal;

/// <summary>An event that belongs into the books, with its rule.</summary>
/// <param name="Stored">As stored.</param>
/// <param name="Event">Itself.</param>
/// <param name="Rule">How it is posted.</param>
/// <param name="Postings">The money it moved; empty where the rule needs no movements.</param>
internal sealed record Posted(StoredEvent Stored, IDated Event, PostingRule Rule, IReadOnlyList<Posting> Postings)
{
    public static Posted Of(StoredEvent stored)
    {
        var @event = (IDated)stored.Event;
        var rule = PostingRules.All[@event.GetType()];
        var postings = rule.Needs.HasFlag(Needs.Movements) ? stored.Headers.Postings : null;
        return new Posted(stored, @event, rule, postings ?? []);
    }
}
