using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Pledges;

/// <summary>Promised gifts and what is open of them. Rows are only ever added.</summary>
public sealed class PledgeProjection : IProjection
{
    public string Name => "Pledges";

    public int Version => 2;

    public IReadOnlyList<string>? Types { get; } =
        EventTypes.AliasesOf(typeof(PledgeMade), typeof(PledgeAmended), typeof(PledgeFulfilled), typeof(PledgeReleased));

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        var pledges = new TableRows("pledge", "tenant", "pledge", "position", "occurred_on", "due_on", "amount", "enforceable",
            "fund", "campaign", "purpose");
        var settled = new TableRows("settled", "tenant", "pledge", "position", "amount");
        var changes = new TableRows("pledge_change", "tenant", "pledge", "effective_from", "position", "amount", "due_on", "instalments");
        foreach (var stored in events)
        {
            switch (stored.Event)
            {
                case PledgeMade e:
                    pledges.Row().Text(stored.Tenant).Text(e.Pledge).Long(stored.Position).Date(e.OccurredOn).Date(e.DueOn)
                        .Long(e.AmountFen).Int(e.IsEnforceable ? 1 : 0).Text(e.Fund).Text(e.Campaign).Text(e.Purpose);
                    break;
                case PledgeAmended e:
                    changes.Row().Text(stored.Tenant).Text(e.Pledge).Date(e.EffectiveFrom).Long(stored.Position).Long(e.New.AmountFen)
                        .Date(e.New.DueOn).Text(PledgeQuery.Write(e.New.Instalments));
                    break;
                case PledgeFulfilled e:
                    settled.Row().Text(stored.Tenant).Text(e.Pledge).Long(stored.Position).Long(e.AmountFen);
                    break;
                case PledgeReleased e:
                    settled.Row().Text(stored.Tenant).Text(e.Pledge).Long(stored.Position).Long(e.AmountFen);
                    break;
            }
        }

        await writer.CopyAsync(pledges, ct);
        await writer.CopyAsync(settled, ct);
        await writer.CopyAsync(changes, ct);
    }
}
