using System.Text;
using CharityLedger.Imports.Tests.Writing;

namespace CharityLedger.Imports.Tests;

public sealed class FileRefusalTests
{
    [Fact]
    public void A_file_that_is_not_there_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ImportFileCode.FileNotFound, RefusalOf(folder.Path("none.csv")));
        Assert.Equal(ImportFileCode.FileNotFound, RefusalOf(folder.Path("none/none.csv")));
        Assert.Equal(ImportFileCode.FileUnreadable, RefusalOf(folder.Path(".")));
        Assert.Equal(ImportFileCode.FileUnreadable, RefusalOf(""));
    }

    [Fact]
    public void A_file_of_two_gigabytes_is_refused_unread()
    {
        using var folder = new TemporaryFolder();
        using (var sparse = File.Create(folder.Path("huge.csv")))
            sparse.SetLength(2L << 30);
        Assert.Equal(ImportFileCode.FileTooLarge, RefusalOf(folder.Path("huge.csv")));
    }

    [Fact]
    public void An_empty_file_is_refused() => Assert.Equal(ImportFileCode.FileEmpty, Lists.RefusalOf([]));

    [Theory]
    [InlineData("list.xls")]
    [InlineData("list.xlsx")]
    [InlineData("list.csv")]
    public void An_image_is_no_list(string name)
    {
        byte[] image =
        [
            0x89, .. "PNG\r\n\u001A\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1F, 0x15,
            0xC4, 0x89, 0, 0, 0, 13, .. "IDAT"u8, 0x78, 0x9C, 0x63, 0, 1, 0, 0, 5, 0, 1, 0x0D, 0x0A, 0x2D, 0xB4, 0, 0, 0, 0,
            .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82,
        ];
        Assert.Equal(ImportFileCode.FileUnreadable, Lists.RefusalOf(image, name));
    }

    [Theory]
    [InlineData("list.xls")]
    [InlineData("list.xlsx")]
    public void Random_bytes_are_no_workbook(string name)
    {
        for (var seed = 0; seed < 50; seed++)
            Assert.Equal(ImportFileCode.FileUnreadable, Lists.RefusalOf(Lists.Noise(seed, 100 + 50 * seed), name));
    }

    [Fact]
    public void Text_in_no_known_encoding_is_refused()
    {
        byte[] neither = [.. Encoding.ASCII.GetBytes("a,b\n"), 0xFF, 0xFF, 0x20];
        Assert.Equal(ImportFileCode.EncodingInvalid, Lists.RefusalOf(neither, "list.csv"));
        byte[] marked = [0xEF, 0xBB, 0xBF, .. Csv.Gb18030.GetBytes("日期,姓名,金额\n")];
        Assert.Equal(ImportFileCode.EncodingInvalid, Lists.RefusalOf(marked, "list.csv"));
    }

    [Fact]
    public void Unicode_text_that_ends_inside_a_character_was_cut_off()
    {
        var bytes = Csv.Write([Lists.Header, ["2026-05-04", "王伟", "1"]], Csv.Utf8, newLine: "");
        Assert.Equal(ImportFileCode.FileTruncated, Lists.RefusalOf([.. bytes, .. "谢"u8[..2]], "list.csv"));
    }

    [Fact]
    public void A_list_without_any_known_column_has_no_header() => Assert.Equal(
        ImportFileCode.HeaderNotFound, RefusalOfRows(["2026-05-04", "王伟", "1"]));

    [Fact]
    public void A_header_deeper_than_it_is_looked_for_is_not_found() => Assert.Equal(
        ImportFileCode.HeaderNotFound,
        RefusalOfRows([.. Enumerable.Repeat<string[]>(["公示"], ImportLimits.HeaderSearchRows), Lists.Header]));

    [Fact]
    public void A_header_that_lacks_a_column_is_refused_by_the_name_of_the_column()
    {
        var bytes = Csv.Write([["捐款公示"], ["日期", "姓名", "捐了多少"]], Csv.Utf8);
        var refusal = Assert.Throws<ImportFileException>(() => Lists.ReadBytes(bytes));
        Assert.Equal(ImportFileCode.HeaderMissingColumn, refusal.Code);
        Assert.Contains("amount (金额 or 金额（元）", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("日期 | 姓名 | 捐了多少", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_columns_of_one_name_are_refused() => Assert.Equal(
        ImportFileCode.HeaderDuplicateColumn, RefusalOfRows(["日期", "姓名", "金额", "金额"]));

    [Fact]
    public void Units_that_are_unknown_or_contradict_each_other_are_refused()
    {
        Assert.Equal(ImportFileCode.UnitUnknown, RefusalOfRows(["单位：美元"], Lists.Header));
        Assert.Equal(ImportFileCode.UnitUnknown, RefusalOfRows(["捐款公示（千元）"], Lists.Header));
        Assert.Equal(ImportFileCode.UnitConflict, RefusalOfRows(["单位：元"], ["日期", "姓名", "金额（万元）"]));
    }

    private static string RefusalOfRows(params string[][] rows) => Lists.RefusalOf(Csv.Write(rows, Csv.Utf8));

    private static string RefusalOf(string path) => Assert.Throws<ImportFileException>(
        () => DonationListReader.Open(path, Lists.Profile, Lists.Today)).Code;
}
