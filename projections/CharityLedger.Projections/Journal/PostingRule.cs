using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Journal;

/// <summary>What of an event beside itself a posting rule has to know.</summary>
[Flags]
public enum Needs
{
    /// <summary>The event says it all.</summary>
    Nothing = 0,

    /// <summary>Its movements, and what of them is restricted.</summary>
    Movements = 1,

    /// <summary>The first event of its stream.</summary>
    Origin = 2,

    /// <summary>The event whose outflow it brings back, as its first posting names it.</summary>
    Undone = 4,

    /// <summary>The event before it in its stream, such as terms that were stated in the same command.</summary>
    Before = 8,
}

/// <summary>Which voucher one kind of event causes: a pure function of what happened.</summary>
public abstract class PostingRule(Type @event, Needs needs)
{
    /// <summary>The kind of event.</summary>
    public Type Event => @event;

    public Needs Needs => needs;

    /// <summary>Whether it carries income and expenses over to net assets, and is no income or expense itself.</summary>
    public bool IsClosing => @event == typeof(CarryOverPosted);

    /// <summary>The voucher's summary (摘要).</summary>
    public abstract string Summary(ILedgerEvent @event);

    /// <summary>The voucher's lines; balanced within each account set. None where the event isn't for the books.</summary>
    public abstract IEnumerable<Entry> Entries(
        ILedgerEvent @event, IReadOnlyList<Movement> movements, Told told);

    /// <summary>A rule.</summary>
    /// <param name="needs">What it has to know.</param>
    /// <param name="summary">The voucher's summary; never a beneficiary's or a donor's name.</param>
    /// <param name="entries">The voucher's lines.</param>
    public static PostingRule Of<TEvent>(
        Needs needs, Func<TEvent, string> summary, Func<Fact<TEvent>, IEnumerable<Entry>> entries)
        where TEvent : IDated => new Typed<TEvent>(needs, summary, entries);

    private sealed class Typed<TEvent>(
        Needs needs, Func<TEvent, string> summary, Func<Fact<TEvent>, IEnumerable<Entry>> entries)
        : PostingRule(typeof(TEvent), needs)
        where TEvent : IDated
    {
        public override string Summary(ILedgerEvent @event) => summary((TEvent)@event);

        public override IEnumerable<Entry> Entries(
            ILedgerEvent @event, IReadOnlyList<Movement> movements, Told told) =>
            entries(new Fact<TEvent>((TEvent)@event, movements, told));
    }
}
