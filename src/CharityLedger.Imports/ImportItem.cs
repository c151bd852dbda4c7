namespace CharityLedger.Imports;

/// <summary>What one data row of a donation list became: a gift or a refusal.</summary>
/// <param name="Row">Row number as the spreadsheet shows it, from 1; in a CSV file the number of the record.</param>
/// <param name="Sheet">Name of the sheet; null in a CSV file.</param>
public abstract record ImportItem(int Row, string? Sheet);

/// <summary>A row that states a gift.</summary>
/// <param name="Row">See <see cref="ImportItem"/>.</param>
/// <param name="Sheet">See <see cref="ImportItem"/>.</param>
/// <param name="Date">Business date as stated, between 1900 and the reader's "today".</param>
/// <param name="Donor">Name as stated without surrounding white space; empty where none is stated.</param>
/// <param name="AmountFen">1 to <see cref="ImportLimits.AmountFen"/>, in fen.</param>
/// <param name="Remark">Null where empty, or where the profile ignores remarks.</param>
/// <param name="Channel">Null where empty or the list has no such column, like the two that follow.</param>
/// <param name="Phone">As stated; personal data.</param>
/// <param name="Serial">The list's own number of the row (序号).</param>
public sealed record DonationRow(
    int Row, string? Sheet, DateOnly Date, string Donor, long AmountFen, string? Remark,
    string? Channel = null, string? Phone = null, string? Serial = null) : ImportItem(Row, Sheet);

/// <summary>A row that can't be taken as a gift; it never stops the rows after it.</summary>
/// <param name="Row">See <see cref="ImportItem"/>.</param>
/// <param name="Sheet">See <see cref="ImportItem"/>.</param>
/// <param name="Field">Name of an <see cref="ImportField"/> in lower case, or "row".</param>
/// <param name="Code">One of <see cref="RowRefusalCode"/>.</param>
/// <param name="Message">The reason in words, naming what was found.</param>
public sealed record RefusedRow(int Row, string? Sheet, string Field, string Code, string Message)
    : ImportItem(Row, Sheet);

/// <summary>A column that a profile can name; the first three every gift needs.</summary>
public enum ImportField { Date, Donor, Amount, Remark, Channel, Phone, Serial }

internal static class ImportFieldNames
{
    public static string Name(this ImportField field) => field.ToString().ToLowerInvariant();
}

/// <summary>Why one row was refused.</summary>
public static class RowRefusalCode
{
    public const string DateMissing = "date_missing";
    public const string DateNotADate = "date_not_a_date";
    public const string DateInFuture = "date_in_future";

    /// <summary>Before <see cref="ImportLimits.EarliestDate"/>.</summary>
    public const string DateTooOld = "date_too_old";

    public const string AmountMissing = "amount_missing";
    public const string AmountNotANumber = "amount_not_a_number";

    /// <summary>More than two decimals in yuan, or a spreadsheet's number further than 10^-6 yuan from a fen.</summary>
    public const string AmountPrecision = "amount_precision";

    public const string AmountZero = "amount_zero";
    public const string AmountNegative = "amount_negative";
    public const string AmountTooLarge = "amount_too_large";

    /// <summary>With this row the list's total would exceed <see cref="ImportLimits.TotalFen"/>.</summary>
    public const string TotalTooLarge = "total_too_large";

    public const string TextTooLong = "text_too_long";

    /// <summary>A control character, or one that reverses the direction of what follows.</summary>
    public const string TextControlCharacter = "text_control_character";

    /// <summary>Half of a surrogate pair, or the mark (U+FFFD) that a damaged character left.</summary>
    public const string TextInvalid = "text_invalid";

    /// <summary>A row with a date that calls itself a total (合计): it may be a sum or a gift.</summary>
    public const string RowMaybeTotal = "row_maybe_total";

    /// <summary>Quotes of a CSV record don't match, so its fields are not certain.</summary>
    public const string RowMalformed = "row_malformed";
}
