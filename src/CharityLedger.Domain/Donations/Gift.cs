using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Funds;

namespace CharityLedger.Domain.Donations;

/// <summary>A gift that arrived, before it is split over buckets.</summary>
/// <param name="Gift">Id and receipt number.</param>
/// <param name="Fund">Fund id, or null for general money.</param>
/// <param name="Campaign">Campaign that restricts it.</param>
/// <param name="Purpose">Purpose that restricts it.</param>
/// <param name="AmountFen">Amount in fen.</param>
/// <param name="Channel">How it came.</param>
/// <param name="Donor">Who gave, already sealed.</param>
/// <param name="Source">Row of a donation list, for an imported one.</param>
/// <param name="OccurredOn">Date of receipt.</param>
public sealed record IncomingGift(
    string Gift, string? Fund, string? Campaign, string? Purpose, long AmountFen, string Channel, DonorRef Donor,
    ListRow? Source, DateOnly OccurredOn);

/// <summary>What later decisions need of a gift.</summary>
public sealed record GiftState(string Id, long AmountFen, long RefundedFen);

/// <summary>A gift in money (捐赠).</summary>
public static class Gift
{
    /// <summary>Receives a gift, and sets the fund's management fee aside in the same moment, so that the fee is the gift's own.</summary>
    public static Result<GiftReceived> Receive(IncomingGift gift, FundState? fund, DateOnly today)
    {
        if (gift.Fund is not null && fund is null)
            return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund");
        var refusal = Check.Amount(gift.AmountFen) ?? Restriction.Check(gift.Campaign, "campaign")
            ?? Restriction.Check(gift.Purpose, "purpose") ?? Check.Text(gift.Channel, "channel", 40)
            ?? Check.Date(gift.OccurredOn, today);
        if (refusal is not null) return refusal;
        var (campaign, purpose) = (Restriction.Of(gift.Campaign), Restriction.Of(gift.Purpose));
        var bucket = Buckets.Of(gift.Fund, campaign, purpose);
        return new GiftReceived(gift.Gift, gift.Fund, campaign, purpose, gift.AmountFen, "CNY", gift.Channel, gift.Donor,
            Parts(bucket, gift.AmountFen, fund?.ManagementFeeBasisPoints ?? 0), gift.Source, gift.OccurredOn);
    }

    /// <summary>Refunds a part of a gift. Whether that part is unspent is known to the trace and proved by the core.</summary>
    public static Result<GiftRefunded> Refund(GiftState? gift, GiftRefunded wanted, long unspentFen, DateOnly today)
    {
        if (gift is null) return new Refusal(RefusalCode.GiftUnknown, "There is no such gift.", "gift");
        var refusal = Check.Amount(wanted.AmountFen) ?? Check.Text(wanted.Reason, "reason", 500)
            ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        return wanted.AmountFen > unspentFen
            ? new Refusal(RefusalCode.RefundExceedsUnspent, $"Of this gift {Yuan.Format(unspentFen)} yuan are unspent.", "amountFen")
            : wanted;
    }

    /// <summary>Folds an event.</summary>
    public static GiftState? Evolve(GiftState? state, ILedgerEvent @event) => @event switch
    {
        GiftReceived e => new GiftState(e.Gift, e.AmountFen, 0),
        GiftRefunded e => state! with { RefundedFen = state.RefundedFen + e.AmountFen },
        _ => state,
    };

    /// <summary>The fee is rounded down to the fen, in the donor's favour.</summary>
    private static IReadOnlyList<GiftPart> Parts(string bucket, long amountFen, int feeBasisPoints)
    {
        var fee = (long)((Int128)amountFen * feeBasisPoints / 10_000);
        var principal = new GiftPart(bucket, amountFen - fee, GiftPartKind.Principal);
        return fee == 0 ? [principal] : [principal, new GiftPart(Buckets.Management, fee, GiftPartKind.ManagementFee)];
    }
}
