using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Trusts;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trusts;

/// <summary>Gives a trust another trustee (变更受托人).</summary>
public static class ChangeTrustee
{
    /// <param name="Role">What the federation is from now on.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Trustee">The trust company that holds it now; none where the federation does.</param>
    public sealed record Request(
        TrustRole Role, string Reason, DateOnly OccurredOn, string? Trustee = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/trusts/{trust}/trustees", Http).AsCommand(Contracts.Events.Role.Clerk)
        .WithName("ChangeTrustee").WithTags("trusts").WithSummary("Change the trustee (变更受托人)");

    public static Task<Result<Receipt>> Handle(
        string trust, Request r, CommandContext context, Steps steps, CancellationToken ct) =>
        steps.TakeAsync<TrustState, Request, TrusteeChanged>(Streams.Trust(trust), Trust.Evolve, trust, "trustee", r, r.OccurredOn, context,
            (_, state, today) => Trust.ChangeTrustee(state,
                new TrusteeChanged(trust, r.Role, r.Trustee, r.Reason, r.OccurredOn), today),
            (_, _) => [], ct);

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        string trust, Request request, CommandContext context, Steps steps, CancellationToken ct) =>
        (await Handle(trust, request, context, steps, ct)).ToHttp($"trusts/{trust}/trustees");
}
