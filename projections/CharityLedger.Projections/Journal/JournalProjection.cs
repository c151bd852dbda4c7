using System.Runtime.InteropServices;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Journal;

/// <summary>The journal: vouchers, numbered by account set and month, and the sums of their accounts by month.</summary>
public sealed class JournalProjection : IProjection
{
    private const string AddToAccounts = """
        insert into account_month as t (tenant, book, account, month, closing, debit, credit)
        select * from unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::date[], $5::bool[], $6::bigint[], $7::bigint[])
        on conflict (tenant, book, account, month, closing) do update set
            debit = t.debit + excluded.debit, credit = t.credit + excluded.credit
        """;

    private const string AddToCash = """
        insert into cash_month as t (tenant, book, account, month, amount)
        select * from unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::date[], $5::bigint[])
        on conflict (tenant, book, account, month) do update set amount = t.amount + excluded.amount
        """;

    private static readonly string Counted = EventTypes.AliasOf(typeof(AccountCounted));

    /// <summary>Its name.</summary>
    public const string ProjectionName = "Journal";

    public string Name => ProjectionName;

    public int Version => 5;

    public IReadOnlyList<string>? Types { get; } = [.. PostingRules.Types, EventTypes.AliasOf(typeof(AccountCounted))];

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        var facts = events.Where(e => e.Type != Counted).Select(Posted.Of).ToList();
        var unrestricted = await UnrestrictedLines.LoadAsync(facts, writer.Connection, ct);
        var earlier = await EarlierEvents.LoadAsync(facts, writer.Connection, ct);
        var lines = new TableRows("line", "tenant", "position", "line", "book", "account", "bucket", "debit", "credit");
        var sums = new Dictionary<AccountKey, (long Debit, long Credit)>();
        var vouchers = new VoucherRows();
        var cash = new Dictionary<CashKey, long>();
        var entries = new List<Entry>();
        foreach (var fact in facts)
        {
            var stored = fact.Stored;
            var on = fact.Event.OccurredOn;
            var month = new DateOnly(on.Year, on.Month, 1);
            entries.Clear();
            entries.AddRange(EntriesOf(fact, unrestricted, earlier));
            for (var i = 0; i < entries.Count; i++)
            {
                var entry = entries[i];
                var account = Chart.Of(entry.Role, on);
                var book = Buckets.BookOf(entry.Bucket);
                lines.Row().Text(stored.Tenant).Long(stored.Position).Int(i + 1).Text(book).Text(account.Code)
                    .Text(entry.Bucket).Long(entry.Debit).Long(entry.Credit);
                vouchers.Touch(fact, book, month);
                var key = new AccountKey(stored.Tenant, book, account.Code, month, fact.Rule.IsClosing);
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _);
                sum = (sum.Debit + entry.Debit, sum.Credit + entry.Credit);
                if (account.Kind == AccountKind.Money || !MovesMoney(entries, book)) continue;
                ref var moved = ref CollectionsMarshal.GetValueRefOrAddDefault(
                    cash, new CashKey(stored.Tenant, book, account.Code, month), out _);
                moved += entry.Credit - entry.Debit;
            }
        }

        await writer.CopyAsync(lines, ct);
        await writer.CopyAsync(Counts(events), ct);
        await vouchers.WriteAsync(writer, ct);
        await unrestricted.WriteAsync(writer, ct);
        await writer.ExecuteAsync(AddToAccounts, [
            sums.Keys.Select(k => k.Tenant).ToArray(), sums.Keys.Select(k => k.Book).ToArray(),
            sums.Keys.Select(k => k.Account).ToArray(), sums.Keys.Select(k => k.Month).ToArray(),
            sums.Keys.Select(k => k.IsClosing).ToArray(), sums.Values.Select(s => s.Debit).ToArray(),
            sums.Values.Select(s => s.Credit).ToArray()], ct);
        await writer.ExecuteAsync(AddToCash, [
            cash.Keys.Select(k => k.Tenant).ToArray(), cash.Keys.Select(k => k.Book).ToArray(),
            cash.Keys.Select(k => k.Account).ToArray(), cash.Keys.Select(k => k.Month).ToArray(),
            cash.Values.ToArray()], ct);
    }

    private static TableRows Counts(IReadOnlyList<StoredEvent> events)
    {
        var rows = new TableRows(
            "count", "tenant", "position", "count", "book", "account", "occurred_on", "balance", "evidence", "counter");
        foreach (var stored in events.Where(e => e.Type == Counted))
        {
            var count = (AccountCounted)stored.Event;
            rows.Row().Text(stored.Tenant).Long(stored.Position).Text(count.Count).Text(count.Book)
                .Text(Chart.Of(count.Account, count.OccurredOn).Code).Date(count.OccurredOn).Long(count.BalanceFen)
                .Text(count.Evidence).Text(EventHeaders.UserOf(stored.HeadersJson.Span));
        }

        return rows;
    }

    private static bool MovesMoney(List<Entry> entries, string book)
    {
        foreach (var entry in entries)
        {
            if (entry.Role is AccountRole.Cash or AccountRole.Bank or AccountRole.OtherMoney
                && Buckets.BookOf(entry.Bucket) == book) return true;
        }

        return false;
    }

    private static IEnumerable<Entry> EntriesOf(Posted fact, UnrestrictedLines unrestricted, EarlierEvents earlier)
    {
        // Most events are gifts, whose rule needs neither.
        IReadOnlyList<Movement> movements = fact.Postings.Count == 0
            ? []
            : [.. fact.Postings.Zip(unrestricted.Follow(fact.Stored, fact.Postings), (p, fen) => new Movement(p, fen))];
        return fact.Rule.Entries(fact.Event, movements, earlier.For(fact));
    }

    private readonly record struct AccountKey(
        string Tenant, string Book, string Account, DateOnly Month, bool IsClosing);

    private readonly record struct CashKey(string Tenant, string Book, string Account, DateOnly Month);
}
