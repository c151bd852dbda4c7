using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Traces;

/// <summary>
/// Interval FIFO as the core wrote it into the headers: one row per inflow, one per slice. What became of a
/// gift is asked of them by range (<see cref="GiftTraceQuery"/>); no row joins a gift and a use.
/// </summary>
public sealed class GiftTraceProjection : IProjection
{
    /// <summary>Its name.</summary>
    public const string ProjectionName = "GiftTrace";

    public string Name => ProjectionName;

    public int Version => 7;

    public IReadOnlyList<string>? Types { get; } = EventTypes.AliasesOf(typeof(GiftReceived), typeof(MoneyAllocated),
        typeof(PaymentMade), typeof(PaymentReversed), typeof(MoneyMoved), typeof(GiftRefunded), typeof(GoodsReceived), typeof(GoodsDistributed),
        typeof(GoodsDistributionReversed), typeof(GoodsSold), typeof(GoodsWrittenOff), typeof(GoodsReturned),
        typeof(ServiceReceived),
        typeof(AgencyReceived), typeof(AgencyDelivered), typeof(IncomeReceived),
        typeof(PrincipalReleased), typeof(TimeRestrictionLapsed), typeof(UseChanged),
        typeof(LotteryIndicatorIssued), typeof(LotteryIndicatorDecomposed), typeof(LotteryTranchePaid),
        typeof(LotteryExpenditureMade), typeof(LotteryExpenditureReversed), typeof(LotteryCarriedOver),
        typeof(LotteryMoneyRecovered),
        typeof(AllianceMoneySent), typeof(AllianceMoneyReceived), typeof(AllianceGoodsSent), typeof(AllianceGoodsReceived),
        typeof(TrustContributionReceived), typeof(TrustFunded), typeof(TrustIncomeReceived), typeof(TrustFeePaid),
        typeof(TrustDistributed), typeof(TrustDistributionReversed), typeof(TrustEntryReversed), typeof(TrustResidueTransferred));

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        var rows = new Rows();
        foreach (var stored in events)
        {
            var postings = stored.Headers.Postings ?? [];
            if (postings.Count == 0) continue;
            var @event = stored.Event;
            for (var i = 0; i < postings.Count; i++)
            {
                var carriesOn = postings[i].From is not null || postings.Any(p => p.From == i);
                rows.Add(stored, i, postings[i], LabelOf(@event, postings[i].In is not null, carriesOn));
            }
        }

