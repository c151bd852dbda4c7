using System.Collections.Concurrent;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Hosting;

/// <summary>
/// Lets users read what they wrote: this host remembers the last position that each of them appended through it, and what they
/// read next from the read models waits until these are there. Another host knows nothing of it and doesn't wait; there a read
/// names the position itself (<c>min-position</c>).
/// </summary>
public sealed class OwnWrites(ProjectionEngine projections)
{
    /// <summary>A read model that takes longer stands still or is being rebuilt: then a read is answered with what there is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Caller, long> last = new();

    /// <summary>Remembers what a user appended.</summary>
    public void Note(Caller by, long position) => last.AddOrUpdate(by, position, (_, known) => Math.Max(known, position));

    /// <summary>Waits for what a user appended last, once and no longer than two seconds.</summary>
    public async ValueTask FollowAsync(Caller by, CancellationToken ct)
    {
        if (!last.TryGetValue(by, out var position)) return;
        await projections.WaitForAllAsync(position, Patience, ct);
        last.TryRemove(KeyValuePair.Create(by, position));
    }
}

/// <summary>Routes that read the read models.</summary>
internal static class OwnWritesEndpoints
{
    /// <summary>Whoever wrote before reads it here.</summary>
    public static RouteHandlerBuilder FollowsOwnWrites(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(async (context, next) =>
    {
        var http = context.HttpContext;
        await http.RequestServices.GetRequiredService<OwnWrites>().FollowAsync(ApiTokenHandler.CallerOf(http.User), http.RequestAborted);
        return await next(context);
    });
}
