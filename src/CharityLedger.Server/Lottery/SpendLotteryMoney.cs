using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.LotteryGrants;
using CharityLedger.EventStore;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Facts;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Lottery;

/// <summary>Spends money of a part (支出).</summary>
public static class SpendLotteryMoney
{
    /// <param name="Type">What it is spent on; what a policy row bans is refused.</param>
    /// <param name="Payee">Who receives it: an organisation, or people in general words.</param>
    /// <param name="Use">Said in words.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Year">Budget year; the part's where missing.</param>
    /// <param name="RelatedParty">Its id in the register of related parties, where it stands there.</param>
    /// <param name="Decision">The decision that allows a dealing with a related party.</param>
    /// <param name="Facts">Facts that reports need of it; the defaults of its project and fund where missing.</param>
    public sealed record Request(
        LotteryExpense Type, string Payee, string Use, long AmountFen, DateOnly OccurredOn, int? Year = null,
        string? RelatedParty = null, string? Decision = null, ReportFacts? Facts = null) : IStatesFacts;

    /// <summary>As any payment: asked for by one person, approved by another, paid by the treasurer.</summary>
    public static readonly GuardedAction<Request> Action = new("spend_lottery_money")
    {
        Executors = [Role.Cashier],
        Collection = "lottery/expenditures",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        Parties = request => [request.Payee, request.RelatedParty],
        AmountFen = request => request.AmountFen,
        Pays = request => new PaymentWords(request.Payee, request.Use),
        Handle = (subject, request, context, services, ct) => Handle(subject!.Split('/')[0], subject.Split('/')[1], request, context,
            services.GetRequiredService<Ledger>(), services.GetRequiredService<Indicators>(),
            services.GetRequiredService<Counterparties>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/lottery/indicators/{indicator}/parts/{part}/expenditures", Http).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("SpendLotteryMoney").WithTags("lottery").WithSummary("Spend money of a part (支出)");

    public static async Task<Result<Receipt>> Handle(string indicator, string part, Request r, CommandContext context,
        Ledger ledger, Indicators indicators, Counterparties counterparties, CancellationToken ct)
    {
        var policy = await ledger.PolicyAsync(context.Caller.Federation, ct);
        return await indicators.StepAsync(indicator, "expenditure", r, r.OccurredOn, context,
            (id, state) => LotteryMoney.Spend(state, new LotteryExpenditureMade(indicator, part, id, Years.Of(state, part, r.Year),
                r.Type, r.Payee, r.Use, default, r.AmountFen, r.OccurredOn), policy, ledger.Today, context.Paying),
            (e, loaded) => [new PostingRequest.Outflow(loaded.State.BucketOf(e.Part, true, e.Year), e.AmountFen)], ct, part,
            id => counterparties.DealingAsync(context, new Receiver(r.Payee, "payee", r.RelatedParty, r.Decision), id, r.OccurredOn, ct));
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(string indicator, string part,
        Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, $"{indicator}/{part}", request, context, ct);
}
