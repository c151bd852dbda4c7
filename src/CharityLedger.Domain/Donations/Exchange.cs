using System.Globalization;
using System.Text.RegularExpressions;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Donations;

/// <summary>Money in a foreign currency, in exact decimal arithmetic.</summary>
public static partial class Exchange
{
    /// <summary>How many decimals a currency's minor unit has (ISO 4217); currencies that are not here are not taken.</summary>
    private static readonly Dictionary<string, int> MinorDigits = new(StringComparer.Ordinal)
    {
        ["USD"] = 2, ["EUR"] = 2, ["GBP"] = 2, ["HKD"] = 2, ["MOP"] = 2, ["TWD"] = 2, ["SGD"] = 2, ["AUD"] = 2, ["NZD"] = 2,
        ["CAD"] = 2, ["CHF"] = 2, ["THB"] = 2, ["MYR"] = 2, ["SEK"] = 2, ["NOK"] = 2, ["DKK"] = 2, ["RUB"] = 2, ["AED"] = 2,
        ["JPY"] = 0, ["KRW"] = 0, ["KWD"] = 3, ["BHD"] = 3,
    };

    /// <summary>The CNY fen of foreign money: amount × rate, rounded half up to the fen.</summary>
    /// <returns>Fen; or <c>currency_unknown</c>, <c>exchange_rate_invalid</c>, or what is wrong with an amount, a text
    /// or a date.</returns>
    public static Result<long> ToFen(ForeignMoney money, DateOnly today)
    {
        if (!MinorDigits.TryGetValue(money.Currency, out var digits))
            return new Refusal(RefusalCode.CurrencyUnknown, "That currency is not taken.", "foreign.currency");
        var refusal = Check.Amount(money.AmountMinor, "foreign.amountMinor") ?? Check.Text(money.Source, "foreign.source", 100)
            ?? Check.Date(money.RatedOn, today, "foreign.ratedOn");
        if (refusal is not null) return refusal;
        if (!Written().IsMatch(money.Rate) || decimal.Parse(money.Rate, CultureInfo.InvariantCulture) is not (> 0 and var rate))
            return new Refusal(RefusalCode.ExchangeRateInvalid,
                "A rate is a number such as 7.1086, with at most 8 decimals.", "foreign.rate");
        // At most 14 digits of the amount and 14 of the rate: a decimal holds 28.
        var fen = decimal.Round(money.AmountMinor * rate * 100m / Scale(digits), MidpointRounding.AwayFromZero);
        return fen > Check.MaxAmountFen ? Check.Amount(long.MaxValue, "foreign.amountMinor")! : decimal.ToInt64(fen);
    }

    /// <summary>An amount in CNY stated beside foreign money is what that comes to; 0 states none.</summary>
    public static Refusal? Mismatch(long statedFen, long computedFen, ForeignMoney? foreign) =>
        foreign is null || statedFen == 0 || statedFen == computedFen
            ? null
            : new Refusal(RefusalCode.ExchangeMismatch, $"At this rate it comes to {Yuan.Format(computedFen)} yuan.", "amountFen");

    private static decimal Scale(int digits) => digits switch
    {
        0 => 1m,
        2 => 100m,
        _ => 1000m,
    };

    [GeneratedRegex(@"\A[0-9]{1,6}(\.[0-9]{1,8})?\z")]
    private static partial Regex Written();
}
