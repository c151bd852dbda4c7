using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Journal;

/// <summary>The journal: vouchers, numbered by account set and month, and the sums of their accounts by month.</summary>
public sealed class JournalProjection : IProjection
{
    private static readonly string Counted = EventTypes.AliasOf(typeof(AccountCounted));

    /// <summary>Its name.</summary>
    public const string ProjectionName = "Journal";

    public string Name => ProjectionName;

    public int Version => 13;

    public IReadOnlyList<string>? Types { get; } = [.. PostingRules.Types, EventTypes.AliasOf(typeof(AccountCounted))];

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        var postings = await Postings.LoadAsync(events.Where(e => e.Type != Counted), writer, ct);
        var lines = new TableRows("line", "tenant", "position", "line", "occurred_on", "book", "account", "bucket", "debit", "credit");
        var sums = new AccountMonths();
        var vouchers = new VoucherRows();
        var entries = new List<Entry>();
        foreach (var fact in postings.Facts)
        {
            var stored = fact.Stored;
            var on = fact.Event.OccurredOn;
            var month = new DateOnly(on.Year, on.Month, 1);
            entries.Clear();
            entries.AddRange(postings.EntriesOf(fact));
            for (var i = 0; i < entries.Count; i++)
            {
                var entry = entries[i];
                var account = Chart.Of(entry.Role, on);
                var book = entry.Bucket.Book;
                lines.Row().Text(stored.Tenant).Long(stored.Position).Int(i + 1).Date(on).Text(book).Text(account.Code)
                    .Text(entry.Bucket.ToString()).Long(entry.Debit).Long(entry.Credit);
                vouchers.Touch(fact, book, month);
                sums.Add(new AccountMonth(stored.Tenant, book, account.Code, month, fact.Rule.IsClosing), entry,
                    againstMoney: account.Kind != AccountKind.Money && MovesMoney(entries, book));
            }
        }

        await writer.CopyAsync(lines, ct);
        await writer.CopyAsync(Counts(events), ct);
        await vouchers.WriteAsync(writer, ct);
        await postings.Unrestricted.WriteAsync(writer, ct);
        await sums.WriteAsync(writer, ct);
    }

    private static TableRows Counts(IReadOnlyList<StoredEvent> events)
    {
        var rows = new TableRows(
            "count", "tenant", "position", "count", "book", "account", "occurred_on", "balance", "evidence", "counter", "named_account");
        foreach (var stored in events.Where(e => e.Type == Counted))
        {
            var count = (AccountCounted)stored.Event;
            rows.Row().Text(stored.Tenant).Long(stored.Position).Text(count.Count).Text(count.Book)
                .Text(Chart.Of(count.Account, count.OccurredOn).Code).Date(count.OccurredOn).Long(count.BalanceFen)
                .Text(count.Evidence).Text(EventHeaders.UserOf(stored.HeadersJson.Span)).Text(count.NamedAccount);
        }

        return rows;
    }

    private static bool MovesMoney(List<Entry> entries, string book)
    {
        foreach (var entry in entries)
        {
            if (entry.Role is AccountRole.Cash or AccountRole.Bank or AccountRole.OtherMoney
                && entry.Bucket.Book == book) return true;
        }

        return false;
    }
}
