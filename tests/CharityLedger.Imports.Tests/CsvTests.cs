using System.Text;
using CharityLedger.Imports.Tests.Writing;

namespace CharityLedger.Imports.Tests;

public sealed class CsvTests
{
    private static readonly DateOnly Day = new(2026, 5, 4);

    public static readonly TheoryData<string> Encodings = ["utf-8", "utf-8 with mark", "gb18030", "utf-16", "utf-16BE"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void The_encoding_is_found_from_the_bytes(string name)
    {
        // The rare ideograph has four bytes in GB18030 and in UTF-8; the list is longer than any buffer.
        var rows = Enumerable.Range(1, 5000).Select(i => new[] { "2026-05-04", "𠮷野家", $"{i}", new string('谢', i % 7) });
        var read = Lists.ReadBytes(Csv.Write([Lists.Header, .. rows], Named(name)));
        Assert.Equal(
            Enumerable.Range(1, 5000).Select(i =>
                new DonationRow(i + 1, null, Day, "𠮷野家", i * 100, i % 7 == 0 ? null : new string('谢', i % 7))),
            read);
    }

    [Fact]
    public void The_digest_is_that_of_the_bytes()
    {
        var bytes = Csv.Write([Lists.Header], Csv.Utf8, newLine: "");
        Assert.Equal("日期,姓名,金额,备注,电话", Encoding.UTF8.GetString(bytes));
        Lists.Check(bytes, reader => Assert.Equal(
            "2bc194b017a1d384bf8fe23e02f8b128e524e825f55802f7d915c8fc5a5e13d4", reader.Sha256));
    }

    [Fact]
    public void Title_unit_header_blank_and_total_rows_are_no_gifts()
    {
        string?[][] rows =
        [
            [null, "社会捐款公示", null],
            [null, null, null, "单位：元"],
            ["序号", "日 期", " 姓名 ", "金额（元）", "备注", "其他"],
            ["1", "2026-05-04", "王伟", "100", "小计划"],
            [null, null, "本页小计", "100"],
            ["2", null, null, null],
            [],
            [null, "社会捐款公示"],
            [null, null, null, "单位：元"],
            ["序号", "日 期", "姓名", "金额（元）", "备注"],
            ["3", "2026-05-04", "李娜", "200", "合计划"],
            [null, "小 计", null, "300.00"],
            ["合　计：", null, null, "￥300.00元"],
            ["注：以上金额均已到账"],
        ];
        Lists.Check(Csv.Write(rows, Csv.Utf8), reader =>
        {
            Assert.Equal(
                [
                    new DonationRow(4, null, Day, "王伟", 100_00, "小计划"),
                    new DonationRow(11, null, Day, "李娜", 200_00, "合计划"),
                ],
                reader.ReadRows());
            Assert.Equal("社会捐款公示", reader.Title);
            Assert.Equal((2, 300_00L, 300_00L), (reader.Rows, reader.ComputedTotalFen, reader.StatedTotalFen));
        });
    }

    [Theory]
    [InlineData("合计", "", "", "7.5", "", 750L)]
    [InlineData("", "总计", "", "7.499999999", "", 750L)]
    [InlineData("", "", "", "7.50", "合计", 750L)]
    [InlineData("", "共计（元）：", "", "", "7.50", 750L)]
    [InlineData("Total", "", "7.50", "", "", 750L)]
    [InlineData("合计", "", "", "", "", null)]
    [InlineData("小计", "", "", "7.50", "", null)]
    public void A_total_is_found_in_any_column(string a, string b, string c, string d, string e, long? fen) =>
        Lists.Check(
            Csv.Write(
                [["日期", "姓名", "序号", "金额", "备注"], ["2026-05-04", "王伟", "1", "5", "合计"], [a, b, c, d, e]],
                Csv.Utf8),
            reader =>
            {
                Assert.IsType<DonationRow>(Assert.Single(reader.ReadRows()));
                Assert.Equal(fen, reader.StatedTotalFen);
            });

    [Theory]
    [InlineData("1", 100L)]
    [InlineData(" １，２３４．５０ ", 123450L)]
    [InlineData("1,234,567.8", 123456780L)]
    [InlineData("¥100", 10000L)]
    [InlineData("￥ 100 元", 10000L)]
    [InlineData("人民币100.00元", 10000L)]
    [InlineData("rmb 0.01", 1L)]
    [InlineData("+.5", 50L)]
    [InlineData("000100.10", 10010L)]
    [InlineData("100,000,000,000.00", 10_000_000_000_000L)]
    public void Amounts_are_read_like_this(string text, long fen) =>
        Assert.Equal(fen, Assert.IsType<DonationRow>(Assert.Single(Lists.Read(["2026-05-04", "王伟", text]))).AmountFen);

    [Theory]
    [InlineData("1,5", 150L)]
    [InlineData("1.234.567,89", 123456789L)]
    [InlineData("1.234", 123400L)]
    public void Signs_of_another_notation_are_the_profiles(string text, long fen)
    {
        var profile = Lists.Profile with { DecimalSign = ',', GroupSign = '.', Delimiter = ';' };
        var row = Assert.Single(Lists.Read(profile, ["2026-05-04", "王伟", text]));
        Assert.Equal(fen, Assert.IsType<DonationRow>(row).AmountFen);
    }

    [Theory]
    [InlineData("单位：万元", "金额", MoneyUnit.Yuan)]
    [InlineData("捐款公示", "金额（万元）", MoneyUnit.Yuan)]
    [InlineData("捐款公示（单位：人民币万元）", "金额", MoneyUnit.Yuan)]
    [InlineData("捐款公示", "金额", MoneyUnit.TenThousandYuan)]
    public void Ten_thousand_yuan_are_read_where_stated(string above, string amount, MoneyUnit unit)
    {
        string[][] rows =
            [[above], ["日期", "姓名", amount], ["2026-05-04", "王", "2437.330001"], ["2026-05-04", "李", "0.1234567"]];
        var read = Lists.ReadBytes(Csv.Write(rows, Csv.Utf8), Lists.Profile with { Unit = unit });
        Assert.Equal(2_437_330_001, Assert.IsType<DonationRow>(read[0]).AmountFen);
        Assert.Equal(RowRefusalCode.AmountPrecision, Assert.IsType<RefusedRow>(read[1]).Code);
    }

    [Theory]
    [InlineData(" 王伟\t", "王伟")]
    [InlineData("　王伟 ", "王伟")]
    [InlineData("高某转来家人\t捐款", "高某转来家人 捐款")]
    [InlineData("王伟\r\n\r\n李娜", "王伟 李娜")]
    [InlineData("John  Smith", "John  Smith")]
    [InlineData("\u200B", "")]
    [InlineData(null, "")]
    public void Names_are_trimmed_and_kept(string? stated, string donor) =>
        Assert.Equal(donor, Assert.IsType<DonationRow>(Assert.Single(Lists.Read(["2026-05-04", stated, "1"]))).Donor);

    [Fact]
    public void Ignored_remarks_are_not_read()
    {
        var profile = Lists.Profile with { Remarks = RemarkUse.Ignore };
        var row = Assert.Single(Lists.Read(profile, ["2026-05-04", "王伟", "1", "\u0001"]));
        Assert.Null(Assert.IsType<DonationRow>(row).Remark);
    }

    [Fact]
    public void A_time_of_day_is_dropped_and_today_is_no_future()
    {
        var rows = Lists.Read(
            ["2026-5-4 23:59", "王伟", "1"], ["２０２６－０６－３０", "王伟", "1"], ["1900-01-01", "王伟", "1"]);
        Assert.Equal(
            [Day, Lists.Today, new DateOnly(1900, 1, 1)], rows.Select(row => Assert.IsType<DonationRow>(row).Date));
    }

    private static Encoding Named(string name) => name switch
    {
        "utf-8" => Csv.Utf8,
        "utf-8 with mark" => Csv.Utf8WithMark,
        "gb18030" => Csv.Gb18030,
        _ => Encoding.GetEncoding(name),
    };
}
