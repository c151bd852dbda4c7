using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Journal;

/// <summary>The journal and the sums of its accounts by month.</summary>
public sealed class JournalProjection : IProjection
{
    private const string AddToAccounts = """
        insert into account_month as t (tenant, account, month, debit, credit)
        select * from unnest($1::varchar[], $2::varchar[], $3::date[], $4::bigint[], $5::bigint[])
        on conflict (tenant, account, month) do update set
            debit = t.debit + excluded.debit, credit = t.credit + excluded.credit
        """;

    private const string GiftsSql = """
        select e.tenant_id, e.stream_id, e.data from unnest($1::varchar[], $2::varchar[]) as w(tenant_id, stream_id)
        join ledger.mt_events e on e.tenant_id = w.tenant_id and e.stream_id = w.stream_id and e.version = 1
        """;

    public string Name => "Journal";

    public int Version => 1;

    public IReadOnlyList<string>? Types { get; } = EventTypes.AliasesOf(typeof(GiftReceived), typeof(MoneyAllocated),
        typeof(PaymentMade), typeof(PaymentReversed), typeof(GiftRefunded));

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        var facts = events.Select(e => (Stored: e, e.Event)).ToList();
        var unrestricted = await UnrestrictedLines.LoadAsync(
            facts.Where(f => f.Event is not GiftReceived).Select(f => f.Stored), writer.Connection, ct);
        var gifts = await RefundedGiftsAsync(
            [.. facts.Where(f => f.Event is GiftRefunded).Select(f => f.Stored)], writer.Connection, ct);
        var lines = new TableRows(
            "line", "tenant", "position", "line", "occurred_on", "account", "bucket", "debit", "credit");
        var sums = new Dictionary<(string Tenant, string Account, DateOnly Month), (long Debit, long Credit)>();
        foreach (var (stored, @event) in facts)
        {
            var (on, entries) = VoucherOf(stored, @event, unrestricted, gifts);
            var month = new DateOnly(on.Year, on.Month, 1);
            var number = 0;
            foreach (var entry in entries)
            {
                lines.Row().Text(stored.Tenant).Long(stored.Position).Int(++number).Date(on).Text(entry.Account)
                    .Text(entry.Bucket).Long(entry.Debit).Long(entry.Credit);
                var key = (stored.Tenant, entry.Account, month);
                var sum = sums.GetValueOrDefault(key);
                sums[key] = (sum.Debit + entry.Debit, sum.Credit + entry.Credit);
            }
        }

        await writer.CopyAsync(lines, ct);
        await unrestricted.WriteAsync(writer, ct);
        await writer.ExecuteAsync(AddToAccounts, [
            sums.Keys.Select(k => k.Tenant).ToArray(), sums.Keys.Select(k => k.Account).ToArray(),
            sums.Keys.Select(k => k.Month).ToArray(), sums.Values.Select(s => s.Debit).ToArray(),
            sums.Values.Select(s => s.Credit).ToArray()], ct);
    }

    private static (DateOnly On, IEnumerable<Entry> Entries) VoucherOf(StoredEvent stored, ILedgerEvent @event,
        UnrestrictedLines unrestricted, IReadOnlyDictionary<(string, string), GiftReceived> gifts)
    {
        if (@event is GiftReceived gift) return (gift.OccurredOn, PostingRules.Received(gift));
        var postings = stored.Headers.Postings ?? [];
        var restricted = unrestricted.Follow(stored, postings, mayComeBack: @event is PaymentMade);
        return @event switch
        {
            MoneyAllocated e => (e.OccurredOn, PostingRules.Allocated(e.From, e.To, e.AmountFen, restricted[0])),
            PaymentMade e => (e.OccurredOn, PostingRules.Paid(e.Bucket, e.AmountFen, restricted[0])),
            PaymentReversed e => (e.OccurredOn, PostingRules.Paid(e.Bucket, -e.AmountFen, -restricted[0])),
            GiftRefunded e => (e.OccurredOn, postings.SelectMany((p, i) => PostingRules.Refunded(
                e, gifts[(stored.Tenant, stored.Stream)], p.Bucket, p.AmountFen, restricted[i]))),
            _ => throw new InvalidOperationException(
                $"{@event.GetType().Name} moves money, but no posting rule knows it."),
        };
    }

    /// <summary>The gifts that are refunded: the first events of the refunds' streams. The log itself is where they are
    /// read.</summary>
    private static async Task<IReadOnlyDictionary<(string, string), GiftReceived>> RefundedGiftsAsync(
        IReadOnlyList<StoredEvent> refunds, NpgsqlConnection connection, CancellationToken ct)
    {
        var gifts = new Dictionary<(string, string), GiftReceived>();
        if (refunds.Count == 0) return gifts;
        await using var command = new NpgsqlCommand(GiftsSql, connection);
        command.Parameters.AddWithValue(refunds.Select(r => r.Tenant).ToArray());
        command.Parameters.AddWithValue(refunds.Select(r => r.Stream).ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            gifts[(reader.GetString(0), reader.GetString(1))] = (GiftReceived)EventTypes.Deserialize(
                EventTypes.AliasOf(typeof(GiftReceived)), reader.GetFieldValue<byte[]>(2));
        }

        return gifts;
    }
}
