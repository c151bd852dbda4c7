using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Trusts;
using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trusts;

/// <summary>Records what a trust's property earned (信托收益).</summary>
public static class EarnTrustIncome
{
    /// <param name="Source">What earned it, such as interest.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record Request(string Source, long AmountFen, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/trusts/{trust}/income", Http).AsCommand(Role.Clerk)
        .WithName("EarnTrustIncome").WithTags("trusts").WithSummary("Record income of a trust (信托收益)");

    public static Task<Result<Receipt>> Handle(
        string trust, Request r, CommandContext context, Steps steps, Counterparties counterparties, CancellationToken ct) =>
        steps.TakeAsync<TrustState, Request, TrustIncomeReceived>(Streams.Trust(trust), Trust.Evolve, trust, "income", r, r.OccurredOn, context,
            (id, state, today) => TrustMoney.Earn(state, new TrustIncomeReceived(trust, id, r.Source, r.AmountFen, r.OccurredOn), today),
            (e, _) => [new PostingRequest.Inflow(Bucket.OfTrust(e.Trust), e.AmountFen)], ct,
            (_, _) => counterparties.GiverAsync(context, r.Source, "source", ct));

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        string trust, Request request, CommandContext context, Steps steps, Counterparties counterparties, CancellationToken ct) =>
        (await Handle(trust, request, context, steps, counterparties, ct)).ToHttp($"trusts/{trust}/income");
}
