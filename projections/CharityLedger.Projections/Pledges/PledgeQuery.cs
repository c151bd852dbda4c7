using System.Globalization;
using CharityLedger.Contracts.Events;
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
/// <param name="Instalments">Its instalments with what is open of each; what came fills them by their days.</param>
public sealed record OpenPledge(string Pledge, DateOnly OccurredOn, DateOnly? DueOn, long AmountFen, long OpenFen, bool IsEnforceable,
    string? Fund, string? Campaign, string? Purpose, IReadOnlyList<OpenInstalment> Instalments);

/// <summary>An instalment of a pledge.</summary>
/// <param name="DueOn">When it is due.</param>
/// <param name="AmountFen">Its amount.</param>
/// <param name="OpenFen">What neither came nor was released of it.</param>
public sealed record OpenInstalment(DateOnly DueOn, long AmountFen, long OpenFen);

/// <summary>Asks for open pledges.</summary>
public sealed class PledgeQuery(NpgsqlDataSource database)
{
    /// <summary>All that are open by what is promised on a day, in order of the log.</summary>
    public Task<IReadOnlyList<OpenPledge>> OpenAsync(string tenant, DateOnly on, CancellationToken ct = default) => database.QueryAsync("""
        select p.pledge, p.occurred_on, case when c.amount is null then p.due_on else c.due_on end, coalesce(c.amount, p.amount),
            coalesce(c.amount, p.amount) - s.fen, p.enforceable = 1, p.fund, p.campaign, p.purpose, c.instalments
        from pledges.pledge p cross join lateral (
            select coalesce(sum(x.amount), 0)::bigint as fen from pledges.settled x where x.tenant = p.tenant and x.pledge = p.pledge) s
        left join lateral (
            select x.amount, x.due_on, x.instalments from pledges.pledge_change x
            where x.tenant = p.tenant and x.pledge = p.pledge and x.effective_from <= $2
            order by x.effective_from desc, x.position desc limit 1) c on true
        where p.tenant = $1 and s.fen < coalesce(c.amount, p.amount) order by p.position
        """, [tenant, on], Read, ct);

    /// <summary>Instalments as the table holds them.</summary>
    internal static string Write(IEnumerable<Instalment> instalments) =>
        string.Join(' ', instalments.Select(i => string.Create(CultureInfo.InvariantCulture, $"{i.DueOn:yyyy-MM-dd}:{i.AmountFen}")));

    private static OpenPledge Read(NpgsqlDataReader r)
    {
        var (amount, open) = (r.GetInt64(3), r.GetInt64(4));
        var settled = amount - open;
        var instalments = new List<OpenInstalment>();
        foreach (var part in (r.TextOrNull(9) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var fen = long.Parse(part.AsSpan(11), CultureInfo.InvariantCulture);
            var filled = Math.Min(fen, settled);
            settled -= filled;
            instalments.Add(new OpenInstalment(DateOnly.ParseExact(part[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture), fen, fen - filled));
        }

        return new OpenPledge(r.GetString(0), r.GetFieldValue<DateOnly>(1), r.IsDBNull(2) ? null : r.GetFieldValue<DateOnly>(2), amount, open,
            r.GetBoolean(5), r.TextOrNull(6), r.TextOrNull(7), r.TextOrNull(8), instalments);
    }
}
