using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Funds;

/// <summary>A change of use of restricted money (改变用途, Charity Law art. 56).</summary>
public static class UseChange
{
    /// <summary>Decides a change. Its ground comes before the use; a public notice runs its whole time.</summary>
    public static Result<UseChanged> Decide(UseChanged wanted, Policy policy, DateOnly today)
    {
        if (wanted.From == wanted.To) return new Refusal(RefusalCode.SameBucket, "The money is already there.", "to");
        if (wanted.From.IsPrincipal)
            return new Refusal(RefusalCode.PrincipalLocked, "Principal is released first.", "from");
        if (!wanted.From.IsRestricted)
            return new Refusal(RefusalCode.RestrictionBroken, "General money needs no change of use: it is allocated.", "from");
        if (!wanted.To.IsRestricted)
            return new Refusal(RefusalCode.RestrictionBroken, "Restricted money gets another restriction, and never none.", "to");
        var refusal = Check.Amount(wanted.AmountFen) ?? Check.Text(wanted.Reference, "reference")
            ?? Check.Text(wanted.Reason, "reason", 500)
            ?? Check.Date(wanted.OccurredOn, today) ?? Check.Date(wanted.GroundOn, today, "groundOn");
        return (refusal ?? Ground(wanted, policy)) is { } unfounded ? unfounded : wanted;
    }

    private static Refusal? Ground(UseChanged wanted, Policy policy)
    {
        if (wanted is { Ground: UseChangeGround.DonorConsent, Gift: null })
            return new Refusal(RefusalCode.TextMissing, "A donor consents for a gift of his own: it is named.", "gift");
        var from = wanted.Ground == UseChangeGround.PublicNotice
            ? policy.Due(PolicyIds.ChangeOfUseNotice, wanted.GroundOn)
            : wanted.GroundOn;
        if (from is not { } earliest)
            return new Refusal(RefusalCode.ChangeGroundInvalid, "No rule in force on that day knows a public notice.", "ground");
        return wanted.OccurredOn < earliest
            ? new Refusal(RefusalCode.ChangeGroundInvalid, string.Create(CultureInfo.InvariantCulture,
                $"By this ground the use may change from {earliest:yyyy-MM-dd} on."), "groundOn")
            : null;
    }
}
