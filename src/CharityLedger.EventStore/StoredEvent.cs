using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore.Storage;
using JasperFx.Events;

namespace CharityLedger.EventStore;

/// <summary>An event as it stands in the log.</summary>
/// <param name="Position">Global position: 1, 2, 3, … without gap, in commit order.</param>
/// <param name="Id">Event id.</param>
/// <param name="Tenant">The federation.</param>
/// <param name="Stream">Stream name within the federation.</param>
/// <param name="Version">Number within the stream, from 1.</param>
/// <param name="Type">Alias of the event type.</param>
/// <param name="RecordedAt">When it was recorded, UTC; never earlier than the event before.</param>
/// <param name="Data">UTF-8 JSON.</param>
/// <param name="HeadersJson">UTF-8 JSON of <see cref="EventHeaders"/>.</param>
public sealed record StoredEvent(
    long Position, Guid Id, string Tenant, string Stream, long Version, string Type, DateTimeOffset RecordedAt,
    ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> HeadersJson)
{
    private ILedgerEvent? @event;
    private EventHeaders? headers;

    /// <summary>An event that Marten read.</summary>
    internal static StoredEvent Of(IEvent read) => new(
        read.Sequence, read.Id, read.TenantId, read.StreamKey!, read.Version, read.EventTypeName, read.Timestamp,
        EventTypes.Serialize((ILedgerEvent)read.Data), (read.Headers as StoredHeaders)?.Json ?? "{}"u8.ToArray())
    {
        @event = (ILedgerEvent)read.Data,
    };

    /// <summary>The event itself, parsed when it is first asked for.</summary>
    public ILedgerEvent Event => @event ??= EventTypes.Deserialize(Type, Data.Span);

    /// <summary>Who, under which key, and where the money lies; parsed when first asked for.</summary>
    public EventHeaders Headers => headers ??= EventHeaders.Parse(HeadersJson.Span);
}
