using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Accounting;
using CharityLedger.EventStore;
using CharityLedger.Projections.Journal;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Accounting;

/// <summary>Compares money as counted, or as a bank states it, with the books (账实核对).</summary>
public static class CountMoney
{
    private const int Most = 500;

    /// <param name="Account">cash, bank or other_money.</param>
    /// <param name="BalanceFen">What was found at the end of the day, in fen; 0 is a finding.</param>
    /// <param name="Evidence">What it was read from: a count sheet, a bank statement.</param>
    /// <param name="OccurredOn">The day; not after today in Beijing.</param>
    /// <param name="Book">Account set; the federation's own where missing.</param>
    /// <param name="NamedAccount">Code of the account in the register; all of that kind together where missing.</param>
    public sealed record Request(
        AccountRole Account, long BalanceFen, string Evidence, DateOnly OccurredOn, string? Book = null, string? NamedAccount = null);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/books/counts", Http).AsCommand(Role.Clerk, Role.Cashier)
            .WithName("CountMoney").WithTags("books").WithSummary("Note a count of cash or a bank's balance (账实核对)");
        api.MapGet("/books/counts", List).AsRead()
            .WithName("ListCounts").WithTags("books").WithSummary("Counts beside the books, with their differences (账实差异)");
    }

    public static async Task<Result<Receipt>> Handle(
        Request request, CommandContext context, Ledger ledger, Ids ids, MoneyRegister register, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var (day, book) = (request.OccurredOn, request.Book ?? Bucket.MainBook);
        var id = ids.Dated(day, tenant, "count", context.Key);
        var decision = MoneyCount.Note(new AccountCounted(
            id, request.Account, book, request.BalanceFen, request.Evidence, day, request.NamedAccount), ledger.Today);
        if (decision.Refusal is null && request.NamedAccount is { } account && (await register.OfAsync(tenant, ct)).Refuse(
            account, kind => Channels.RoleOf(kind) == request.Account, book, day, "namedAccount") is { } unfit)
            decision = unfit;
        return await ledger.AppendAsync(
            context.Envelope(request), id, Streams.Count(id), ExpectedVersion.NoStream, decision, _ => [], ct: ct);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, MoneyRegister register, CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, register, ct)).ToHttp("books/counts");

    private static async Task<Ok<IReadOnlyList<CountComparison>>> List(
        int? limit, CommandContext context, CountQuery counts, CancellationToken ct) =>
        TypedResults.Ok(await counts.LatestAsync(context.Caller.Federation, Math.Clamp(limit ?? 100, 1, Most), ct));
}
