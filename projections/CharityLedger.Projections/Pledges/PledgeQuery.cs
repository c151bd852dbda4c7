using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Pledges;

/// <summary>A promised gift of which something is open.</summary>
/// <param name="Pledge">Its id.</param>
/// <param name="OccurredOn">Date of the promise.</param>
/// <param name="DueOn">When it is due.</param>
/// <param name="AmountFen">Amount promised.</param>
/// <param name="OpenFen">What neither came nor was released.</param>
/// <param name="IsEnforceable">Whether delivery may be demanded (Charity Law art. 41).</param>
/// <param name="Fund">Fund it is for.</param>
/// <param name="Campaign">Campaign it answers.</param>
/// <param name="Purpose">Purpose it is bound to.</param>
public sealed record OpenPledge(string Pledge, DateOnly OccurredOn, DateOnly? DueOn, long AmountFen, long OpenFen, bool IsEnforceable,
    string? Fund, string? Campaign, string? Purpose);

/// <summary>Asks for open pledges.</summary>
public sealed class PledgeQuery(NpgsqlDataSource database)
{
    /// <summary>All that are open, in order of the log.</summary>
    public Task<IReadOnlyList<OpenPledge>> OpenAsync(string tenant, CancellationToken ct = default) => database.QueryAsync("""
        select p.pledge, p.occurred_on, p.due_on, p.amount, p.amount - s.fen, p.enforceable = 1, p.fund, p.campaign, p.purpose
        from pledges.pledge p cross join lateral (
            select coalesce(sum(x.amount), 0)::bigint as fen from pledges.settled x where x.tenant = p.tenant and x.pledge = p.pledge) s
        where p.tenant = $1 and s.fen < p.amount order by p.position
        """, [tenant], r => new OpenPledge(r.GetString(0), r.GetFieldValue<DateOnly>(1),
            r.IsDBNull(2) ? null : r.GetFieldValue<DateOnly>(2), r.GetInt64(3), r.GetInt64(4), r.GetBoolean(5), r.TextOrNull(6),
            r.TextOrNull(7), r.TextOrNull(8)), ct);
}
