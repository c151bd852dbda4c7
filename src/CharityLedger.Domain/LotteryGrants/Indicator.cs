using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.LotteryGrants;

/// <summary>What later decisions need of a part of an indicator.</summary>
public sealed record PartState(int Year, LotteryTreatment Treatment);

/// <summary>What later decisions need of an expenditure.</summary>
public sealed record ExpenditureState(string Part, int Year, long AmountFen, long ReversedFen, DateOnly SpentOn)
{
    /// <summary>What may still come back, in fen.</summary>
    public long OutstandingFen => AmountFen - ReversedFen;
}

/// <summary>What later decisions need of an indicator. How much is left of it only its buckets know.</summary>
public sealed record IndicatorState(
    string Id, int Year, ImmutableDictionary<string, PartState> Parts,
    ImmutableDictionary<string, ExpenditureState> Expenditures)
{
    /// <summary>The bucket of the indicator, of a part or of its money, in a budget year.</summary>
    public Bucket BucketOf(string? part, bool paid, int year) =>
        Bucket.OfLottery(Id, part, paid, year == Year ? null : year);
}

/// <summary>An indicator of the welfare-lottery public-benefit fund (福彩公益金指标): issued, decomposed, and folded.</summary>
public static class Indicator
{
    private const int FirstYear = 1987;

    /// <summary>Issues an indicator that does not exist yet.</summary>
    public static Result<LotteryIndicatorIssued> Issue(LotteryIndicatorIssued wanted, IndicatorState? existing, DateOnly today)
    {
        if (existing is not null) return Exists("indicator");
        var refusal = Check.Id(wanted.Indicator, "indicator") ?? Check.Text(wanted.Document, "document", 100)
            ?? Check.Text(wanted.ProjectCode, "projectCode", 100) ?? Check.Text(wanted.Target, "target", 1_000)
            ?? Check.Amount(wanted.AmountFen) ?? Check.Date(wanted.OccurredOn, today)
            ?? CheckYear(wanted.Year, wanted.OccurredOn);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Allots a part to a using unit. That the parts stay within the indicator is the core's to say.</summary>
    public static Result<LotteryIndicatorDecomposed> Decompose(
        IndicatorState? indicator, LotteryIndicatorDecomposed wanted, DateOnly today)
    {
        if (indicator is null) return Unknown("indicator");
        if (indicator.Parts.ContainsKey(wanted.Part)) return Exists("part");
        var refusal = Check.Id(wanted.Part, "part") ?? Check.Text(wanted.Region, "region") ?? Check.Text(wanted.Unit, "unit")
            ?? Check.Text(wanted.Project, "project", 500) ?? Check.Amount(wanted.AmountFen)
            ?? Check.Date(wanted.OccurredOn, today) ?? CheckYear(wanted.Year, wanted.OccurredOn);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Folds an event.</summary>
    public static IndicatorState? Evolve(IndicatorState? state, ILedgerEvent @event) => @event switch
    {
        LotteryIndicatorIssued e => new IndicatorState(e.Indicator, e.Year,
            ImmutableDictionary<string, PartState>.Empty, ImmutableDictionary<string, ExpenditureState>.Empty),
        LotteryIndicatorDecomposed e => state! with { Parts = state.Parts.Add(e.Part, new PartState(e.Year, e.Treatment)) },
        LotteryExpenditureMade e => state! with
        {
            Expenditures = state.Expenditures.Add(e.Expenditure, new ExpenditureState(e.Part, e.Year, e.AmountFen, 0, e.OccurredOn)),
        },
        LotteryExpenditureReversed e => state! with
        {
            Expenditures = state.Expenditures.SetItem(e.Expenditure, state.Expenditures[e.Expenditure] with
            {
                ReversedFen = state.Expenditures[e.Expenditure].ReversedFen + e.AmountFen,
            }),
        },
        _ => state,
    };

    /// <summary>A budget year: not before the first lottery, and at most the next.</summary>
    internal static Refusal? CheckYear(int year, DateOnly date, string field = "year") =>
        year >= FirstYear && year <= date.Year + 1
            ? null
            : new Refusal(RefusalCode.YearInvalid, $"A budget year lies between {FirstYear} and the next year.", field);

    internal static Refusal Unknown(string what) => new(RefusalCode.LotteryUnknown, $"There is no such {what}.", what);

    private static Refusal Exists(string what) => new(RefusalCode.LotteryExists, $"This {what} exists.", what);
}
