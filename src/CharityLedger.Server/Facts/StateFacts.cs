using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Facts;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Facts;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Facts;

/// <summary>
/// States facts that reports need (填列报表所需信息) of what was recorded without them, many at once, and of funds and projects, whose
/// facts are the defaults of what is spent of them; sums expenses by fact and year.
/// </summary>
public static class StateFacts
{
    private const int MostRecords = 1_000;

    /// <param name="Records">Ids of expenses or gifts, or <c>fund-…</c> and <c>project-…</c>; at most 500.</param>
    /// <param name="Facts">The facts; what is missing is left as it was.</param>
    public sealed record Request(IReadOnlyList<string> Records, ReportFacts Facts);

    /// <summary>What the statement of facts reads.</summary>
    public sealed record Reading(FactsQuery Query, ProjectionEngine Projections, EventReader Reader);

    public static void Map(IEndpointRouteBuilder api)
    {
        var facts = api.MapGroup("").WithTags("facts");
        facts.MapPost("/facts", Http).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("StateFacts").WithSummary("State facts that reports need, of many records at once (填列报表所需信息)");
        facts.MapGet("/facts", Sums).AsRead()
            .WithName("SumByFacts").WithSummary("Expenses of a year by nature, field, region and division (按性质、领域、地区汇总支出)");
        facts.MapGet("/facts/records", List).AsRead()
            .WithName("ListFactRecords").WithSummary("Expenses of a year with what was stated of them (支出明细及填列情况)");
    }

    public static async Task<Result<Receipt>> Handle(
        Request request, CommandContext context, Ledger ledger, Ids ids, Reading reading, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Of(tenant, "facts", context.Key);
        var refusal = FactRules.CheckRecords(request.Records) ?? await CheckAsync(request, tenant, reading, ct);
        Result<FactsStated> decision = refusal is null ? new FactsStated(request.Records, request.Facts, ledger.Today) : refusal;
        var own = Own(request.Records);
        // The defaults of a fund or project stand in a stream of its own, where a command finds them.
        return await ledger.AppendAsync(context.Envelope(request), id, Streams.Facts(own ?? id), own is null ? ExpectedVersion.NoStream : ExpectedVersion.Any,
            decision, _ => [], ct: ct);
    }

    private static string? Own(IReadOnlyList<string> records) => records is [var one] && IsDefault(one) ? one : null;

    private static bool IsDefault(string record) => Streams.TypeOf(record) is var kind && record.Length > kind.Length
        && (kind == Streams.TypeOf(Streams.Fund("")) || kind == Streams.TypeOf(Streams.Project("")));

    private static async Task<Refusal?> CheckAsync(Request request, string tenant, Reading reading, CancellationToken ct)
    {
        if (request.Records.FirstOrDefault(r => !Ledger.IsName(r)) is not null) return Unknown("");
        if (request.Records.Any(IsDefault) && request.Records.Count > 1)
            return new Refusal(RefusalCode.FactsInvalid, "A fund's or project's defaults are stated by themselves.", "records");
        if (!await reading.Projections.CatchUpAsync(FactsProjection.ProjectionName, ct))
            return new Refusal(RefusalCode.PositionNotReached, "The expenses are not up to date; try again.");
        var expenses = await reading.Query.ExpensesAsync(tenant, request.Records, ct);
        var streams = await reading.Reader.VersionsAsync(
            tenant, [.. request.Records.Where(IsDefault), .. request.Records.Select(Streams.Gift)], ct);
        var isGift = request.Facts.Origin is not null;
        foreach (var record in request.Records)
        {
            var isKnown = isGift ? streams.ContainsKey(Streams.Gift(record)) : expenses.Contains(record) || streams.ContainsKey(record);
            if (!isKnown) return Unknown(record);
        }

        return FactRules.Check(request.Facts, isGift);
    }

    private static Refusal Unknown(string record) =>
        new(RefusalCode.RecordUnknown, $"There is no such expense, gift, fund or project: “{record}”.", "records");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, Reading reading, CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, reading, ct)).ToHttp("facts");

    /// <param name="year">The year; this one where missing.</param>
    /// <param name="book">Account set; the federation's own where missing.</param>
    private static async Task<Results<Ok<IReadOnlyList<FactSum>>, ProblemHttpResult>> Sums(
        int? year, string? book, CommandContext context, Ledger ledger, FactsQuery query, CancellationToken ct) =>
        (CheckYear(year) ?? Accounting.BookReports.BookInvalid(book)) is { } refusal
            ? Problems.Of(refusal)
            : TypedResults.Ok(await query.SumsAsync(context.Caller.Federation, book ?? Bucket.MainBook, year ?? ledger.Today.Year, ct));

    /// <param name="year">The year; this one where missing.</param>
    /// <param name="book">Account set; the federation's own where missing.</param>
    /// <param name="missing">nature, field, region or recipients: those of which it was not stated; all where missing.</param>
    /// <param name="after">Position after which to start.</param>
    /// <param name="limit">Most records; 100 where missing, at most 1,000.</param>
    private static async Task<Results<Ok<IReadOnlyList<FactRecord>>, ProblemHttpResult>> List(int? year, string? book, string? missing, long? after,
        int? limit, CommandContext context, Ledger ledger, FactsQuery query, CancellationToken ct)
    {
        var refusal = CheckYear(year) ?? Accounting.BookReports.BookInvalid(book)
            ?? (missing is null || FactsQuery.Columns.Contains(missing)
                ? null : new Refusal(RefusalCode.MalformedRequest, $"missing is one of: {string.Join(", ", FactsQuery.Columns)}.", "missing"));
        return refusal is not null
            ? Problems.Of(refusal)
            : TypedResults.Ok(await query.RecordsAsync(context.Caller.Federation, book ?? Bucket.MainBook, year ?? ledger.Today.Year, missing,
                after ?? 0, Math.Clamp(limit ?? 100, 1, MostRecords), ct));
    }

    private static Refusal? CheckYear(int? year) => year is null or (>= 1949 and <= 9998)
        ? null : new Refusal(RefusalCode.YearInvalid, "A year is 1949 to 9998.", "year");
}
