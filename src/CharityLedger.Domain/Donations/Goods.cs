using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Funds;

namespace CharityLedger.Domain.Donations;

/// <summary>A distribution as far as it has not come back.</summary>
/// <param name="Version">Number of its event in the gift's stream.</param>
/// <param name="Quantity">Quantity that has not come back.</param>
/// <param name="ValueFen">Its value, in fen.</param>
/// <param name="On">When it was made.</param>
public sealed record Distribution(int Version, long Quantity, long ValueFen, DateOnly On);

/// <summary>How a gift in kind came.</summary>
/// <param name="Kind">What it is to the books.</param>
/// <param name="Description">What it is.</param>
/// <param name="Unit">Unit of its quantity.</param>
/// <param name="Valuation">What its value rests on.</param>
/// <param name="Bucket">Where its value lies.</param>
/// <param name="OccurredOn">When it came.</param>
/// <param name="From">The federation that handed it on; null where its donor gave it here.</param>
public sealed record GoodsOrigin(
    AssetKind Kind, string Description, string Unit, Valuation Valuation, Bucket Bucket, DateOnly OccurredOn, string? From = null);

/// <summary>What later decisions need of a gift in kind.</summary>
/// <param name="Received">How it came.</param>
/// <param name="Quantity">What is left of it.</param>
/// <param name="ValueFen">The value of what is left.</param>
/// <param name="Distributions">What was distributed, by id.</param>
/// <param name="Version">Number of its last event.</param>
public sealed record GoodsState(
    GoodsOrigin Received, long Quantity, long ValueFen, ImmutableDictionary<string, Distribution> Distributions, int Version)
{
    /// <summary>A quantity's share of the value that is left, rounded down; all of the quantity takes all of the value.</summary>
    public long ShareOf(long quantity) => Share(ValueFen, quantity, Quantity);

    internal static long Share(long value, long part, long whole) => (long)((Int128)value * part / whole);
}

/// <summary>A gift in kind (实物、股权捐赠): how it comes, and what is left of it.</summary>
public static class Goods
{
    /// <summary>The most units of a gift in kind: 10^12.</summary>
    public const long MaxQuantity = 1_000_000_000_000;

    /// <summary>Receives a gift in kind, the bucket still to be named.</summary>
    public static Result<GoodsReceived> Receive(GoodsReceived wanted, FundState? fund, DateOnly today)
    {
        if (wanted.Fund is not null && fund is null) return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund");
        if (fund is { IsClosed: true }) return Fund.Closed("fund");
        var refusal = Refuse(wanted.Description, wanted.Quantity, wanted.Unit, wanted.ValueFen, wanted.Valuation)
            ?? Restriction.Check(wanted.Campaign, "campaign") ?? Restriction.Check(wanted.Purpose, "purpose")
            ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        var (campaign, purpose) = (Restriction.Of(wanted.Campaign), Restriction.Of(wanted.Purpose));
        var bucket = GiftBucket.Of(wanted.Fund, fund, wanted.OccurredOn, campaign, purpose);
        return wanted with { Campaign = campaign, Purpose = purpose, Bucket = bucket.OfAsset(wanted.Gift) };
    }

    /// <summary>Receives a service: its value comes and is used at once.</summary>
    public static Result<ServiceReceived> Serve(ServiceReceived wanted, FundState? fund, DateOnly today)
    {
        if (wanted.Fund is not null && fund is null) return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund");
        if (fund is { IsClosed: true }) return Fund.Closed("fund");
        if (wanted.Valuation.Basis == ValueBasis.None) return Unvalued("A service without a reliable value is not booked.");
        var refusal = Refuse(wanted.Description, wanted.Quantity, wanted.Unit, wanted.ValueFen, wanted.Valuation)
            ?? Restriction.Check(wanted.Campaign, "campaign") ?? Check.Text(wanted.Purpose, "purpose", 100)
            ?? Check.Text(wanted.Recipient, "recipient") ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        var campaign = Restriction.Of(wanted.Campaign);
        return wanted with { Campaign = campaign, Bucket = Bucket.Of(wanted.Fund, campaign).OfAsset(wanted.Gift) };
    }

    /// <summary>Folds an event of the gift's stream; null for a gift in money.</summary>
    public static GoodsState? Evolve(GoodsState? state, ILedgerEvent @event) => @event switch
    {
        GoodsReceived e => New(new(e.Kind, e.Description, e.Unit, e.Valuation, e.Bucket, e.OccurredOn), e.Quantity, e.ValueFen),
        AllianceGoodsReceived e =>
            New(new(e.Kind, e.Description, e.Unit, e.Valuation, e.Bucket, e.OccurredOn, e.From), e.Quantity, e.ValueFen),
        _ => state is null ? null : Fold(state with { Version = state.Version + 1 }, @event),
    };

    private static GoodsState New(GoodsOrigin origin, long quantity, long valueFen) =>
        new(origin, quantity, valueFen, ImmutableDictionary<string, Distribution>.Empty, 1);

    private static GoodsState Fold(GoodsState state, ILedgerEvent @event) => @event switch
    {
        GoodsDistributed e => Less(state, e.Quantity, e.ValueFen) with
        {
            Distributions = state.Distributions.Add(e.Distribution, new Distribution(state.Version, e.Quantity, e.ValueFen, e.OccurredOn)),
        },
        GoodsDistributionReversed e => Less(state, -e.Quantity, -e.ValueFen) with
        {
            Distributions = state.Distributions.SetItem(e.Distribution, Less(state.Distributions[e.Distribution], e)),
        },
        GoodsSold e => Less(state, e.Quantity, e.ValueFen),
        GoodsWrittenOff e => Less(state, e.Quantity, e.ValueFen),
        GoodsReturned e => Less(state, e.Quantity, e.ValueFen),
        AllianceGoodsSent e => Less(state, e.Quantity, e.ValueFen),
        _ => state,
    };

    private static GoodsState Less(GoodsState state, long quantity, long value) =>
        state with { Quantity = state.Quantity - quantity, ValueFen = state.ValueFen - value };

    private static Distribution Less(Distribution distribution, GoodsDistributionReversed back) => distribution with
    {
        Quantity = distribution.Quantity - back.Quantity, ValueFen = distribution.ValueFen - back.ValueFen,
    };

    private static Refusal? Refuse(string description, long quantity, string unit, long valueFen, Valuation valuation) =>
        Check.Text(description, "description") ?? Quantity(quantity) ?? Check.Text(unit, "unit", 20) ?? Refuse(valuation, valueFen);

    /// <summary>1 to 10^12 units.</summary>
    internal static Refusal? Quantity(long quantity) => quantity is > 0 and <= MaxQuantity
        ? null
        : new Refusal(RefusalCode.QuantityInvalid, "A quantity is a whole number, 1 to 10^12.", "quantity");

    private static Refusal? Refuse(Valuation valuation, long valueFen) => valuation.Basis switch
    {
        ValueBasis.None => valueFen == 0 && valuation is { Note: null, Valuer: null }
            ? null
            : Unvalued("What has no reliable value is noted without one."),
        ValueBasis.FairValue when string.IsNullOrWhiteSpace(valuation.Valuer) => Unvalued("A fair value names who found it."),
        _ when string.IsNullOrWhiteSpace(valuation.Note) => Unvalued("A value names its voucher, or how it was found."),
        _ => Check.Amount(valueFen, "valueFen") ?? Check.Text(valuation.Note, "valuation.note", 500)
            ?? Check.Optional(valuation.Valuer, "valuation.valuer"),
    };

    private static Refusal Unvalued(string message) => new(RefusalCode.ValueBasisInvalid, message, "valuation");
}
