using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Journal.Rules;

/// <summary>Payments and what comes back of them.</summary>
internal static class PaymentRules
{
    public static IReadOnlyList<PostingRule> All { get; } =
    [
        PostingRule.Of<PaymentMade>(Needs.Movements, e => "拨付 " + e.Purpose, f => Paid(f.Movements[0], 1)),
        PostingRule.Of<PaymentReversed>(Needs.Movements, e => "冲回 " + e.Reason, f => Paid(f.Movements[0], -1)),
    ];

    /// <summary>Programme cost (from management fees: administrative expenses) / bank; what a restriction bound is released
    /// by the amount used. A reversal is the same in red.</summary>
    /// <param name="m">The movement.</param>
    /// <param name="sign">1, or −1 for a reversal.</param>
    private static IEnumerable<Entry> Paid(Movement m, int sign)
    {
        var expense = m.Bucket == Buckets.Management ? AccountRole.Administration : AccountRole.ProgrammeCost;
        return Entry.Pair(expense, AccountRole.Bank, m.Bucket, sign * m.AmountFen)
            .Concat(Entry.Released(m.Bucket, sign * m.RestrictedFen));
    }
}
