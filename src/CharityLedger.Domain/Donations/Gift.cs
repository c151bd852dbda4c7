using System.Collections.Immutable;
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
/// <param name="Project">Project that it is for.</param>
/// <param name="UsableFrom">Date before which it may not be used.</param>
public sealed record IncomingGift(
    string Gift, string? Fund, string? Campaign, string? Purpose, long AmountFen, string Channel, DonorRef Donor,
    ListRow? Source, DateOnly OccurredOn, string? Project = null, DateOnly? UsableFrom = null);

/// <summary>What later decisions need of a gift, in money or in kind.</summary>
/// <param name="Id">Its id.</param>
/// <param name="AmountFen">Amount as received, or value as booked; 0 for what has no reliable value.</param>
/// <param name="RefundedFen">What of it went back.</param>
/// <param name="InKind">Whether it is no money.</param>
/// <param name="ReceivedOn">When it arrived.</param>
/// <param name="DonorKind">Who gave.</param>
/// <param name="Receipts">Live receipts with their amounts and dates, by year and number.</param>
public sealed record GiftState(string Id, long AmountFen, long RefundedFen, bool InKind, DateOnly ReceivedOn, DonorKind DonorKind,
    ImmutableDictionary<(int Year, int Number), (long AmountFen, DateOnly IssuedOn)> Receipts)
{
    /// <summary>What of it has not gone back, in fen.</summary>
    public long KeptFen => AmountFen - RefundedFen;

    /// <summary>Sum of the live receipts, in fen.</summary>
    public long ReceiptedFen => Receipts.Values.Sum(r => r.AmountFen);
}

/// <summary>A refund that is owed (应退捐赠款): decided on, and not paid yet.</summary>
/// <param name="Refund">Its id.</param>
/// <param name="Account">Where it was to be paid from.</param>
/// <param name="OccurredOn">Day on which it was decided.</param>
public sealed record OwedRefund(string Refund, MoneyAccount Account, DateOnly OccurredOn)
{
    /// <summary>The request whose payment of it is on its way; null for none.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>Folds an event of the gift's stream, for one refund.</summary>
    public static OwedRefund? Evolve(OwedRefund? state, ILedgerEvent @event, string refund) => @event switch
    {
        RefundTermsStated { PaidOn: null } e when e.Refund == refund => new(refund, e.Account, e.OccurredOn),
        RefundPaid e when e.Refund == refund => null,
        PaymentClaimed e when state is not null && e.Subject == refund => state with { ClaimedBy = e.Request },
        PaymentClaimEnded e when state?.ClaimedBy == e.Request => state! with { ClaimedBy = null },
        _ => state,
    };
}

/// <summary>A gift in money (捐赠).</summary>
public static class Gift
{
    /// <summary>Receives a gift, and sets the fund's management fee aside in the same moment, so that the fee is the
    /// gift's own.</summary>
    public static Result<GiftReceived> Receive(IncomingGift gift, FundState? fund, DateOnly today)
    {
        if (gift.Fund is not null && fund is null)
            return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund");
        if (fund is { IsClosed: true }) return Fund.Closed("fund");
        var refusal = Check.Amount(gift.AmountFen) ?? Restriction.Check(gift.Campaign, "campaign")
            ?? Restriction.Check(gift.Purpose, "purpose") ?? Check.Text(gift.Channel, "channel", 40)
            ?? Check.Date(gift.OccurredOn, today);
        if (refusal is not null) return refusal;
        var (campaign, purpose) = (Restriction.Of(gift.Campaign), Restriction.Of(gift.Purpose));
        var bucket = GiftBucket.Of(gift.Fund, fund, gift.OccurredOn, campaign, purpose, gift.Project, gift.UsableFrom);
        return new GiftReceived(gift.Gift, gift.Fund, campaign, purpose, gift.AmountFen, "CNY", Channels.Of(gift.Channel), gift.Donor,
            Parts(bucket, gift.AmountFen, fund?.AsOf(gift.OccurredOn).ManagementFeeBasisPoints ?? 0), gift.Source, gift.OccurredOn);
    }