        await writer.CopyAsync(rows.Inflows, ct);
        await writer.CopyAsync(rows.Slices, ct);
    }

    private static Label LabelOf(ILedgerEvent @event, bool flowsIn, bool carriesOn) => @event switch
    {
        GiftReceived e => new("gift", e.Gift, e.OccurredOn),
        MoneyAllocated e => new("transfer", e.Allocation, e.OccurredOn, null, e.Purpose),
        PaymentMade e => new("payment", e.Payment, e.OccurredOn, e.Payee, e.Purpose),
        PaymentReversed e => new("return", e.Reversal, e.OccurredOn),
        MoneyMoved e => new("payment", e.Move, e.OccurredOn, null, "手续费"),
        GiftRefunded e => new("refund", e.Refund, e.OccurredOn),
        GoodsReceived e => new("gift", e.Gift, e.OccurredOn),
        GoodsDistributed e => new("payment", e.Distribution, e.OccurredOn, e.Recipient, e.Purpose),
        GoodsDistributionReversed e => new("return", e.Reversal, e.OccurredOn),
        GoodsSold e when carriesOn => new("transfer", e.Sale, e.OccurredOn, null, e.Reason),
        GoodsSold e => new(flowsIn ? "gain" : "loss", e.Sale, e.OccurredOn, null, e.Reason),
        GoodsWrittenOff e => new("loss", e.WriteOff, e.OccurredOn, null, e.Reason),
        GoodsReturned e => new("refund", e.Return, e.OccurredOn),
        ServiceReceived e when flowsIn => new("gift", e.Gift, e.OccurredOn),
        ServiceReceived e => new("payment", e.Gift, e.OccurredOn, e.Recipient, e.Purpose),
        LotteryIndicatorIssued e => new("lottery", e.Indicator, e.OccurredOn),
        LotteryIndicatorDecomposed e => new("transfer", e.Part, e.OccurredOn, e.Unit, e.Project),
        LotteryTranchePaid e => new("transfer", e.Tranche, e.OccurredOn),
        LotteryExpenditureMade e => new("payment", e.Expenditure, e.OccurredOn, e.Payee, e.Use),
        LotteryExpenditureReversed e => new("return", e.Reversal, e.OccurredOn),
        LotteryCarriedOver e => new("transfer", e.CarryOver, e.OccurredOn),
        LotteryMoneyRecovered e => new("payment", e.Recovery, e.OccurredOn, null, e.Document),
        AgencyReceived e => new("agency", e.Agency, e.OccurredOn),
        AgencyDelivered e => new("payment", e.Delivery, e.OccurredOn, null, e.Reason),
        IncomeReceived e => new("gain", e.Income, e.OccurredOn),
        PrincipalReleased e => new("transfer", e.Release, e.OccurredOn, null, e.Ground),
        TimeRestrictionLapsed e => new("transfer", e.Release, e.OccurredOn),
        UseChanged e => new("transfer", e.Change, e.OccurredOn, null, e.Reason),
        AllianceMoneySent e => new("transfer", e.Transfer, e.OccurredOn, e.To, e.Purpose),
        AllianceMoneyReceived e => new("transfer", e.Transfer, e.OccurredOn, e.From, e.Purpose),
        AllianceGoodsSent e => new("transfer", e.Transfer, e.OccurredOn, e.To, e.Purpose),
        AllianceGoodsReceived e => new("transfer", e.Gift, e.OccurredOn, e.From, e.Purpose),
        TrustContributionReceived e => new("contribution", e.Contribution, e.OccurredOn),
        TrustFunded e => new("transfer", e.Contribution, e.OccurredOn),
        TrustIncomeReceived e => new("income", e.Income, e.OccurredOn),
        TrustFeePaid e => new(flowsIn ? "gain" : "payment", e.Fee, e.OccurredOn),
        TrustDistributed e => new("payment", e.Distribution, e.OccurredOn, e.Payee, e.Purpose),
        TrustDistributionReversed e => new("return", e.Reversal, e.OccurredOn),
        TrustEntryReversed e => new(flowsIn ? "return" : carriesOn ? "transfer" : "payment", e.Reversal, e.OccurredOn, null, e.Reason),
        TrustResidueTransferred e => new("transfer", e.Residue, e.OccurredOn, null, e.Approval),
        _ => throw new InvalidOperationException($"{@event.GetType().Name} moves money, but no trace knows it."),
    };

    private sealed record Label(string Kind, string Id, DateOnly On, string? Payee = null, string? Purpose = null);

    private sealed class Rows
    {
        public TableRows Inflows { get; } = new(
            "inflow", "tenant", "bucket", "lo", "hi", "position", "posting", "kind", "id",
            "occurred_on", "source_position", "source_posting", "source_lo");

        public TableRows Slices { get; } = new("slice", "tenant", "bucket", "lo", "hi", "position", "posting",
            "outflow_lo", "kind", "id", "occurred_on", "payee", "purpose");

        public void Add(StoredEvent stored, int index, Posting posting, Label label)
        {
            if (posting.In is { } taken)
            {
                // Rules 4 and 5 are one here: an inflow goes on from offsets of an outflow.
                var source = posting.From is { } from ? (stored.Position, from, 0L)
                    : (posting.Of ?? posting.Across) is { } of ? (of.Position, of.Posting, of.Offset.From)
                    : ((long, int, long)?)null;
                Inflows.Row().Text(stored.Tenant).Text(posting.Bucket.ToString()).Long(taken.From).Long(taken.To)
                    .Long(stored.Position).Int(index).Text(label.Kind).Text(label.Id).Date(label.On)
                    .Long(source?.Item1).Int(source?.Item2).Long(source?.Item3);
                return;
            }

            var at = 0L;
            foreach (var slice in posting.Out!)
            {
                Slices.Row().Text(stored.Tenant).Text(posting.Bucket.ToString()).Long(slice.From).Long(slice.To)
                    .Long(stored.Position).Int(index).Long(at).Text(label.Kind).Text(label.Id).Date(label.On)
                    .Text(label.Payee).Text(label.Purpose);
                at += slice.Length;
            }
        }
    }
}
