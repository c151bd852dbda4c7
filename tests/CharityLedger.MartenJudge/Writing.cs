using CharityLedger.Contracts.Events;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace CharityLedger.MartenJudge;

/// <summary>
/// Everything by which a Marten application could change the log. Nothing of it may succeed: each attempt is answered by a SQLSTATE,
/// or by null where the database did not refuse.
/// </summary>
internal static class Writing
{
    public static async Task<IReadOnlyDictionary<string, string?>> TryAllAsync(IDocumentStore store, string tenant, string stream) =>
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["append"] = await TryAsync(store, tenant, s => s.Events.Append(stream, Event)),
            ["appendAtVersion"] = await TryAsync(store, tenant, s => s.Events.Append(stream, 3, Event)),
            ["startStream"] = await TryAsync(store, tenant, s => s.Events.StartStream("gift-marten", Event)),
            ["archiveStream"] = await TryAsync(store, tenant, s => s.Events.ArchiveStream(stream)),
            ["overwriteEvent"] = await TryAsync(store, tenant, async s =>
            {
                var first = (await s.Events.FetchStreamAsync(stream))[0];
                s.Events.OverwriteEvent(new Event<FundClosed>(Event) { Id = first.Id, Sequence = first.Sequence, TenantId = tenant });
            }),
            ["bulkInsert"] = await SqlStateAsync(() => store.BulkInsertEventsAsync(tenant,
                [StreamAction.Start("gift-marten", new Event<FundClosed>(Event) { Id = Guid.NewGuid(), Version = 1 })])),
            ["deleteAll"] = await SqlStateAsync(() => store.Advanced.Clean.DeleteAllEventDataAsync()),
        };

    private static FundClosed Event => new("chunlei", "Marten", new DateOnly(2026, 3, 2));

    private static Task<string?> TryAsync(IDocumentStore store, string tenant, Action<IDocumentSession> change) =>
        TryAsync(store, tenant, session =>
        {
            change(session);
            return Task.CompletedTask;
        });

    private static Task<string?> TryAsync(IDocumentStore store, string tenant, Func<IDocumentSession, Task> change) =>
        SqlStateAsync(async () =>
        {
            await using var session = store.LightweightSession(tenant);
            await change(session);
            await session.SaveChangesAsync();
        });

    /// <summary>Marten wraps what the database said.</summary>
    private static async Task<string?> SqlStateAsync(Func<Task> change)
    {
        try
        {
            await change();
            return null;
        }
        catch (Exception e)
        {
            for (var inner = e; inner is not null; inner = inner.InnerException)
            {
                if (inner is PostgresException refused) return refused.SqlState;
            }

            throw;
        }
    }
}
