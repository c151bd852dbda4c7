using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.LotteryGrants;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Lottery;

/// <summary>Reverses an expenditure of lottery money, or a part of one (冲回).</summary>
public static class ReverseLotteryExpenditure
{
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Reason">Why it came back.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record Request(long AmountFen, string Reason, DateOnly OccurredOn);

    /// <summary>As any payment.</summary>
    public static readonly GuardedAction<Request> Action = new("reverse_lottery_expenditure")
    {
        Executors = [Role.Accountant],
        Collection = "lottery/reversals",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        Concerns = (subject, _) => new Concerned(Streams.Lottery(Subjects.Two(subject!).Thing),
            events => events.OfType<LotteryExpenditureMade>()
                .Where(made => made.Expenditure == Subjects.Two(subject!).Within).Select(made => made.Payee)),
        AmountFen = request => request.AmountFen,
        Handle = (subject, request, context, services, ct) => Handle(subject!, request, context,
            services.GetRequiredService<Ledger>(), services.GetRequiredService<Indicators>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/lottery/indicators/{indicator}/expenditures/{expenditure}/reversals", Http).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("ReverseLotteryExpenditure").WithTags("lottery").WithSummary("Reverse an expenditure of lottery money (冲回)");

    private static Task<Result<Receipt>> Handle(
        string subject, Request r, CommandContext context, Ledger ledger, Indicators indicators, CancellationToken ct)
    {
        var (indicator, expenditure) = Subjects.Two(subject);
        return indicators.StepAsync(indicator, "reversal", r, r.OccurredOn, context,
            (id, state) => LotteryMoney.Reverse(state, new LotteryExpenditureReversed(indicator, "", expenditure, id, 0,
                r.Reason, default, r.AmountFen, r.OccurredOn), ledger.Today),
            (e, loaded) => Steps.Return(loaded.State.BucketOf(e.Part, true, e.Year),
                loaded.Events.First(s => s.Event is LotteryExpenditureMade m && m.Expenditure == e.Expenditure),
                loaded.State.Expenditures[e.Expenditure].OutstandingFen, e.AmountFen), ct, expenditure);
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(string indicator, string expenditure,
        Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, Subjects.Of(indicator, expenditure), request, context, ct);
}
