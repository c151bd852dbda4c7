using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.LotteryGrants;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Lottery;

/// <summary>Allots a part of an indicator to a using unit (指标分解).</summary>
public static class DecomposeIndicator
{
    /// <param name="Part">Id of the part within the indicator.</param>
    /// <param name="Region">Region it goes to.</param>
    /// <param name="Unit">The using unit (使用单位).</param>
    /// <param name="Project">What it is for.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Treatment">Whose money its tranches become.</param>
    /// <param name="Priority">Whether the region has priority in rural revitalisation (乡村振兴重点帮扶).</param>
    /// <param name="Year">Budget year whose remainder it takes; the indicator's where missing.</param>
    public sealed record Request(
        string Part, string Region, string Unit, string Project, long AmountFen, DateOnly OccurredOn,
        LotteryTreatment Treatment = LotteryTreatment.Subsidy, bool Priority = false, int? Year = null);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/lottery/indicators/{indicator}/parts", Http).AsCommand(Role.Clerk)
            .WithName("DecomposeLotteryIndicator").WithTags("lottery").WithSummary("Allot a part of an indicator (指标分解)");

    public static async Task<Result<Receipt>> Handle(
        string indicator, Request r, CommandContext context, Ledger ledger, Indicators indicators, CancellationToken ct)
    {
        var result = await indicators.StepAsync(indicator, "part", r, r.OccurredOn, context,
            (_, state) => Indicator.Decompose(state, new LotteryIndicatorDecomposed(indicator, r.Part, r.Year ?? state?.Year ?? 0,
                r.Region, r.Unit, r.Project, r.Priority, r.Treatment, r.AmountFen, r.OccurredOn), ledger.Today),
            (e, loaded) => Steps.Move(
                loaded.State.BucketOf(null, false, e.Year), loaded.State.BucketOf(e.Part, false, e.Year), e.AmountFen), ct);
        return result.Refusal is null ? result.Value with { Id = r.Part } : result;
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(string indicator, Request request,
        CommandContext context, Ledger ledger, Indicators indicators, CancellationToken ct) =>
        (await Handle(indicator, request, context, ledger, indicators, ct)).ToHttp($"lottery/indicators/{indicator}/parts");
}
