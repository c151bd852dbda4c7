using System.Text.Json;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Payments;

/// <summary>A payment on its way (付款单).</summary>
/// <param name="Request">The request that was approved.</param>
/// <param name="Action">What was asked for.</param>
/// <param name="Step">to_pay, handed_over, paid, returned or withdrawn.</param>
/// <param name="Since">Day of that step.</param>
/// <param name="Account">Where the money is to come from.</param>
/// <param name="NamedAccount">Code of that account in the register.</param>
/// <param name="AmountFen">What the bank pays, in fen; null where the request doesn't say.</param>
/// <param name="Payee">Who receives it.</param>
/// <param name="Purpose">What it is spent on.</param>
/// <param name="Reserved">What is reserved for it, by bucket.</param>
/// <param name="ApprovedOn">Day of the last signature.</param>
/// <param name="PaidOn">The bank's day.</param>
/// <param name="BookedOn">Day on which it is booked.</param>
/// <param name="Reference">The bank's reference.</param>
/// <param name="FeeFen">The bank's fee, in fen.</param>
/// <param name="Reason">Why it was returned, approved again or withdrawn.</param>
public sealed record PaymentOrderRow(
    string Request, string Action, string Step, DateOnly Since, string Account, string? NamedAccount, long? AmountFen, string Payee,
    string Purpose, JsonElement Reserved, DateOnly ApprovedOn, DateOnly? PaidOn, DateOnly? BookedOn, string? Reference, long FeeFen,
    string? Reason);

/// <summary>What of an account waits at a step.</summary>
/// <param name="Account">Where the money is to come from.</param>
/// <param name="NamedAccount">Code of that account in the register.</param>
/// <param name="Step">The step.</param>
/// <param name="Payments">How many payments.</param>
/// <param name="AmountFen">Their sum, in fen.</param>
public sealed record PaymentOrderSum(string Account, string? NamedAccount, string Step, long Payments, long AmountFen);

/// <summary>Reads payments on their way.</summary>
public sealed class PaymentOrdersQuery(NpgsqlDataSource database)
{
    private const string Columns = "request, action, step, since, account, named_account, amount, payee, purpose, reserved, approved_on, paid_on, "
        + "booked_on, reference, fee, reason";

    /// <summary>The latest, newest first; at one step, where given.</summary>
    public Task<IReadOnlyList<PaymentOrderRow>> LatestAsync(string tenant, string? step, int limit, CancellationToken ct = default) =>
        database.QueryAsync($"""
            select {Columns} from payment_orders.payment_order
            where tenant = $1 and ($2 = '' or step = $2) order by position desc limit $3
            """, [tenant, step ?? "", limit], Row, ct);

    /// <summary>What waits to be paid, lies at the bank or came back, summed by account.</summary>
    public Task<IReadOnlyList<PaymentOrderSum>> SumsAsync(string tenant, CancellationToken ct = default) =>
        database.QueryAsync("""
            select account, named_account, step, count(*), coalesce(sum(amount), 0)::bigint from payment_orders.payment_order
            where tenant = $1 and step in ('to_pay', 'handed_over', 'returned') group by 1, 2, 3 order by 1, 2 nulls first, 3
            """, [tenant], r => new PaymentOrderSum(r.GetString(0), r.TextOrNull(1), r.GetString(2), r.GetInt64(3), r.GetInt64(4)), ct);

    /// <summary>The first requests for which money of a bucket is reserved.</summary>
    public Task<IReadOnlyList<string>> HoldersAsync(string tenant, string bucket, CancellationToken ct = default) =>
        database.QueryAsync("""
            select request from payment_orders.payment_order
            where tenant = $1 and step in ('to_pay', 'handed_over', 'returned')
                and reserved::jsonb @> jsonb_build_array(jsonb_build_object('bucket', $2::text))
            order by position limit 3
            """, [tenant, bucket], r => r.GetString(0), ct);

    /// <summary>The first requests that will be paid from an account, as they name it, or name none where it takes what names none.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="account">Code of the account.</param>
    /// <param name="kind">The word of its kind, where it takes what names no account; empty otherwise.</param>
    /// <param name="ct">Gives up.</param>
    public Task<IReadOnlyList<string>> OnTheirWayAsync(string tenant, string account, string kind, CancellationToken ct = default) =>
        database.QueryAsync("""
            select request from payment_orders.payment_order
            where tenant = $1 and step in ('to_pay', 'handed_over', 'returned')
                and (named_account = $2 or (named_account is null and account = $3)) order by position limit 3
            """, [tenant, account, kind], r => r.GetString(0), ct);

    /// <summary>One; null where there is none.</summary>
    public async Task<PaymentOrderRow?> FindAsync(string tenant, string request, CancellationToken ct = default) =>
        (await database.QueryAsync($"select {Columns} from payment_orders.payment_order where tenant = $1 and request = $2",
            [tenant, request], Row, ct)).SingleOrDefault();

    private static PaymentOrderRow Row(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetString(2), r.GetFieldValue<DateOnly>(3), r.GetString(4), r.TextOrNull(5),
        r.IsDBNull(6) ? null : r.GetInt64(6),
        r.GetString(7), r.GetString(8), JsonSerializer.Deserialize<JsonElement>(r.GetString(9)), r.GetFieldValue<DateOnly>(10),
        Day(r, 11), Day(r, 12), r.TextOrNull(13), r.GetInt64(14), r.TextOrNull(15));

    private static DateOnly? Day(NpgsqlDataReader r, int column) => r.IsDBNull(column) ? null : r.GetFieldValue<DateOnly>(column);
}
