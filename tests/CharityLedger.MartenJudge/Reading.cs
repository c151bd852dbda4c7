using CharityLedger.Contracts.Events;
using JasperFx.Events;
using Marten;

namespace CharityLedger.MartenJudge;

/// <summary>Reads by everything that Marten offers: the log, a type, a tenant, a stream.</summary>
internal static class Reading
{
    public static async Task<LogFindings> LookAsync(IDocumentStore store, string tenant, string stream)
    {
        await using var session = store.QuerySession(tenant);
        var log = await session.Events.QueryAllRawEvents().Where(e => e.AnyTenant()).OrderBy(e => e.Sequence).ToListAsync();
        var gifts = await session.Events.QueryRawEventDataOnly<GiftReceived>().ToListAsync();
        var life = await session.Events.FetchStreamAsync(stream);
        return new LogFindings
        {
            Types = Count(log, e => e.EventTypeName),
            Positions = [.. log.Select(e => e.Sequence)],
            Tenants = Count(log, e => e.TenantId),
            ReceivedFen = gifts.Sum(g => g.AmountFen),
            Gift = await session.Events.AggregateStreamAsync<GiftLife>(stream),
            Users = [.. life.Select(e => e.GetHeader("user")?.ToString())],
        };
    }

    private static Dictionary<string, int> Count(IReadOnlyList<IEvent> log, Func<IEvent, string> by) =>
        log.CountBy(by).ToDictionary(StringComparer.Ordinal);
}
