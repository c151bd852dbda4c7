using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Lottery;

/// <summary>What an indicator, a region or a year shows, in fen. Issued and what was carried in is available; a part of that is
/// allotted, a part of this is paid, and a part of this is spent.</summary>
/// <param name="IssuedFen">Issued.</param>
/// <param name="CarriedInFen">Carried over from an earlier year, at any stage.</param>
/// <param name="AllottedFen">Allotted to using units.</param>
/// <param name="PaidFen">Paid to them.</param>
/// <param name="SpentFen">Spent by them, what came back taken off.</param>
/// <param name="CarriedOutFen">Carried over to a later year.</param>
/// <param name="RecoveredFen">Taken back.</param>
/// <param name="LeftFen">What is left at all stages.</param>
public sealed record LotteryFigures(
    long IssuedFen, long CarriedInFen, long AllottedFen, long PaidFen, long SpentFen, long CarriedOutFen,
    long RecoveredFen, long LeftFen);

/// <summary>A line of the lottery report.</summary>
/// <param name="Group">Its year, purpose, region, level, or whether the regions have priority.</param>
/// <param name="Figures">The sums.</param>
public sealed record LotteryLine(string Group, LotteryFigures Figures);

/// <summary>What a region got.</summary>
/// <param name="Region">The region.</param>
/// <param name="HasPriority">Whether it has priority in rural revitalisation (乡村振兴重点帮扶).</param>
/// <param name="Figures">The sums of its parts.</param>
public sealed record LotteryRegion(string Region, bool HasPriority, LotteryFigures Figures);

/// <summary>An indicator and what became of it.</summary>
public sealed record LotteryEntry(
    string Indicator, string Document, LotteryLevel Level, int Year, LotteryPurpose Purpose, string ProjectCode,
    string Target, DateOnly IssuedOn, int? Score, LotteryFigures Figures);

/// <summary>An expenditure, and the label that shows it where there is one.</summary>
public sealed record LotteryExpenditureRow(
    string Indicator, string Part, string Expenditure, int Year, LotteryExpense Type, string Payee, string Use,
    long AmountFen, long CameBackFen, DateOnly OccurredOn, string? Photo, string? Place);

/// <summary>What is left at one stage of an indicator.</summary>
/// <param name="Indicator">The indicator.</param>
/// <param name="Part">The part; null for what is not allotted.</param>
/// <param name="Paid">Whether it is money that arrived.</param>
/// <param name="Year">Budget year it lies in.</param>
/// <param name="IssuedFor">Budget year that the indicator was issued for.</param>
/// <param name="LeftFen">In fen.</param>
public sealed record LotteryRemainder(string Indicator, string? Part, bool Paid, int Year, int IssuedFor, long LeftFen);

/// <summary>A month's sales as recorded, in fen.</summary>
public sealed record LotterySalesRow(
    string Sales, DateOnly Month, string Game, long SalesFen, int ProportionBasisPoints, long ExpiredPrizesFen,
    long DeclaredFen, DateOnly DeclaredOn, long PaidFen, DateOnly PaidOn);
