using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Register;

/// <summary>Which federations and named funds there are.</summary>
public sealed class RegisterProjection : IProjection
{
    public string Name => "Register";

    public int Version => 1;

    public IReadOnlyList<string>? Types { get; } =
        EventTypes.AliasesOf(typeof(FederationRegistered), typeof(FundEstablished));

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        var federations = new TableRows(
            "federation", "tenant", "name", "name_en", "credit_code", "region", "registered_on");
        var funds = new TableRows("fund", "tenant", "fund", "name", "type", "sponsor", "agreement", "purpose",
            "management_fee_basis_points", "established_on");
        foreach (var stored in events)
        {
            if (stored.Event is FederationRegistered federation)
            {
                federations.Row().Text(stored.Tenant).Text(federation.Name).Text(federation.NameEn)
                    .Text(federation.CreditCode).Text(federation.Region).Date(federation.OccurredOn);
            }
            else if (stored.Event is FundEstablished fund)
            {
                funds.Row().Text(stored.Tenant).Text(fund.Fund).Text(fund.Name)
                    .Text(fund.Type == FundType.Endowment ? "endowment" : "expendable").Text(fund.Sponsor)
                    .Text(fund.Agreement).Text(fund.Purpose).Int(fund.ManagementFeeBasisPoints).Date(fund.OccurredOn);
            }
        }

        await writer.CopyAsync(federations, ct);
        await writer.CopyAsync(funds, ct);
    }
}
