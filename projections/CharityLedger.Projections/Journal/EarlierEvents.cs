using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Journal;

/// <summary>The earlier events that a batch's rules ask for, such as the gifts of refunds and the payments that come back. The
/// log itself is where they are read.</summary>
internal sealed class EarlierEvents
{
    private const string OfStreamsSql = """
        select e.tenant_id, e.stream_id, e.version, e.type, e.data
        from unnest($1::varchar[], $2::varchar[], $3::bigint[]) as w(tenant_id, stream_id, version)
        join ledger.mt_events e on e.tenant_id = w.tenant_id and e.stream_id = w.stream_id and e.version = w.version
        """;

    private const string UndoneSql = "select seq_id, type, data from ledger.mt_events where seq_id = any($1)";

    private readonly Dictionary<(string Tenant, string Stream, long Version), ILedgerEvent> ofStreams = [];
    private readonly Dictionary<long, ILedgerEvent> undone = [];

    /// <summary>Loads what some events' rules ask for.</summary>
    /// <param name="facts">The events.</param>
    /// <param name="writer">Reads the log.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <param name="unwritten">Events that the log doesn't have, and that stand before others of theirs.</param>
    public static async Task<EarlierEvents> LoadAsync(
        IReadOnlyList<Posted> facts, ProjectionWriter writer, CancellationToken ct, IReadOnlyList<StoredEvent>? unwritten = null)
    {
        var events = new EarlierEvents();
        foreach (var e in unwritten ?? []) events.ofStreams[(e.Tenant, e.Stream, e.Version)] = e.Event;
        var streams = facts.SelectMany(OfStreams).Distinct().ToList();
        if (streams.Count > 0)
        {
            await writer.QueryAsync(OfStreamsSql, [streams.Select(s => s.Tenant).ToArray(), streams.Select(s => s.Stream).ToArray(),
                streams.Select(s => s.Version).ToArray()], r => events.ofStreams[(r.GetString(0), r.GetString(1), r.GetInt64(2))] =
                    EventTypes.Deserialize(r.GetString(3), r.GetFieldValue<byte[]>(4)), ct);
        }

        var positions = facts.Select(UndoneOf).OfType<long>().Distinct().ToArray();
        if (positions.Length > 0)
        {
            await writer.QueryAsync(UndoneSql, [positions],
                r => events.undone[r.GetInt64(0)] = EventTypes.Deserialize(r.GetString(1), r.GetFieldValue<byte[]>(2)), ct);
        }

        return events;
    }

    /// <summary>What an event's rule asked for.</summary>
    public Told For(Posted fact) => new(
        OfStream(fact, Needs.Origin, 1),
        undone.Count > 0 && UndoneOf(fact) is { } position ? (IDated)undone[position] : null,
        OfStream(fact, Needs.Before, fact.Stored.Version - 1));

    private ILedgerEvent? OfStream(Posted fact, Needs need, long version) => fact.Rule.Needs.HasFlag(need)
        ? ofStreams.GetValueOrDefault((fact.Stored.Tenant, fact.Stored.Stream, version)) : null;

    private static IEnumerable<(string Tenant, string Stream, long Version)> OfStreams(Posted fact)
    {
        var (tenant, stream, version) = (fact.Stored.Tenant, fact.Stored.Stream, fact.Stored.Version);
        if (fact.Rule.Needs.HasFlag(Needs.Origin)) yield return (tenant, stream, 1);
        if (fact.Rule.Needs.HasFlag(Needs.Before) && version > 1) yield return (tenant, stream, version - 1);
    }

    /// <summary>Where it stands; nothing where no value came back, such as with goods that have none.</summary>
    private static long? UndoneOf(Posted fact) =>
        fact.Rule.Needs.HasFlag(Needs.Undone) && fact.Postings is [{ Of: { } of }, ..] ? of.Position : null;
}
