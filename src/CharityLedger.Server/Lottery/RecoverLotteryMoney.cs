using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.LotteryGrants;
using CharityLedger.EventStore;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Lottery;

/// <summary>Gives back what remained of an indicator, a part or its money (收回).</summary>
public static class RecoverLotteryMoney
{
    /// <param name="Document">Number of the document that orders it.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Part">The part; what was not allotted where missing.</param>
    /// <param name="Paid">Whether it is money that had arrived.</param>
    /// <param name="Year">Budget year; the part's or the indicator's where missing.</param>
    public sealed record Request(
        string Document, long AmountFen, DateOnly OccurredOn, string? Part = null, bool Paid = false, int? Year = null);

    /// <summary>As any payment, also where the allotment never was money: somebody loses it.</summary>
    public static readonly GuardedAction<Request> Action = new("recover_lottery_money")
    {
        Executors = [Role.Cashier, Role.Accountant],
        Collection = "lottery/recoveries",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        AmountFen = request => request.AmountFen,
        Pays = request => request.Paid ? new PaymentWords("财政部门", request.Document) : null,
        Handle = (indicator, request, context, services, ct) => Handle(indicator!, request, context,
            services.GetRequiredService<Ledger>(), services.GetRequiredService<Indicators>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/lottery/indicators/{indicator}/recoveries", Http).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("RecoverLotteryMoney").WithTags("lottery").WithSummary("Give a remainder back (收回)");

    public static Task<Result<Receipt>> Handle(string indicator, Request r, CommandContext context, Ledger ledger,
        Indicators indicators, CancellationToken ct) =>
        indicators.StepAsync(indicator, "recovery", r, r.OccurredOn, context,
            (id, state) => LotteryMoney.Recover(state, new LotteryMoneyRecovered(indicator, id, r.Part, r.Paid,
                Years.Of(state, r.Part, r.Year), r.Document, null, r.AmountFen, r.OccurredOn), ledger.Today),
            (e, loaded) => [new PostingRequest.Outflow(loaded.State.BucketOf(e.Part, e.Paid, e.Year), e.AmountFen)], ct);

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(string indicator,
        Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, indicator, request, context, ct);
}
