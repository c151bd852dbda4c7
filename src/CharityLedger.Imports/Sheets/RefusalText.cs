using System.Text;

namespace CharityLedger.Imports.Sheets;

/// <summary>The reasons for refusing a row, in words.</summary>
internal static class RefusalText
{
    private const int Shown = 40;

    public static string Of(string code, string found)
    {
        var reason = code switch
        {
            RowRefusalCode.DateMissing => "the date is missing",
            RowRefusalCode.DateNotADate => "not a date in one of the profile's formats",
            RowRefusalCode.DateInFuture => "the date lies in the future",
            RowRefusalCode.DateTooOld => $"the date lies before {ImportLimits.EarliestDate.Year}",
            RowRefusalCode.AmountMissing => "the amount is missing",
            RowRefusalCode.AmountNotANumber => "not a number in the profile's notation",
            RowRefusalCode.AmountPrecision => "not a whole number of fen",
            RowRefusalCode.AmountZero => "the amount is zero",
            RowRefusalCode.AmountNegative => "the amount is negative",
            RowRefusalCode.AmountTooLarge => $"more than {ImportLimits.AmountFen / 100} yuan",
            RowRefusalCode.TotalTooLarge => $"with it the list exceeds {ImportLimits.TotalFen / 100} yuan",
            RowRefusalCode.TextTooLong => "the text is too long",
            RowRefusalCode.TextControlCharacter => "the text holds a control character",
            RowRefusalCode.TextInvalid => "the text is no valid Unicode",
            RowRefusalCode.RowMaybeTotal => "a total with a date: a sum or a gift",
            _ => throw new ArgumentOutOfRangeException(nameof(code), code, "No such refusal."),
        };
        return found.Length == 0 ? reason : $"{reason}: \"{Printable(found)}\"";
    }

    /// <summary>What was found may not write on a terminal what it likes.</summary>
    private static string Printable(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(Shown, text.Length)))
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) || c is >= '\u202A' and <= '\u202E' ? '\uFFFD' : c);
        return text.Length > Shown ? shown.Append('…').ToString() : shown.ToString();
    }
}
