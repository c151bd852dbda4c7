using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.LotteryGrants;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Lottery;

/// <summary>Records money of a part that arrived (拨付).</summary>
public static class PayTranche
{
    /// <param name="Document">Number of the document or the bank's slip.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Year">Budget year; the part's where missing.</param>
    public sealed record Request(string Document, long AmountFen, DateOnly OccurredOn, int? Year = null);

    /// <summary>As any payment: an allotment becomes money that can be spent.</summary>
    public static readonly GuardedAction<Request> Action = new("pay_lottery_tranche")
    {
        Executors = [Role.Accountant],
        Collection = "lottery/tranches",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        AmountFen = request => request.AmountFen,
        Handle = (subject, request, context, services, ct) => Handle(subject!, request, context,
            services.GetRequiredService<Ledger>(), services.GetRequiredService<Indicators>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/lottery/indicators/{indicator}/parts/{part}/tranches", Http).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("PayLotteryTranche").WithTags("lottery").WithSummary("Record money that arrived for a part (拨付)");

    private static Task<Result<Receipt>> Handle(
        string subject, Request r, CommandContext context, Ledger ledger, Indicators indicators, CancellationToken ct)
    {
        var (indicator, part) = Subjects.Two(subject);
        return indicators.StepAsync(indicator, "tranche", r, r.OccurredOn, context,
            (id, state) => LotteryMoney.Pay(state, new LotteryTranchePaid(indicator, part, id, Years.Of(state, part, r.Year),
                r.Document, default, r.AmountFen, r.OccurredOn), ledger.Today),
            (e, loaded) => Steps.Move(
                loaded.State.BucketOf(e.Part, false, e.Year), loaded.State.BucketOf(e.Part, true, e.Year), e.AmountFen), ct, part);
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(string indicator, string part,
        Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, Subjects.Of(indicator, part), request, context, ct);
}
