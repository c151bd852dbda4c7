using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.LotteryGrants;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Lottery;

/// <summary>Carries what remained of an indicator, a part or its money over to a later year (结转).</summary>
public static class CarryOverLotteryMoney
{
    /// <param name="ToYear">Later budget year.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Part">The part; what was not allotted where missing.</param>
    /// <param name="Paid">Whether it is money that arrived already.</param>
    /// <param name="FromYear">Budget year it is taken from; the part's or the indicator's where missing.</param>
    public sealed record Request(
        int ToYear, long AmountFen, DateOnly OccurredOn, string? Part = null, bool Paid = false, int? FromYear = null);

    /// <summary>As any payment: it leaves the year whose budget granted it.</summary>
    public static readonly GuardedAction<Request> Action = new("carry_over_lottery_money")
    {
        Executors = [Role.Accountant],
        Collection = "lottery/carry-overs",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        AmountFen = request => request.AmountFen,
        Handle = (subject, request, context, services, ct) => Handle(subject!, request, context,
            services.GetRequiredService<Ledger>(), services.GetRequiredService<Indicators>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/lottery/indicators/{indicator}/carry-overs", Http).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("CarryOverLotteryMoney").WithTags("lottery").WithSummary("Carry a remainder over to a later year (结转)");

    private static Task<Result<Receipt>> Handle(string indicator, Request r, CommandContext context, Ledger ledger,
        Indicators indicators, CancellationToken ct) =>
        indicators.StepAsync(indicator, "carry-over", r, r.OccurredOn, context,
            (id, state) => LotteryMoney.CarryOver(state, new LotteryCarriedOver(indicator, id, r.Part, r.Paid,
                Years.Of(state, r.Part, r.FromYear), r.ToYear, null, r.AmountFen, r.OccurredOn), ledger.Today),
            (e, loaded) => Steps.Move(loaded.State.BucketOf(e.Part, e.Paid, e.FromYear),
                loaded.State.BucketOf(e.Part, e.Paid, e.ToYear), e.AmountFen), ct);

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(string indicator,
        Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, indicator, request, context, ct);
}
