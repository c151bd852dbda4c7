using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Accounting;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;
using Voucher = CharityLedger.Projections.Journal.Voucher;

namespace CharityLedger.Server.Accounting;

/// <summary>
/// Reviews vouchers (凭证审核): another person than who made them looks at them, and a digest keeps what was seen. A month can be shut
/// (停止录入), so that the rest is reviewed before it is closed.
/// </summary>
public static class ReviewVouchers
{
    private const int MostVouchers = 1_000;

    /// <param name="Numbers">Which vouchers, from low to high; at most 100 ranges and 10,000 vouchers.</param>
    /// <param name="Exceptions">Those among them that are not agreed with; they stay unreviewed.</param>
    /// <param name="Book">Account set; the federation's own where missing.</param>
    public sealed record Request(
        IReadOnlyList<VoucherRange> Numbers, IReadOnlyList<ReviewRemark>? Exceptions = null, string? Book = null);

    /// <param name="Reason">Why the month takes entries again.</param>
    public sealed record LiftRequest(string Reason);

    /// <param name="Month">First day of the month.</param>
    /// <param name="IsShut">Whether it takes no entries any more.</param>
    /// <param name="Books">Its account sets.</param>
    /// <param name="Reviews">What was reviewed, in the order of the log.</param>
    public sealed record MonthReviews(DateOnly Month, bool IsShut, IReadOnlyList<BookReviews> Books, IReadOnlyList<Reviewed> Reviews);

    /// <param name="Book">Account set.</param>
    /// <param name="Vouchers">Number of its last voucher.</param>
    /// <param name="Passed">How many were reviewed without exception.</param>
    /// <param name="Missing">Numbers that were not.</param>
    /// <param name="Exceptions">What reviewers did not agree with and is not settled.</param>
    public sealed record BookReviews(
        string Book, int Vouchers, int Passed, IReadOnlyList<VoucherRange> Missing, IReadOnlyList<ReviewRemark> Exceptions);

    /// <param name="Position">Position in the log.</param>
    /// <param name="By">Who reviewed.</param>
    /// <param name="Review">What.</param>
    public sealed record Reviewed(long Position, string By, VouchersReviewed Review);

    private sealed record ShutRequest;

    public static void Map(IEndpointRouteBuilder api)
    {
        var books = api.MapGroup("").WithTags("books");
        books.MapPost("/books/periods/{month}/reviews", Review).AsCommand(Role.Accountant, Role.Approver)
            .WithName("ReviewVouchers").WithSummary("Review vouchers that others made (凭证审核)");
        books.MapPost("/books/periods/{month}/shutting", Shut).AsCommand(Role.Accountant)
            .WithName("ShutPeriod").WithSummary("Take no more entries in a month, before it is closed (停止录入)");
        books.MapPost("/books/periods/{month}/shutting/end", Lift).AsCommand(Role.Accountant)
            .WithName("LiftShutting").WithSummary("Take entries again in a month that was shut (恢复录入)");
        books.MapGet("/books/periods/{month}/reviews", List).AsRead()
            .WithName("ListReviews").WithSummary("What of a month was reviewed, and what is missing (审核情况)");
        books.MapGet("/books/periods/{month}/unreviewed", Unreviewed).AsRead()
            .WithName("ListUnreviewedVouchers").WithSummary("A page of a month's vouchers that are not reviewed (未审核凭证)");
    }

