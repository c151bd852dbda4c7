using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Accounting;

/// <summary>A count of cash, or a bank's or platform's statement (账实核对; Accounting Law art. 17).</summary>
public static class MoneyCount
{
    /// <summary>Notes what was found. It moves nothing: a difference is explained by what caused it.</summary>
    public static Result<AccountCounted> Note(AccountCounted wanted, DateOnly today)
    {
        var refusal = Check.Text(wanted.Evidence, "evidence") ?? Check.Text(wanted.Book, "book")
            ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        if (Chart.Find(wanted.Account, wanted.OccurredOn)?.Kind != AccountKind.Money)
            return new Refusal(RefusalCode.AccountNotMoney, "Cash, bank and other_money are counted.", "account");
        return wanted.BalanceFen is >= 0 and <= 9_000_000_000_000_000
            ? wanted
            : new Refusal(RefusalCode.AmountTooLarge, "A balance is between 0 and 9·10^15 fen.", "balanceFen");
    }
}
