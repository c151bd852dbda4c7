using Npgsql;

namespace CharityLedger.EventStore.Subscriptions;

/// <summary>Someone who follows the log.</summary>
public interface ISubscriber
{
    /// <summary>Names the checkpoint <c>Name:All</c> in <c>mt_event_progression</c>, and the lock that one host
    /// holds.</summary>
    string Name { get; }

    /// <summary>Aliases of the event types it needs; null for all. Others are passed over but counted in the
    /// checkpoint.</summary>
    IReadOnlyList<string>? Types { get; }

    /// <summary>
    /// Takes a batch, in order, inside the transaction that also moves the checkpoint: what it writes on the connection
    /// happens exactly once. Called with an empty batch where no event of its types lies in the range.
    /// </summary>
    Task ApplyAsync(IReadOnlyList<StoredEvent> events, NpgsqlConnection connection, CancellationToken ct);

    /// <summary>The checkpoint stands at this position.</summary>
    void Committed(long position);

    /// <summary>The work broke off; it starts again by itself.</summary>
    void Failed(Exception exception);
}
