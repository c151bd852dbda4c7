using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Funds;

namespace CharityLedger.Domain.Donations;

/// <summary>An agreement to give yields only (留本捐息、股息捐赠): the principal stays with the donor and is never booked.</summary>
public static class YieldGift
{
    /// <summary>Records the agreement.</summary>
    public static Result<YieldGiftAgreed> Agree(YieldGiftAgreed wanted, bool fundExists, DateOnly today)
    {
        if (wanted.Fund is not null && !fundExists) return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund");
        var refusal = Check.Text(wanted.Description, "description") ?? Check.Text(wanted.Number, "number", 100)
            ?? (wanted.PrincipalFen is { } principal ? Check.Amount(principal, "principalFen") : null)
            ?? Restriction.Check(wanted.Purpose, "purpose") ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted with { Purpose = Restriction.Of(wanted.Purpose) } : refusal;
    }

    /// <summary>Counts a gift as a yield of the agreement.</summary>
    public static Result<YieldReceived> Receive(YieldGiftAgreed? agreement, GiftReceived gift)
    {
        if (agreement is null)
            return new Refusal(RefusalCode.YieldAgreementUnknown, "There is no such agreement.", "yieldAgreement");
        return agreement.Until < gift.OccurredOn || gift.OccurredOn < agreement.OccurredOn
            ? new Refusal(RefusalCode.YieldAgreementOver, "The agreement does not run on that day.", "yieldAgreement")
            : new YieldReceived(agreement.Agreement, gift.Gift, gift.AmountFen, gift.OccurredOn);
    }

    /// <summary>Folds an event: the agreement itself is all that counts.</summary>
    public static YieldGiftAgreed? Evolve(YieldGiftAgreed? state, ILedgerEvent @event) => @event as YieldGiftAgreed ?? state;
}
