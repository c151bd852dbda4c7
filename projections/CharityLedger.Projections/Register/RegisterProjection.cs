using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Register;

/// <summary>Which federations and named funds there are, and how they were amended.</summary>
public sealed class RegisterProjection : IProjection
{
    public string Name => "Register";

    public int Version => 3;

    public IReadOnlyList<string>? Types { get; } =
        EventTypes.AliasesOf(typeof(FederationRegistered), typeof(FundEstablished), typeof(FundAmended), typeof(FederationAmended));

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        var federations = new TableRows(
            "federation", "tenant", "name", "name_en", "credit_code", "region", "registered_on");
        var funds = new TableRows("fund", "tenant", "fund", "name", "type", "sponsor", "agreement", "purpose",
            "management_fee_basis_points", "established_on");
        var changes = new TableRows("fund_change", "tenant", "fund", "effective_from", "position", "name", "sponsor", "agreement", "purpose",
            "management_fee_basis_points");
        var names = new TableRows("federation_change", "tenant", "effective_from", "position", "name", "name_en");
        foreach (var stored in events)
        {
            if (stored.Event is FederationRegistered federation)
            {
                federations.Row().Text(stored.Tenant).Text(federation.Name).Text(federation.NameEn)
                    .Text(federation.CreditCode).Text(federation.Region).Date(federation.OccurredOn);
            }
            else if (stored.Event is FederationAmended renamed)
            {
                names.Row().Text(stored.Tenant).Date(renamed.EffectiveFrom).Long(stored.Position).Text(renamed.New.Name).Text(renamed.New.NameEn);
            }
            else if (stored.Event is FundAmended { New: var change } amended)
            {
                changes.Row().Text(stored.Tenant).Text(amended.Fund).Date(amended.EffectiveFrom).Long(stored.Position).Text(change.Name)
                    .Text(change.Sponsor).Text(change.Agreement).Text(change.Purpose).Int(change.ManagementFeeBasisPoints);
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
        await writer.CopyAsync(changes, ct);
        await writer.CopyAsync(names, ct);
    }
}
