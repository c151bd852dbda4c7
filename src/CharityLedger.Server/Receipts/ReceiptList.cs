using System.Text.Json;
using System.Text.Json.Serialization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Server.Receipts;

/// <summary>How a receipt stands.</summary>
public enum ReceiptStatus
{
    /// <summary>It attests its amount (有效).</summary>
    [JsonStringEnumMemberName("live")] Live,

    /// <summary>A red receipt voided it (已冲红).</summary>
    [JsonStringEnumMemberName("voided")] Voided,

    /// <summary>It is a red receipt (红字).</summary>
    [JsonStringEnumMemberName("red")] Red,
}

/// <summary>A line of the list of receipts. Who gave is on the receipt itself.</summary>
/// <param name="Receipt">Its id.</param>
/// <param name="Number">Number within the year's book.</param>
/// <param name="IssuedOn">Date of issue.</param>
/// <param name="Gift">The gift.</param>
/// <param name="Item">What was given; on a red receipt the reason.</param>
/// <param name="AmountFen">Amount in fen; negative on a red receipt.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Handler">Who issued it.</param>
/// <param name="VoidedBy">The red receipt that voided it.</param>
/// <param name="Voids">On a red receipt: the receipt that it voids.</param>
public sealed record ListedReceipt(
    string Receipt, int Number, DateOnly IssuedOn, string Gift, string Item, long AmountFen, ReceiptStatus Status, string Handler,
    string? VoidedBy, string? Voids);

/// <summary>A page of a year's receipts, and what its book comes to.</summary>
/// <param name="Year">The year.</param>
/// <param name="Code">Code of the book (票据代码); null where none was opened.</param>
/// <param name="Used">Numbers used, from 1 on.</param>
/// <param name="Missing">Numbers among them under which no receipt stands: none, or the book is broken; the first 1,000.</param>
/// <param name="LiveFen">Sum of the live receipts, in fen.</param>
/// <param name="Rows">The receipts that were asked for, by number.</param>
/// <param name="Next">Pass as <c>after</c> for the next page; null on the last.</param>
public sealed record ReceiptPage(
    int Year, string? Code, int Used, IReadOnlyList<int> Missing, long LiveFen, IReadOnlyList<ListedReceipt> Rows, int? Next);

/// <summary>Which receipts are asked for.</summary>
/// <param name="Year">Year of issue.</param>
/// <param name="Number">One number alone.</param>
/// <param name="From">First day of issue.</param>
/// <param name="To">Last day of issue.</param>
/// <param name="Status">How they stand.</param>
/// <param name="After">Numbers after this one.</param>
public sealed record ReceiptFilter(
    int Year, int? Number = null, DateOnly? From = null, DateOnly? To = null, ReceiptStatus? Status = null, int After = 0);

/// <summary>Lists a year's receipts (票据台账) from the log itself: a number's event is followed by its receipt's.</summary>
public sealed class ReceiptList(NpgsqlDataSource database)
{
    private const int PageSize = 500, MostMissing = 1_000;

    private const string Book = """
        with book as (
            select (t.version - 1)::int as number, r.type, r.data, v.data as red,
                case when r.type = 'receipt_reversed' then 'red' when v.data is null then 'live' else 'voided' end as status
            from ledger.mt_events t
            left join ledger.mt_events r on r.seq_id = t.seq_id + 1 and r.tenant_id = t.tenant_id
                and r.type in ('receipt_issued', 'receipt_reversed')
                and (r.data ->> 'year')::int = $3 and (r.data ->> 'number')::bigint = t.version - 1
            left join ledger.mt_events v on r.type = 'receipt_issued' and v.tenant_id = r.tenant_id and v.stream_id = r.stream_id
                and v.type = 'receipt_reversed' and (v.data ->> 'originalYear')::int = $3
                and (v.data ->> 'originalNumber')::bigint = t.version - 1
            where t.tenant_id = $1 and t.stream_id = $2 and t.version > 1)
        """;

    /// <summary>A page of the receipts.</summary>
    public async Task<ReceiptPage> ReadAsync(string tenant, ReceiptFilter filter, CancellationToken ct)
    {
        var stream = Streams.Receipts(filter.Year);
        var code = (await database.QueryAsync("""
            select data ->> 'code' from ledger.mt_events where tenant_id = $1 and stream_id = $2 and version = 1
            """, [tenant, stream], r => r.GetString(0), ct)).SingleOrDefault();
        var (used, live) = (await database.QueryAsync($"""
            {Book} select count(*)::int, coalesce(sum((data ->> 'amountFen')::bigint) filter (where status = 'live'), 0)::bigint from book
            """, [tenant, stream, filter.Year], r => (r.GetInt32(0), r.GetInt64(1)), ct)).Single();
        var missing = await database.QueryAsync($"""
            {Book} select n from generate_series(1, (select max(number) from book)) n
            where not exists (select 1 from book where number = n and data is not null) order by n limit {MostMissing}
            """, [tenant, stream, filter.Year], r => r.GetInt32(0), ct);
        var rows = await database.QueryAsync($"""
            {Book} select number, type, data, red from book
            where data is not null and number > $4 and ($5::int is null or number = $5)
                and ($6::date is null or (data ->> 'occurredOn')::date >= $6) and ($7::date is null or (data ->> 'occurredOn')::date <= $7)
                and ($8::text is null or status = $8)
            order by number limit {PageSize}
            """, [tenant, stream, filter.Year, filter.After, filter.Number, filter.From, filter.To,
                filter.Status is { } status ? JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()) : null],
            r => Listed(EventTypes.Deserialize(r.GetString(1), r.GetFieldValue<byte[]>(2)),
                r.IsDBNull(3) ? null : (ReceiptReversed)EventTypes.Deserialize("receipt_reversed", r.GetFieldValue<byte[]>(3))), ct);
        return new ReceiptPage(filter.Year, code, used, missing, live, rows, rows.Count == PageSize ? rows[^1].Number : null);
    }

    private static ListedReceipt Listed(ILedgerEvent receipt, ReceiptReversed? voiding) => receipt switch
    {
        ReceiptIssued e => new ListedReceipt(ReceiptIds.Of(e.Year, e.Number), e.Number, e.OccurredOn, e.Gift, e.Item, e.AmountFen,
            voiding is null ? ReceiptStatus.Live : ReceiptStatus.Voided, e.Handler,
            voiding is null ? null : ReceiptIds.Of(voiding.Year, voiding.Number), null),
        ReceiptReversed e => new ListedReceipt(ReceiptIds.Of(e.Year, e.Number), e.Number, e.OccurredOn, e.Gift, e.Reason, -e.AmountFen,
            ReceiptStatus.Red, e.Handler, null, ReceiptIds.Of(e.OriginalYear, e.OriginalNumber)),
        var other => throw new InvalidOperationException($"{other.GetType().Name} is no receipt."),
    };
}
