using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Donations;
using CharityLedger.EventStore;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Donations;

/// <summary>Pays a refund that is owed (支付应退捐赠款).</summary>
public static class PayRefund
{
    /// <param name="OccurredOn">Day of the payment; not after today in Beijing, not before the refund.</param>
    /// <param name="Account">Where the money comes from; as the refund says where missing.</param>
    public sealed record Request(DateOnly OccurredOn, MoneyAccount? Account = null);

    /// <summary>As any payment. How much goes back was approved with the refund.</summary>
    public static readonly GuardedAction<Request> Action = new("pay_refund")
    {
        Executors = [Role.Cashier],
        Collection = "refunds",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalPayment, today, policy),
        Concerns = (subject, _) => Concerned.Givers(Streams.Gift(Subjects.Two(subject!).Thing),
            events => events.OfType<GiftReceived>().Select(e => e.Donor)) with
        {
            AmountFenOf = events => events.OfType<GiftRefunded>().SingleOrDefault(e => e.Refund == Subjects.Two(subject!).Within)?.AmountFen,
        },
        Pays = request => new PaymentWords("捐赠人", "退还捐赠款", request.Account ?? MoneyAccount.Bank),
        Claims = (subject, _) => new Claim(Streams.Gift(Subjects.Two(subject!).Thing), Subjects.Two(subject!).Within),
        Handle = (subject, request, context, services, ct) => Handle(subject!, request, context,
            services.GetRequiredService<Ledger>(), services.GetRequiredService<Counterparties>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/gifts/{gift}/refunds/{refund}/payment", Http)
        .AsCommand(Role.Clerk, Role.Accountant)
        .WithName("PayRefund").WithTags("donations").WithSummary("Pay a refund that is owed (支付应退捐赠款)");

    private static async Task<Result<Receipt>> Handle(
        string subject, Request request, CommandContext context, Ledger ledger, Counterparties counterparties, CancellationToken ct)
    {
        var (gift, refund) = Subjects.Two(subject);
        var (owed, version, events) = await ledger.LoadAsync<OwedRefund>(
            context.Caller.Federation, Streams.Gift(gift), (s, e) => OwedRefund.Evolve(s, e, refund), ct);
        var decided = events.FirstOrDefault(e => e.Event is GiftRefunded r && r.Refund == refund);
        var asked = await counterparties.SealedAsync(
            context, events.Select(e => e.Event).OfType<GiftReceived>().FirstOrDefault()?.Donor, "gift", ct);
        var decision = asked.Unless(Gift.Pay(owed, new RefundPaid(gift, refund, request.Account ?? owed?.Account ?? default,
            [.. PartsOf(decided)], request.OccurredOn), ledger.Today, context.Paying.Request));
        return await ledger.AppendAsync(asked.Context.Envelope(request, subject), refund, Streams.Gift(gift), new ExpectedVersion(version),
            decision, _ => [], ct: ct);
    }

    /// <summary>What each bucket gave up.</summary>
    private static IEnumerable<RefundPart> PartsOf(StoredEvent? decided) => decided?.Headers.Postings?
        .GroupBy(p => p.Bucket).Select(b => new RefundPart(b.Key, b.Sum(p => p.AmountFen))) ?? [];

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string gift, string refund, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, Subjects.Of(gift, refund), request, context, ct);
}
