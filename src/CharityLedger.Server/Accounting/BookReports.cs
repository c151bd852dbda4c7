using System.Text;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Accounting;
using CharityLedger.EventStore;
using CharityLedger.Projections.Journal;
using CharityLedger.Projections.Journal.Export;
using CharityLedger.Projections.Statements;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;
using Voucher = CharityLedger.Projections.Journal.Voucher;

namespace CharityLedger.Server.Accounting;

/// <summary>Reads the books: chart, periods, vouchers, statements, and the whole journal for other programs.</summary>
public static class BookReports
{
    private const int MostVouchers = 1_000;

    /// <param name="Code">Code (科目编码).</param>
    /// <param name="Role">What vouchers call it.</param>
    /// <param name="Name">Chinese name.</param>
    /// <param name="NameEn">English name.</param>
    /// <param name="Kind">Where it stands in the statements.</param>
    public sealed record ChartAccount(string Code, AccountRole Role, string Name, string NameEn, AccountKind Kind);

    /// <param name="Month">First day of the month.</param>
    /// <param name="IsClosed">Whether it is closed now.</param>
    /// <param name="Frozen">Its trial balances, frozen when it was last closed.</param>
    public sealed record Period(DateOnly Month, bool IsClosed, IReadOnlyList<FrozenBook> Frozen);

    /// <param name="Book">Account set.</param>
    /// <param name="Vouchers">Number of the month's last voucher.</param>
    /// <param name="Sha256">Digest of the trial balance.</param>
    /// <param name="Accounts">Its figures.</param>
    public sealed record FrozenBook(string Book, int Vouchers, string Sha256, IReadOnlyList<FrozenAccount> Accounts);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/books/accounts", Accounts).AsRead()
            .WithName("ListAccounts").WithTags("books").WithSummary("The chart of accounts of a day (会计科目表)");
        api.MapGet("/books/periods", Periods).AsRead()
            .WithName("ListPeriods").WithTags("books").WithSummary("Closed months and their frozen trial balances (会计期间)");
        api.MapGet("/books/vouchers", Vouchers).AsRead()
            .WithName("ListVouchers").WithTags("books").WithSummary("A page of a month's vouchers (记账凭证)");
        api.MapGet("/books/statements/{kind}", Statement).AsRead()
            .WithName("ReadStatement").WithTags("books").WithSummary("Balance sheet, activities or cash flows (会计报表)");
        api.MapGet("/books/export", Export).AsRead()
            .WithName("ExportJournal").WithTags("books").WithSummary("The journal for hledger, as CSV or JSON (凭证导出)")
            .Produces<string>(contentType: "text/plain");
    }

    private static Ok<IEnumerable<ChartAccount>> Accounts(DateOnly? on, Ledger ledger) => TypedResults.Ok(
        Chart.At(on ?? ledger.Today).Select(a => new ChartAccount(a.Code, a.Role, a.Name, a.NameEn, a.Kind)));

    private static async Task<Ok<List<Period>>> Periods(CommandContext context, EventReader reader, CancellationToken ct)
    {
        var events = (await reader.ReadStreamAsync(context.Caller.Federation, Streams.Books, ct: ct)).Select(e => e.Event).ToList();
        var state = events.Aggregate(BooksState.Open, Books.Evolve);
        return TypedResults.Ok(events.OfType<PeriodClosed>().Select(e => e.Month).Distinct().Order().Select(month => new Period(
            month, state.Closed >= month, [.. events.OfType<TrialBalanceFrozen>().Where(f => f.Month == month)
                .GroupBy(f => f.Book).Select(f => f.Last())
                .Select(f => new FrozenBook(f.Book, f.Vouchers, f.Sha256, f.Accounts))])).ToList());
    }

    private static async Task<Results<Ok<List<Voucher>>, ProblemHttpResult>> Vouchers(string month, string? book, int? after,
        int? vouchers, CommandContext context, VoucherQuery query, CancellationToken ct)
    {
        var parsed = Books.Month(month);
        if ((parsed.Refusal ?? BookInvalid(book)) is { } refusal) return Problems.Of(refusal);
        var page = query.ReadAsync(context.Caller.Federation, book ?? Bucket.MainBook, parsed.Value, parsed.Value, after ?? 0,
            Math.Clamp(vouchers ?? 100, 1, MostVouchers), ct);
        return TypedResults.Ok(await page.ToListAsync(ct));
    }

    private static async Task<Results<Ok<Statement>, ProblemHttpResult>> Statement(string kind, string month, string? book,
        CommandContext context, StatementsQuery statements, CancellationToken ct)
    {
        if (!StatementsQuery.Kinds.Contains(kind))
            return Problems.Of(new Refusal(RefusalCode.NotFound, "Statements are balance_sheet, activities, cash_flows.", "kind"));
        var parsed = Books.Month(month);
        return (parsed.Refusal ?? BookInvalid(book)) is { } refusal
            ? Problems.Of(refusal)
            : TypedResults.Ok(await statements.OfAsync(
                context.Caller.Federation, book ?? Bucket.MainBook, kind, parsed.Value, ct));
    }

    private static async Task<IResult> Export(string? format, string? book, string? from, string? to, CommandContext context,
        Ledger ledger, VoucherQuery query, HttpResponse response, CancellationToken ct)
    {
        var first = from is null ? (Result<DateOnly>)DateOnly.MinValue : Books.Month(from);
        var last = to is null ? (Result<DateOnly>)DateOnly.MaxValue : Books.Month(to);
        if ((first.Refusal ?? last.Refusal ?? BookInvalid(book)) is { } refusal) return Problems.Of(refusal);
        if (!JournalExport.MediaTypes.TryGetValue(format ?? "hledger", out var type))
            return Problems.Of(new Refusal(RefusalCode.MalformedRequest, "format is hledger, csv or json.", "format"));
        response.ContentType = type;
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(false));
        await JournalExport.WriteAsync(format ?? "hledger",
            query.ReadAsync(context.Caller.Federation, book ?? Bucket.MainBook, first.Value, last.Value, ct: ct),
            last.Value < ledger.Today ? last.Value : ledger.Today, writer, ct);
        return Results.Empty;
    }

    internal static Refusal? BookInvalid(string? book) => book is null || (book.Length is > 0 and <= 200 && Ledger.IsName(book))
        ? null : new Refusal(RefusalCode.MalformedRequest, "book is main, or that of a trust: trust/<id>.", "book");
}
