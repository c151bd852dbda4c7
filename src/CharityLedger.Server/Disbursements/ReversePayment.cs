using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Disbursements;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Disbursements;

/// <summary>Reverses a payment, or a part of one (冲回).</summary>
public static class ReversePayment
{
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Reason">Why it came back.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record Request(long AmountFen, string Reason, DateOnly OccurredOn);

    /// <summary>As the payment: who says that money came back may have taken it.</summary>
    public static readonly GuardedAction<Request> Action = new("reverse_payment")
    {
        Executors = [Role.Accountant],
        Collection = "payments/reversals",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        Concerns = (payment, _) => new Concerned(Streams.Payment(payment!), events => events.SelectMany<ILedgerEvent, string>(e => e switch
        {
            PaymentMade made => [made.Payee],
            PaymentTermsStated { RelatedParty: { } party } => [party],
            _ => [],
        })),
        AmountFen = request => request.AmountFen,
        Handle = (payment, request, context, services, ct) => Handle(
            payment!, request, context, services.GetRequiredService<Ledger>(), services.GetRequiredService<Ids>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/payments/{payment}/reversals", Http)
        .AsCommand(Role.Clerk, Role.Accountant)
        .WithName("ReversePayment").WithTags("disbursements").WithSummary("Reverse a payment or a part of it (冲回)");

    public static async Task<Result<Receipt>> Handle(
        string payment, Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var date = request.OccurredOn;
        var id = ids.Dated(date, tenant, "reversal", context.Key);
        var (state, version, events) = await ledger.LoadAsync<PaymentState>(tenant, Streams.Payment(payment), Payment.Evolve, ct);
        var decision = Payment.Reverse(state,
            new PaymentReversed(payment, id, default, request.AmountFen, request.Reason, date), ledger.Today);
        return await ledger.AppendAsync(context.Envelope(request, payment), id, Streams.Payment(payment),
            new ExpectedVersion(version), decision, e => [LastOutstanding(state!, events.First(p => p.Event is PaymentMade).Position, e)], ct: ct);
    }

    /// <summary>A reversal brings back the last offsets of the payment that have not come back yet (docs/adr/0002).</summary>
    private static PostingRequest.Return LastOutstanding(PaymentState payment, long position, PaymentReversed reversal) =>
        new(payment.Bucket, new OutflowPart(position, 0,
            new Interval(payment.OutstandingFen - reversal.AmountFen, payment.OutstandingFen)));

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string payment, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, payment, request, context, ct);
}
