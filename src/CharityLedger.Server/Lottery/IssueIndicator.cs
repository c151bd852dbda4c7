using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.LotteryGrants;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Lottery;

/// <summary>Records an indicator that was issued (指标下达).</summary>
public static class IssueIndicator
{
    /// <param name="Document">Number of the document that issues it (文号).</param>
    /// <param name="Level">Whose budget it comes from.</param>
    /// <param name="Year">Budget year.</param>
    /// <param name="Purpose">Whom it serves.</param>
    /// <param name="ProjectCode">Code of the budget project (项目代码).</param>
    /// <param name="Target">Performance target (绩效目标).</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="OccurredOn">Date of the document; not after today in Beijing.</param>
    /// <param name="Indicator">Id; made where missing.</param>
    public sealed record Request(
        string Document, LotteryLevel Level, int Year, LotteryPurpose Purpose, string ProjectCode, string Target,
        long AmountFen, DateOnly OccurredOn, string? Indicator = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/lottery/indicators", Http).AsCommand(Role.Clerk)
        .WithName("IssueLotteryIndicator").WithTags("lottery").WithSummary("Record an indicator of the lottery fund (指标下达)");

    public static async Task<Result<Receipt>> Handle(
        Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = request.Indicator ?? ids.Of(tenant, "lottery", context.Key);
        var (state, _, _) = await ledger.LoadAsync<IndicatorState>(tenant, Streams.Lottery(id), Indicator.Evolve, ct);
        var decision = Indicator.Issue(new LotteryIndicatorIssued(id, request.Document, request.Level, request.Year,
            request.Purpose, request.ProjectCode, request.Target, request.AmountFen, request.OccurredOn), state, ledger.Today);
        return await ledger.AppendAsync(context.Envelope(request), id, Streams.Lottery(id), ExpectedVersion.NoStream, decision,
            e => [new PostingRequest.Inflow(Bucket.OfLottery(e.Indicator), e.AmountFen)], ct: ct);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, ct)).ToHttp("lottery/indicators");
}
