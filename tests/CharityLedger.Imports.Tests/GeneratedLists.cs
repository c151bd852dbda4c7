using System.Globalization;
using System.Text;
using CharityLedger.Imports.Tests.Writing;
using FsCheck;
using FsCheck.Fluent;

namespace CharityLedger.Imports.Tests;

/// <summary>A gift as a list states it; the model against which the reader is checked.</summary>
internal sealed record StatedGift(DateOnly Date, string Donor, long AmountFen, string? Remark, string? Phone);

/// <summary>A profile, a list written by it in one file format, and what was meant.</summary>
internal sealed record GeneratedList(ImportProfile Profile, string Format, StatedGift[] Gifts, byte[] Bytes);

/// <summary>Generates profiles and lists that follow them, with all the decoration that published lists have.</summary>
internal static class GeneratedLists
{
    private const string Columns = "ABCDEF";

    private const string Characters = "王李张伟娜小明慈善公司转来、（）()\"',;.-1090aZé𠮷ｱ ";

    private static readonly Gen<string> Text =
        from length in Gen.Choose(1, 12)
        from characters in Gen.Elements(Characters.EnumerateRunes().ToArray()).ArrayOf(length)
        let text = string.Concat(characters.Select(rune => rune.ToString())).Trim()
        where text.Length > 0
        select text;

    private static readonly Gen<StatedGift> Gift =
        from day in Gen.Choose(0, 20_000)
        from donor in Gen.Frequency((9, Text), (1, Gen.Constant("")))
        from magnitude in Gen.Choose(0, 13)
        from fen in ArbMap.Default.GeneratorFor<ulong>()
        from remark in Gen.OneOf(Text.Select(text => (string?)text), Gen.Constant<string?>(null))
        from phone in Gen.Elements(null, "13800001234", "027-88880000")
        select new StatedGift(
            new DateOnly(1970, 1, 1).AddDays(day), donor,
            1 + (long)(fen % (ulong)decimal.ToInt64((decimal)Math.Pow(10, magnitude))), remark, phone);

    private static readonly Gen<ImportProfile> Profile =
        from signs in Gen.Elements<(char Decimal, char? Group)>(
            ('.', ','), ('.', null), (',', '.'), (',', ' '), ('.', '\''))
        from format in Gen.Elements("yyyy.MM.dd", "yyyy-M-d", "dd/MM/yyyy", "yyyy年M月d日", "yyyyMMdd")
        from unit in Gen.Elements(MoneyUnit.Yuan, MoneyUnit.TenThousandYuan)
        from delimiter in Gen.Elements(',', ';', '\t')
        select new ImportProfile
        {
            Name = "generated",
            Headers = new ImportHeaders
            {
                Date = ["日期", "捐赠日期"],
                Donor = ["捐赠（单位/姓名）"],
                Amount = ["捐赠金额", "金额"],
                Remark = ["备注"],
                Phone = ["电话"],
            },
            DateFormats = ["yyyy~MM~dd", format],
            DecimalSign = signs.Decimal,
            GroupSign = signs.Group,
            Unit = unit,
            Delimiter = delimiter,
        };

    public static readonly Gen<GeneratedList> List =
        from profile in Profile
        from gifts in Gift.ArrayOf()
        from format in Gen.Elements("utf-8", "utf-8 with mark", "gb18030", "xls", "xlsx")
        from seed in Gen.Choose(0, int.MaxValue)
        select Write(profile, gifts, format, new Random(seed));

    private static GeneratedList Write(ImportProfile profile, StatedGift[] gifts, string format, Random random)
    {
        var binary = format.StartsWith("xls", StringComparison.Ordinal);
        var order = Columns.ToCharArray();
        random.Shuffle(order);
        var rows = new List<object?[]> { Row(order, random.Next(2) == 0 ? [null, "捐款公示"] : ["截至今日"]) };
        rows.Add(Row(order, "序号 ", "捐赠\u3000日期", " 捐赠(单位/姓名)", "捐赠金额", "备 注", "电话"));
        foreach (var (gift, number) in gifts.Select((gift, i) => (gift, i + 1)))
        {
            if (random.Next(8) == 0)
                rows.Add(Row(order, number.ToString(CultureInfo.InvariantCulture)));
            rows.Add(Row(
                order, number.ToString(CultureInfo.InvariantCulture), Date(gift.Date, profile, binary, random),
                gift.Donor + (random.Next(3) == 0 ? "\t" : ""), Amount(gift.AmountFen, profile, binary, random),
                gift.Remark, gift.Phone));
        }
        rows.Add(Row(order, "合计", null, null, Amount(gifts.Sum(gift => gift.AmountFen), profile, false, random)));
        return new GeneratedList(profile, format, gifts, format switch
        {
            "xls" => XlsWriter.Write(("一", [.. rows])),
            "xlsx" => XlsxWriter.Write(("一", [.. rows])),
            _ => Csv.Write(
                rows.Select(row => row.Cast<string?>().ToArray()),
                format == "gb18030" ? Csv.Gb18030 : format == "utf-8" ? Csv.Utf8 : Csv.Utf8WithMark, profile.Delimiter,
                random.Next(2) == 0 ? "\n" : "\r\n"),
        });
    }

    /// <summary>The cells in the list's own order of columns.</summary>
    private static object?[] Row(char[] order, params object?[] cells) =>
        [.. order.Select(column => column - 'A' < cells.Length ? cells[column - 'A'] : null)];

    private static object Date(DateOnly date, ImportProfile profile, bool binary, Random random) =>
        binary && random.Next(2) == 0 ? date : date.ToString(profile.DateFormats[^1], CultureInfo.InvariantCulture);

    /// <summary>Writes an amount digit by digit, or as the double that a spreadsheet would hold.</summary>
    private static object Amount(long fen, ImportProfile profile, bool binary, Random random)
    {
        var decimals = profile.Unit == MoneyUnit.Yuan ? 2 : 6;
        var digits = fen.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var (whole, fraction) = (digits[..^decimals], digits[^decimals..]);
        if (binary && random.Next(2) == 0)
            return double.Parse($"{whole}.{fraction}", CultureInfo.InvariantCulture);
        if (profile.GroupSign is { } sign && random.Next(2) == 0)
            whole = Grouped(whole, sign);
        if (random.Next(2) == 0)
            fraction = fraction.TrimEnd('0');
        var text = fraction.Length == 0 ? whole : whole + profile.DecimalSign + fraction;
        return random.Next(4) switch
        {
            0 => "￥" + text,
            1 => string.Concat(text.Select(c => char.IsAsciiDigit(c) ? (char)(c + 0xFEE0) : c)) + " ",
            _ => text,
        };
    }

    private static string Grouped(string whole, char sign)
    {
        var grouped = new StringBuilder(whole);
        for (var at = whole.Length - 3; at > 0; at -= 3)
            grouped.Insert(at, sign);
        return grouped.ToString();
    }
}
