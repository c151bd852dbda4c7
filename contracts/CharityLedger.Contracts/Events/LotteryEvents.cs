namespace CharityLedger.Contracts.Events;

/// <summary>
/// An indicator of the welfare-lottery public-benefit fund was issued (指标下达): leave to allot money, not money itself. Its
/// amount flows into its bucket, which bounds what follows.
/// </summary>
/// <param name="Indicator">Id of the indicator within its federation.</param>
/// <param name="Document">Number of the document that issues it (文号).</param>
/// <param name="Level">Whose budget it comes from.</param>
/// <param name="Year">Budget year.</param>
/// <param name="Purpose">Whom it serves.</param>
/// <param name="ProjectCode">Code of the budget project (项目代码).</param>
/// <param name="Target">Performance target (绩效目标).</param>
/// <param name="AmountFen">Amount in fen, 1 to 10^13.</param>
/// <param name="OccurredOn">Date of the document, Asia/Shanghai.</param>
[EventType("lottery_indicator_issued")]
public sealed record LotteryIndicatorIssued(
    string Indicator, string Document, LotteryLevel Level, int Year, LotteryPurpose Purpose, string ProjectCode,
    string Target, long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>A part of an indicator was allotted to a unit that uses it (指标分解). Still no money.</summary>
/// <param name="Indicator">The indicator.</param>
/// <param name="Part">Id of the part within the indicator.</param>
/// <param name="Year">Budget year whose remainder it takes: the indicator's, or one that it was carried over to.</param>
/// <param name="Region">Region it goes to.</param>
/// <param name="Unit">The using unit (使用单位).</param>
/// <param name="Project">What it is for.</param>
/// <param name="Priority">Whether the region has priority in rural revitalisation (乡村振兴重点帮扶).</param>
/// <param name="Treatment">Whose money its tranches become.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("lottery_indicator_decomposed")]
public sealed record LotteryIndicatorDecomposed(
    string Indicator, string Part, int Year, string Region, string Unit, string Project, bool Priority,
    LotteryTreatment Treatment, long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>Money of a part arrived (拨付). From here on it is money in the books.</summary>
/// <param name="Indicator">The indicator.</param>
/// <param name="Part">The part.</param>
/// <param name="Tranche">Id of the tranche.</param>
/// <param name="Year">Budget year.</param>
/// <param name="Document">Number of the document or the bank's slip.</param>
/// <param name="Treatment">Whose money it is, by the part.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("lottery_tranche_paid")]
public sealed record LotteryTranchePaid(
    string Indicator, string Part, string Tranche, int Year, string Document, LotteryTreatment Treatment,
    long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>Money of a part was spent (支出).</summary>
/// <param name="Indicator">The indicator.</param>
/// <param name="Part">The part.</param>
/// <param name="Expenditure">Id of the expenditure.</param>
/// <param name="Year">Budget year.</param>
/// <param name="Type">What it was spent on; banned types are refused.</param>
/// <param name="Payee">Who received it: an organisation, or a group of people in general words.</param>
/// <param name="Use">Said in words.</param>
/// <param name="Treatment">Whose money it was, by the part.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("lottery_expenditure_made")]
public sealed record LotteryExpenditureMade(
    string Indicator, string Part, string Expenditure, int Year, LotteryExpense Type, string Payee, string Use,
    LotteryTreatment Treatment, long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>An expenditure, or a part of one, came back (冲回).</summary>
/// <param name="Indicator">The indicator.</param>
/// <param name="Part">The part.</param>
/// <param name="Expenditure">The expenditure.</param>
/// <param name="Reversal">Id of the reversal.</param>
/// <param name="Year">Budget year of the expenditure.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="Treatment">Whose money it is, by the part.</param>
/// <param name="AmountFen">Amount in fen; all reversals together never exceed the expenditure.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("lottery_expenditure_reversed")]
public sealed record LotteryExpenditureReversed(
    string Indicator, string Part, string Expenditure, string Reversal, int Year, string Reason,
    LotteryTreatment Treatment, long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>What remained of an indicator, of a part or of its money goes on in a later year (结转).</summary>
/// <param name="Indicator">The indicator.</param>
/// <param name="CarryOver">Id of the carry-over.</param>
/// <param name="Part">The part; null for what was not allotted yet.</param>
/// <param name="Paid">Whether it is money that arrived already.</param>
/// <param name="FromYear">Budget year it is taken from.</param>
/// <param name="ToYear">Later year it goes on in.</param>
/// <param name="Treatment">Whose money it is; null where nothing was allotted.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("lottery_carried_over")]
public sealed record LotteryCarriedOver(
    string Indicator, string CarryOver, string? Part, bool Paid, int FromYear, int ToYear, LotteryTreatment? Treatment,
    long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>What remained of an indicator, of a part or of its money was taken back (收回).</summary>
/// <param name="Indicator">The indicator.</param>
/// <param name="Recovery">Id of the recovery.</param>
/// <param name="Part">The part; null for what was not allotted yet.</param>
/// <param name="Paid">Whether it is money that had arrived.</param>
/// <param name="Year">Budget year.</param>
/// <param name="Document">Number of the document that orders it.</param>
/// <param name="Treatment">Whose money it was; null where nothing was allotted.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("lottery_money_recovered")]
public sealed record LotteryMoneyRecovered(
    string Indicator, string Recovery, string? Part, bool Paid, int Year, string Document, LotteryTreatment? Treatment,
    long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>What was funded bears its label (彩票公益金资助), as a photo shows.</summary>
/// <param name="Indicator">The indicator.</param>
/// <param name="Expenditure">The expenditure that paid for it.</param>
/// <param name="Photo">SHA-256 of the photo, lower-case hex.</param>
/// <param name="Place">Where the label hangs.</param>
/// <param name="OccurredOn">Day of the photo, Asia/Shanghai.</param>
[EventType("lottery_label_recorded")]
public sealed record LotteryLabelRecorded(
    string Indicator, string Expenditure, string Photo, string Place, DateOnly OccurredOn) : IDated;

/// <summary>The using unit weighed its performance against the target (绩效自评).</summary>
/// <param name="Indicator">The indicator.</param>
/// <param name="Evaluation">Id of the evaluation.</param>
/// <param name="Part">The part; null for the whole indicator.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Effect">What was reached, beside the target.</param>
/// <param name="By">Who evaluated.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("lottery_performance_evaluated")]
public sealed record LotteryPerformanceEvaluated(
    string Indicator, string Evaluation, string? Part, int Score, string Effect, string By, DateOnly OccurredOn) : IDated;

/// <summary>What a month's lottery sales brought for the fund, as declared and paid. It moves no money of these books.</summary>
/// <param name="Sales">Id of the record.</param>
/// <param name="Month">First day of the month of the sales.</param>
/// <param name="Game">Kind of lottery, such as 电脑票.</param>
/// <param name="SalesFen">Sales in fen.</param>
/// <param name="ProportionBasisPoints">Part of the sales that goes to the fund by its document, in 1/10,000.</param>
/// <param name="ExpiredPrizesFen">Expired prizes (弃奖), which go to the fund too, in fen.</param>
/// <param name="DeclaredFen">Amount declared, in fen.</param>
/// <param name="DeclaredOn">Day of the declaration.</param>
/// <param name="PaidFen">Amount paid, in fen.</param>
/// <param name="PaidOn">Day of the payment.</param>
/// <param name="OccurredOn">Day of the record, Asia/Shanghai.</param>
[EventType("lottery_sales_recorded")]
public sealed record LotterySalesRecorded(
    string Sales, DateOnly Month, string Game, long SalesFen, int ProportionBasisPoints, long ExpiredPrizesFen,
    long DeclaredFen, DateOnly DeclaredOn, long PaidFen, DateOnly PaidOn, DateOnly OccurredOn) : IDated;
