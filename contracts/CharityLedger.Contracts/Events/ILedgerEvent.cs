namespace CharityLedger.Contracts.Events;

/// <summary>
/// A fact in the ledger: appended once, never changed. Its record is serialised to camelCase JSON; the JSON Schema of every
/// stored version stands in <c>contracts/events</c>.
/// </summary>
public interface ILedgerEvent;

/// <summary>A fact with a business date: the day that it belongs to in the books, which may be closed by month.</summary>
public interface IDated : ILedgerEvent
{
    /// <summary>Business date in Asia/Shanghai.</summary>
    DateOnly OccurredOn { get; }
}

/// <summary>The type alias under which an event is stored in <c>mt_events.type</c>, and its schema version.</summary>
/// <param name="alias">snake_case name; a second version of an event has an alias of its own, ending in <c>_v2</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventTypeAttribute(string alias) : Attribute
{
    /// <summary>The stored alias, such as <c>gift_received</c>.</summary>
    public string Alias { get; } = alias;

    /// <summary>The schema version, starting at 1.</summary>
    public int Version { get; init; } = 1;
}
