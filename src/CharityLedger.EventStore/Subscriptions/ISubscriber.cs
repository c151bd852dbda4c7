namespace CharityLedger.EventStore.Subscriptions;

/// <summary>Someone who follows the log.</summary>
public interface ISubscriber
{
    /// <summary>Names the checkpoint <c>Name:All</c> in <c>mt_event_progression</c>.</summary>
    string Name { get; }

    /// <summary>Aliases of the event types it needs; null for all. Others are passed over but counted in the
    /// checkpoint.</summary>
    IReadOnlyList<string>? Types { get; }

    /// <summary>The schema that unqualified names mean in its statements; null for those of the connection.</summary>
    string? Schema { get; }

    /// <summary>Ends once it can take events; until then it is passed over, and then comes after the others.</summary>
    Task Ready => Task.CompletedTask;

    /// <summary>
    /// Hears the comment of its schema, read under the lock of its checkpoint before each page; null where the schema or
    /// its comment is missing. Throws where the rows there aren't what this program writes.
    /// </summary>
    void Check(string? comment);

    /// <summary>
    /// Takes its events of a page, in order, inside the transaction that also moves the checkpoint: what it writes
    /// happens exactly once. Not called where the page has none of its types.
    /// </summary>
    Task ApplyAsync(IReadOnlyList<StoredEvent> events, PageWriter writer, CancellationToken ct);

    /// <summary>The checkpoint stands at this position.</summary>
    void Committed(long position);

    /// <summary>The work broke off; it starts again by itself.</summary>
    void Failed(Exception exception);
}
