using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.LotteryGrants;
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

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/lottery/indicators/{indicator}/expenditures/{expenditure}/reversals", Http).AsCommand(Role.Treasurer)
            .WithName("ReverseLotteryExpenditure").WithTags("lottery").WithSummary("Reverse an expenditure of lottery money (冲回)");

    public static Task<Result<Receipt>> Handle(string indicator, string expenditure, Request r, CommandContext context,
        Ledger ledger, Indicators indicators, CancellationToken ct) =>
        indicators.StepAsync(indicator, "reversal", r, r.OccurredOn, context,
            (id, state) => LotteryMoney.Reverse(state, new LotteryExpenditureReversed(indicator, "", expenditure, id, 0,
                r.Reason, default, r.AmountFen, r.OccurredOn), ledger.Today),
            (e, loaded) => Steps.Return(loaded.State.Bucket(e.Part, true, e.Year),
                loaded.Events.First(s => s.Event is LotteryExpenditureMade m && m.Expenditure == e.Expenditure),
                loaded.State.Expenditures[e.Expenditure].OutstandingFen, e.AmountFen), ct, expenditure);

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(string indicator, string expenditure,
        Request request, CommandContext context, Ledger ledger, Indicators indicators, CancellationToken ct) =>
        (await Handle(indicator, expenditure, request, context, ledger, indicators, ct))
            .ToHttp($"lottery/indicators/{indicator}/expenditures/{expenditure}/reversals");
}
