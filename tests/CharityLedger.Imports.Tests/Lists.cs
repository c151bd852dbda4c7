using CharityLedger.Imports.Tests.Writing;

namespace CharityLedger.Imports.Tests;

/// <summary>A plain list and its profile, for tests that are about one row or one file.</summary>
internal static class Lists
{
    public static readonly DateOnly Today = new(2026, 6, 30);

    public static readonly ImportProfile Profile = new()
    {
        Name = "plain",
        Headers = new ImportHeaders
        {
            Date = ["日期"],
            Donor = ["姓名", "捐赠人"],
            Amount = ["金额", "金额（元）", "金额（万元）"],
            Remark = ["备注"],
            Phone = ["电话"],
        },
        DateFormats = ["yyyy-MM-dd", "yyyy-M-d HH:mm"],
    };

    public static readonly string[] Header = ["日期", "姓名", "金额", "备注", "电话"];

    /// <summary>All that the reader hands out of a CSV file with the plain header over these rows.</summary>
    public static List<ImportItem> Read(params string?[][] rows) => Read(Profile, rows);

    public static List<ImportItem> Read(ImportProfile profile, params string?[][] rows) =>
        ReadBytes(Csv.Write([Header, .. rows], Csv.Utf8, profile.Delimiter), profile);

    public static List<ImportItem> ReadBytes(byte[] bytes, ImportProfile? profile = null)
    {
        var rows = new List<ImportItem>();
        Check(bytes, reader => rows.AddRange(reader.ReadRows()), profile);
        return rows;
    }

    /// <summary>The code with which the file is refused.</summary>
    public static string RefusalOf(byte[] bytes, string name = "list") =>
        Assert.Throws<ImportFileException>(
            () => Check(bytes, reader => Assert.Empty(reader.ReadRows()), name: name)).Code;

    public static void Check(
        byte[] bytes, Action<DonationListReader> check, ImportProfile? profile = null, string name = "list")
    {
        using var folder = new TemporaryFolder();
        using var reader = DonationListReader.Open(folder.Write(name, bytes), profile ?? Profile, Today);
        check(reader);
    }

    public static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
