using System.Globalization;
using CharityLedger.Domain.Receipts;

namespace CharityLedger.Domain.Tests.Receipts;

/// <summary>Amounts in Chinese capitals, as they are written on bills.</summary>
public sealed class ChineseAmountTests
{
    private const string Digits = "零壹贰叁肆伍陆柒捌玖";

    [Theory]
    [InlineData(0, "零元整")]
    [InlineData(1, "壹分")]
    [InlineData(10, "壹角整")]
    [InlineData(25, "贰角伍分")]
    [InlineData(100, "壹元整")]
    [InlineData(105, "壹元零伍分")]
    [InlineData(150, "壹元伍角整")]
    [InlineData(1_000, "壹拾元整")]
    [InlineData(10_005, "壹佰元零伍分")]
    [InlineData(140_950, "壹仟肆佰零玖元伍角整")]
    [InlineData(600_714, "陆仟零柒元壹角肆分")]
    [InlineData(168_032, "壹仟陆佰捌拾元叁角贰分")]
    [InlineData(10_700_053, "壹拾万柒仟元伍角叁分")]
    [InlineData(1_640_902, "壹万陆仟肆佰零玖元零贰分")]
    [InlineData(100_000_00, "壹拾万元整")]
    [InlineData(100_010_00, "壹拾万零壹拾元整")]
    [InlineData(1_000_000_01, "壹佰万元零壹分")]
    [InlineData(10_000_000_000, "壹亿元整")]
    [InlineData(10_000_000_100, "壹亿零壹元整")]
    [InlineData(10_001_000_000, "壹亿零壹万元整")]
    [InlineData(10_010_000_000, "壹亿零壹拾万元整")]
    [InlineData(12_345_678_901, "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分")]
    [InlineData(10_000_000_000_000, "壹仟亿元整")]
    [InlineData(9_999_999_999_999, "玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分")]
    [InlineData(-150, "负壹元伍角整")]
    public void An_amount_is_written_like_this(long fen, string capitals) => Assert.Equal(capitals, ChineseAmount.Of(fen));

    [Fact]
    public void Any_amount_is_read_back_to_the_fen()
    {
        var random = new Random(20260302);
        for (var i = 0; i < 20_000; i++)
        {
            var fen = random.NextInt64((long)Math.Pow(10, 1 + i % 13)) + 1;
            Assert.Equal(fen, Read(ChineseAmount.Of(fen)));
        }
    }

    /// <summary>Reads capitals from left to right, as a person does; zeros only bridge gaps.</summary>
    private static long Read(string capitals)
    {
        var (total, section, digit) = (0L, 0L, 0L);
        foreach (var c in capitals)
        {
            switch (c)
            {
                case '拾': section += digit * 10; digit = 0; break;
                case '佰': section += digit * 100; digit = 0; break;
                case '仟': section += digit * 1_000; digit = 0; break;
                case '万': total += (section + digit) * 10_000 * 100; (section, digit) = (0, 0); break;
                case '亿': total += (section + digit) * 100_000_000 * 100; (section, digit) = (0, 0); break;
                case '元': total += (section + digit) * 100; (section, digit) = (0, 0); break;
                case '角': total += digit * 10; digit = 0; break;
                case '分': total += digit; digit = 0; break;
                case '整': break;
                default:
                    digit = Digits.IndexOf(c, StringComparison.Ordinal);
                    Assert.True(digit >= 0, string.Create(CultureInfo.InvariantCulture, $"{c} in {capitals}"));
                    break;
            }
        }

        return total;
    }
}
