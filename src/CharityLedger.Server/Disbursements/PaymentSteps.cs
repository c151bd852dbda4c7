using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Approvals;
using CharityLedger.Projections.Payments;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Disbursements;

/// <summary>The steps of payments on their way (付款单): the cashier's list, handing over, paid, returned, approved again, withdrawn.</summary>
public static class PaymentSteps
{
    private const int Most = 500;
    private static readonly string[] Words = ["to_pay", "handed_over", "paid", "returned", "withdrawn"];

    /// <param name="OccurredOn">Day on which the bank got it; not after today in Beijing.</param>
    public sealed record HandOver(DateOnly OccurredOn);

    /// <param name="PaidOn">The bank's day; not before the last signature, nor after today in Beijing.</param>
    /// <param name="Reference">The bank's reference of the line (流水号).</param>
    /// <param name="FeeFen">What the bank took for it, in fen; general money bears it.</param>
    public sealed record Clear(DateOnly PaidOn, string? Reference = null, long FeeFen = 0);

    /// <param name="Reason">What the bank said.</param>
    /// <param name="OccurredOn">Day on which it came back; not after today in Beijing.</param>
    public sealed record Return(string Reason, DateOnly OccurredOn);

    /// <param name="Reason">What was mended, or why it is withdrawn.</param>
    public sealed record Reasoned(string Reason);

    /// <param name="Sums">What waits, by account and step.</param>
    /// <param name="Payments">The latest payments, newest first.</param>
    public sealed record Listed(IReadOnlyList<PaymentOrderSum> Sums, IReadOnlyList<PaymentOrderRow> Payments);

    /// <summary>What the bank returned is paid again only when others approved that.</summary>
    public static readonly GuardedAction<Reasoned> Again = new("pay_again")
    {
        Executors = [Role.Treasurer],
        Collection = "payment-orders",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalPayment, today, policy),
        Concerns = (payment, _) => new Concerned(Streams.PaymentOrder(payment!), events => events.OfType<PaymentApproved>()
            .SelectMany<PaymentApproved, string>(e => e.RelatedParty is { } party ? [e.Payee, party] : [e.Payee]))
        {
            AmountFenOf = events => events.OfType<PaymentApproved>().FirstOrDefault()?.Parts.Sum(p => p.AmountFen),
        },
        Handle = (payment, request, context, services, ct) => services.GetRequiredService<PaymentOrders>().ApproveAgainAsync(
            new PaymentApprovedAgain(payment!, request.Reason, services.GetRequiredService<Ledger>().Today), request, context, ct),
    };

    public static void Map(IEndpointRouteBuilder api)
    {
        var orders = api.MapGroup("").WithTags("disbursements");
        orders.MapGet("/payment-orders", List).AsRead()
            .WithName("ListPaymentOrders").WithSummary("Payments on their way, and what waits by account (付款单)");
        orders.MapGet("/payment-orders/{payment}", Find).AsRead()
            .WithName("FindPaymentOrder").WithSummary("A payment on its way (一张付款单)");
        orders.MapPost("/payment-orders/{payment}/handing-over", HandOverHttp).AsCommand(Role.Treasurer)
            .WithName("HandOverPayment").WithSummary("Hand a payment to the bank (提交银行)");
        orders.MapPost("/payment-orders/{payment}/clearing", ClearHttp).AsCommand(Role.Treasurer)
            .WithName("ClearPayment").WithSummary("Record that the bank paid (登记付款)");
        orders.MapPost("/payment-orders/{payment}/return", ReturnHttp).AsCommand(Role.Treasurer)
            .WithName("ReturnPayment").WithSummary("Record that the bank returned a payment (退票)");
        orders.MapPost("/payment-orders/{payment}/approval-again", AgainHttp).AsCommand(Role.Clerk, Role.Treasurer)
            .WithName("PayAgain").WithSummary("Ask that a returned payment is made again (重新付款)");
        orders.MapPost("/payment-orders/{payment}/withdrawal", WithdrawHttp).AsCommand(Role.Clerk, Role.Treasurer, Role.Approver)
            .WithName("WithdrawPayment").WithSummary("Withdraw a payment, or give up a returned one (撤销付款)");
    }

    private static async Task<Results<Ok<Listed>, ProblemHttpResult>> List(
        string? step, int? limit, CommandContext context, PaymentOrdersQuery orders, CancellationToken ct)
    {
        if (step is not null && !Words.Contains(step))
            return Problems.Of(new Refusal(RefusalCode.MalformedRequest, $"step is one of: {string.Join(", ", Words)}.", "step"));
        var tenant = context.Caller.Federation;
        return TypedResults.Ok(new Listed(
            await orders.SumsAsync(tenant, ct), await orders.LatestAsync(tenant, step, Math.Clamp(limit ?? 100, 1, Most), ct)));
    }

    private static async Task<Results<Ok<PaymentOrderRow>, ProblemHttpResult>> Find(
        string payment, CommandContext context, PaymentOrdersQuery orders, CancellationToken ct) =>
        Ledger.IsName(payment) && await orders.FindAsync(context.Caller.Federation, payment, ct) is { } row
            ? TypedResults.Ok(row)
            : Problems.Of(new Refusal(RefusalCode.PaymentOrderUnknown, "There is no such payment on its way.", "payment"));

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> HandOverHttp(
        string payment, HandOver request, CommandContext context, PaymentOrders orders, CancellationToken ct) =>
        (await orders.HandOverAsync(payment, request.OccurredOn, request, context, ct)).ToHttp("payment-orders");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> ClearHttp(
        string payment, Clear request, CommandContext context, PaymentOrders orders, CancellationToken ct) =>
        (await orders.ClearAsync(payment, new Clearing(request.PaidOn, request.Reference, request.FeeFen), request, context,
            isRequestClosed: false, ct)).ToHttp("payment-orders");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> ReturnHttp(
        string payment, Return request, CommandContext context, PaymentOrders orders, CancellationToken ct) =>
        (await orders.ReturnAsync(new PaymentReturned(payment, request.Reason, request.OccurredOn), request, context, ct))
            .ToHttp("payment-orders");

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> AgainHttp(
        string payment, Reasoned request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Again, payment, request, context, ct);

    /// <summary>A payment that was asked for is withdrawn as its request is, by who made that or an approver.</summary>
    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> WithdrawHttp(
        string payment, Reasoned request, CommandContext context, PaymentOrders orders, ApprovalDesk desk, CancellationToken ct)
    {
        var order = await orders.LoadAsync(context.Caller.Federation, payment, ct);
        var result = order.State?.Order.Request is { } asked
            ? await desk.RejectAsync(asked, request.Reason, context, ct)
            : await orders.WithdrawAsync(payment, request, context, ct);
        return result.ToHttp(order.State?.Order.Request is null ? "payment-orders" : "requests");
    }
}
