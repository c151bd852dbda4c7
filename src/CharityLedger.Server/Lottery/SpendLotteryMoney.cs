using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.LotteryGrants;
using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
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
    public sealed record Request(
        LotteryExpense Type, string Payee, string Use, long AmountFen, DateOnly OccurredOn, int? Year = null);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/lottery/indicators/{indicator}/parts/{part}/expenditures", Http).AsCommand(Role.Treasurer)
            .WithName("SpendLotteryMoney").WithTags("lottery").WithSummary("Spend money of a part (支出)");

    public static async Task<Result<Receipt>> Handle(string indicator, string part, Request r, CommandContext context,
        Ledger ledger, Indicators indicators, CancellationToken ct)
    {
        var policy = await ledger.PolicyAsync(context.Caller.Federation, ct);
        return await indicators.StepAsync(indicator, "expenditure", r, r.OccurredOn, context,
            (id, state) => LotteryMoney.Spend(state, new LotteryExpenditureMade(indicator, part, id, Years.Of(state, part, r.Year),
                r.Type, r.Payee, r.Use, default, r.AmountFen, r.OccurredOn), policy, ledger.Today),
            (e, loaded) => [new PostingRequest.Outflow(loaded.Money(e.Part, e.Year), e.AmountFen)], ct, part);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(string indicator, string part, Request request,
        CommandContext context, Ledger ledger, Indicators indicators, CancellationToken ct) =>
        (await Handle(indicator, part, request, context, ledger, indicators, ct))
            .ToHttp($"lottery/indicators/{indicator}/parts/{part}/expenditures");
}
