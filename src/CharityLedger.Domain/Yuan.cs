using System.Globalization;
using CharityLedger.Contracts;

namespace CharityLedger.Domain;

/// <summary>Amounts in yuan as people write them, to and from fen; never through floating point.</summary>
public static class Yuan
{
    /// <summary>Reads <c>1234.5</c> or <c>1,234.50</c>.</summary>
    /// <returns>Fen; or <c>amount_not_a_number</c>, <c>amount_precision</c>, <c>amount_not_positive</c>, <c>amount_too_large</c>.</returns>
    public static Result<long> Parse(string text, string field = "amount")
    {
        const NumberStyles Styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands
            | NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        if (!decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out var yuan))
            return new Refusal(RefusalCode.AmountNotANumber, $"“{text}” is no amount in yuan.", field);
        if (yuan != decimal.Round(yuan, 2))
            return new Refusal(RefusalCode.AmountPrecision, $"“{text}” has more than two decimals.", field);
        if (yuan > Check.MaxAmountFen / 100m)
            return new Refusal(RefusalCode.AmountTooLarge, $"“{text}” is above 10^13 fen.", field);
        if (yuan <= 0)
            return new Refusal(RefusalCode.AmountNotPositive, "An amount is at least one fen.", field);
        return decimal.ToInt64(yuan * 100m);
    }

    /// <summary>Writes fen as <c>1,234.50</c>.</summary>
    public static string Format(long fen) => (fen / 100m).ToString("N2", CultureInfo.InvariantCulture);
}
