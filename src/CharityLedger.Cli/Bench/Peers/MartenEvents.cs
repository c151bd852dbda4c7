using Marten.Events.Projections;

namespace CharityLedger.Cli.Bench.Peers;

/// <summary>A gift as a plain application would store it, with as many bytes as the ledger's.</summary>
internal sealed record GiftGiven(string Gift, string Fund, long AmountFen, string Currency, string Channel,
    GiftDonor Donor, IReadOnlyList<GiftShare> Parts, DateOnly OccurredOn);

internal sealed record GiftDonor(string Id, string Kind, string Naming, string Sealed);

internal sealed record GiftShare(string Bucket, long AmountFen, string Kind);

/// <summary>What else happens to a fund.</summary>
internal sealed record MoneySpent(string Payment, string Fund, long AmountFen, string Payee, string Purpose, DateOnly OccurredOn);

/// <summary>One fund's sum, kept up in the session that appends.</summary>
internal sealed class FundBalance
{
    public string Id { get; set; } = "";

    public long GivenFen { get; set; }

    public void Apply(GiftGiven gift) => GivenFen += gift.AmountFen;
}

/// <summary>What was given to each fund.</summary>
internal sealed class FundSum
{
    public string Id { get; set; } = "";

    public long GivenFen { get; set; }

    public long Gifts { get; set; }
}

/// <summary>Sums by fund over all streams, which the async daemon keeps up and builds anew.</summary>
internal sealed partial class FundSumProjection : MultiStreamProjection<FundSum, string>
{
    public FundSumProjection()
    {
        Name = "FundSum";
        Identity<GiftGiven>(gift => gift.Fund);
        // The default of 500 costs a third of the rate.
        Options.BatchSize = 5_000;
    }

    public static void Apply(GiftGiven gift, FundSum sum)
    {
        sum.GivenFen += gift.AmountFen;
        sum.Gifts++;
    }
}
