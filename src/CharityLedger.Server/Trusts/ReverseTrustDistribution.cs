using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Trusts;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trusts;

/// <summary>Reverses a distribution of a trust, or a part of one (冲回).</summary>
public static class ReverseTrustDistribution
{
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Reason">Why it came back.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record Request(long AmountFen, string Reason, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/trusts/{trust}/distributions/{distribution}/reversals", Http).AsCommand(Role.Treasurer)
        .WithName("ReverseTrustDistribution").WithTags("trusts").WithSummary("Reverse a distribution (冲回)");

    public static Task<Result<Receipt>> Handle(
        string trust, string distribution, Request r, CommandContext context, Steps steps, CancellationToken ct) =>
        steps.TakeAsync<TrustState, Request, TrustDistributionReversed>(Streams.Trust(trust), Trust.Evolve,
            $"{trust}/{distribution}", "trust-reversal", r, r.OccurredOn, context,
            (id, state, today) => TrustMoney.Reverse(state,
                new TrustDistributionReversed(trust, distribution, id, r.Reason, r.AmountFen, r.OccurredOn), today),
            (e, loaded) => Steps.Return(Buckets.Trust(e.Trust),
                loaded.Events.First(s => s.Event is TrustDistributed d && d.Distribution == e.Distribution),
                loaded.State.Distributions[e.Distribution].AmountFen - loaded.State.Distributions[e.Distribution].ReversedFen,
                e.AmountFen), ct);

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        string trust, string distribution, Request request, CommandContext context, Steps steps, CancellationToken ct) =>
        (await Handle(trust, distribution, request, context, steps, ct)).ToHttp($"trusts/{trust}/reversals");
}
