using CharityLedger.Contracts.Events;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Trusts;

/// <summary>A trust as it stands.</summary>
/// <param name="Trust">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">What the federation is in it.</param>
/// <param name="Trustee">The trust company that holds it; null where the federation does.</param>
/// <param name="Supervisor">Who supervises.</param>
/// <param name="Purpose">Its purpose.</param>
/// <param name="Scope">Scope of its beneficiaries.</param>
/// <param name="SignedOn">When its document was signed.</param>
/// <param name="EndsOn">Last day of its term.</param>
/// <param name="FilingNumber">Number of the last filing.</param>
/// <param name="FiledOn">When it was filed first.</param>
/// <param name="TrusteeSince">When its trustee changed last.</param>
/// <param name="RefiledOn">When that was filed.</param>
/// <param name="EndedOn">When it ended.</param>
/// <param name="EndReportedOn">When that was reported.</param>
/// <param name="AssetsFen">Its property, in fen.</param>
public sealed record TrustEntry(
    string Trust, string Name, TrustRole Role, string? Trustee, string? Supervisor, string Purpose, string Scope,
    DateOnly SignedOn, DateOnly? EndsOn, string? FilingNumber, DateOnly? FiledOn, DateOnly? TrusteeSince,
    DateOnly? RefiledOn, DateOnly? EndedOn, DateOnly? EndReportedOn, long AssetsFen);

/// <summary>What moved in a trust in a year, in fen.</summary>
public sealed record TrustYear(
    int Year, long ContributedFen, long EarnedFen, long FeesFen, long DistributedFen, long HandedOnFen)
{
    /// <summary>By how much its property grew.</summary>
    public long GrowthFen => ContributedFen + EarnedFen - FeesFen - DistributedFen - HandedOnFen;
}

/// <summary>Asks for charitable trusts.</summary>
public sealed class TrustsQuery(NpgsqlDataSource database)
{
    /// <summary>All trusts, by date and id.</summary>
    public Task<IReadOnlyList<TrustEntry>> TrustsAsync(string tenant, CancellationToken ct = default) =>
        database.QueryAsync("""
            select t.trust, name, role, trustee, supervisor, purpose, scope, signed_on, ends_on, filing_number, filed_on,
                   trustee_since, refiled_on, ended_on, end_reported_on, (
                       select coalesce(sum(contributed + earned - fees - distributed - handed_on), 0)::bigint
                       from trusts.year y where y.tenant = t.tenant and y.trust = t.trust)
            from trusts.trust t where t.tenant = $1 order by signed_on, t.trust
            """, [tenant], r => new TrustEntry(r.GetString(0), r.GetString(1), Words.Parse<TrustRole>(r.GetString(2)), r.TextOrNull(3),
                r.TextOrNull(4), r.GetString(5), r.GetString(6), r.GetFieldValue<DateOnly>(7), DayOrNull(r, 8), r.TextOrNull(9),
                DayOrNull(r, 10), DayOrNull(r, 11), DayOrNull(r, 12), DayOrNull(r, 13), DayOrNull(r, 14), r.GetInt64(15)), ct);

    /// <summary>A trust's years, in order.</summary>
    public Task<IReadOnlyList<TrustYear>> YearsAsync(string tenant, string trust, CancellationToken ct = default) =>
        database.QueryAsync("""
            select year, contributed, earned, fees, distributed, handed_on from trusts.year
            where tenant = $1 and trust = $2 order by year
            """, [tenant, trust], r => new TrustYear(
                r.GetInt32(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5)), ct);

    /// <summary>The years of all trusts.</summary>
    public Task<IReadOnlyList<(string Trust, TrustYear Year)>> AllYearsAsync(string tenant, CancellationToken ct = default) =>
        database.QueryAsync("""
            select trust, year, contributed, earned, fees, distributed, handed_on from trusts.year where tenant = $1 order by trust, year
            """, [tenant], r => (r.GetString(0), new TrustYear(
                r.GetInt32(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6))), ct);

    private static DateOnly? DayOrNull(NpgsqlDataReader r, int column) =>
        r.IsDBNull(column) ? null : r.GetFieldValue<DateOnly>(column);
}
