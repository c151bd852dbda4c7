using CharityLedger.Imports.Tests.Writing;

namespace CharityLedger.Imports.Tests;

public sealed class RowRefusalTests
{
    private const string Day = "2026-05-04";

    public static readonly TheoryData<string?, string> Dates = new()
    {
        { null, RowRefusalCode.DateMissing },
        { " \t", RowRefusalCode.DateMissing },
        { "yesterday", RowRefusalCode.DateNotADate },
        { "04/05/2026", RowRefusalCode.DateNotADate },
        { "2026-02-30", RowRefusalCode.DateNotADate },
        { "2026-5-4", RowRefusalCode.DateNotADate },
        { "46146", RowRefusalCode.DateNotADate },
        { "2026-07-01", RowRefusalCode.DateInFuture },
        { "9999-12-31", RowRefusalCode.DateInFuture },
        { "1899-12-31", RowRefusalCode.DateTooOld },
        { "0001-01-01", RowRefusalCode.DateTooOld },
    };

    public static readonly TheoryData<string?, string> Amounts = new()
    {
        { null, RowRefusalCode.AmountMissing },
        { "　", RowRefusalCode.AmountMissing },
        { "一百", RowRefusalCode.AmountNotANumber },
        { "1 000", RowRefusalCode.AmountNotANumber },
        { "1,5", RowRefusalCode.AmountNotANumber },
        { "1,0000", RowRefusalCode.AmountNotANumber },
        { ",100", RowRefusalCode.AmountNotANumber },
        { "1.000,50", RowRefusalCode.AmountNotANumber },
        { "1.2.3", RowRefusalCode.AmountNotANumber },
        { "5.", RowRefusalCode.AmountNotANumber },
        { ".", RowRefusalCode.AmountNotANumber },
        { "¥", RowRefusalCode.AmountNotANumber },
        { "-", RowRefusalCode.AmountNotANumber },
        { "()", RowRefusalCode.AmountNotANumber },
        { "1E5", RowRefusalCode.AmountNotANumber },
        { "0x10", RowRefusalCode.AmountNotANumber },
        { "NaN", RowRefusalCode.AmountNotANumber },
        { "٣", RowRefusalCode.AmountNotANumber },
        { "$5", RowRefusalCode.AmountNotANumber },
        { "100.005", RowRefusalCode.AmountPrecision },
        { "1.500", RowRefusalCode.AmountPrecision },
        { "0.00000000001", RowRefusalCode.AmountPrecision },
        { "0", RowRefusalCode.AmountZero },
        { "0.00", RowRefusalCode.AmountZero },
        { "-0", RowRefusalCode.AmountZero },
        { "-5", RowRefusalCode.AmountNegative },
        { "－５", RowRefusalCode.AmountNegative },
        { "−5.00", RowRefusalCode.AmountNegative },
        { "(5.00)", RowRefusalCode.AmountNegative },
        { "¥-5", RowRefusalCode.AmountNegative },
        { "-99999999999999999999999999999999999999", RowRefusalCode.AmountNegative },
        { "100000000000.01", RowRefusalCode.AmountTooLarge },
        { "99999999999999999999999999999999999999", RowRefusalCode.AmountTooLarge },
    };

    public static readonly TheoryData<string, string> Names = new()
    {
        { "王\u0001伟", RowRefusalCode.TextControlCharacter },
        { "王\0伟", RowRefusalCode.TextControlCharacter },
        { "王\u0007", RowRefusalCode.TextControlCharacter },
        { "\u001B[31m王伟", RowRefusalCode.TextControlCharacter },
        { "王\u0085\u009F伟", RowRefusalCode.TextControlCharacter },
        { "\u202E伟王", RowRefusalCode.TextControlCharacter },
        { "王\u2066伟", RowRefusalCode.TextControlCharacter },
        { new string('王', 201), RowRefusalCode.TextTooLong },
    };

    [Theory]
    [MemberData(nameof(Dates))]
    public void A_bad_date_refuses_its_row(string? date, string code) =>
        AssertRefused("date", code, Lists.Read([date, "王伟", "1"], [Day, "李娜", "2"]));

    [Theory]
    [MemberData(nameof(Amounts))]
    public void A_bad_amount_refuses_its_row(string? amount, string code) =>
        AssertRefused("amount", code, Lists.Read([Day, "王伟", amount], [Day, "李娜", "2"]));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bad_name_refuses_its_row(string name, string code) =>
        AssertRefused("donor", code, Lists.Read([Day, name, "1"], [Day, "李娜", "2"]));

