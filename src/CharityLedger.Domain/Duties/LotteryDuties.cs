using System.Globalization;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Duties;

/// <summary>What lottery money owes: its decomposition, its yearly publication, and its recovery when unspent.</summary>
internal static class LotteryDuties
{
    public static IEnumerable<Duty> Of(DutyInput input) => input.Events.OfType<LotteryIndicatorIssued>()
        .SelectMany(i => Of(input, i));

    private static IEnumerable<Duty> Of(DutyInput input, LotteryIndicatorIssued indicator)
    {
        var (id, on) = (indicator.Indicator, indicator.OccurredOn);
        var allotted = MetBy(indicator.AmountFen, "lottery_indicator_decomposed", input.Events
            .OfType<LotteryIndicatorDecomposed>().Where(e => e.Indicator == id).Select(e => (e.OccurredOn, e.AmountFen)));
        var used = MetBy(indicator.AmountFen, "lottery_expenditure_made", input.Events.Select(e => e switch
        {
            LotteryExpenditureMade made when made.Indicator == id => (made.OccurredOn, made.AmountFen),
            LotteryExpenditureReversed back when back.Indicator == id => (back.OccurredOn, -back.AmountFen),
            LotteryMoneyRecovered taken when taken.Indicator == id => (taken.OccurredOn, taken.AmountFen),
            _ => (default(DateOnly), 0L),
        }));
        var duties = input.Of(PolicyIds.LotteryDecomposition, id, indicator.Document, on, allotted)
            .Concat(input.Of(PolicyIds.LotteryRecovery, id, indicator.Document, on, used))
            .Concat(input.Of(PolicyIds.LotteryDepartmentPublishes, id, indicator.Document, new DateOnly(indicator.Year + 1, 1, 1)));
        for (var n = 1; n <= 3 && on.AddYears(n) <= input.Until; n++)
        {
            duties = duties.Concat(input.Of(PolicyIds.LotteryUsePublished,
                string.Create(CultureInfo.InvariantCulture, $"{id}/{n}"), indicator.Document, on, times: n));
        }

        return duties;
    }

    /// <summary>The day on which sums reached the whole, if they still do.</summary>
    private static DutyMeeting? MetBy(long wholeFen, string by, IEnumerable<(DateOnly On, long Fen)> sums)
    {
        var known = sums.Where(s => s.Fen != 0).ToList();
        return known.Sum(s => s.Fen) >= wholeFen ? new DutyMeeting(known.Max(s => s.On), by) : null;
    }
}
