using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Accounting;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Journal;
using CharityLedger.Server.Regulation;
using Voucher = CharityLedger.Projections.Journal.Voucher;

namespace CharityLedger.Server.Accounting;

/// <summary>Reads what of a month's vouchers was reviewed, and what of the journal a review is about.</summary>
public sealed class ReviewReading(
    Ledger ledger, EventReader reader, ProjectionEngine projections, JournalQuery journal, VoucherQuery vouchers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What a caller is told where the journal doesn't catch up in time.</summary>
    public static Refusal NotReached { get; } = new(RefusalCode.PositionNotReached, "The journal is not up to date; try again.");

    /// <summary>A month's reviews, and the version of their stream.</summary>
    public async Task<(ReviewState State, long Version)> OfAsync(string tenant, DateOnly month, CancellationToken ct)
    {
        var (state, version, _) = await ledger.LoadAsync<ReviewState>(tenant, Streams.Reviews(month), VoucherReview.Evolve, ct);
        return (state ?? ReviewState.None, version);
    }

    /// <summary>A month's reviews, each as it was done.</summary>
    public async Task<IReadOnlyList<ReviewVouchers.Reviewed>> ReviewsAsync(string tenant, DateOnly month, CancellationToken ct) =>
    [
        .. (await reader.ReadStreamAsync(tenant, Streams.Reviews(month), ct: ct)).Where(e => e.Event is VouchersReviewed)
            .Select(e => new ReviewVouchers.Reviewed(e.Position, e.Headers.User, (VouchersReviewed)e.Event)),
    ];

    /// <summary>Whether the journal holds everything that was there when asked.</summary>
    public async Task<bool> IsUpToDateAsync(CancellationToken ct) => await projections.WaitForAsync(
        JournalProjection.ProjectionName, await reader.LastPositionAsync(ct), Patience, ct);

    /// <summary>The account sets of a month, with the number of its last voucher.</summary>
    public Task<IReadOnlyDictionary<string, int>> VouchersAsync(string tenant, DateOnly month, CancellationToken ct) =>
        journal.BooksAsync(tenant, month, ct);

    /// <summary>The digest over vouchers as the journal has them, and the first of them that somebody made.</summary>
    public async Task<(string Sha256, int? Own)> DigestAsync(string tenant, DateOnly month, string book,
        IReadOnlyList<VoucherRange> numbers, string? by, CancellationToken ct)
    {
        using var digest = new ReviewDigest(month, book);
        int? own = null;
        foreach (var range in numbers)
        {
            await foreach (var voucher in vouchers.ReadAsync(tenant, book, month, month, range.From - 1, range.To - range.From + 1L, ct))
            {
                if (own is null && voucher.Preparer == by) own = voucher.Number;
                digest.Add(voucher.Number, voucher.Position, voucher.OccurredOn, voucher.Preparer);
                foreach (var line in voucher.Lines) digest.Add(line.Account, line.Bucket, line.DebitFen, line.CreditFen);
            }
        }

        return (digest.Sha256(), own);
    }

    /// <summary>A page of the vouchers of an account set and month that are not reviewed.</summary>
    public async Task<List<Voucher>> UnreviewedAsync(
        string tenant, DateOnly month, string book, int after, int most, CancellationToken ct)
    {
        var (state, _) = await OfAsync(tenant, month, ct);
        var last = (await VouchersAsync(tenant, month, ct)).GetValueOrDefault(book);
        var page = new List<Voucher>();
        foreach (var range in state.Missing(book, last))
        {
            var from = Math.Max(range.From, after + 1);
            if (range.To < from) continue;
            if (page.Count == most) break;
            var count = Math.Min(range.To - from + 1, most - page.Count);
            await foreach (var voucher in vouchers.ReadAsync(tenant, book, month, month, from - 1, count, ct)) page.Add(voucher);
        }

        return page;
    }

    /// <summary>
    /// Null where a month may be closed: where the policy table asks for a review, it is shut, and all vouchers up to its end that are
    /// not in a closed month are reviewed.
    /// </summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="books">Its books, as the closing asserts them.</param>
    /// <param name="month">First day of the month.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Refusal?> RefuseClosingAsync(string tenant, BooksState books, DateOnly month, CancellationToken ct)
    {
        var policy = await ledger.PolicyAsync(tenant, ct);
        if (!policy.IsYes(PolicyIds.BooksReviewBeforeClose, month.AddMonths(1).AddDays(-1)) || books.Closed >= month) return null;
        if (books.Shut is not { } shut || shut < month)
            return new Refusal(RefusalCode.PeriodNotShut, "This month is shut first, so that the rest of its vouchers can be reviewed.", "month");
        if (!await IsUpToDateAsync(ct)) return NotReached;
        var missing = 0;
        for (var each = books.Closed?.AddMonths(1) ?? await journal.FirstMonthAsync(tenant, ct) ?? month; each <= month; each = each.AddMonths(1))
        {
            // Months before the row was in force are closed with this one, and nobody had to review them.
            if (!policy.IsYes(PolicyIds.BooksReviewBeforeClose, each.AddMonths(1).AddDays(-1))) continue;
            var (state, _) = await OfAsync(tenant, each, ct);
            missing += (await VouchersAsync(tenant, each, ct)).Sum(b => b.Value - state.CountOf(b.Key));
        }

        return missing == 0 ? null : new Refusal(RefusalCode.VouchersUnreviewed,
            string.Create(CultureInfo.InvariantCulture, $"{missing} vouchers up to the end of {month:yyyy-MM} are not reviewed."), "month");
    }
}
