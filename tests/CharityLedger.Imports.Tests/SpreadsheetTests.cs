using CharityLedger.Imports.Tests.Writing;

namespace CharityLedger.Imports.Tests;

public sealed class SpreadsheetTests
{
    private static readonly DateOnly Day = new(2026, 5, 4);

    private static readonly object?[] Header = ["日期", "姓名", "金额", "备注"];

    public static readonly TheoryData<string> Formats = ["xls", "xlsx"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Date_cells_and_numbers_are_read_as_what_they_mean(string format)
    {
        var rows = Read(format, ("捐款", [
            Header,
            [Day, "王伟", 100.0, null],
            ["2026-05-04", 12345.0, "1,000.50", 5.0],
        ]));
        Assert.Equal(
            [
                new DonationRow(2, "捐款", Day, "王伟", 100_00, null),
                new DonationRow(3, "捐款", Day, "12345", 1000_50, "5"),
            ],
            rows);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Binary_numbers_near_a_fen_are_rounded_and_others_refused(string format)
    {
        var rows = Read(format, ("捐款", [
            Header,
            [Day, "王伟", 0.1 + 0.2, null],
            [Day, "王伟", 1.0000009, null],
            [Day, "王伟", 1.0000011, null],
            [Day, "王伟", 1.005, null],
            [Day, "王伟", 99_999_999_999.99, null],
            [Day, "王伟", 1e-9, null],
            [Day, "王伟", 1e300, null],
        ]));
        Assert.Equal(
            [
                "30", "100", RowRefusalCode.AmountPrecision, RowRefusalCode.AmountPrecision, "9999999999999",
                RowRefusalCode.AmountZero, RowRefusalCode.AmountTooLarge,
            ],
            rows.Select(row => row is DonationRow gift ? $"{gift.AmountFen}" : ((RefusedRow)row).Code));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_cell_in_error_counts_as_empty(string format)
    {
        var broken = new CellErrorValue();
        var rows = Read(format, ("捐款", [
            Header,
            [broken, "王伟", 1.0, null],
            [Day, "王伟", broken, null],
            [Day, broken, 1.0, null],
        ]));
        Assert.Equal(
            [RowRefusalCode.DateMissing, RowRefusalCode.AmountMissing],
            rows.Take(2).Select(row => Assert.IsType<RefusedRow>(row).Code));
        Assert.Equal("", Assert.IsType<DonationRow>(rows[2]).Donor);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_sheet_with_the_header_is_read_and_the_others_are_named(string format)
    {
        var bytes = Write(format,
            ("说明", [["本表由办公室填写"]]),
            ("一月", [["捐款公示"], Header, [Day, "王伟", 1.0, null], ["合计", null, 1.0, null]]),
            ("汇总", [["月份", "总额"], ["一月", 1.0]]),
            ("二月", [Header, [Day, "李娜", 2.0, null], [Day, "李娜", 3.0, null], ["合计", null, 5.0, null]]));
        Lists.Check(bytes, reader =>
        {
            Assert.Equal("捐款公示", reader.Title);
            Assert.Equal(
                [("一月", 3, 100L), ("二月", 2, 200L), ("二月", 3, 300L)],
                reader.ReadRows().Cast<DonationRow>().Select(row => (row.Sheet!, row.Row, row.AmountFen)));
            Assert.Equal(["说明", "汇总"], reader.SheetsPassedOver);
            Assert.Equal((600L, 600L), (reader.ComputedTotalFen, reader.StatedTotalFen));
        });
    }

    [Fact]
    public void Gaps_between_rows_count_in_row_numbers()
    {
        var rows = Read("xlsx", ("捐款", [[], Header, [], [], [Day, "王伟", 1.0, null]]));
        Assert.Equal(5, Assert.Single(rows).Row);
    }

    private static List<ImportItem> Read(string format, params (string, object?[][])[] sheets) =>
        Lists.ReadBytes(Write(format, sheets));

    private static byte[] Write(string format, params (string, object?[][])[] sheets) =>
        format == "xls" ? XlsWriter.Write(sheets) : XlsxWriter.Write(sheets);
}
