using CharityLedger.Contracts.Events;
using CharityLedger.Contracts;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Gifts;

/// <summary>A gift in the public list.</summary>
/// <param name="Position">Its place in the log; the key for the next page.</param>
/// <param name="Gift">Id and receipt number.</param>
/// <param name="Fund">Fund; null for general money.</param>
/// <param name="Campaign">Campaign that binds it.</param>
/// <param name="Purpose">Purpose that binds it.</param>
/// <param name="OccurredOn">Date of receipt.</param>
/// <param name="AmountFen">Amount as received.</param>
/// <param name="RefundedFen">What of it went back.</param>
/// <param name="Channel">How it came.</param>
/// <param name="Donor">Pseudonym.</param>
/// <param name="DonorKind">Person, organisation or anonymous.</param>
/// <param name="Naming">What of the name may be shown.</param>
/// <param name="Sealed">What opens with the donor's key only; null where nothing was said.</param>
public sealed record GiftRow(long Position, string Gift, string? Fund, string? Campaign, string? Purpose,
    DateOnly OccurredOn, long AmountFen, long RefundedFen, string Channel, string Donor, DonorKind DonorKind,
    DonorNaming Naming, byte[]? Sealed);

/// <summary>A payment in the public list.</summary>
/// <param name="Position">Its place in the log; the key for the next page.</param>
/// <param name="Payment">Id.</param>
/// <param name="Fund">Fund; null for general money.</param>
/// <param name="Bucket">The bucket it was paid from.</param>
/// <param name="OccurredOn">Business date.</param>
/// <param name="AmountFen">Amount as paid.</param>
/// <param name="ReversedFen">What of it came back.</param>
/// <param name="Payee">Who received it.</param>
/// <param name="Purpose">What it was for.</param>
public sealed record PaymentRow(long Position, string Payment, string? Fund, Bucket Bucket, DateOnly OccurredOn,
    long AmountFen, long ReversedFen, string Payee, string Purpose);

/// <summary>Pages through the public lists, newest first (by position in the log).</summary>
public sealed class GiftListQuery(NpgsqlDataSource database)
{
    private const string GiftColumns = """
        g.position, g.gift, g.fund, g.campaign, g.purpose, g.occurred_on, g.amount,
        coalesce((select sum(r.amount) from gift_list.refund r
                  where r.tenant = g.tenant and r.gift = g.gift), 0)::bigint,
        g.channel, g.donor, g.donor_kind, g.naming, g.sealed
        """;

    private const string PaymentColumns = """
        p.position, p.payment, p.fund, p.bucket, p.occurred_on, p.amount,
        coalesce((select sum(r.amount) from gift_list.reversal r
                  where r.tenant = p.tenant and r.payment = p.payment), 0)::bigint,
        p.payee, p.purpose
        """;

    /// <summary>A page of gifts.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="fund">Only this fund's; null for all of the federation.</param>
    /// <param name="before">Where it begins; null for the newest.</param>
    /// <param name="size">Most rows.</param>
    /// <param name="ct">Gives up.</param>
    public Task<IReadOnlyList<GiftRow>> GiftsAsync(
        string tenant, string? fund, PageStart? before, PageSize size, CancellationToken ct = default) =>
        fund is null
            ? database.QueryAsync($"""
                select {GiftColumns} from gift_list.gift g where g.tenant = $1 and g.position < $2
                order by g.position desc limit $3
                """, [tenant, before?.Position ?? long.MaxValue, size.Rows], Gift, ct)
            : database.QueryAsync($"""
                select {GiftColumns} from gift_list.gift g where g.tenant = $1 and g.fund = $4 and g.position < $2
                order by g.position desc limit $3
                """, [tenant, before?.Position ?? long.MaxValue, size.Rows, fund], Gift, ct);

    /// <summary>A page of gifts, the earliest first.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="after">Where it begins.</param>
    /// <param name="until">The last position that is looked at.</param>
    /// <param name="size">Most rows.</param>
    /// <param name="ct">Gives up.</param>
    public Task<IReadOnlyList<GiftRow>> FromAsync(
        string tenant, PageStart after, long until, PageSize size, CancellationToken ct = default) => database.QueryAsync($"""
            select {GiftColumns} from gift_list.gift g where g.tenant = $1 and g.position > $2 and g.position <= $3
            order by g.position limit $4
            """, [tenant, after.Position, until, size.Rows], Gift, ct);

    /// <summary>One gift; null where this federation has none of that id.</summary>
    public async Task<GiftRow?> GiftAsync(string tenant, string gift, CancellationToken ct = default) =>
        (await database.QueryAsync($"select {GiftColumns} from gift_list.gift g where g.tenant = $1 and g.gift = $2",
            [tenant, gift], Gift, ct)).SingleOrDefault();

    /// <summary>A page of payments; parameters as for gifts.</summary>
    public Task<IReadOnlyList<PaymentRow>> PaymentsAsync(
        string tenant, string? fund, PageStart? before, PageSize size, CancellationToken ct = default) =>
        fund is null
            ? database.QueryAsync($"""
                select {PaymentColumns} from gift_list.payment p where p.tenant = $1 and p.position < $2
                order by p.position desc limit $3
                """, [tenant, before?.Position ?? long.MaxValue, size.Rows], Payment, ct)
            : database.QueryAsync($"""
                select {PaymentColumns} from gift_list.payment p where p.tenant = $1 and p.fund = $4 and p.position < $2
                order by p.position desc limit $3
                """, [tenant, before?.Position ?? long.MaxValue, size.Rows, fund], Payment, ct);

    private static GiftRow Gift(NpgsqlDataReader r) => new(
        r.GetInt64(0), r.GetString(1), r.TextOrNull(2), r.TextOrNull(3),
        r.TextOrNull(4), r.GetFieldValue<DateOnly>(5), r.GetInt64(6), r.GetInt64(7), r.GetString(8), r.GetString(9),
        (DonorKind)r.GetInt32(10), (DonorNaming)r.GetInt32(11), r.IsDBNull(12) ? null : r.GetFieldValue<byte[]>(12));

    private static PaymentRow Payment(NpgsqlDataReader r) => new(r.GetInt64(0), r.GetString(1), r.TextOrNull(2),
        r.GetBucket(3), r.GetFieldValue<DateOnly>(4), r.GetInt64(5), r.GetInt64(6), r.GetString(7), r.GetString(8));
}