    /// <summary>Refunds a part of a gift. Whether that part is unspent is known to the trace and proved by the core.</summary>
    public static Result<GiftRefunded> Refund(GiftState? gift, GiftRefunded wanted, long unspentFen, DateOnly paidOn, DateOnly today)
    {
        if (gift is null) return new Refusal(RefusalCode.GiftUnknown, "There is no such gift.", "gift");
        if (gift.InKind) return new Refusal(RefusalCode.GiftInKind, "A gift in kind goes back as what it is.", "gift");
        var refusal = Check.Amount(wanted.AmountFen) ?? Check.Text(wanted.Reason, "reason", 500)
            ?? Check.Date(wanted.OccurredOn, today) ?? Check.NotBefore(wanted.OccurredOn, gift.ReceivedOn)
            ?? Check.Date(paidOn, today, "paidOn") ?? Check.NotBefore(paidOn, wanted.OccurredOn, "paidOn");
        if (refusal is not null) return refusal;
        if (wanted.AmountFen > unspentFen)
            return new Refusal(RefusalCode.RefundExceedsUnspent, $"Of this gift {Yuan.Format(unspentFen)} yuan are unspent.", "amountFen");
        return gift.ReceiptedFen > gift.KeptFen - wanted.AmountFen ? ReceiptStands : wanted;
    }

    /// <summary>Pays a refund that is owed. What its buckets gave up, they gave up when it was decided.</summary>
    /// <param name="owed">The refund.</param>
    /// <param name="wanted">The payment.</param>
    /// <param name="today">Today in Beijing.</param>
    /// <param name="request">The request that it carries out; null for none.</param>
    public static Result<RefundPaid> Pay(OwedRefund? owed, RefundPaid wanted, DateOnly today, string? request = null)
    {
        if (owed is null) return new Refusal(RefusalCode.RefundNotOwed, "No such refund of this gift is owed.", "refund");
        if (owed.ClaimedBy is { } other && other != request)
            return new Refusal(RefusalCode.RefundNotOwed, $"Its payment is on its way, by the request {other}.", "refund");
        var refusal = Check.Date(wanted.OccurredOn, today) ?? Check.NotBefore(wanted.OccurredOn, owed.OccurredOn);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Folds an event of the gift's stream.</summary>
    public static GiftState? Evolve(GiftState? state, ILedgerEvent @event) => @event switch
    {
        GiftReceived e => New(e.Gift, e.AmountFen, false, e.OccurredOn, e.Donor.Kind),
        GoodsReceived e => New(e.Gift, e.ValueFen, true, e.OccurredOn, e.Donor.Kind),
        ServiceReceived e => New(e.Gift, e.ValueFen, true, e.OccurredOn, e.Donor.Kind),
        GiftRefunded e => state! with { RefundedFen = state.RefundedFen + e.AmountFen },
        GoodsReturned e => state! with { RefundedFen = state.RefundedFen + e.ValueFen },
        ReceiptIssued e => state! with { Receipts = state.Receipts.Add((e.Year, e.Number), (e.AmountFen, e.OccurredOn)) },
        ReceiptReversed e => state! with { Receipts = state.Receipts.Remove((e.OriginalYear, e.OriginalNumber)) },
        _ => state,
    };

    /// <summary>What a live receipt attests can't go back (财综〔2024〕1号).</summary>
    internal static Refusal ReceiptStands { get; } =
        new(RefusalCode.ReceiptStands, "A live receipt attests that much; void it by a red receipt first.", "gift");

    private static GiftState New(string id, long amountFen, bool inKind, DateOnly on, DonorKind donor) =>
        new(id, amountFen, 0, inKind, on, donor, ImmutableDictionary<(int, int), (long, DateOnly)>.Empty);

    /// <summary>The fee is rounded down to the fen, in the donor's favour.</summary>
    private static IReadOnlyList<GiftPart> Parts(Bucket bucket, long amountFen, int feeBasisPoints)
    {
        var fee = (long)((Int128)amountFen * feeBasisPoints / 10_000);
        var principal = new GiftPart(bucket, amountFen - fee, GiftPartKind.Principal);
        return fee == 0 ? [principal] : [principal, new GiftPart(Bucket.Management, fee, GiftPartKind.ManagementFee)];
    }
}
