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

    public int Version => 2;

    public IReadOnlyList<string>? Types { get; } = EventTypes.AliasesOf(
        typeof(GiftReceived), typeof(GiftRefunded), typeof(PaymentMade), typeof(PaymentReversed), typeof(GoodsReceived),
        typeof(ServiceReceived), typeof(GoodsReturned), typeof(GoodsDistributed), typeof(GoodsDistributionReversed));

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
                    Gift(stored, e.Gift, e.Fund, e.Campaign, e.Purpose, e.OccurredOn, e.AmountFen, e.Channel, e.Donor);
                    break;
                case GoodsReceived e:
                    Gift(stored, e.Gift, e.Fund, e.Campaign, e.Purpose, e.OccurredOn, e.ValueFen, ChannelOf(e.Kind), e.Donor);
                    break;
                case ServiceReceived e:
                    Gift(stored, e.Gift, e.Fund, e.Campaign, null, e.OccurredOn, e.ValueFen, "service", e.Donor);
                    Payment(stored, e.Gift, e.Fund, e.Bucket, e.OccurredOn, e.ValueFen, e.Recipient, e.Purpose);
                    break;
                case GoodsReturned { ValueFen: > 0 } e:
                    Refund(stored, e.Gift, e.Return, e.OccurredOn, e.ValueFen);
                    break;
                case GoodsDistributed e:
                    Payment(stored, e.Distribution, e.Bucket.Fund, e.Bucket, e.OccurredOn, e.ValueFen, e.Recipient, e.Purpose);
                    break;
                case GoodsDistributionReversed e:
                    Reversal(stored, e.Distribution, e.Reversal, e.OccurredOn, e.ValueFen);
                    break;
                case GiftRefunded e:
                    Refund(stored, e.Gift, e.Refund, e.OccurredOn, e.AmountFen);
                    break;
                case PaymentMade e:
                    Payment(stored, e.Payment, e.Fund, e.Bucket, e.OccurredOn, e.AmountFen, e.Payee, e.Purpose);
                    break;
                case PaymentReversed e:
                    Reversal(stored, e.Payment, e.Reversal, e.OccurredOn, e.AmountFen);
                    break;
            }
        }

        foreach (var rows in new[] { gifts, refunds, payments, reversals }) await writer.CopyAsync(rows, ct);

        void Gift(StoredEvent at, string gift, string? fund, string? campaign, string? purpose, DateOnly on, long amount,
            string channel, DonorRef donor) =>
            gifts.Row().Text(at.Tenant).Long(at.Position).Text(gift).Text(fund).Text(campaign).Text(purpose).Date(on)
                .Long(amount).Text(channel).Text(donor.Id).Int((int)donor.Kind).Int((int)donor.Naming).Base64(donor.Sealed);

        void Refund(StoredEvent at, string gift, string refund, DateOnly on, long amount) =>
            refunds.Row().Text(at.Tenant).Text(gift).Long(at.Position).Text(refund).Date(on).Long(amount);

        void Payment(StoredEvent at, string payment, string? fund, Bucket bucket, DateOnly on, long amount, string payee,
            string purpose) =>
            payments.Row().Text(at.Tenant).Long(at.Position).Text(payment).Text(fund).Text(bucket.ToString())
                .Date(on).Long(amount).Text(payee).Text(purpose);

        void Reversal(StoredEvent at, string payment, string reversal, DateOnly on, long amount) =>
            reversals.Row().Text(at.Tenant).Text(payment).Long(at.Position).Text(reversal).Date(on).Long(amount);
    }

    /// <summary>What stands in the list where money has its channel.</summary>
    private static string ChannelOf(AssetKind kind) => kind switch
    {
        AssetKind.Equity or AssetKind.Securities => "equity",
        _ => "goods",
    };
}
