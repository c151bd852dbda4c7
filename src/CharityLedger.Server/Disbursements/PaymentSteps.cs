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

/// <summary>The steps of payments on their way (付款单): the cashier's list, handing over, paid, returned, approved again.
/// A payment is withdrawn, or given up, as its request is.</summary>
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

    /// <param name="Reason">What was mended.</param>
    /// <param name="To">The payee of the register and the account that it goes to now; as it was asked for where nothing is said.</param>
    public sealed record PayAgain(string Reason, PaidTo? To = null);

    /// <param name="Sums">What waits, by account and step.</param>
    /// <param name="Payments">The latest payments, newest first.</param>
    public sealed record Listed(IReadOnlyList<PaymentOrderSum> Sums, IReadOnlyList<PaymentOrderRow> Payments);

    /// <summary>What the bank returned is paid again only when others approved that.</summary>
    public static readonly GuardedAction<PayAgain> Again = new("pay_again")
    {
        Executors = [Role.Cashier],
        Collection = "payment-orders",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalPayment, today, policy),
        Concerns = (request, _) => new Concerned(Streams.Request(request!), events =>
            events.Aggregate((RequestState?)null, Approval.Evolve)?.Request.Parties ?? [])
        {
            AmountFenOf = events => events.OfType<PaymentApproved>().FirstOrDefault()?.AmountFen,
        },
        Payee = request => request.To,
        IsSummedAlready = true,
        Handle = (asked, request, context, services, ct) => services.GetRequiredService<PaymentDesk>().ApproveAgainAsync(
            new PaymentApprovedAgain(asked!, request.Reason, services.GetRequiredService<Ledger>().Today), request, context, ct),
    };

    public static void Map(IEndpointRouteBuilder api)
    {
        var orders = api.MapGroup("").WithTags("disbursements");
        orders.MapGet("/payment-orders", List).AsRead()
            .WithName("ListPaymentOrders").WithSummary("Payments on their way, and what waits by account (付款单)");
        orders.MapGet("/payment-orders/{request}", Find).AsRead()
            .WithName("FindPaymentOrder").WithSummary("A payment on its way (一张付款单)");
        orders.MapPost("/payment-orders/{request}/handing-over", HandOverHttp).AsCommand(Role.Cashier)
            .WithName("HandOverPayment").WithSummary("Hand a payment to the bank (提交银行)");
        orders.MapPost("/payment-orders/{request}/clearing", ClearHttp).AsCommand(Role.Cashier)
            .WithName("ClearPayment").WithSummary("Record that the bank paid (登记付款)");
        orders.MapPost("/payment-orders/{request}/return", ReturnHttp).AsCommand(Role.Cashier)
            .WithName("ReturnPayment").WithSummary("Record that the bank returned a payment (退票)");
        orders.MapPost("/payment-orders/{request}/approval-again", AgainHttp).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("PayAgain").WithSummary("Ask that a returned payment is made again (重新付款)");
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
        string request, CommandContext context, PaymentOrdersQuery orders, CancellationToken ct) =>
        Ledger.IsName(request) && await orders.FindAsync(context.Caller.Federation, request, ct) is { } row
            ? TypedResults.Ok(row)
            : Problems.Of(new Refusal(RefusalCode.PaymentOrderUnknown, "There is no such payment on its way.", "request"));

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> HandOverHttp(
        string request, HandOver body, CommandContext context, PaymentDesk desk, CancellationToken ct) =>
        (await desk.HandOverAsync(request, body.OccurredOn, body, context, ct)).ToHttp("payment-orders");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> ClearHttp(
        string request, Clear body, CommandContext context, ApprovalDesk desk, CancellationToken ct)
    {
        var (result, action) = await desk.ExecuteAsync(request, new Clearing(body.PaidOn, body.Reference, body.FeeFen), context, ct);
        return result.ToHttp(action?.Collection ?? "payment-orders");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> ReturnHttp(
        string request, Return body, CommandContext context, PaymentDesk desk, CancellationToken ct) =>
        (await desk.ReturnAsync(new PaymentReturned(request, body.Reason, body.OccurredOn), body, context, ct)).ToHttp("payment-orders");

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> AgainHttp(
        string request, PayAgain body, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Again, request, body, context, ct);
}
