using System.Globalization;
using System.Text;

namespace CharityLedger.Imports.Cells;

/// <summary>Cells as text, and text brought to the form in which it is compared or kept.</summary>
internal static class CellText
{
    /// <summary>
    /// The cell as it would stand in a CSV file: numbers in plain decimal notation with their shortest exact digits,
    /// dates as yyyy-MM-dd.
    /// </summary>
    public static string Of(object? cell) => cell switch
    {
        null => "",
        string text => text,
        double number => Plain(number),
        DateTime time when time.TimeOfDay == TimeSpan.Zero => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        bool truth => truth ? "TRUE" : "FALSE",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    public static bool IsBlank(object? cell) => cell is null || (cell is string text && Trim(text).Length == 0);

    /// <summary>Without surrounding white space (tabs, no-break and full-width spaces) and invisible marks.</summary>
    public static string Trim(string text)
    {
        int start = 0, end = text.Length;
        while (start < end && IsPadding(text[start]))
            start++;
        while (end > start && IsPadding(text[end - 1]))
            end--;
        return text[start..end];
    }

    /// <summary>
    /// For comparing what people type in two widths: full-width forms become half-width (（ is the same as ( here),
    /// white space goes, letters become lower case.
    /// </summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!IsPadding(c))
                folded.Append(char.ToLowerInvariant(Narrow(c)));
        }
        return folded.ToString();
    }

    /// <summary>The text trimmed and in half-width forms, for reading numbers and dates.</summary>
    public static string Narrow(string text)
    {
        var trimmed = Trim(text);
        return Ascii.IsValid(trimmed) ? trimmed : string.Create(trimmed.Length, trimmed, (narrow, wide) =>
        {
            for (var i = 0; i < narrow.Length; i++)
                narrow[i] = Narrow(wide[i]);
        });
    }

    /// <summary>The half-width form of a full-width digit, letter, sign or space; ￥ becomes ¥.</summary>
    public static char Narrow(char c) => c switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
        '\uFFE5' => '\u00A5',
        '\u2212' => '-',
        '\u00A0' or '\u202F' or '\u3000' => ' ',
        _ => c,
    };

    private static bool IsPadding(char c) =>
        char.IsWhiteSpace(c) || c is '\u200B' or '\u200C' or '\u200D' or '\u200E' or '\u200F' or '\u2060' or '\uFEFF';

    private static string Plain(double number)
    {
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        return shortest.Contains('E') && decimal.TryParse(
            shortest, NumberStyles.Float, CultureInfo.InvariantCulture, out var plain)
            ? plain.ToString(CultureInfo.InvariantCulture)
            : shortest;
    }
}
