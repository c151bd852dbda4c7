using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Donations;

/// <summary>
/// What is done with a gift in kind. Whoever asks gives the quantity; its value follows from what is left, so that all of
/// the quantity takes all of the value and no fen is lost.
/// </summary>
public static class GoodsUse
{
    /// <summary>Hands goods to those they are for.</summary>
    public static Result<GoodsDistributed> Distribute(GoodsState? goods, GoodsDistributed wanted, DateOnly today)
    {
        var refusal = Refuse(goods, wanted.Quantity, wanted.OccurredOn, today) ?? Locked(goods!)
            ?? Check.Text(wanted.Recipient, "recipient") ?? Check.Text(wanted.Purpose, "purpose", 500);
        return refusal is null
            ? wanted with { ValueFen = goods!.ShareOf(wanted.Quantity), Bucket = goods.Received.Bucket }
            : refusal;
    }

    /// <summary>Takes distributed goods back.</summary>
    public static Result<GoodsDistributionReversed> Reverse(GoodsState? goods, GoodsDistributionReversed wanted, DateOnly today)
    {
        if (goods is null) return Unknown;
        if (goods.Distributions.GetValueOrDefault(wanted.Distribution) is not { } distribution)
            return new Refusal(RefusalCode.DistributionUnknown, "There is no such distribution.", "distribution");
        var refusal = Goods.Quantity(wanted.Quantity) ?? Check.Text(wanted.Reason, "reason", 500)
            ?? Check.Date(wanted.OccurredOn, today) ?? Check.NotBefore(wanted.OccurredOn, distribution.On);
        if (refusal is not null) return refusal;
        if (wanted.Quantity > distribution.Quantity)
            return new Refusal(RefusalCode.QuantityExceeded,
                $"Of this distribution {distribution.Quantity} can still come back.", "quantity");
        return wanted with
        {
            ValueFen = GoodsState.Share(distribution.ValueFen, wanted.Quantity, distribution.Quantity), Bucket = goods.Received.Bucket,
        };
    }

    /// <summary>Sells a gift in kind or a part of it.</summary>
    public static Result<GoodsSold> Sell(GoodsState? goods, GoodsSold wanted, DateOnly today)
    {
        var refusal = Refuse(goods, wanted.Quantity, wanted.OccurredOn, today) ?? Check.Amount(wanted.ProceedsFen, "proceedsFen")
            ?? Check.Text(wanted.Buyer, "buyer") ?? Check.Text(wanted.Reason, "reason", 500);
        if (refusal is not null) return refusal;
        if (wanted.CostFen < 0) return new Refusal(RefusalCode.AmountNotPositive, "A cost is no less than nothing.", "costFen");
        if (wanted.CostFen > wanted.ProceedsFen)
            return new Refusal(RefusalCode.SaleCostExceedsProceeds, "The necessary cost is at most what the sale brought.", "costFen");
        return wanted with
        {
            ValueFen = goods!.ShareOf(wanted.Quantity), Bucket = goods.Received.Bucket,
                MoneyBucket = goods.Received.Bucket.Money,
        };
    }

    /// <summary>Writes off what can't be used.</summary>
    public static Result<GoodsWrittenOff> WriteOff(GoodsState? goods, GoodsWrittenOff wanted, DateOnly today)
    {
        var refusal = Refuse(goods, wanted.Quantity, wanted.OccurredOn, today) ?? Check.Text(wanted.Reason, "reason", 500);
        return refusal is null
            ? wanted with { ValueFen = goods!.ShareOf(wanted.Quantity), Bucket = goods.Received.Bucket }
            : refusal;
    }

    /// <summary>Gives a gift in kind, or what is left of it, back to its donor.</summary>
    /// <param name="goods">The gift.</param>
    /// <param name="wanted">What goes back.</param>
    /// <param name="receiptedFen">Sum of the gift's live receipts: they are reversed before what they attest goes back.</param>
    /// <param name="giftFen">What of the gift's amount has not gone back.</param>
    /// <param name="today">Today in Beijing.</param>
    public static Result<GoodsReturned> Return(GoodsState? goods, GoodsReturned wanted, long receiptedFen,
        long giftFen, DateOnly today)
    {
        var refusal = Refuse(goods, wanted.Quantity, wanted.OccurredOn, today) ?? Check.Text(wanted.Reason, "reason", 500);
        if (refusal is not null) return refusal;
        if (goods!.Received.From is not null)
            return new Refusal(RefusalCode.GiftUnknown, "Its donor gave it to another federation; send it back there.", "gift");
        var value = goods.ShareOf(wanted.Quantity);
        if (receiptedFen > giftFen - value) return Gift.ReceiptStands;
        return wanted with { ValueFen = value, Bucket = goods.Received.Bucket };
    }

    /// <summary>Hands goods on to another federation, which has agreed to take them.</summary>
    public static Result<AllianceGoodsSent> Send(GoodsState? goods, AllianceGoodsSent wanted, DateOnly today)
    {
        var refusal = Refuse(goods, wanted.Quantity, wanted.OccurredOn, today) ?? Locked(goods!);
        return refusal is null
            ? wanted with { ValueFen = goods!.ShareOf(wanted.Quantity), Bucket = goods.Received.Bucket }
            : refusal;
    }

    private static Refusal Unknown { get; } = new(RefusalCode.GiftUnknown, "There is no such gift in kind.", "gift");

    private static Refusal? Refuse(GoodsState? goods, long quantity, DateOnly on, DateOnly today)
    {
        if (goods is null) return Unknown;
        return Goods.Quantity(quantity) ?? Check.Date(on, today) ?? Check.NotBefore(on, goods.Received.OccurredOn) ?? (quantity > goods.Quantity
            ? new Refusal(RefusalCode.QuantityExceeded, $"Of this gift {goods.Quantity} {goods.Received.Unit} are left.", "quantity")
            : null);
    }

    /// <summary>Of a fund whose principal is kept, things can be sold, but not given away.</summary>
    private static Refusal? Locked(GoodsState goods) => goods.Received.Bucket.Money.IsPrincipal
        ? new Refusal(RefusalCode.PrincipalLocked, "It is principal of an endowment fund, of which only the gains are spent.", "gift")
        : null;
}
