using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Trusts;
using CharityLedger.EventStore;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trusts;

/// <summary>Pays the trustee or the supervisor of a trust (信托报酬); to the federation itself where it is the trustee.</summary>
public static class PayTrustFee
{
    /// <param name="Kind">Whose fee.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="RelatedParty">Its id in the register of related parties, where it stands there.</param>
    /// <param name="Decision">The decision that allows a dealing with a related party.</param>
    public sealed record Request(
        TrustFeeKind Kind, long AmountFen, DateOnly OccurredOn, string? RelatedParty = null, string? Decision = null);

    /// <summary>As any payment.</summary>
    public static readonly GuardedAction<Request> Action = new("pay_trust_fee")
    {
        Executors = [Role.Cashier],
        Collection = "trusts/fees",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        Concerns = (trust, request) => new Concerned(Streams.Trust(trust!), events => TrustParties.OfFee(request.Kind, events)),
        Parties = request => [request.RelatedParty],
        AmountFen = request => request.AmountFen,
        Pays = _ => new PaymentWords("受托人或监察人", "信托报酬"),
        Claims = (trust, request) => new Claim(Streams.Trust(trust!), JsonNamingPolicy.SnakeCaseLower.ConvertName(request.Kind.ToString())),
        Handle = (trust, request, context, services, ct) => Handle(trust!, request, context, services, ct),
    };

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/trusts/{trust}/fees", Http).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("PayTrustFee").WithTags("trusts").WithSummary("Pay a fee of a trust (信托报酬)");

    private static Task<Result<Receipt>> Handle(
        string trust, Request r, CommandContext context, IServiceProvider services, CancellationToken ct) =>
        services.GetRequiredService<Steps>().TakeAsync<TrustState, Request, TrustFeePaid>(Streams.Trust(trust), Trust.Evolve, trust, "fee",
            r, r.OccurredOn, context, (id, state, today) =>
                TrustMoney.PayFee(state, new TrustFeePaid(trust, id, r.Kind, r.AmountFen, r.OccurredOn), today, context.Paying),
            (e, _) => e.To is { } own
                ? [new PostingRequest.Outflow(Bucket.OfTrust(e.Trust), e.AmountFen), new PostingRequest.Inflow(own, e.AmountFen)]
                : [new PostingRequest.Outflow(Bucket.OfTrust(e.Trust), e.AmountFen)], ct,
            (id, state) => services.GetRequiredService<Counterparties>().DealingAsync(context,
                TrustParties.OfFee(r.Kind, state) is { } paid ? new Receiver(paid, "kind", r.RelatedParty, r.Decision) : null,
                id, r.OccurredOn, ct));

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string trust, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, trust, request, context, ct);
}
