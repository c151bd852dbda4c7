using CharityLedger.Contracts.Events;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Register;

/// <summary>What a federation is called from a day on.</summary>
/// <param name="From">First day.</param>
/// <param name="Name">Name in Chinese.</param>
/// <param name="NameEn">Name for English readers.</param>
public sealed record FederationName(DateOnly From, string Name, string? NameEn);

/// <summary>A federation as registered.</summary>
public sealed record FederationEntry(
    string Tenant, string Name, string? NameEn, string? CreditCode, string? Region, DateOnly RegisteredOn)
{
    /// <summary>What it was called since, by day.</summary>
    public IReadOnlyList<FederationName> Renamed { get; init; } = [];

    /// <summary>What it is called on a day.</summary>
    public FederationName AsOf(DateOnly day) => Renamed.LastOrDefault(n => n.From <= day) ?? new FederationName(RegisteredOn, Name, NameEn);
}

/// <summary>What was agreed of a fund from a day on.</summary>
/// <param name="From">First day.</param>
/// <param name="Name">Public name.</param>
/// <param name="Sponsor">Whose name it bears.</param>
/// <param name="Agreement">Number of the agreement.</param>
/// <param name="Purpose">Purpose.</param>
/// <param name="ManagementFeeBasisPoints">Management-fee rate, in 1/10,000.</param>
public sealed record FundVersion(
    DateOnly From, string Name, string Sponsor, string? Agreement, string Purpose, int ManagementFeeBasisPoints);

/// <summary>A named fund with all that was agreed of it.</summary>
/// <param name="Fund">Its id.</param>
/// <param name="Type">What of it may be spent.</param>
/// <param name="EstablishedOn">Date of the agreement.</param>
/// <param name="Versions">The agreement and its amendments, by the days from which they hold; also those that lie ahead.</param>
public sealed record FundEntry(string Fund, FundType Type, DateOnly EstablishedOn, IReadOnlyList<FundVersion> Versions)
{
    /// <summary>What was agreed, as it holds on a day; as it began for the days before.</summary>
    public FundVersion AsOf(DateOnly day) => Versions.LastOrDefault(v => v.From <= day) ?? Versions[0];
}

/// <summary>Asks which federations and funds there are.</summary>
public sealed class RegisterQuery(NpgsqlDataSource database)
{
    /// <summary>Each fund as it began, and then its amendments by their days.</summary>
    private const string Funds = """
        select * from (
            select fund, established_on as since, established_on as from_day, 0::bigint as position, name, type, sponsor, agreement, purpose,
                management_fee_basis_points
            from register.fund where tenant = $1 and ($2::varchar is null or fund = $2)
            union all
            select c.fund, f.established_on, c.effective_from, c.position, c.name, null, c.sponsor, c.agreement, c.purpose,
                c.management_fee_basis_points
            from register.fund_change c join register.fund f using (tenant, fund)
            where c.tenant = $1 and ($2::varchar is null or c.fund = $2)) v
        order by since, fund, from_day, position
        """;

    /// <summary>All federations, by id.</summary>
    public Task<IReadOnlyList<FederationEntry>> FederationsAsync(CancellationToken ct = default) => EntriesAsync(null, ct);

    /// <summary>One federation; null where it is not registered.</summary>
    public async Task<FederationEntry?> FederationAsync(string tenant, CancellationToken ct = default) =>
        (await EntriesAsync(tenant, ct)).SingleOrDefault();

    private async Task<IReadOnlyList<FederationEntry>> EntriesAsync(string? tenant, CancellationToken ct)
    {
        var rows = await database.QueryAsync("""
            select f.tenant, f.name, f.name_en, f.credit_code, f.region, f.registered_on, c.effective_from, c.name, c.name_en
            from register.federation f left join register.federation_change c using (tenant)
            where $1::varchar is null or f.tenant = $1
            order by f.tenant, c.effective_from, c.position
            """, [tenant], r => (Entry: Federation(r), From: r.IsDBNull(6) ? (DateOnly?)null : r.GetFieldValue<DateOnly>(6),
                Name: r.TextOrNull(7), NameEn: r.TextOrNull(8)), ct);
        var entries = new List<FederationEntry>();
        foreach (var group in rows.GroupBy(r => r.Entry.Tenant))
        {
            var entry = group.First().Entry;
            var names = new List<FederationName>();
            foreach (var row in group.Where(r => r.From is not null))
            {
                var (name, english) = names.Count == 0 ? (entry.Name, entry.NameEn) : (names[^1].Name, names[^1].NameEn);
                names.Add(new FederationName(row.From!.Value, row.Name ?? name, row.NameEn ?? english));
            }

            entries.Add(names.Count == 0 ? entry : entry with { Renamed = names });
        }

        return entries;
    }

    /// <summary>A federation's funds, by date of establishment.</summary>
    public Task<IReadOnlyList<FundEntry>> FundsAsync(string tenant, CancellationToken ct = default) => ReadAsync(tenant, null, ct);

    /// <summary>One fund; null where there is none.</summary>
    public async Task<FundEntry?> FundAsync(string tenant, string fund, CancellationToken ct = default) =>
        (await ReadAsync(tenant, fund, ct)).SingleOrDefault();

    private async Task<IReadOnlyList<FundEntry>> ReadAsync(string tenant, string? fund, CancellationToken ct)
    {
        var rows = await database.QueryAsync(Funds, [tenant, fund], r => (Fund: r.GetString(0), Since: r.GetFieldValue<DateOnly>(1),
            From: r.GetFieldValue<DateOnly>(2), Name: r.TextOrNull(4), Type: r.TextOrNull(5), Sponsor: r.TextOrNull(6),
            Agreement: r.TextOrNull(7), Purpose: r.TextOrNull(8), Fee: r.IsDBNull(9) ? (int?)null : r.GetInt32(9)), ct);
        var funds = new List<FundEntry>();
        foreach (var group in rows.GroupBy(r => r.Fund))
        {
            var versions = new List<FundVersion>();
            foreach (var row in group)
            {
                var before = versions.LastOrDefault();
                versions.Add(new FundVersion(row.From, row.Name ?? before!.Name, row.Sponsor ?? before!.Sponsor,
                    row.Agreement ?? before?.Agreement, row.Purpose ?? before!.Purpose, row.Fee ?? before!.ManagementFeeBasisPoints));
            }

            var first = group.First();
            funds.Add(new FundEntry(first.Fund, first.Type == "endowment" ? FundType.Endowment : FundType.Expendable, first.Since, versions));
        }

        return funds;
    }

    private static FederationEntry Federation(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), r.TextOrNull(2), r.TextOrNull(3), r.TextOrNull(4),
        r.GetFieldValue<DateOnly>(5));
}
