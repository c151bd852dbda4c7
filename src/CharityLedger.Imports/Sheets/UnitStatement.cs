using System.Text.RegularExpressions;
using CharityLedger.Imports.Cells;

namespace CharityLedger.Imports.Sheets;

/// <summary>Reads a stated unit of money out of a title, a unit row or a header: 单位：元, 金额（万元）.</summary>
internal static partial class UnitStatement
{
    /// <summary>The unit stated in <paramref name="text"/>, or null where none is.</summary>
    /// <exception cref="ImportFileException"><see cref="ImportFileCode.UnitUnknown"/> for 千元, 美元 …</exception>
    public static MoneyUnit? In(string text)
    {
        var match = Pattern().Match(CellText.Fold(text));
        if (!match.Success)
            return null;
        return match.Groups["unit"].Value switch
        {
            "元" => MoneyUnit.Yuan,
            "万元" => MoneyUnit.TenThousandYuan,
            var other => throw new ImportFileException(
                ImportFileCode.UnitUnknown, $"\"{text}\" states the unit {other}; only 元 and 万元 are read."),
        };
    }

    [GeneratedRegex(@"(?:单位:?|[(\[])(?:人民币)?(?<unit>[十百千万亿美港欧日英澳加韩]{0,2}元)(?=$|[)\],;])")]
    private static partial Regex Pattern();
}
