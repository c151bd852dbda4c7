using CharityLedger.Contracts.Events;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Register;

/// <summary>A federation as registered.</summary>
public sealed record FederationEntry(
    string Tenant, string Name, string? NameEn, string? CreditCode, string? Region, DateOnly RegisteredOn);

/// <summary>A named fund as its agreement established it.</summary>
public sealed record FundEntry(
    string Fund, string Name, FundType Type, string Sponsor, string? Agreement, string Purpose,
    int ManagementFeeBasisPoints, DateOnly EstablishedOn);

/// <summary>Asks which federations and funds there are.</summary>
public sealed class RegisterQuery(NpgsqlDataSource database)
{
    private const string FundColumns =
        "fund, name, type, sponsor, agreement, purpose, management_fee_basis_points, established_on";

    /// <summary>All federations, by id.</summary>
    public Task<IReadOnlyList<FederationEntry>> FederationsAsync(CancellationToken ct = default) =>
        database.QueryAsync("""
        select tenant, name, name_en, credit_code, region, registered_on from register.federation order by tenant
        """, [], Federation, ct);

    /// <summary>One federation; null where it is not registered.</summary>
    public async Task<FederationEntry?> FederationAsync(string tenant, CancellationToken ct = default) =>
        (await database.QueryAsync("""
            select tenant, name, name_en, credit_code, region, registered_on from register.federation where tenant = $1
            """, [tenant], Federation, ct)).SingleOrDefault();

    /// <summary>A federation's funds, by date of establishment.</summary>
    public Task<IReadOnlyList<FundEntry>> FundsAsync(string tenant, CancellationToken ct = default) =>
        database.QueryAsync(
        $"select {FundColumns} from register.fund where tenant = $1 order by established_on, fund", [tenant], Fund, ct);

    /// <summary>One fund; null where there is none.</summary>
    public async Task<FundEntry?> FundAsync(string tenant, string fund, CancellationToken ct = default) =>
        (await database.QueryAsync($"select {FundColumns} from register.fund where tenant = $1 and fund = $2",
            [tenant, fund], Fund, ct)).SingleOrDefault();

    private static FederationEntry Federation(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), r.TextOrNull(2), r.TextOrNull(3), r.TextOrNull(4),
        r.GetFieldValue<DateOnly>(5));

    private static FundEntry Fund(NpgsqlDataReader r) => new(r.GetString(0), r.GetString(1),
        r.GetString(2) == "endowment" ? FundType.Endowment : FundType.Expendable, r.GetString(3), r.TextOrNull(4),
        r.GetString(5), r.GetInt32(6), r.GetFieldValue<DateOnly>(7));
}
