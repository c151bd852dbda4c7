using System.Data;
using CharityLedger.Contracts.Accounting;
using CharityLedger.EventStore;
using CharityLedger.EventStore.Subscriptions;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Journal;

/// <summary>A voucher that an event would make (凭证试算); it has no number yet.</summary>
/// <param name="Book">Account set.</param>
/// <param name="OccurredOn">Date.</param>
/// <param name="Summary">Summary (摘要).</param>
/// <param name="Lines">Its lines.</param>
public sealed record TriedVoucher(string Book, DateOnly OccurredOn, string Summary, IReadOnlyList<VoucherEntry> Lines);

/// <summary>Makes the vouchers of events that are not in the log, by the same rules as the journal, and writes none.</summary>
public sealed class VoucherTrial(NpgsqlDataSource database)
{
    /// <summary>Their vouchers, in order. What money is restricted is told by the journal as far as it has got.</summary>
    public async Task<IReadOnlyList<TriedVoucher>> OfAsync(IReadOnlyList<StoredEvent> events, CancellationToken ct = default)
    {
        var posted = events.Where(e => PostingRules.All.ContainsKey(e.Event.GetType())).ToList();
        if (posted.Count == 0) return [];
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var page = new PageWriter(connection);
        page.Belong(null, new ProjectionSchema(new JournalProjection()).Live);
        var postings = await Postings.LoadAsync(posted, new ProjectionWriter(page), ct, unwritten: events);
        await snapshot.RollbackAsync(ct);
        return [.. postings.Facts.SelectMany(f => VouchersOf(f, [.. postings.EntriesOf(f)]))];
    }

    private static IEnumerable<TriedVoucher> VouchersOf(Posted fact, IReadOnlyList<Entry> entries)
    {
        var on = fact.Event.OccurredOn;
        return entries.Select((e, i) => (e.Bucket.Book, Line: LineOf(e, i + 1, on))).GroupBy(l => l.Book)
            .Select(g => new TriedVoucher(g.Key, on, fact.Rule.Summary(fact.Event), [.. g.Select(l => l.Line)]));
    }

    private static VoucherEntry LineOf(Entry entry, int number, DateOnly on)
    {
        var account = Chart.Of(entry.Role, on);
        return new VoucherEntry(number, account.Code, account.Name, entry.Bucket, entry.Debit, entry.Credit);
    }
}
