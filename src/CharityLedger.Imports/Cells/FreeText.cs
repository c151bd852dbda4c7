using System.Text;

namespace CharityLedger.Imports.Cells;

/// <summary>Names, remarks and the like: kept as stated, refused where they could mislead.</summary>
internal static class FreeText
{
    /// <summary>
    /// Trims, and turns tabs and line breaks inside into one space (lists carry them as layout). Returns null or
    /// the refusal's code.
    /// </summary>
    public static string? Read(object? cell, int maxLength, out string text)
    {
        text = CellText.Trim(CellText.Of(cell));
        if (text.AsSpan().ContainsAny('\t', '\n', '\r'))
            text = WithoutBreaks(text);
        if (text.Length > maxLength)
            return RowRefusalCode.TextTooLong;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'))
                return RowRefusalCode.TextControlCharacter;
            // The replacement character is what is left of a damaged one.
            if (c == '\uFFFD')
                return RowRefusalCode.TextInvalid;
            if (!char.IsSurrogate(c))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(c, text[i + 1]))
                return RowRefusalCode.TextInvalid;
            i++;
        }
        return null;
    }

    private static string WithoutBreaks(string text)
    {
        var joined = new StringBuilder(text.Length);
        foreach (var part in text.Split(['\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (joined.Length > 0)
                joined.Append(' ');
            joined.Append(part);
        }
        return joined.ToString();
    }
}
