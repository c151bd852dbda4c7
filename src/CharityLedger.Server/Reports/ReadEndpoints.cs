using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Reports;

/// <summary>What all reads of projections share.</summary>
internal static class ReadEndpoints
{
    private static readonly QueryName MinPosition = new("min-position");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Any role reads, the operator no federation's books. What the caller wrote before is in the answer. A read may also
    /// name a position that a command's receipt told (<c>min-position</c>): it is answered when every projection has got there,
    /// or with <c>position_not_reached</c> after ten seconds.
    /// </summary>
    public static RouteHandlerBuilder AsRead(this RouteHandlerBuilder endpoint) => endpoint.AsRead(AccessRule.Reading);

    /// <inheritdoc cref="AsRead(RouteHandlerBuilder)"/>
    /// <param name="endpoint">The route.</param>
    /// <param name="rule">Who reads.</param>
    public static RouteHandlerBuilder AsRead(this RouteHandlerBuilder endpoint, AccessRule rule) => endpoint.Needs(rule).WithMetadata(MinPosition)
        .FollowsOwnWrites()
        .AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            var asked = http.Request.Query[MinPosition.Name];
            if (asked.Count == 0) return await next(context);
            if (!long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
                return Problems.Of(new Refusal(RefusalCode.MalformedRequest, "min-position is a position of the log.", MinPosition.Name));
            var projections = http.RequestServices.GetRequiredService<ProjectionEngine>();
            return await projections.WaitForAllAsync(position, Patience, http.RequestAborted)
                ? await next(context)
                : Problems.Of(new Refusal(RefusalCode.PositionNotReached, $"Readers are not at position {position} yet."));
        });
}
