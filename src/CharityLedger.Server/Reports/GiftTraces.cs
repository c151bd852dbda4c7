using CharityLedger.Contracts;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Traces;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Reports;

/// <summary>The trace of a gift (捐款去向), attributed by the published rule.</summary>
public static class GiftTraces
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/gifts/{gift}/trace", Trace).AsRead()
            .WithName("TraceGift").WithTags("reports").WithSummary("What became of a gift (捐款去向)");
        api.MapGet("/projections", Status).Needs(AccessRule.Everyone).ProducesProblem(403)
            .WithName("ListProjections").WithTags("reports").WithSummary("Where the read models stand");
    }

    private static async Task<Results<Ok<GiftTrace>, ProblemHttpResult>> Trace(
        string gift, CommandContext context, GiftTraceQuery traces, CancellationToken ct) =>
        await traces.OfGiftAsync(context.Caller.Federation, gift, ct) is { } trace
            ? TypedResults.Ok(trace)
            : Problems.Of(new Refusal(RefusalCode.GiftUnknown, "There is no such gift.", "gift"));

    private static async Task<Ok<IEnumerable<ProjectionLag>>> Status(ProjectionEngine projections, CancellationToken ct) =>
        TypedResults.Ok((await projections.StatusAsync(ct)).Select(s => new ProjectionLag(s.Name, s.Position, s.Lag)));

    /// <param name="Name">The read model.</param>
    /// <param name="Position">Everything up to here is in it.</param>
    /// <param name="Lag">Events that are not in it yet.</param>
    public sealed record ProjectionLag(string Name, long Position, long Lag);
}
