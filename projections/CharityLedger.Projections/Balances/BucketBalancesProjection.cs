using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Balances;

/// <summary>Sums by bucket, and by pot and month. A batch is summed in memory first, so that it costs few
/// updates.</summary>
public sealed class BucketBalancesProjection : IProjection
{
    private const string Measures = "gifts, received, fees, allocated_in, allocated_out, paid, returned, refunded, earned, lost";

    private static readonly string AddToBuckets = $"""
        insert into bucket as t (tenant, bucket, {Measures})
        select * from unnest($1::varchar[], $2::varchar[], {Arrays(3)})
        on conflict (tenant, bucket) do update set {Sums()}
        """;

    private static readonly string AddToMonths = $"""
        insert into month as t (tenant, pot, month, {Measures})
        select * from unnest($1::varchar[], $2::varchar[], $3::date[], {Arrays(4)})
        on conflict (tenant, pot, month) do update set {Sums()}
        """;

    public string Name => "BucketBalances";

    public int Version => 7;

    public IReadOnlyList<string>? Types { get; } = EventTypes.AliasesOf(typeof(GiftReceived), typeof(MoneyAllocated), typeof(MoneyMoved),
        typeof(PaymentMade), typeof(PaymentReversed), typeof(GiftRefunded), typeof(GoodsReceived), typeof(GoodsDistributed),
        typeof(GoodsDistributionReversed), typeof(GoodsSold), typeof(GoodsWrittenOff), typeof(GoodsReturned),
        typeof(ServiceReceived),
        typeof(AgencyReceived), typeof(AgencyDelivered), typeof(IncomeReceived),
        typeof(PrincipalReleased), typeof(TimeRestrictionLapsed), typeof(UseChanged),
        typeof(LotteryIndicatorIssued), typeof(LotteryIndicatorDecomposed), typeof(LotteryTranchePaid),
        typeof(LotteryExpenditureMade), typeof(LotteryExpenditureReversed), typeof(LotteryCarriedOver),
        typeof(LotteryMoneyRecovered),
        typeof(AllianceMoneySent), typeof(AllianceMoneyReceived), typeof(AllianceGoodsSent), typeof(AllianceGoodsReceived),
        typeof(TrustContributionReceived), typeof(TrustFunded), typeof(TrustIncomeReceived), typeof(TrustFeePaid),
        typeof(TrustDistributed), typeof(TrustDistributionReversed), typeof(TrustEntryReversed),
        typeof(TrustResidueTransferred));

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        var buckets = new Dictionary<(string Tenant, Bucket Bucket), Figures>();
        var months = new Dictionary<(string Tenant, Bucket Pot, DateOnly Month), Figures>();
        foreach (var stored in events)
        {
            var @event = stored.Event;
            foreach (var (bucket, figures) in Movements(@event, stored.Headers.Postings ?? []))
            {
                Add(buckets, (stored.Tenant, bucket), figures);
                var on = ((IDated)@event).OccurredOn;
                var month = new DateOnly(on.Year, on.Month, 1);
                Add(months, (stored.Tenant, bucket.WithoutRestriction, month), figures);
            }
        }

