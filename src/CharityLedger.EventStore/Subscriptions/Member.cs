using System.Collections.Frozen;

namespace CharityLedger.EventStore.Subscriptions;

/// <summary>A subscriber, and where its checkpoint stood when it was last seen.</summary>
internal sealed class Member(ISubscriber subscriber)
{
    private readonly FrozenSet<string>? types = subscriber.Types?.ToFrozenSet(StringComparer.Ordinal);

    public ISubscriber Subscriber => subscriber;

    public string Name => subscriber.Name;

    public string Row { get; } = Checkpoint.RowOf(subscriber.Name);

    public long Position { get; set; }

    /// <summary>What it has to take of a page.</summary>
    public List<StoredEvent> Of(List<StoredEvent> page) =>
        page.FindAll(e => e.Position > Position && (types is null || types.Contains(e.Type)));
}
