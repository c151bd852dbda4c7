using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Trusts;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trusts;

/// <summary>Ends a trust (信托终止).</summary>
public static class TerminateTrust
{
    /// <param name="Reason">Why.</param>
    /// <param name="OccurredOn">Day on which it ended; not after today in Beijing.</param>
    public sealed record Request(string Reason, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/trusts/{trust}/termination", Http).AsCommand(Role.Clerk)
        .WithName("TerminateTrust").WithTags("trusts").WithSummary("End a trust (信托终止)");

    public static Task<Result<Receipt>> Handle(
        string trust, Request r, CommandContext context, Steps steps, CancellationToken ct) =>
        steps.TakeAsync<TrustState, Request, TrustTerminated>(Streams.Trust(trust), Trust.Evolve, trust, "termination", r, r.OccurredOn, context,
            (_, state, today) => Trust.Terminate(state, new TrustTerminated(trust, r.Reason, r.OccurredOn), today),
            (_, _) => [], ct);

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        string trust, Request request, CommandContext context, Steps steps, CancellationToken ct) =>
        (await Handle(trust, request, context, steps, ct)).ToHttp($"trusts/{trust}/termination");
}