    public static Task<Result<Receipt>> Handle(
        string month, Request request, CommandContext context, Ledger ledger, ReviewReading reading, Users users, CancellationToken ct)
    {
        var parsed = Books.Month(month);
        if (parsed.Refusal is { } refusal) return Task.FromResult<Result<Receipt>>(refusal);
        var (tenant, by, book) = (context.Caller.Federation, context.Caller.User, request.Book ?? Bucket.MainBook);
        var envelope = context.Envelope(request, month);
        return Conflicts.RetryAsync(async () =>
        {
            var (state, version) = await reading.OfAsync(tenant, parsed.Value, ct);
            if (!await reading.IsUpToDateAsync(ct)) return ReviewReading.NotReached;
            var last = (await reading.VouchersAsync(tenant, parsed.Value, ct)).GetValueOrDefault(book);
            Result<VouchersReviewed> decision;
            if (VoucherReview.Check(state, book, request.Numbers, request.Exceptions ?? [], last) is { } wrong) decision = wrong;
            else
            {
                var (sha256, own) = await reading.DigestAsync(tenant, parsed.Value, book, request.Numbers, by, ct);
                decision = VoucherReview.Review(
                    new VouchersReviewed(parsed.Value, book, request.Numbers, request.Exceptions ?? [], sha256, ledger.Today),
                    by, own, await users.ReadAsync(tenant, ct));
            }

            return await ledger.AppendAsync(envelope, month, Streams.Reviews(parsed.Value), new ExpectedVersion(version), decision, _ => [], ct: ct);
        });
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Review(string month, Request request, CommandContext context,
        Ledger ledger, ReviewReading reading, Users users, CancellationToken ct) =>
        (await Handle(month, request, context, ledger, reading, users, ct)).ToHttp($"books/periods/{month}/reviews");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Shut(
        string month, CommandContext context, Ledger ledger, OpenBooks books, CancellationToken ct) =>
        (await ChangeAsync(month, context.Envelope(new ShutRequest(), month), ledger, books,
            (state, day) => Books.Shut(state, day, ledger.Today), ct)).ToHttp("books/periods");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Lift(
        string month, LiftRequest request, CommandContext context, Ledger ledger, OpenBooks books, CancellationToken ct) =>
        (await ChangeAsync(month, context.Envelope(request, month), ledger, books,
            (state, day) => Books.Lift(state, day, request.Reason, ledger.Today), ct)).ToHttp("books/periods");

    private static Task<Result<Receipt>> ChangeAsync<TEvent>(string month, Envelope envelope, Ledger ledger, OpenBooks books,
        Func<BooksState, DateOnly, Result<TEvent>> decide, CancellationToken ct)
        where TEvent : ILedgerEvent
    {
        var parsed = Books.Month(month);
        if (parsed.Refusal is { } refusal) return Task.FromResult<Result<Receipt>>(refusal);
        return Conflicts.RetryAsync(async () =>
        {
            var (version, state) = await books.LoadAsync(envelope.Caller.Federation, ct);
            return await ledger.AppendAsync(envelope, month, Streams.Books, new ExpectedVersion(version), decide(state, parsed.Value), _ => [], ct: ct);
        });
    }

    private static async Task<Results<Ok<MonthReviews>, ProblemHttpResult>> List(
        string month, CommandContext context, ReviewReading reading, OpenBooks books, CancellationToken ct)
    {
        var parsed = Books.Month(month);
        if (parsed.Refusal is { } refusal) return Problems.Of(refusal);
        var tenant = context.Caller.Federation;
        var (state, _) = await reading.OfAsync(tenant, parsed.Value, ct);
        var sets = await reading.VouchersAsync(tenant, parsed.Value, ct);
        var (_, closed) = await books.LoadAsync(tenant, ct);
        return TypedResults.Ok(new MonthReviews(parsed.Value, closed.Shut >= parsed.Value && !(closed.Closed >= parsed.Value),
        [
            .. sets.Select(s => new BookReviews(s.Key, s.Value, state.CountOf(s.Key), [.. state.Missing(s.Key, s.Value)],
                [.. state.Open.Where(o => o.Key.Book == s.Key).Select(o => new ReviewRemark(o.Key.Number, o.Value))])),
        ], await reading.ReviewsAsync(tenant, parsed.Value, ct)));
    }

    /// <param name="book">Account set; the federation's own where missing.</param>
    /// <param name="after">Number after which to start.</param>
    /// <param name="vouchers">Most vouchers; 100 where missing, at most 1,000.</param>
    private static async Task<Results<Ok<List<Voucher>>, ProblemHttpResult>> Unreviewed(string month, string? book, int? after, int? vouchers,
        CommandContext context, ReviewReading reading, CancellationToken ct)
    {
        var parsed = Books.Month(month);
        if ((parsed.Refusal ?? BookReports.BookInvalid(book)) is { } refusal) return Problems.Of(refusal);
        return TypedResults.Ok(await reading.UnreviewedAsync(context.Caller.Federation, parsed.Value, book ?? Bucket.MainBook, after ?? 0,
            Math.Clamp(vouchers ?? 100, 1, MostVouchers), ct));
    }
}
