using CharityLedger.Contracts;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.LotteryGrants;
using CharityLedger.Projections.Lottery;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Lottery;

/// <summary>What became of the welfare-lottery fund (福彩公益金报告).</summary>
public static class LotteryReports
{
    /// <param name="Remainder">What is left, and where.</param>
    /// <param name="DueOn">When it is to be given back.</param>
    /// <param name="IsOverdue">Whether that day has passed.</param>
    /// <param name="Applied">Whether the row of the period is in force; if not, this is only a reminder.</param>
    public sealed record RecoveryAlert(LotteryRemainder Remainder, DateOnly DueOn, bool IsOverdue, bool Applied);

    /// <param name="Sales">As recorded.</param>
    /// <param name="ExpectedFen">What the proportion and the expired prizes make, in fen.</param>
    /// <param name="DeclaredTooLittleFen">By how much the declaration stays below that; negative where above.</param>
    /// <param name="PaidTooLittleFen">By how much the payment stays below the declaration; negative where above.</param>
    /// <param name="DeclaredLate">Whether it was declared after its day of the next month.</param>
    /// <param name="PaidLate">Whether it was paid after its day of the next month.</param>
    public sealed record SalesComparison(
        LotterySalesRow Sales, long ExpectedFen, long DeclaredTooLittleFen, long PaidTooLittleFen, bool? DeclaredLate, bool? PaidLate);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/lottery/indicators", Indicators).AsRead().WithName("ListLotteryIndicators").WithTags("lottery")
            .WithSummary("Every indicator and what became of it (指标)");
        api.MapGet("/lottery/report", Report).AsRead().WithName("LotteryReport").WithTags("lottery")
            .WithSummary("Sums by year, purpose, level, region or priority (福彩公益金报告)");
        api.MapGet("/lottery/unlabelled", Unlabelled).AsRead().WithName("ListUnlabelled").WithTags("lottery")
            .WithSummary("Expenditures whose label nobody has shown (缺少资助标识)");
        api.MapGet("/lottery/recoveries", Recoveries).AsRead().WithName("ListLotteryRecoveries").WithTags("lottery")
            .WithSummary("What is to be given back if it is not used in time (结余收回提醒)");
        api.MapGet("/lottery/sales", Sales).AsRead().WithName("CompareLotterySales").WithTags("lottery")
            .WithSummary("Sales and what they brought for the fund (销量与公益金对比)");
    }

    private static async Task<Ok<IReadOnlyList<LotteryEntry>>> Indicators(
        CommandContext context, LotteryQuery lottery, CancellationToken ct) =>
        TypedResults.Ok(await lottery.IndicatorsAsync(context.Caller.Federation, ct));

    private static async Task<Results<Ok<IReadOnlyList<LotteryLine>>, ProblemHttpResult>> Report(
        string? by, int? year, CommandContext context, LotteryQuery lottery, CancellationToken ct) =>
        Enum.TryParse<LotteryGroup>(by ?? nameof(LotteryGroup.Year), ignoreCase: true, out var group) && Enum.IsDefined(group)
            ? TypedResults.Ok(await lottery.ReportAsync(context.Caller.Federation, group, year, ct))
            : Problems.Of(new Refusal(RefusalCode.MalformedRequest, "by is year, purpose, level, region or priority.", "by"));

    /// <summary>Expenditures, not wholly reversed, of a type that a policy row of its day wants labelled.</summary>
    private static async Task<Ok<IEnumerable<LotteryExpenditureRow>>> Unlabelled(
        CommandContext context, LotteryQuery lottery, Ledger ledger, CancellationToken ct)
    {
        var policy = await ledger.PolicyAsync(context.Caller.Federation, ct);
        var all = await lottery.ExpendituresAsync(context.Caller.Federation, ct);
        return TypedResults.Ok(all.Where(e => e.Photo is null && e.AmountFen > e.CameBackFen
            && policy.Words(PolicyIds.LotteryLabel, true, e.OccurredOn).Contains(LotteryMoney.WordOf(e.Type))));
    }

    private static async Task<Ok<IEnumerable<RecoveryAlert>>> Recoveries(
        CommandContext context, LotteryQuery lottery, Ledger ledger, CancellationToken ct) =>
        TypedResults.Ok(await RecoveriesAsync(context.Caller.Federation, lottery, ledger, ct));

    /// <summary>Everything that is left, with the day by which it is to be used: so long after the end of the year that its
    /// indicator was issued for. Earliest first.</summary>
    public static async Task<IEnumerable<RecoveryAlert>> RecoveriesAsync(
        string tenant, LotteryQuery lottery, Ledger ledger, CancellationToken ct)
    {
        var policy = await ledger.PolicyAsync(tenant, ct);
        var today = ledger.Today;
        return (await lottery.RemaindersAsync(tenant, ct)).Select(r => Alert(r)).OfType<RecoveryAlert>().OrderBy(a => a.DueOn);

        RecoveryAlert? Alert(LotteryRemainder remainder)
        {
            var end = new DateOnly(remainder.IssuedFor, 12, 31);
            return policy.Row(PolicyIds.LotteryRecovery, today)?.After(end) is { } due
                ? new RecoveryAlert(remainder, due, due < today, policy.Find(PolicyIds.LotteryRecovery, today) is not null)
                : null;
        }
    }

    private static async Task<Ok<IEnumerable<SalesComparison>>> Sales(
        CommandContext context, LotteryQuery lottery, Ledger ledger, CancellationToken ct)
    {
        var policy = await ledger.PolicyAsync(context.Caller.Federation, ct);
        return TypedResults.Ok((await lottery.SalesAsync(context.Caller.Federation, ct)).Select(s => Compare(s, policy)));
    }

    private static SalesComparison Compare(LotterySalesRow s, Policy policy)
    {
        var expected = LotteryEvidence.ExpectedFen(s.SalesFen, s.ProportionBasisPoints, s.ExpiredPrizesFen);
        return new SalesComparison(s, expected, expected - s.DeclaredFen, s.DeclaredFen - s.PaidFen,
            IsLate(PolicyIds.LotteryDeclaration, s.DeclaredOn), IsLate(PolicyIds.LotteryPayment, s.PaidOn));

        bool? IsLate(string row, DateOnly on) => policy.Due(row, s.Month.AddMonths(1)) is { } due ? on > due : null;
    }
}
