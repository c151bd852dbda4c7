using System.Globalization;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Journal.Rules;

/// <summary>Vouchers that people enter, and the carry-over at the year's end.</summary>
internal static class BooksRules
{
    public static IReadOnlyList<PostingRule> All { get; } =
    [
        PostingRule.Of<VoucherEntered>(Needs.Nothing, e => e.Summary, f => f.Event.Lines.Select(Entered)),
        PostingRule.Of<VoucherReversed>(Needs.Origin, e => $"冲销 {e.Voucher} {e.Reason}", Reversed),
        PostingRule.Of<CarryOverPosted>(Needs.Nothing,
            e => string.Create(CultureInfo.InvariantCulture, $"{e.Year}年结转"), f => f.Event.Lines.Select(Entered)),
    ];

    private static Entry Entered(VoucherLine line) => new(line.Account, line.Bucket, line.DebitFen, line.CreditFen);

    /// <summary>The red copy; of an earlier year through 3201.</summary>
    private static IEnumerable<Entry> Reversed(Fact<VoucherReversed> fact)
    {
        var original = (VoucherEntered)fact.Origin!;
        return PriorYears.Corrected(original.Lines.Select(l => new Entry(l.Account, l.Bucket, -l.DebitFen, -l.CreditFen)),
            original.OccurredOn, fact.Event.OccurredOn);
    }
}
