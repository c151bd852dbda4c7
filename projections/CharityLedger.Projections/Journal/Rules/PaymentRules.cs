using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Journal.Rules;

/// <summary>Payments and what comes back of them.</summary>
internal static class PaymentRules
{
    public static IReadOnlyList<PostingRule> All { get; } =
    [
        PostingRule.Of<PaymentMade>(Needs.Movements | Needs.Origin, e => "拨付 " + e.Purpose, f => Paid(f.Movements[0], f.Origin, 1)),
        PostingRule.Of<PaymentReversed>(Needs.Movements | Needs.Origin | Needs.Undone, e => "冲回 " + e.Reason,
            f => f.Undoing(Paid(f.Movements[0], f.Origin, -1))),
        PostingRule.Of<MoneyMoved>(Needs.Nothing, e => "资金划转 " + e.Purpose, f => Moved(f.Event)),
        PostingRule.Of<MoneyMoveArrived>(Needs.Origin, _ => "在途资金到账", f => Ended((MoneyMoved)f.Origin!, m => m.To)),
        PostingRule.Of<MoneyMoveReturned>(Needs.Origin, e => "在途资金退回 " + e.Reason, f => Ended((MoneyMoved)f.Origin!, m => m.From)),
    ];

    /// <summary>Programme cost, or the expense that its terms state (from management fees: administration) / bank, or where they
    /// say; what a restriction bound is released by the amount used. A reversal is the same in red.</summary>
    /// <param name="m">The movement.</param>
    /// <param name="origin">The payment's first event: its terms, where they were stated.</param>
    /// <param name="sign">1, or −1 for a reversal.</param>
    private static IEnumerable<Entry> Paid(Movement m, ILedgerEvent? origin, int sign)
    {
        var terms = origin as PaymentTermsStated;
        var expense = terms?.Kind switch
        {
            ExpenseKind.Administration => AccountRole.Administration,
            ExpenseKind.Fundraising => AccountRole.FundraisingCost,
            _ => m.Bucket == Bucket.Management ? AccountRole.Administration : AccountRole.ProgrammeCost,
        };
        return Entry.Pair(expense, Channels.RoleOf(terms?.Account ?? MoneyAccount.Bank), m.Bucket, sign * m.AmountFen)
            .Concat(Entry.Released(m.Bucket, sign * m.RestrictedFen));
    }

    /// <summary>Settlement of a platform's balance, or any move between own accounts: the account it enters, or what is on the way
    /// (在途资金: 其他货币资金), and the fee (筹资费用) / the account it leaves.</summary>
    private static IEnumerable<Entry> Moved(MoneyMoved move) =>
        Entry.Pair(move.OnTheWay ? AccountRole.OtherMoney : Channels.RoleOf(move.To), Channels.RoleOf(move.From), Bucket.General, move.NetFen)
            .Concat(Entry.Pair(AccountRole.FundraisingCost, Channels.RoleOf(move.From), Bucket.General, move.FeeFen));

    /// <summary>The account where it came in / what was on the way.</summary>
    private static IEnumerable<Entry> Ended(MoneyMoved move, Func<MoneyMoved, MoneyAccount> account) =>
        Entry.Pair(Channels.RoleOf(account(move)), AccountRole.OtherMoney, Bucket.General, move.NetFen);
}
