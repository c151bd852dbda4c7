using System.Text;

namespace CharityLedger.Domain.Receipts;

/// <summary>Amounts in Chinese capitals (大写金额), as the payment rules for bills write them: nothing can be added to
/// them unseen.</summary>
public static class ChineseAmount
{
    private const string Digits = "零壹贰叁肆伍陆柒捌玖";
    private static readonly (int Value, string Name)[] Thousands = [(1_000, "仟"), (100, "佰"), (10, "拾"), (1, "")];
    private static readonly (long Value, string Name)[] Groups =
        [(1_000_000_000_000, "万亿"), (100_000_000, "亿"), (10_000, "万"), (1, "")];

    /// <summary>An amount in fen: 10,005 → 壹佰元零伍分, 150 → 壹元伍角整. Red amounts begin with 负.</summary>
    public static string Of(long fen)
    {
        if (fen < 0) return "负" + Of(-fen);
        var (yuan, jiao, rest) = (fen / 100, (int)(fen / 10 % 10), (int)(fen % 10));
        var text = new StringBuilder();
        if (yuan > 0) text.Append(Whole(yuan)).Append('元');
        if (jiao > 0) text.Append(Digits[jiao]).Append('角');
        else if (yuan > 0 && rest > 0) text.Append('零');
        if (rest > 0) return text.Append(Digits[rest]).Append('分').ToString();
        return (text.Length == 0 ? "零元" : text.ToString()) + "整";
    }

    private static string Whole(long yuan)
    {
        var text = new StringBuilder();
        var gap = false;
        foreach (var (value, name) in Groups)
        {
            var part = (int)(yuan / value % 10_000);
            if (part > 0)
            {
                // A group that is missing, or that doesn't fill its thousands, leaves a gap, which is said.
                if (text.Length > 0 && (gap || part < 1_000)) text.Append('零');
                Append(text, part).Append(name);
            }

            gap = part == 0;
        }

        return text.ToString();
    }

    private static StringBuilder Append(StringBuilder text, int part)
    {
        var (started, gap) = (false, false);
        foreach (var (value, name) in Thousands)
        {
            var digit = part / value % 10;
            if (digit > 0)
            {
                if (started && gap) text.Append('零');
                text.Append(Digits[digit]).Append(name);
                started = true;
            }

            gap = digit == 0;
        }

        return text;
    }
}
