using CharityLedger.Contracts;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Donations;

/// <summary>What must be stated beside a gift in money.</summary>
public static class GiftTerms
{
    /// <summary>A large gift, or a cash gift above a lower amount, needs a note on where it comes from.</summary>
    public static Refusal? NeedsSource(long amountFen, string channel, DateOnly on, Policy policy) =>
        IsAbove(PolicyIds.AmlSourceNoteAbove, amountFen, on, policy)
            || (Channels.Of(channel) == "cash" && IsAbove(PolicyIds.AmlSourceNoteCashAbove, amountFen, on, policy))
            ? new Refusal(RefusalCode.SourceNoteMissing, "A gift that large needs a note on its source.", "terms.sourceOfFunds")
            : null;

    private static bool IsAbove(string row, long amountFen, DateOnly on, Policy policy) =>
        policy.Number(row, on) is { } most && amountFen > most;
}
