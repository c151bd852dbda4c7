using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>Whether a gift is deductible for who gave it (公益性捐赠税前扣除), by the federation's qualification on the gift's day.</summary>
public enum DeductionStanding
{
    /// <summary>The federation was qualified that day (当日具有税前扣除资格).</summary>
    [JsonStringEnumMemberName("deductible")] Deductible,

    /// <summary>The qualification had run out or was lost (当日不具有税前扣除资格).</summary>
    [JsonStringEnumMemberName("not_deductible")] NotDeductible,

    /// <summary>The register says nothing of that day (未载明).</summary>
    [JsonStringEnumMemberName("not_stated")] NotStated,
}

/// <summary>
/// A year's donation receipts (公益事业捐赠票据) were taken over from the finance authority. Its stream counts them: the receipt
/// numbers of a year are the versions after this event, hence without gap.
/// </summary>
/// <param name="Year">Year of issue.</param>
/// <param name="Code">Code of the receipts (票据代码), as the authority gave it.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("receipt_book_opened")]
public sealed record ReceiptBookOpened(int Year, string Code, DateOnly OccurredOn) : IDated;

/// <summary>A number of the year's receipts was used. The receipt itself stands in the gift's stream, appended with this.</summary>
/// <param name="Year">Year of issue.</param>
/// <param name="Number">The number, from 1.</param>
/// <param name="Gift">The gift.</param>
/// <param name="OccurredOn">Date of issue, Asia/Shanghai.</param>
[EventType("receipt_number_taken")]
public sealed record ReceiptNumberTaken(int Year, int Number, string Gift, DateOnly OccurredOn) : IDated;

/// <summary>A donation receipt was issued (开具捐赠票据), to the donor of the gift (Charity Law art. 38).</summary>
/// <param name="Gift">The gift.</param>
/// <param name="Year">Year of issue.</param>
/// <param name="Number">Number (票据号码) within the year.</param>
/// <param name="Code">Code of the year's receipts (票据代码).</param>
/// <param name="Item">What was given (项目名称).</param>
/// <param name="Quantity">How much of it, in whole units.</param>
/// <param name="Unit">Unit of the quantity.</param>
/// <param name="AmountFen">Amount in fen; live receipts of a gift never exceed what was received and not given back.</param>
/// <param name="Handler">Who issued it (经手人).</param>
/// <param name="Remarks">Remarks.</param>
/// <param name="OccurredOn">Date of issue, Asia/Shanghai.</param>
[EventType("receipt_issued")]
public sealed record ReceiptIssued(
    string Gift, int Year, int Number, string Code, string Item, long Quantity, string Unit, long AmountFen, string Handler,
    string? Remarks, DateOnly OccurredOn) : IDated;

/// <summary>
/// What the receipt that follows in the same command says of its gift's deduction: by the federation's register as it stood when
/// it was issued. Receipts of before 0.4.0 have none, and say nothing of it.
/// </summary>
/// <param name="Gift">The gift.</param>
/// <param name="Year">Year of the receipt.</param>
/// <param name="Number">Its number within the year.</param>
/// <param name="Deduction">Whether the gift is deductible on its day.</param>
/// <param name="OccurredOn">Date of issue, Asia/Shanghai.</param>
[EventType("receipt_deduction_stated")]
public sealed record ReceiptDeductionStated(string Gift, int Year, int Number, DeductionStanding Deduction, DateOnly OccurredOn) : IDated;

/// <summary>A receipt was voided by a red one (冲红), which has a number of its own. Nothing is edited.</summary>
/// <param name="Gift">The gift.</param>
/// <param name="OriginalYear">Year of the receipt that is voided.</param>
/// <param name="OriginalNumber">Its number.</param>
/// <param name="OriginalCode">Its code.</param>
/// <param name="AmountFen">Its amount, in fen; the red receipt shows it as negative.</param>
/// <param name="Year">Year of the red receipt.</param>
/// <param name="Number">Number of the red receipt.</param>
/// <param name="Code">Code of the red receipt.</param>
/// <param name="Handler">Who voided it.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Date of the red receipt, Asia/Shanghai.</param>
[EventType("receipt_reversed")]
public sealed record ReceiptReversed(
    string Gift, int OriginalYear, int OriginalNumber, string OriginalCode, long AmountFen, int Year, int Number, string Code,
    string Handler, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>The donor is anonymous, or wants no receipt: the fact is recorded in its place (Charity Law art. 38).</summary>
/// <param name="Gift">The gift.</param>
/// <param name="Handler">Who recorded it.</param>
/// <param name="Note">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("receipt_waived")]
public sealed record ReceiptWaived(string Gift, string Handler, string? Note, DateOnly OccurredOn) : IDated;
