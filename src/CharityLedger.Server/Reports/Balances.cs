using CharityLedger.Contracts;
using CharityLedger.Domain;
using CharityLedger.Domain.Accounting;
using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Journal;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Reports;

/// <summary>Balances (余额), the trial balance (科目余额表) and the journal (凭证).</summary>
public static class Balances
{
    private const int MostVouchers = 1_000;

    /// <param name="Bucket">Bucket id.</param>
    /// <param name="BalanceFen">What is left, in fen.</param>
    /// <param name="Figures">What moved.</param>
    public sealed record BucketBalance(Bucket Bucket, long BalanceFen, Figures Figures);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/balances", Buckets).AsRead()
            .WithName("ListBalances").WithTags("reports").WithSummary("Every bucket's balance (余额)");
        api.MapGet("/trial-balance", TrialBalance).AsRead()
            .WithName("TrialBalance").WithTags("reports").WithSummary("Trial balance of some months (科目余额表)");
        api.MapGet("/journal", Journal).AsRead()
            .WithName("ListJournal").WithTags("reports").WithSummary("A page of vouchers (凭证)");
    }

    private static async Task<Ok<IEnumerable<BucketBalance>>> Buckets(
        CommandContext context, BalancesQuery balances, CancellationToken ct) =>
        TypedResults.Ok((await balances.BucketsAsync(context.Caller.Federation, ct))
            .Select(b => new BucketBalance(b.Bucket, b.Figures.LeftFen, b.Figures)));

    /// <summary>Of whole months, which are what the books sum: a date would promise a part of one.</summary>
    private static async Task<Results<Ok<IReadOnlyList<AccountSums>>, ProblemHttpResult>> TrialBalance(
        string? from, string? to, string? book, CommandContext context, JournalQuery journal, CancellationToken ct)
    {
        var (first, last) = (MonthOf(from), MonthOf(to));
        if ((first.Refusal ?? last.Refusal ?? BookReports.BookInvalid(book)) is { } refusal) return Problems.Of(refusal);
        return TypedResults.Ok(await journal.TrialBalanceAsync(
            context.Caller.Federation, first.Value, last.Value, book ?? Bucket.MainBook, ct));
    }

    private static Result<DateOnly?> MonthOf(string? month)
    {
        if (month is null) return (DateOnly?)null;
        var parsed = Books.Month(month);
        if (parsed.Refusal is { } refusal) return refusal;
        return (DateOnly?)parsed.Value;
    }

    private static async Task<Ok<IReadOnlyList<JournalLine>>> Journal(
        long? after, int? vouchers, CommandContext context, JournalQuery journal, CancellationToken ct) =>
        TypedResults.Ok(await journal.LinesAsync(
            context.Caller.Federation, after is null ? null : new PageStart(after.Value),
            new PageSize(Math.Clamp(vouchers ?? 100, 1, MostVouchers)), ct));
}
