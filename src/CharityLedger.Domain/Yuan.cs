using System.Globalization;
using System.Text.RegularExpressions;
using CharityLedger.Contracts;

namespace CharityLedger.Domain;

/// <summary>Amounts in yuan as people write them, to and from fen; never through floating point.</summary>
public static partial class Yuan
{
    private const NumberStyles Styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;

    /// <summary>Reads <c>1234.5</c> or <c>1,234.50</c>.</summary>
    /// <returns>Fen; or <c>amount_not_a_number</c>, <c>amount_precision</c>, <c>amount_not_positive</c>, <c>amount_too_large</c>.</returns>
    public static Result<long> Parse(string text, string field = "amount")
    {
        var plain = text.Trim();
        if (!Written().IsMatch(plain)
            || !decimal.TryParse(plain.Replace(",", "", StringComparison.Ordinal), Styles, CultureInfo.InvariantCulture, out var yuan))
            return new Refusal(RefusalCode.AmountNotANumber, $"“{text}” is no amount in yuan.", field);
        // Also where the third decimal is 0: 1.500 may be meant as one thousand five hundred.
        if (yuan.Scale > 2)
            return new Refusal(RefusalCode.AmountPrecision, $"“{text}” has more than two decimals.", field);
        if (yuan > Check.MaxAmountFen / 100m)
            return new Refusal(RefusalCode.AmountTooLarge, $"“{text}” is above 10^13 fen.", field);
        if (yuan <= 0)
            return new Refusal(RefusalCode.AmountNotPositive, "An amount is at least one fen.", field);
        return decimal.ToInt64(yuan * 100m);
    }

    /// <summary>Commas stand before every three digits or not at all: 1,5 is no fifteen.</summary>
    [GeneratedRegex(@"\A[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?\z")]
    private static partial Regex Written();

    /// <summary>Writes fen as <c>1,234.50</c>.</summary>
    public static string Format(long fen) => (fen / 100m).ToString("N2", CultureInfo.InvariantCulture);
}
