using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Journal.Rules;

/// <summary>
/// Trusts: each has an account set of its own, by the same chart (the accounting rules for trust companies were not seen).
/// All its property is restricted: bound by the trust's purpose. Where the federation is the settlor, giving is a programme
/// cost of its own account set and a contribution in the trust's; the residue goes the same way.
/// </summary>
internal static class TrustRules
{
    public static IReadOnlyList<PostingRule> All { get; } =
    [
        PostingRule.Of<TrustContributionReceived>(Needs.Movements, e => "收到信托财产 " + e.Trust, f => Received(f.Movements[0])),
        PostingRule.Of<TrustFunded>(Needs.Movements, e => "设立慈善信托 " + e.Trust,
            f => Spent(f.Movements[0], AccountRole.ProgrammeCost, f.Movements[0].RestrictedFen).Concat(Received(f.Movements[1]))),
        PostingRule.Of<TrustIncomeReceived>(Needs.Movements, e => "信托收益 " + e.Source, f => Entry.Pair(
            AccountRole.Bank, AccountRole.RestrictedInvestmentIncome, f.Movements[0].Bucket, f.Movements[0].AmountFen)),
        PostingRule.Of<TrustFeePaid>(Needs.Movements, e => "信托报酬 " + e.Trust,
            f => Used(f.Movements[0], AccountRole.Administration, 1).Concat(Earned(f.Event.To, f.Event.AmountFen))),
        PostingRule.Of<TrustDistributed>(Needs.Movements, e => "信托支出 " + e.Purpose,
            f => Used(f.Movements[0], AccountRole.ProgrammeCost, 1)),
        PostingRule.Of<TrustDistributionReversed>(Needs.Movements | Needs.Undone, e => "冲回信托支出 " + e.Reason,
            f => f.Undoing(Used(f.Movements[0], AccountRole.ProgrammeCost, -1))),
        PostingRule.Of<TrustEntryReversed>(Needs.Movements, e => "冲回信托收支 " + e.Reason,
            f => PriorYears.Taken(TakenBack(f.Event, f.Movements), f.Event.EntryOn, f.Event.OccurredOn)),
        PostingRule.Of<TrustResidueTransferred>(Needs.Movements, e => "信托剩余财产 " + e.Approval,
            f => Used(f.Movements[0], AccountRole.ProgrammeCost, 1).Concat(Received(f.Movements[1]))),
    ];

    private static IEnumerable<Entry> Received(Movement m, int sign = 1) => Entry.Pair(AccountRole.Bank,
        m.Bucket.IsRestricted ? AccountRole.RestrictedDonations : AccountRole.UnrestrictedDonations, m.Bucket, sign * m.AmountFen);

    /// <summary>The trustee's fee is income from services of the federation where it is the trustee itself, in its own account
    /// set.</summary>
    private static IEnumerable<Entry> Earned(Bucket? bucket, long fen) =>
        bucket is { } own ? Entry.Pair(AccountRole.Bank, AccountRole.ServiceIncome, own, fen) : [];

    /// <summary>The entry in red, on both sides where the federation gave or earned it.</summary>
    private static IEnumerable<Entry> TakenBack(TrustEntryReversed e, IReadOnlyList<Movement> movements) => e.Kind switch
    {
        TrustEntryKind.Contribution => Received(movements[0], -1),
        TrustEntryKind.Funding => Entry.Pair(AccountRole.Bank, AccountRole.RestrictedDonations, movements[0].Bucket, -e.AmountFen)
            .Concat(Entry.Pair(AccountRole.ProgrammeCost, AccountRole.Bank, e.Other!.Value, -e.AmountFen))
            .Concat(Entry.Released(e.Other!.Value, -movements.Where(m => m.IsIn).Sum(m => m.RestrictedFen))),
        TrustEntryKind.Income => Entry.Pair(AccountRole.Bank, AccountRole.RestrictedInvestmentIncome, movements[0].Bucket, -e.AmountFen),
        _ => Used(movements[0], AccountRole.Administration, -1).Concat(Earned(e.Other, -e.AmountFen)),
    };

    /// <summary>All of a trust's money is bound, and released as it is used.</summary>
    private static IEnumerable<Entry> Used(Movement m, AccountRole expense, int sign) =>
        Entry.Pair(expense, AccountRole.Bank, m.Bucket, sign * m.AmountFen).Concat(Entry.Released(m.Bucket, sign * m.AmountFen));

    private static IEnumerable<Entry> Spent(Movement m, AccountRole expense, long restrictedFen) =>
        Entry.Pair(expense, AccountRole.Bank, m.Bucket, m.AmountFen).Concat(Entry.Released(m.Bucket, restrictedFen));
}
