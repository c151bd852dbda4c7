using CharityLedger.EventStore;

namespace CharityLedger.Projections.Engine;

/// <summary>
/// A read model: a pure fold of the log into tables of its own. The same log gives the same rows, whether event by
/// event
/// or rebuilt. Beside its class stand <c>tables.sql</c> and <c>indexes.sql</c>, which name no schema.
/// </summary>
public interface IProjection
{
    /// <summary>Names its checkpoint, <c>Name:All</c>, and its schema, the same in snake_case.</summary>
    string Name { get; }

    /// <summary>Goes up whenever the fold or the tables change: the model is then rebuilt at the next start.</summary>
    int Version { get; }

    /// <summary>Aliases of the event types it folds; null for all.</summary>
    IReadOnlyList<string>? Types { get; }

    /// <summary>Folds events, in order, into the tables of the schema that the writer writes to.</summary>
    Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct);
}