    [Fact]
    public void Bad_remarks_and_phones_refuse_their_rows()
    {
        string?[] next = [Day, "李娜", "2"];
        AssertRefused("remark", RowRefusalCode.TextControlCharacter, Lists.Read([Day, "", "1", "a\u0002b"], next));
        AssertRefused("remark", RowRefusalCode.TextTooLong, Lists.Read([Day, "", "1", new string('字', 501)], next));
        AssertRefused("phone", RowRefusalCode.TextTooLong, Lists.Read([Day, "", "1", "", new string('1', 201)], next));
    }

    [Theory]
    [InlineData("合计", null)]
    [InlineData("TOTAL", "thanks")]
    [InlineData(null, "合计")]
    public void A_total_with_a_date_may_be_a_gift_and_is_left_to_the_accountant(string? name, string? remark)
    {
        foreach (var date in (string[])[Day, "2099-01-01"])
            AssertRefused("row", RowRefusalCode.RowMaybeTotal, Lists.Read([date, name, "1", remark], [Day, "李娜", "2"]));
    }

    [Fact]
    public void Half_a_surrogate_pair_refuses_its_row()
    {
        AssertRefused("donor", RowRefusalCode.TextInvalid, Lists.ReadBytes(XlsWriter.Write(Sheet("王\uD840"))));
        AssertRefused("donor", RowRefusalCode.TextInvalid, Lists.ReadBytes(XlsxWriter.Write(Sheet("王_xD840_"))));
        AssertRefused("donor", RowRefusalCode.TextInvalid, Lists.ReadBytes(XlsxWriter.Write(Sheet("_xDC00_王"))));
        static (string, object?[][]) Sheet(string name) =>
            ("一", [[.. Lists.Header], [Day, name, "1"], [Day, "李娜", "2"]]);
    }

    [Fact]
    public void A_list_whose_total_leaves_the_ledgers_range_is_refused_from_that_row_on()
    {
        var largest = "100000000000.00";
        var rows = Lists.Read([.. Enumerable.Repeat<string?[]>([Day, "王伟", largest], 900), [Day, "李娜", "0.01"]]);
        Assert.Equal(9_000_000_000_000_000, rows.OfType<DonationRow>().Sum(row => row.AmountFen));
        Assert.Equal(RowRefusalCode.TotalTooLarge, Assert.IsType<RefusedRow>(rows[^1]).Code);
    }

    [Theory]
    [InlineData("2026-05-04,\"王\"伟,1,,\r\n", "line 2;")]
    [InlineData("2026-05-04,王\"伟,1,,\r\n", "line 2;")]
    [InlineData("2026-05-04,\"王伟,1,,\r\n2026-05-04,\"李娜\",2,,\r\n", "lines 2 to 3,")]
    public void Quotes_that_do_not_match_refuse_the_row_and_name_its_lines(string lines, string named)
    {
        var rows = Lists.ReadBytes(Csv.Utf8.GetBytes($"{string.Join(',', Lists.Header)}\r\n{lines}{Day},李娜,2,,\r\n"));
        AssertRefused("row", RowRefusalCode.RowMalformed, rows);
        Assert.Contains(named, ((RefusedRow)rows[0]).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "lines 3 to 5,")]
    [InlineData(200_000, "longer than 1048576 bytes")]
    public void A_quote_that_is_never_closed_refuses_the_rest_aloud(int swallowed, string named)
    {
        var lines = string.Concat(Enumerable.Repeat($"{Day},王伟,1,,\n", swallowed));
        var rows = Lists.ReadBytes(
            Csv.Utf8.GetBytes($"{string.Join(',', Lists.Header)}\n{Day},李娜,2,,\n{Day},\"{lines}"));
        Assert.IsType<DonationRow>(rows[0]);
        var refusal = Assert.IsType<RefusedRow>(Assert.Single(rows.Skip(1)));
        Assert.Equal((3, "row", RowRefusalCode.RowMalformed), (refusal.Row, refusal.Field, refusal.Code));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_refusal_shows_can_not_steer_a_terminal()
    {
        var refusal = Assert.IsType<RefusedRow>(Lists.Read([Day, "王\u001B[2J\u202E" + new string('x', 99), "1"])[0]);
        Assert.DoesNotContain(refusal.Message, c => char.IsControl(c) || c == '\u202E');
        Assert.EndsWith("…\"", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>The first row is refused so, and the gift after it still read.</summary>
    private static void AssertRefused(string field, string code, List<ImportItem> rows)
    {
        var refusal = Assert.IsType<RefusedRow>(rows[0]);
        Assert.Equal((2, field, code), (refusal.Row, refusal.Field, refusal.Code));
        Assert.NotEmpty(refusal.Message);
        Assert.Equal("李娜", Assert.IsType<DonationRow>(rows[1]).Donor);
        Assert.Equal(2, rows.Count);
    }
}
