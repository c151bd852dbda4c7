using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>What a gift in kind is; it decides on the account that holds it.</summary>
public enum AssetKind
{
    /// <summary>Goods to be used up or handed on (物资).</summary>
    [JsonStringEnumMemberName("goods")] Goods,

    /// <summary>Buildings, vehicles, equipment that the federation keeps (固定资产).</summary>
    [JsonStringEnumMemberName("fixed_asset")] FixedAsset,

    /// <summary>Shares in a company (股权).</summary>
    [JsonStringEnumMemberName("equity")] Equity,

    /// <summary>Securities that are traded (有价证券).</summary>
    [JsonStringEnumMemberName("securities")] Securities,
}

/// <summary>What the value of a gift in kind rests on (Charity Law art. 38, accounting system: voucher first, else
/// fair value).</summary>
public enum ValueBasis
{
    /// <summary>The amount of a voucher, such as an invoice (凭据).</summary>
    [JsonStringEnumMemberName("voucher")] Voucher,

    /// <summary>Fair value (公允价值): no voucher, or one that differs greatly from it.</summary>
    [JsonStringEnumMemberName("fair_value")] FairValue,

    /// <summary>No reliable value: noted in the register, and nowhere in the books (备查登记).</summary>
    [JsonStringEnumMemberName("none")] None,
}

/// <summary>How a gift in kind was valued.</summary>
/// <param name="Basis">Voucher, fair value or none.</param>
/// <param name="Note">The voucher's number, or how the fair value was found; null for none.</param>
/// <param name="Valuer">Who found a fair value; null otherwise.</param>
public sealed record Valuation(ValueBasis Basis, string? Note = null, string? Valuer = null);

/// <summary>A gift in kind (实物、股权捐赠) arrived. Its value lies in a bucket of its own, marked <c>+asset=</c>.</summary>
/// <param name="Gift">Id of the gift, also its receipt number.</param>
/// <param name="Kind">Goods, fixed asset, equity or securities.</param>
/// <param name="Description">What it is.</param>
/// <param name="Quantity">How much of it, in whole units; at least 1.</param>
/// <param name="Unit">Unit of the quantity (件, 箱, 千克, 股).</param>
/// <param name="ValueFen">Value of all of it in fen; 0 where there is no reliable value.</param>
/// <param name="Valuation">What the value rests on.</param>
/// <param name="Fund">The named fund it is for; null for the federation's general purposes.</param>
/// <param name="Campaign">Campaign that restricts it.</param>
/// <param name="Purpose">Purpose that restricts it.</param>
/// <param name="Bucket">The bucket that holds its value.</param>
/// <param name="Donor">Who gave.</param>
/// <param name="OccurredOn">Date of receipt, Asia/Shanghai.</param>
[EventType("goods_received")]
public sealed record GoodsReceived(
    string Gift, AssetKind Kind, string Description, long Quantity, string Unit, long ValueFen, Valuation Valuation,
    string? Fund, string? Campaign, string? Purpose, Bucket Bucket, DonorRef Donor, DateOnly OccurredOn) : IDated;

/// <summary>Goods were handed to those they are for (发放).</summary>
/// <param name="Gift">The gift.</param>
/// <param name="Distribution">Id of the distribution.</param>
/// <param name="Quantity">How much of it.</param>
/// <param name="ValueFen">The quantity's share of the value that was left, rounded down; the last takes the rest.</param>
/// <param name="Bucket">The bucket that held them.</param>
/// <param name="Recipient">Who received them: an organisation, or people in general words; never a person's name.</param>
/// <param name="Purpose">What they are for.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("goods_distributed")]
public sealed record GoodsDistributed(
    string Gift, string Distribution, long Quantity, long ValueFen, Bucket Bucket, string Recipient, string Purpose,
    DateOnly OccurredOn) : IDated;

/// <summary>Distributed goods, or a part of them, came back.</summary>
/// <param name="Gift">The gift.</param>
/// <param name="Distribution">The distribution.</param>
/// <param name="Reversal">Id of the reversal.</param>
/// <param name="Quantity">How much came back.</param>
/// <param name="ValueFen">Its share of the distribution's value that has not come back yet.</param>
/// <param name="Bucket">The bucket it returns to.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("goods_distribution_reversed")]
public sealed record GoodsDistributionReversed(
    string Gift, string Distribution, string Reversal, long Quantity, long ValueFen, Bucket Bucket, string Reason,
    DateOnly OccurredOn) : IDated;

