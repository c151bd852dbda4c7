using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.LotteryGrants;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Lottery;

/// <summary>Records a self-evaluation of performance (绩效自评).</summary>
public static class EvaluateIndicator
{
    /// <param name="Score">0 to 100.</param>
    /// <param name="Effect">What was reached, beside the target.</param>
    /// <param name="By">Who evaluated.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Part">The part; the whole indicator where missing.</param>
    public sealed record Request(int Score, string Effect, string By, DateOnly OccurredOn, string? Part = null);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/lottery/indicators/{indicator}/evaluations", Http).AsCommand(Role.Clerk)
            .WithName("EvaluateLotteryIndicator").WithTags("lottery").WithSummary("Record a self-evaluation (绩效自评)");

    public static Task<Result<Receipt>> Handle(string indicator, Request r, CommandContext context, Ledger ledger,
        Indicators indicators, CancellationToken ct) =>
        indicators.StepAsync(indicator, "evaluation", r, r.OccurredOn, context,
            (id, state) => LotteryEvidence.Evaluate(state,
                new LotteryPerformanceEvaluated(indicator, id, r.Part, r.Score, r.Effect, r.By, r.OccurredOn), ledger.Today),
            (_, _) => [], ct);

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(string indicator, Request request,
        CommandContext context, Ledger ledger, Indicators indicators, CancellationToken ct) =>
        (await Handle(indicator, request, context, ledger, indicators, ct))
            .ToHttp($"lottery/indicators/{indicator}/evaluations");
}
