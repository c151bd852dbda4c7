using System.Numerics;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Donations;

namespace CharityLedger.Domain.Tests.Donations;

/// <summary>Foreign money comes to CNY by exact arithmetic.</summary>
public sealed class ExchangeTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    [Theory]
    [InlineData("USD", 100_00, "7.1086", 71_086)]
    [InlineData("USD", 1, "0.5", 1)]
    [InlineData("USD", 1, "0.49999999", 0)]
    [InlineData("JPY", 1_000, "0.0483", 4_830)]
    [InlineData("KWD", 1_500, "23.1234", 3_469)]
    [InlineData("HKD", 33_33, "0.91", 3_033)]
    public void Money_comes_to_the_fen_rounded_half_up(string currency, long minor, string rate, long fen) =>
        Assert.Equal(fen, Of(currency, minor, rate).Value);

    [Fact]
    public void Any_amount_and_rate_agree_with_whole_numbers()
    {
        var random = new Random(7);
        for (var i = 0; i < 5_000; i++)
        {
            var minor = random.NextInt64(1, 1_000_000_000);
            var rate = random.Next(1, 100_000_000);
            var text = FormattableString.Invariant($"{rate / 1_000_000}.{rate % 1_000_000:D6}");
            // minor / 100 × rate / 10^6 × 100 fen, half up.
            var expected = (long)((new BigInteger(minor) * rate * 2 + 1_000_000) / 2_000_000);
            Assert.Equal(expected, Of("EUR", minor, text).Value);
        }
    }

    [Theory]
    [InlineData("XYZ", 1, "1", RefusalCode.CurrencyUnknown)]
    [InlineData("CNY", 1, "1", RefusalCode.CurrencyUnknown)]
    [InlineData("USD", 0, "1", RefusalCode.AmountNotPositive)]
    [InlineData("USD", 1, "0", RefusalCode.ExchangeRateInvalid)]
    [InlineData("USD", 1, "-7", RefusalCode.ExchangeRateInvalid)]
    [InlineData("USD", 1, "7,1", RefusalCode.ExchangeRateInvalid)]
    [InlineData("USD", 1, "1e3", RefusalCode.ExchangeRateInvalid)]
    [InlineData("USD", 1, "7.123456789", RefusalCode.ExchangeRateInvalid)]
    [InlineData("USD", 10_000_000_000_000, "999999.99999999", RefusalCode.AmountTooLarge)]
    [InlineData("JPY", 10_000_000_000_000, "999999.99999999", RefusalCode.AmountTooLarge)]
    public void What_can_not_be_is_refused(string currency, long minor, string rate, RefusalCode code) =>
        Assert.Equal(code, Of(currency, minor, rate).Refusal?.Code);

    private static Result<long> Of(string currency, long minor, string rate) =>
        Exchange.ToFen(new ForeignMoney(currency, minor, rate, "中国外汇交易中心", Today), Today);
}
