using System.Text.RegularExpressions;
using CharityLedger.Imports.Cells;

namespace CharityLedger.Imports.Sheets;

internal enum TotalKind { None, Subtotal, Total }

/// <summary>Recognises the word that makes a row a total: 合计, 总 计：, 本页小计, Total.</summary>
internal static partial class TotalWord
{
    public static TotalKind In(object? cell)
    {
        // Longer cells are names and remarks; this keeps the pattern off nearly all of them.
        if (cell is not string { Length: > 0 and <= 40 } text)
            return TotalKind.None;
        if (text.AsSpan().IndexOfAny('计', 't', 'T') < 0)
            return TotalKind.None;
        var match = Pattern().Match(CellText.Fold(text));
        if (!match.Success)
            return TotalKind.None;
        return match.Groups["part"].Success ? TotalKind.Subtotal : TotalKind.Total;
    }

    [GeneratedRegex(@"^(?:(?<part>(?:本页|本日|当日|本月|页)(?:合计|总计|共计|小计)|小计|subtotal)|总?合计|总计|共计|(?:grand)?total)"
        + @"(?:\([^)]*\))?:?(?:[¥\d,.]*元?)$")]
    private static partial Regex Pattern();
}
