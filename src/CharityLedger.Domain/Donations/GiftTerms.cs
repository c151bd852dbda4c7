using CharityLedger.Contracts;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Donations;

/// <summary>What must be stated beside a gift in money.</summary>
public static class GiftTerms
{
    /// <summary>A large gift, or a cash gift above a lower amount, needs a note on where it comes from.</summary>
    public static Refusal? NeedsSource(long amountFen, string channel, DateOnly on, Policy policy) =>
        SourceLimits.On(on, policy).Excludes(amountFen, channel) ? SourceMissing("terms.sourceOfFunds") : null;

    /// <summary>The refusal of a gift whose source is not stated.</summary>
    public static Refusal SourceMissing(string field) =>
        new(RefusalCode.SourceNoteMissing, "A gift that large needs a note on its source.", field);
}

/// <summary>The most that may be given on a day without a word on its source, in fen; null for any sum.</summary>
/// <param name="Fen">Of any gift.</param>
/// <param name="CashFen">Of a gift in cash.</param>
public readonly record struct SourceLimits(long? Fen, long? CashFen)
{
    /// <summary>The limits of a day.</summary>
    public static SourceLimits On(DateOnly day, Policy policy) =>
        new(policy.Number(PolicyIds.AmlSourceNoteAbove, day), policy.Number(PolicyIds.AmlSourceNoteCashAbove, day));

    /// <summary>Whether a gift needs a word on its source.</summary>
    public bool Excludes(long amountFen, string channel) =>
        amountFen > Fen || (amountFen > CashFen && Channels.Of(channel) == "cash");
}