        await writer.ExecuteAsync(AddToBuckets, [
            buckets.Keys.Select(k => k.Tenant).ToArray(), buckets.Keys.Select(k => k.Bucket.ToString()).ToArray(),
            .. Columns(buckets.Values)], ct);
        await writer.ExecuteAsync(AddToMonths, [
            months.Keys.Select(k => k.Tenant).ToArray(), months.Keys.Select(k => k.Pot.ToString()).ToArray(),
            months.Keys.Select(k => k.Month).ToArray(), .. Columns(months.Values)], ct);
    }

    private static IEnumerable<(Bucket Bucket, Figures Figures)> Movements(
        ILedgerEvent @event, IReadOnlyList<Posting> postings)
    {
        for (var i = 0; i < postings.Count; i++) yield return (postings[i].Bucket, Moved(@event, postings, i));
        switch (@event)
        {
            case GiftReceived e:
                var fees = e.Parts.Where(p => p.Kind == GiftPartKind.ManagementFee).Sum(p => p.AmountFen);
                var bucket = e.Parts.First(p => p.Kind == GiftPartKind.Principal).Bucket;
                yield return (bucket, Figures.None with { Gifts = 1, FeesFen = fees });
                break;
            case GoodsReceived e:
                yield return (e.Bucket, Figures.None with { Gifts = 1 });
                break;
            case ServiceReceived e:
                yield return (e.Bucket, Figures.None with { Gifts = 1 });
                break;
        }
    }

    /// <summary>What a posting was: one end of a transfer whatever the event, else what its event says.</summary>
    private static Figures Moved(ILedgerEvent @event, IReadOnlyList<Posting> postings, int index)
    {
        var (posting, fen) = (postings[index], postings[index].AmountFen);
        // What goes into or out of a trust is spent here and received there, as the account sets have it.
        if (@event is TrustFunded or TrustResidueTransferred)
            return posting.In is null ? Figures.None with { PaidFen = fen } : Figures.None with { ReceivedFen = fen };
        if (@event is TrustEntryReversed reversed) return TakenBack(reversed, posting);
        if (posting.From is not null) return Figures.None with { AllocatedInFen = fen };
        if (postings.Any(p => p.From == index)) return Figures.None with { AllocatedOutFen = fen };
        return (@event, posting.In is not null) switch
        {
            (GiftReceived or GoodsReceived or ServiceReceived or AgencyReceived, true) => Figures.None with { ReceivedFen = fen },
            (PaymentMade or MoneyMoved or GoodsDistributed or ServiceReceived or AgencyDelivered or LotteryExpenditureMade, false) =>
                Figures.None with { PaidFen = fen },
            (PaymentReversed or GoodsDistributionReversed or LotteryExpenditureReversed, true) => Figures.None with { ReturnedFen = fen },
            (GiftRefunded or GoodsReturned, false) => Figures.None with { RefundedFen = fen },
            (GoodsSold or IncomeReceived, true) => Figures.None with { EarnedFen = fen },
            (GoodsSold or GoodsWrittenOff, false) => Figures.None with { LostFen = fen },
            (TrustContributionReceived or AllianceMoneyReceived or AllianceGoodsReceived, true) => Figures.None with { ReceivedFen = fen },
            (TrustIncomeReceived or TrustFeePaid, true) => Figures.None with { EarnedFen = fen },
            (TrustFeePaid or TrustDistributed or AllianceMoneySent or AllianceGoodsSent, false) => Figures.None with { PaidFen = fen },
            (TrustDistributionReversed, true) => Figures.None with { ReturnedFen = fen },
            // Allotted from the budget of another, and back to it.
            (LotteryIndicatorIssued, true) => Figures.None with { AllocatedInFen = fen },
            (LotteryMoneyRecovered, false) => Figures.None with { AllocatedOutFen = fen },
            _ => throw new InvalidOperationException($"{@event.GetType().Name} moves money, but no balance knows it."),
        };
    }

    /// <summary>What came in never did; what went out came back.</summary>
    private static Figures TakenBack(TrustEntryReversed e, Posting posting) => (e.Kind, posting.In is not null) switch
    {
        (TrustEntryKind.Contribution or TrustEntryKind.Funding, false) => Figures.None with { ReceivedFen = -posting.AmountFen },
        (TrustEntryKind.Income or TrustEntryKind.Fee, false) => Figures.None with { EarnedFen = -posting.AmountFen },
        _ => Figures.None with { ReturnedFen = posting.AmountFen },
    };

    private static void Add<TKey>(Dictionary<TKey, Figures> sums, TKey key, Figures figures) where TKey : notnull =>
        sums[key] = sums.GetValueOrDefault(key) + figures;

    private static IEnumerable<object> Columns(IReadOnlyCollection<Figures> f) =>
    [
        f.Select(x => x.Gifts).ToArray(), f.Select(x => x.ReceivedFen).ToArray(), f.Select(x => x.FeesFen).ToArray(),
        f.Select(x => x.AllocatedInFen).ToArray(), f.Select(x => x.AllocatedOutFen).ToArray(),
        f.Select(x => x.PaidFen).ToArray(), f.Select(x => x.ReturnedFen).ToArray(),
        f.Select(x => x.RefundedFen).ToArray(), f.Select(x => x.EarnedFen).ToArray(),
        f.Select(x => x.LostFen).ToArray(),
    ];

    private static string Arrays(int first) =>
        string.Join(", ", Measures.Split(", ")
            .Select((_, i) => FormattableString.Invariant($"${first + i}::bigint[]")));

    private static string Sums() => string.Join(", ", Measures.Split(", ").Select(m => $"{m} = t.{m} + excluded.{m}"));
}
