using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.LotteryGrants;

/// <summary>What shows that lottery money was used well: labels, evaluations, and the sales that it comes from.</summary>
public static class LotteryEvidence
{
    /// <summary>Records the photo of a label on what an expenditure paid for.</summary>
    public static Result<LotteryLabelRecorded> Label(IndicatorState? indicator, LotteryLabelRecorded wanted, DateOnly today)
    {
        if (indicator?.Expenditures.ContainsKey(wanted.Expenditure) is not true) return Indicator.Unknown("expenditure");
        var refusal = Check.Sha256(wanted.Photo, "photo") ?? Check.Text(wanted.Place, "place")
            ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Records a self-evaluation.</summary>
    public static Result<LotteryPerformanceEvaluated> Evaluate(
        IndicatorState? indicator, LotteryPerformanceEvaluated wanted, DateOnly today)
    {
        if (indicator is null) return Indicator.Unknown("indicator");
        if (wanted.Part is not null && !indicator.Parts.ContainsKey(wanted.Part)) return Indicator.Unknown("part");
        if (wanted.Score is < 0 or > 100)
            return new Refusal(RefusalCode.ScoreInvalid, "A score is 0 to 100.", "score");
        var refusal = Check.Text(wanted.Effect, "effect", 1_000) ?? Check.Text(wanted.By, "by")
            ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Records what a month's sales brought. What was declared may differ from what the proportion says: that is for the report to show.</summary>
    public static Result<LotterySalesRecorded> Sales(LotterySalesRecorded wanted, bool exists, DateOnly today)
    {
        if (exists) return new Refusal(RefusalCode.LotteryExists, "These sales were recorded.", "month");
        if (wanted.ProportionBasisPoints is < 1 or > 10_000)
            return new Refusal(RefusalCode.ProportionInvalid, "A proportion is 1 to 10,000 basis points.", "proportionBasisPoints");
        var refusal = Check.Text(wanted.Game, "game", 40) ?? Check.Amount(wanted.SalesFen, "salesFen")
            ?? NotNegative(wanted.ExpiredPrizesFen, "expiredPrizesFen") ?? Check.Amount(wanted.DeclaredFen, "declaredFen")
            ?? Check.Amount(wanted.PaidFen, "paidFen") ?? Check.Date(wanted.Month, today, "month")
            ?? Check.Date(wanted.DeclaredOn, today, "declaredOn") ?? Check.Date(wanted.PaidOn, today, "paidOn")
            ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>What the fund gets by the proportion, in fen, rounded down, and the expired prizes.</summary>
    public static long ExpectedFen(long salesFen, int proportionBasisPoints, long expiredPrizesFen) =>
        (long)((Int128)salesFen * proportionBasisPoints / 10_000) + expiredPrizesFen;

    private static Refusal? NotNegative(long fen, string field) => fen == 0 ? null : Check.Amount(fen, field);
}
