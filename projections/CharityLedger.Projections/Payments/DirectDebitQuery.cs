using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Payments;

/// <summary>A standing approval (代扣授权).</summary>
/// <param name="Standing">Id.</param>
/// <param name="Payee">Who may take money.</param>
/// <param name="Purpose">What for.</param>
/// <param name="CeilingFen">The most at once, in fen.</param>
/// <param name="StartsOn">First day.</param>
/// <param name="EndsOn">Last day.</param>
public sealed record StandingApprovalRow(string Standing, string Payee, string Purpose, long CeilingFen, DateOnly StartsOn, DateOnly EndsOn);

/// <summary>What the bank paid by itself (银行代扣).</summary>
/// <param name="Payment">The payment.</param>
/// <param name="Standing">The standing approval under which it falls.</param>
/// <param name="PaidOn">The bank's day.</param>
/// <param name="BookedOn">Day on which it is booked.</param>
/// <param name="Reference">The bank's reference.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="Approvals">How many have to approve it afterwards; 0 under a standing approval.</param>
/// <param name="ApprovedBy">Who approved it afterwards, in order.</param>
/// <param name="IsApproved">Whether it is approved, in one way or the other.</param>
public sealed record DirectDebitRow(
    string Payment, string? Standing, DateOnly PaidOn, DateOnly BookedOn, string? Reference, string RecordedBy, int Approvals,
    IReadOnlyList<string> ApprovedBy, bool IsApproved);

/// <summary>Reads standing approvals, and what the bank paid by itself.</summary>
public sealed class DirectDebitQuery(NpgsqlDataSource database)
{
    /// <summary>A federation's standing approvals, by payee.</summary>
    public Task<IReadOnlyList<StandingApprovalRow>> StandingAsync(string tenant, CancellationToken ct = default) => database.QueryAsync("""
        select standing, payee, purpose, ceiling, starts_on, ends_on from payment_orders.standing_approval
        where tenant = $1 order by payee, starts_on, standing
        """, [tenant], r => new StandingApprovalRow(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt64(3),
            r.GetFieldValue<DateOnly>(4), r.GetFieldValue<DateOnly>(5)), ct);

    /// <summary>The latest direct debits, newest first; those alone that nobody approved, where asked.</summary>
    public Task<IReadOnlyList<DirectDebitRow>> LatestAsync(string tenant, bool isUnapproved, int limit, CancellationToken ct = default) =>
        database.QueryAsync($"""
            select payment, standing, paid_on, booked_on, reference, recorded_by, approvals, approved_by
            from payment_orders.direct_debit
            where tenant = $1 {(isUnapproved ? "and cardinality(approved_by) < approvals" : "")} order by position desc limit $2
            """, [tenant, limit], r => new DirectDebitRow(r.GetString(0), r.TextOrNull(1), r.GetFieldValue<DateOnly>(2),
                r.GetFieldValue<DateOnly>(3), r.TextOrNull(4), r.GetString(5), r.GetInt32(6), r.GetFieldValue<string[]>(7),
                r.GetFieldValue<string[]>(7).Length >= r.GetInt32(6)), ct);
}
