using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Donations;

namespace CharityLedger.Domain.Receipts;

/// <summary>The next receipt of a year's book.</summary>
/// <param name="Year">Year of issue.</param>
/// <param name="Code">Code of the book.</param>
/// <param name="Number">The number that is next.</param>
/// <param name="NotBefore">Day of the number before it; the first day of time where there is none.</param>
public sealed record NextReceipt(int Year, string Code, int Number, DateOnly NotBefore);

/// <summary>Donation receipts (公益事业捐赠票据, 财综〔2024〕1号): issued after the gift, for no more than it, never edited.</summary>
public static class DonationReceipt
{
    /// <summary>Takes a year's receipts over.</summary>
    public static Result<ReceiptBookOpened> OpenBook(ReceiptBookOpened wanted, bool exists, DateOnly today)
    {
        if (exists) return new Refusal(RefusalCode.ReceiptBookExists, "This year's receipts were taken over already.", "year");
        if (wanted.Year < 1949 || wanted.Year > today.Year + 1)
            return new Refusal(RefusalCode.DateInvalid, "The receipts are of this year, of the next or of an earlier one.", "year");
        var refusal = Check.Text(wanted.Code, "code", 20) ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Issues a receipt.</summary>
    /// <param name="gift">The gift, which has arrived.</param>
    /// <param name="tie">What makes it no gift to the receipt rules, by the last word of a <c>receipt_ban</c> row.</param>
    /// <param name="wanted">The receipt; an amount of 0 stands for all that no live receipt attests.</param>
    /// <param name="next">The next number; null where the year's receipts were not taken over.</param>
    /// <param name="policy">The rules.</param>
    /// <param name="today">Today in Beijing.</param>
    public static Result<ReceiptIssued> Issue(
        GiftState? gift, string? tie, ReceiptIssued wanted, NextReceipt? next, Policy policy, DateOnly today)
    {
        if (gift is null) return UnknownGift;
        if (next is null) return NoBook;
        if (gift.DonorKind == DonorKind.Anonymous) return NotAllowed("Nobody is named to whom it could be issued; record that instead.");
        if (gift.AmountFen == 0) return NotAllowed("What has no reliable value gets no receipt.");
        if (tie is not null && policy.IsBanned(PolicyIds.ReceiptBan, tie, wanted.OccurredOn))
            return NotAllowed("What serves the giver's own interest gets no donation receipt.");
        var open = gift.KeptFen - gift.ReceiptedFen;
        var amount = wanted.AmountFen == 0 && open > 0 ? open : wanted.AmountFen;
        var refusal = Check.Amount(amount) ?? Check.Text(wanted.Item, "item") ?? Goods.Quantity(wanted.Quantity)
            ?? Check.Text(wanted.Unit, "unit", 20) ?? Check.Optional(wanted.Remarks, "remarks", 500)
                ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        if (wanted.OccurredOn < gift.ReceivedOn) return NotAllowed("A receipt is issued after the gift has arrived.");
        if (OutOfOrder(wanted.OccurredOn, next) is { } early) return early;
        return amount > open
            ? new Refusal(RefusalCode.ReceiptExceedsGift, $"Of this gift {Yuan.Format(open)} yuan are without a receipt.", "amountFen")
            : wanted with { Year = next.Year, Number = next.Number, Code = next.Code, AmountFen = amount };
    }

    /// <summary>Voids a receipt by a red one.</summary>
    public static Result<ReceiptReversed> Reverse(GiftState? gift, ReceiptReversed wanted, NextReceipt? next, DateOnly today)
    {
        if (gift is null) return UnknownReceipt;
        if (next is null) return NoBook;
        if (!gift.Receipts.TryGetValue((wanted.OriginalYear, wanted.OriginalNumber), out var issued))
            return new Refusal(RefusalCode.ReceiptNotLive, "It is a red receipt, or was voided already.", "receipt");
        var refusal = Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)
            ?? Check.NotBefore(wanted.OccurredOn, issued.IssuedOn) ?? OutOfOrder(wanted.OccurredOn, next);
        return refusal is null
            ? wanted with { Gift = gift.Id, AmountFen = issued.AmountFen, Year = next.Year, Number = next.Number, Code = next.Code }
            : refusal;
    }

    /// <summary>Records that the donor is anonymous or wants no receipt.</summary>
    public static Result<ReceiptWaived> Waive(GiftState? gift, ReceiptWaived wanted, DateOnly today)
    {
        if (gift is null) return UnknownGift;
        var refusal = Check.Optional(wanted.Note, "note", 500) ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>No such receipt.</summary>
    public static Refusal UnknownReceipt { get; } = new(RefusalCode.ReceiptUnknown, "There is no such receipt.", "receipt");

    /// <summary>Numbers follow the days: no receipt is dated before the one that has the number before it.</summary>
    private static Refusal? OutOfOrder(DateOnly on, NextReceipt next) => on >= next.NotBefore
        ? null
        : new Refusal(RefusalCode.DateInvalid, string.Create(CultureInfo.InvariantCulture,
            $"Receipts are numbered by their days: the next one is dated {next.NotBefore:yyyy-MM-dd} or later."), "occurredOn");

    private static Refusal UnknownGift { get; } = new(RefusalCode.GiftUnknown, "There is no such gift.", "gift");

    private static Refusal NoBook { get; } =
        new(RefusalCode.ReceiptBookMissing, "The receipts of that year were not taken over yet.", "occurredOn");

    private static Refusal NotAllowed(string message) => new(RefusalCode.ReceiptNotAllowed, message, "gift");
}
