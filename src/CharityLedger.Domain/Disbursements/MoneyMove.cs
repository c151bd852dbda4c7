using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Disbursements;

/// <summary>A move of money between the federation's own accounts (资金账户间划转).</summary>
public static class MoneyMove
{
    /// <summary>Decides a move. That general money can bear the fee is the core's to say.</summary>
    public static Result<MoneyMoved> Decide(MoneyMoved wanted, DateOnly today)
    {
        var isElsewhere = wanted.From != wanted.To
            || (wanted.NamedFrom is not null && wanted.NamedTo is not null && wanted.NamedFrom != wanted.NamedTo);
        if (!isElsewhere) return new Refusal(RefusalCode.SameBucket, "The money is already there.", "to");
        var refusal = Check.Amount(wanted.AmountFen) ?? (wanted.FeeFen == 0 ? null : Check.Amount(wanted.FeeFen, "feeFen"))
            ?? Check.Text(wanted.Purpose, "purpose", 500) ?? Check.Optional(wanted.Reference, "reference", 100)
            ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        return wanted.FeeFen < wanted.AmountFen
            ? wanted
            : new Refusal(RefusalCode.AmountTooLarge, "A fee is less than what is moved.", "feeFen");
    }
}
