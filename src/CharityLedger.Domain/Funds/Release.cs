using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Funds;

/// <summary>Releases of money that could not be spent: principal, and what waited for its date.</summary>
public static class Release
{
    /// <summary>Releases principal of an endowment fund.</summary>
    public static Result<PrincipalReleased> OfPrincipal(PrincipalReleased wanted, FundState? fund, DateOnly today)
    {
        if (fund is null) return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund");
        if (fund.Type != FundType.Endowment)
            return new Refusal(RefusalCode.PrincipalLocked, "Only an endowment fund has principal to release.", "fund");
        var refusal = Check.Amount(wanted.AmountFen) ?? Check.Text(wanted.Ground, "ground", 500)
            ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Releases money whose date has come.</summary>
    public static Result<TimeRestrictionLapsed> OfTime(TimeRestrictionLapsed wanted, DateOnly today)
    {
        var refusal = Check.Amount(wanted.AmountFen) ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        return wanted.OccurredOn < wanted.UsableFrom
            ? new Refusal(RefusalCode.RestrictionNotDue, string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                    $"It may not be used before {wanted.UsableFrom:yyyy-MM-dd}."), "usableFrom")
            : wanted;
    }
}
