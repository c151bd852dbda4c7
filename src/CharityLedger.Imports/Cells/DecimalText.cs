using System.Globalization;

namespace CharityLedger.Imports.Cells;

/// <summary>Numbers as people and spreadsheets write them, read without floating point.</summary>
internal sealed class DecimalText(ImportProfile profile)
{
    /// <summary>Eighteen whole digits exceed every limit; with ten decimals they still fit a decimal exactly.</summary>
    private const int MaxWholeDigits = 18;

    private const int MaxDecimals = 10;

    private readonly string[] marks = [.. profile.CurrencyMarks.Select(CellText.Fold).OrderByDescending(m => m.Length)];

    /// <summary>Returns null and the value with its decimals as written, or the refusal's code.</summary>
    public string? Read(object? cell, out decimal value) =>
        cell is double number ? FromBinary(number, out value) : FromText(CellText.Of(cell), out value);

    /// <summary>
    /// A double stands for the shortest decimal that reads back as it ("R"): what was typed or summed up. Judged on its
    /// exact binary value, every amount above 8.6 thousand million yuan would miss its fen merely for being stored.
    /// </summary>
    private static string? FromBinary(double number, out decimal value)
    {
        value = 0;
        if (!double.IsFinite(number))
            return RowRefusalCode.AmountNotANumber;
        if (Math.Abs(number) > ImportLimits.TotalFen)
            return number < 0 ? RowRefusalCode.AmountNegative : RowRefusalCode.AmountTooLarge;
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        value = decimal.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture);
        return null;
    }

    private string? FromText(string text, out decimal value)
    {
        value = 0;
        var digits = WithoutMarks(CellText.Narrow(text));
        var negative = digits.StartsWith('-') || (digits.StartsWith('(') && digits.EndsWith(')'));
        if (digits.StartsWith('('))
            digits = negative ? digits[1..^1] : digits;
        else if (digits.StartsWith('-') || digits.StartsWith('+'))
            digits = digits[1..];
        digits = WithoutMarks(digits);

        var at = digits.IndexOf(profile.DecimalSign, StringComparison.Ordinal);
        var whole = at < 0 ? digits : digits[..at];
        var fraction = at < 0 ? "" : digits[(at + 1)..];
        if (Ungrouped(whole) is not { } wholeDigits || !fraction.All(char.IsAsciiDigit))
            return RowRefusalCode.AmountNotANumber;
        if (at >= 0 ? fraction == "" : whole == "")
            return RowRefusalCode.AmountNotANumber;
        wholeDigits = wholeDigits.TrimStart('0');
        if (wholeDigits.Length > MaxWholeDigits)
            return negative ? RowRefusalCode.AmountNegative : RowRefusalCode.AmountTooLarge;
        if (fraction.Length > MaxDecimals)
            return RowRefusalCode.AmountPrecision;
        value = decimal.Parse($"0{wholeDigits}.{fraction}0"[..^1], NumberStyles.Float, CultureInfo.InvariantCulture);
        if (negative)
            value = -value;
        return null;
    }

    /// <summary>The whole part's digits; null unless group signs stand before every three ("1,5").</summary>
    private string? Ungrouped(string whole)
    {
        if (profile.GroupSign is not { } sign || !whole.Contains(sign))
            return whole.All(char.IsAsciiDigit) ? whole : null;
        var groups = whole.Split(sign);
        var regular = groups[0].Length is >= 1 and <= 3 && groups.Skip(1).All(group => group.Length == 3);
        return regular && groups.All(group => group.All(char.IsAsciiDigit)) ? string.Concat(groups) : null;
    }

    private string WithoutMarks(string text)
    {
        text = CellText.Trim(text);
        foreach (var mark in marks)
        {
            if (text.StartsWith(mark, StringComparison.OrdinalIgnoreCase))
                return CellText.Trim(text[mark.Length..]);
            if (text.EndsWith(mark, StringComparison.OrdinalIgnoreCase))
                return CellText.Trim(text[..^mark.Length]);
        }
        return text;
    }
}
