using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.LotteryGrants;
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

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/lottery/indicators/{indicator}/parts/{part}/tranches", Http).AsCommand(Role.Treasurer)
            .WithName("PayLotteryTranche").WithTags("lottery").WithSummary("Record money that arrived for a part (拨付)");

    public static Task<Result<Receipt>> Handle(string indicator, string part, Request r, CommandContext context,
        Ledger ledger, Indicators indicators, CancellationToken ct) =>
        indicators.StepAsync(indicator, "tranche", r, r.OccurredOn, context,
            (id, state) => LotteryMoney.Pay(state, new LotteryTranchePaid(indicator, part, id, Years.Of(state, part, r.Year),
                r.Document, default, r.AmountFen, r.OccurredOn), ledger.Today),
            (e, loaded) => Steps.Move(
                loaded.State.Bucket(e.Part, false, e.Year), loaded.State.Bucket(e.Part, true, e.Year), e.AmountFen), ct, part);

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(string indicator, string part, Request request,
        CommandContext context, Ledger ledger, Indicators indicators, CancellationToken ct) =>
        (await Handle(indicator, part, request, context, ledger, indicators, ct))
            .ToHttp($"lottery/indicators/{indicator}/parts/{part}/tranches");
}
