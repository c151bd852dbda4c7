using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Funds;
using CharityLedger.Domain.Trusts;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trusts;

/// <summary>Gives money of the federation to a trust whose settlor it is (以本会资金设立信托).</summary>
public static class FundTrust
{
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Fund">Fund it comes from; general money where missing.</param>
    /// <param name="Campaign">Takes money that a campaign restricts.</param>
    /// <param name="Restriction">Takes money that a donor's stated purpose restricts.</param>
    /// <param name="RelatedParty">The trustee's id in the register of related parties, where it stands there.</param>
    /// <param name="Decision">The decision that allows a dealing with a related party.</param>
    public sealed record Request(
        long AmountFen, DateOnly OccurredOn, string? Fund = null, string? Campaign = null, string? Restriction = null,
        string? RelatedParty = null, string? Decision = null);

    /// <summary>A move out of the federation's own account set: as any between accounts.</summary>
    public static readonly GuardedAction<Request> Action = new("fund_trust")
    {
        Executors = [Role.Accountant],
        Collection = "trusts/contributions",
        Approvals = (request, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalTransfer, today, policy),
        Concerns = (trust, _) => new Concerned(Streams.Trust(trust!), TrustParties.Holders),
        Parties = request => [request.RelatedParty],
        AmountFen = request => request.AmountFen,
        Handle = (trust, request, context, services, ct) => Handle(trust!, request, context, services, ct),
    };

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/trusts/{trust}/funding", Http).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("FundTrust").WithTags("trusts").WithSummary("Give own money to a trust (以本会资金设立信托)");

    private static Task<Result<Receipt>> Handle(
        string trust, Request r, CommandContext context, IServiceProvider services, CancellationToken ct) =>
        services.GetRequiredService<Steps>().TakeAsync<TrustState, Request, TrustFunded>(Streams.Trust(trust), Trust.Evolve, trust,
            "contribution", r, r.OccurredOn, context, (id, state, today) => Decide(trust, id, r, state, today),
            (e, _) => Steps.Move(e.From, Bucket.OfTrust(e.Trust), e.AmountFen), ct,
            (id, state) => services.GetRequiredService<Counterparties>().DealingAsync(context,
                state?.Trustee is { } trustee ? new Receiver(trustee, "trust", r.RelatedParty, r.Decision) { Fund = r.Fund } : null,
                id, r.OccurredOn, ct));

    private static Result<TrustFunded> Decide(string trust, string id, Request r, TrustState? state, DateOnly today) =>
        (Check.OptionalId(r.Fund, "fund") ?? Restriction.Check(r.Campaign, "campaign")
            ?? Restriction.Check(r.Restriction, "restriction")) is { } refusal
            ? refusal
            : TrustMoney.Fund(state, new TrustFunded(trust, id,
                Bucket.Of(r.Fund, Restriction.Of(r.Campaign), Restriction.Of(r.Restriction)), r.AmountFen, r.OccurredOn), today);

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string trust, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, trust, request, context, ct);
}
