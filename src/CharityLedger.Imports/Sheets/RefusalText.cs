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
            RefusalCode.DateMissing => "the date is missing",
            RefusalCode.DateNotADate => "not a date in one of the profile's formats",
            RefusalCode.DateInFuture => "the date lies in the future",
            RefusalCode.DateTooOld => $"the date lies before {ImportLimits.EarliestDate.Year}",
            RefusalCode.AmountMissing => "the amount is missing",
            RefusalCode.AmountNotANumber => "not a number in the profile's notation",
            RefusalCode.AmountPrecision => "not a whole number of fen",
            RefusalCode.AmountZero => "the amount is zero",
            RefusalCode.AmountNegative => "the amount is negative",
            RefusalCode.AmountTooLarge => $"more than {ImportLimits.AmountFen / 100} yuan",
            RefusalCode.TotalTooLarge => $"with it the list exceeds {ImportLimits.TotalFen / 100} yuan",
            RefusalCode.TextTooLong => "the text is too long",
            RefusalCode.TextControlCharacter => "the text holds a control character",
            RefusalCode.TextInvalid => "the text is no valid Unicode",
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
