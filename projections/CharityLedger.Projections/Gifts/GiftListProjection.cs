using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Gifts;

/// <summary>The public lists of gifts and payments, with what was given back of each. Rows are only ever
/// added.</summary>
public sealed class GiftListProjection : IProjection
{
    public string Name => "GiftList";

    public int Version => 1;

    public IReadOnlyList<string>? Types { get; } = EventTypes.AliasesOf(
        typeof(GiftReceived), typeof(GiftRefunded), typeof(PaymentMade), typeof(PaymentReversed));

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        var gifts = new TableRows("gift", "tenant", "position", "gift", "fund", "campaign", "purpose", "occurred_on",
            "amount", "channel", "donor", "donor_kind", "naming", "sealed");
        var refunds = new TableRows("refund", "tenant", "gift", "position", "refund", "occurred_on", "amount");
        var payments = new TableRows("payment", "tenant", "position", "payment", "fund", "bucket", "occurred_on",
            "amount", "payee", "purpose");
        var reversals = new TableRows("reversal", "tenant", "payment", "position", "reversal", "occurred_on", "amount");
        foreach (var stored in events)
        {
            switch (stored.Event)
            {
                case GiftReceived e:
                    gifts.Row().Text(stored.Tenant).Long(stored.Position).Text(e.Gift).Text(e.Fund).Text(e.Campaign)
                        .Text(e.Purpose).Date(e.OccurredOn).Long(e.AmountFen).Text(e.Channel).Text(e.Donor.Id)
                        .Int((int)e.Donor.Kind).Int((int)e.Donor.Naming).Base64(e.Donor.Sealed);
                    break;
                case GiftRefunded e:
                    refunds.Row().Text(stored.Tenant).Text(e.Gift).Long(stored.Position).Text(e.Refund)
                        .Date(e.OccurredOn).Long(e.AmountFen);
                    break;
                case PaymentMade e:
                    payments.Row().Text(stored.Tenant).Long(stored.Position).Text(e.Payment).Text(e.Fund).Text(e.Bucket)
                        .Date(e.OccurredOn).Long(e.AmountFen).Text(e.Payee).Text(e.Purpose);
                    break;
                case PaymentReversed e:
                    reversals.Row().Text(stored.Tenant).Text(e.Payment).Long(stored.Position).Text(e.Reversal)
                        .Date(e.OccurredOn).Long(e.AmountFen);
                    break;
            }
        }

        foreach (var rows in new[] { gifts, refunds, payments, reversals }) await writer.CopyAsync(rows, ct);
    }
}
