using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.LotteryGrants;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Lottery;

/// <summary>Records the photo of the label on what lottery money paid for (资助标识).</summary>
public static class RecordLotteryLabel
{
    /// <param name="Photo">SHA-256 of the photo, lower-case hex.</param>
    /// <param name="Place">Where the label hangs.</param>
    /// <param name="OccurredOn">Day of the photo; not after today in Beijing.</param>
    public sealed record Request(string Photo, string Place, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/lottery/indicators/{indicator}/expenditures/{expenditure}/labels", Http).AsCommand(Role.Clerk)
            .WithName("RecordLotteryLabel").WithTags("lottery").WithSummary("Record the photo of a label (资助标识)");

    public static Task<Result<Receipt>> Handle(string indicator, string expenditure, Request r, CommandContext context,
        Ledger ledger, Indicators indicators, CancellationToken ct) =>
        indicators.StepAsync(indicator, "label", r, r.OccurredOn, context,
            (_, state) => LotteryEvidence.Label(state,
                new LotteryLabelRecorded(indicator, expenditure, r.Photo, r.Place, r.OccurredOn), ledger.Today),
            (_, _) => [], ct, expenditure);

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(string indicator, string expenditure,
        Request request, CommandContext context, Ledger ledger, Indicators indicators, CancellationToken ct) =>
        (await Handle(indicator, expenditure, request, context, ledger, indicators, ct))
            .ToHttp($"lottery/indicators/{indicator}/expenditures/{expenditure}/labels");
}