/// <summary>
/// A gift in kind, or a part of it, was sold (变卖): goods that don't keep (Charity Law art. 54), equity, securities. Proceeds less
/// necessary cost stay under what bound the gift.
/// </summary>
/// <param name="Gift">The gift.</param>
/// <param name="Sale">Id of the sale.</param>
/// <param name="Quantity">How much of it.</param>
/// <param name="ValueFen">The quantity's share of the value that was left.</param>
/// <param name="ProceedsFen">What the buyer paid, in fen.</param>
/// <param name="CostFen">Necessary cost of the sale, in fen; at most the proceeds.</param>
/// <param name="Bucket">The bucket that held the value.</param>
/// <param name="MoneyBucket">The bucket that the money went to.</param>
/// <param name="Buyer">Who bought.</param>
/// <param name="Reason">Why it was sold.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("goods_sold")]
public sealed record GoodsSold(
    string Gift, string Sale, long Quantity, long ValueFen, long ProceedsFen, long CostFen, Bucket Bucket, Bucket MoneyBucket,
    string Buyer, string Reason, DateOnly OccurredOn) : IDated
{
    /// <summary>What the sale brought, in fen.</summary>
    [JsonIgnore]
    public long NetFen => ProceedsFen - CostFen;

    /// <summary>The part of the value that came back as money, in fen; the gift's trace goes on in it.</summary>
    [JsonIgnore]
    public long KeptFen => Math.Min(ValueFen, NetFen);

    /// <summary>What it brought above its value, in fen.</summary>
    [JsonIgnore]
    public long GainFen => NetFen - KeptFen;

    /// <summary>What of its value was lost, in fen.</summary>
    [JsonIgnore]
    public long LossFen => ValueFen - KeptFen;
}

/// <summary>Goods went bad, were lost or can't be used (报废、损失).</summary>
/// <param name="Gift">The gift.</param>
/// <param name="WriteOff">Id of the write-off.</param>
/// <param name="Quantity">How much of it.</param>
/// <param name="ValueFen">The quantity's share of the value that was left.</param>
/// <param name="Bucket">The bucket that held them.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("goods_written_off")]
public sealed record GoodsWrittenOff(
    string Gift, string WriteOff, long Quantity, long ValueFen, Bucket Bucket, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>A gift in kind, or a part of it, went back to its donor (退还).</summary>
/// <param name="Gift">The gift.</param>
/// <param name="Return">Id of the return.</param>
/// <param name="Quantity">How much of it.</param>
/// <param name="ValueFen">The quantity's share of the value that was left.</param>
/// <param name="Bucket">The bucket that held it.</param>
/// <param name="Ground">Legal ground.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("goods_returned")]
public sealed record GoodsReturned(
    string Gift, string Return, long Quantity, long ValueFen, Bucket Bucket, RefundGround Ground, string Reason,
    DateOnly OccurredOn) : IDated;

/// <summary>
/// A service was given (捐赠服务): income and cost in the same moment, recognised from 2026-01-01. Its value flows through its bucket.
/// </summary>
/// <param name="Gift">Id of the gift, also its receipt number.</param>
/// <param name="Description">What was done.</param>
/// <param name="Quantity">How much, in whole units.</param>
/// <param name="Unit">Unit of the quantity (小时, 次).</param>
/// <param name="ValueFen">Value in fen, 1 to 10^13.</param>
/// <param name="Valuation">What the value rests on.</param>
/// <param name="Fund">The named fund it is for.</param>
/// <param name="Campaign">Campaign that restricts it.</param>
/// <param name="Purpose">What it was used for.</param>
/// <param name="Recipient">Whom it served, in general words.</param>
/// <param name="Bucket">The bucket that its value flows through.</param>
/// <param name="Donor">Who gave.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("service_received")]
public sealed record ServiceReceived(
    string Gift, string Description, long Quantity, string Unit, long ValueFen, Valuation Valuation, string? Fund,
    string? Campaign, string Purpose, string Recipient, Bucket Bucket, DonorRef Donor, DateOnly OccurredOn) : IDated;
