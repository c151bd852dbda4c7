using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Trusts;
using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trusts;

/// <summary>Records a settlor's money that came into a trust (收到信托财产).</summary>
public static class ContributeToTrust
{
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Settlor">Which settlor, counted from 1 as the trust names them.</param>
    /// <param name="FromTrust">Another trust whose property it would be; always refused.</param>
    public sealed record Request(long AmountFen, DateOnly OccurredOn, int Settlor = 1, string? FromTrust = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/trusts/{trust}/contributions", Http).AsCommand(Role.Clerk)
        .WithName("ContributeToTrust").WithTags("trusts").WithSummary("Record a settlor's contribution (收到信托财产)");

    public static Task<Result<Receipt>> Handle(
        string trust, Request r, CommandContext context, Steps steps, Counterparties counterparties, CancellationToken ct) =>
        steps.TakeAsync<TrustState, Request, TrustContributionReceived>(Streams.Trust(trust), Trust.Evolve, trust, "contribution", r,
            r.OccurredOn, context, (id, state, today) => r.FromTrust is not null
                ? TrustMoney.FromTrust()
                : TrustMoney.Contribute(state,
                    new TrustContributionReceived(trust, id, SettlorOf(state, r)?.Id ?? "", r.AmountFen, r.OccurredOn), today),
            (e, _) => [new PostingRequest.Inflow(Bucket.OfTrust(e.Trust), e.AmountFen)], ct,
            (_, state) => counterparties.SealedAsync(context, SettlorOf(state, r), "settlor", ct));

    private static DonorRef? SettlorOf(TrustState? trust, Request r) => trust?.Settlors.ElementAtOrDefault(Math.Max(r.Settlor, 0) - 1);

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        string trust, Request request, CommandContext context, Steps steps, Counterparties counterparties, CancellationToken ct) =>
        (await Handle(trust, request, context, steps, counterparties, ct)).ToHttp($"trusts/{trust}/contributions");
}
