using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Projections.Journal;

/// <summary>
/// What takes an entry of an earlier year back. Its income and expenses are closed to net assets already, so they aren't this
/// year's: in their place stands the adjustment of prior years' net assets (3201 以前年度净资产调整), which is carried to 3101.
/// </summary>
internal static class PriorYears
{
    /// <summary>
    /// Red lines as they are booked. The books of version 0.1.0 knew nothing of this, so the rule holds from the effective date
    /// of the policy row <c>accounting.prior_year_reversals</c> on, which lies after all that that version recorded, by the day on
    /// which the entry is taken back; who replays older reversals gets the books that they gave then.
    /// </summary>
    /// <param name="inRed">The lines as within one year.</param>
    /// <param name="original">Day of the entry.</param>
    /// <param name="on">Day on which it is taken back.</param>
    public static IEnumerable<Entry> Taken(IEnumerable<Entry> inRed, DateOnly original, DateOnly on) =>
        IsHeld(on) ? Corrected(inRed, original, on) : inRed;

    /// <summary>The same whatever the day. What was restricted income was carried to 3102, and leaves from there; also from the
    /// rule's first day on only.</summary>
    public static IEnumerable<Entry> Corrected(IEnumerable<Entry> inRed, DateOnly original, DateOnly on) => original.Year == on.Year
        ? inRed
        : inRed.SelectMany(entry => Chart.Of(entry.Role, original) is { Kind: AccountKind.Income or AccountKind.Expense } account
            ? Entry.Released(entry.Bucket, account.IsRestricted && IsHeld(on) ? entry.Debit - entry.Credit : 0)
                .Prepend(entry with { Role = AccountRole.PriorYearAdjustment })
            : [entry]);

    private static bool IsHeld(DateOnly on) => Policy.Default.IsYes(PolicyIds.AccountingPriorYearReversals, on);
}
