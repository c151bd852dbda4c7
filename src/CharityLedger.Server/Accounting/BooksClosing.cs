using System.Globalization;
using System.Text;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Accounting;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Journal;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Accounting;

/// <summary>
/// Closes a month in steps that each stand in the log: closed, so that nothing more can be posted there; for December carried
/// over, from the journal as it then stands; frozen, with its figures and their digest. A closing that broke off goes on where
/// it stopped when it is asked for again.
/// </summary>
public sealed class BooksClosing(
    Ledger ledger, OpenBooks books, EventReader reader, ProjectionEngine projections, JournalQuery journal, ReviewReading reviews)
{
    private const int Attempts = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Closes a month; December with its year.</summary>
    public async Task<Result<Receipt>> CloseAsync(Envelope envelope, DateOnly month, bool withYear, CancellationToken ct)
    {
        var tenant = envelope.Caller.Federation;
        var id = month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var (version, state) = await books.LoadAsync(tenant, ct);
            if (!state.IsUnfinished(month))
            {
                DateOnly? first = null;
                if (state.Closed is null)
                {
                    // Only the first close could leave earlier months behind.
                    if (await CaughtUpAsync(ct) is null) return NotReached;
                    first = await journal.FirstMonthAsync(tenant, ct);
                }

                var decision = Books.Close(state, month, withYear, ledger.Today, first);
                if (decision.Refusal is null && await reviews.RefuseClosingAsync(tenant, state, month, ct) is { } unreviewed) decision = unreviewed;
                var closed = await ledger.AppendAsync(envelope, id, Streams.Books, new ExpectedVersion(version), decision, _ => [], ct: ct);
                if (closed.Refusal is { Code: RefusalCode.VersionConflict }) continue;
                if (closed.Refusal is not null) return closed;
                // The same request was carried out before, and nothing is left to do.
                if (!(await books.LoadAsync(tenant, ct)).State.IsUnfinished(month)) return closed;
            }

            if (await FinishAsync(envelope, id, month, ct) is { } finished) return finished;
        }

        return new Refusal(RefusalCode.VersionConflict, "The books were changed meanwhile; try again.");
    }

    /// <summary>Goes on with a closed month; null where another host did so at this moment.</summary>
    private async Task<Result<Receipt>?> FinishAsync(Envelope envelope, string id, DateOnly month, CancellationToken ct)
    {
        var tenant = envelope.Caller.Federation;
        var (version, state) = await books.LoadAsync(tenant, ct);
        if (month.Month == 12 && state.Year < month.Year)
        {
            if (await CaughtUpAsync(ct) is null) return NotReached;
            var balances = await journal.BucketAccountsAsync(tenant, CarryOver.Roles, month, ct);
            var posted = CarryOver.Of(month.Year, balances.Select(b => (b.Role, b.Bucket, b.BalanceFen)));
            var carried = await AppendAsync(envelope, id, version, [.. posted, new YearClosed(month.Year, ledger.Today)], ct);
            if (IsDoneByAnother(carried)) return null;
            if (carried.Refusal is not null) return carried;
            (version, state) = await books.LoadAsync(tenant, ct);
        }

        if (!state.IsUnfinished(month)) return null;
        if (await CaughtUpAsync(ct) is not { } position) return NotReached;
        var frozen = new List<ILedgerEvent>();
        foreach (var (book, vouchers) in await journal.BooksAsync(tenant, month, ct))
        {
            var accounts = await journal.TrialBalanceOfAsync(tenant, book, month, ct);
            frozen.Add(new TrialBalanceFrozen(month, book, position, vouchers,
                TrialBalanceFrozen.DigestOf(month, book, vouchers, accounts), accounts, ledger.Today));
        }

        var done = await AppendAsync(envelope, id, version, frozen, ct);
        if (IsDoneByAnother(done)) return null;
        return done;
    }

    /// <summary>Whoever took the same step first may have stated another position, which makes its key another request's.</summary>
    private static bool IsDoneByAnother(Result<Receipt> step) =>
        step.Refusal is { Code: RefusalCode.VersionConflict or RefusalCode.IdempotencyConflict };

    /// <summary>Steps after the first have keys of their own: a step is done once, whoever does it.</summary>
    private Task<Result<Receipt>> AppendAsync(
        Envelope envelope, string id, long version, IReadOnlyList<ILedgerEvent> events, CancellationToken ct)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{CommandContext.OwnKeys}books/{id}/{version}");
        var step = new Envelope(envelope.Caller, key, "close_books", id, string.Concat(events.Select(e => Encoding.UTF8.GetString(EventTypes.Serialize(e)))));
        var write = new StreamWrite(Streams.Books, new ExpectedVersion(version), [.. events.Select(e => NewEvent.Of(e))]);
        return ledger.AppendAsync(step, id, [write], [], [], ct);
    }

    /// <summary>The position up to which the journal holds everything that was there when asked; null where it took too
    /// long.</summary>
    private async Task<long?> CaughtUpAsync(CancellationToken ct)
    {
        var last = await reader.LastPositionAsync(ct);
        return await projections.WaitForAsync(JournalProjection.ProjectionName, last, Patience, ct) ? last : null;
    }

    private static Refusal NotReached { get; } = new(RefusalCode.PositionNotReached,
        "The journal is not up to date; repeat, and the closing goes on.");
}
