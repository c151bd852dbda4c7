using CharityLedger.Testing;

namespace CharityLedger.Imports.Tests;

/// <summary>The lists that the Hubei Red Cross published in January 2020, read where they lie.</summary>
public sealed class HubeiRedCross2020Tests
{
    private static readonly DateOnly Today = new(2020, 2, 1);

    private static readonly (int Rows, long TotalFen, int New, int Known)[] Published =
    [
        (60, 348_223_211, 60, 0),
        (1_633, 3_842_232_224, 1_580, 53),
        (1_995, 15_396_731_614, 1_994, 1),
        (1_995, 15_396_731_614, 0, 1_995),
        (6_661, 8_051_659_300, 6_661, 0),
        (4_164, 5_367_252_838, 4_164, 0),
        (5_161, 11_961_252_590, 5_161, 0),
    ];

    /// <summary>What identifies a gift of a list: the n-th row with this date, donor, amount and remark.</summary>
    private sealed record Key(DateOnly Date, string Donor, long AmountFen, string? Remark, int N);

    [Theory]
    [InlineData("xls")]
    [InlineData("csv")]
    public async Task Seven_lists_hold_19620_gifts_of_44852368566_fen(string format)
    {
        var known = new HashSet<Key>();
        var importedFen = 0L;
        for (var list = 1; list <= Published.Length; list++)
        {
            var (rows, totalFen) = await Read(list, format);
            var fresh = Keys(rows).Where(known.Add).ToList();
            Assert.Equal(Published[list - 1], (rows.Count, totalFen, fresh.Count, rows.Count - fresh.Count));
            importedFen += fresh.Sum(key => key.AmountFen);
        }
        Assert.Equal(19_620, known.Count);
        Assert.Equal(44_852_368_566, importedFen);
    }

    [Fact]
    public async Task The_csv_files_hold_the_same_rows_as_the_spreadsheets()
    {
        for (var list = 1; list <= Published.Length; list++)
        {
            var (fromXls, _) = await Read(list, "xls");
            var (fromCsv, _) = await Read(list, "csv");
            Assert.Equal(fromXls.Select(row => row with { Sheet = null }), fromCsv);
        }
    }

    [Fact]
    public async Task Titles_and_stated_totals_are_found()
    {
        using var reader = await Open(4, "xls");
        Assert.All(reader.ReadRows(), row => Assert.IsType<DonationRow>(row));
        Assert.Equal("2020年新型肺炎捐款信息（截止至1月27日24：00）", reader.Title);
        Assert.Equal(["序号", "捐赠日期", "捐赠(单位/姓名）", "捐赠金额（元）", "备注"], reader.Header);
        Assert.Equal(15_396_731_614, reader.StatedTotalFen);

        // The CSV file states its total a decimal short, as published.
        using var csv = await Open(4, "csv");
        Assert.Equal(1_995, csv.ReadRows().Count());
        Assert.Equal(15_396_731_610, csv.StatedTotalFen);
    }

    [Fact]
    public async Task Every_list_states_the_total_that_it_adds_up_to()
    {
        for (var list = 1; list <= Published.Length; list++)
        {
            using var reader = await Open(list, "xls");
            Assert.Equal(Published[list - 1].Rows, reader.ReadRows().Count());
            Assert.Equal(reader.ComputedTotalFen, reader.StatedTotalFen);
        }
    }

    [Fact]
    public async Task A_list_cut_off_anywhere_is_refused()
    {
        var bytes = await File.ReadAllBytesAsync(PathOf(1, "xls"), TestContext.Current.CancellationToken);
        var profile = await Profile();
        using var folder = new TemporaryFolder();
        for (var length = 8; length < bytes.Length; length += 211)
        {
            var path = folder.Write("cut.xls", bytes[..length]);
            var refusal = Assert.Throws<ImportFileException>(() => DonationListReader.Open(path, profile, Today));
            Assert.Equal(ImportFileCode.FileTruncated, refusal.Code);
        }
    }

    private static IEnumerable<Key> Keys(IEnumerable<DonationRow> rows) => rows
        .GroupBy(row => (row.Date, row.Donor, row.AmountFen, row.Remark))
        .SelectMany(same => same.Select((row, n) => new Key(row.Date, row.Donor, row.AmountFen, row.Remark, n)));

    private static async Task<(List<DonationRow> Rows, long TotalFen)> Read(int list, string format)
    {
        using var reader = await Open(list, format);
        var rows = reader.ReadRows().Select(Assert.IsType<DonationRow>).ToList();
        Assert.Equal(rows.Count, reader.Rows);
        Assert.Equal(rows.Sum(row => row.AmountFen), reader.ComputedTotalFen);
        return (rows, reader.ComputedTotalFen);
    }

    private static async Task<DonationListReader> Open(int list, string format) =>
        DonationListReader.Open(PathOf(list, format), await Profile(), Today);

    private static Task<ImportProfile> Profile() =>
        ImportProfile.LoadAsync("hubei-red-cross-2020", TestContext.Current.CancellationToken);

    private static string PathOf(int list, string format)
    {
        var folder = SharedData.Find("hubei-red-cross-2020");
        Assert.SkipWhen(folder is null, SharedData.Absent);
        return Path.Combine(folder!, $"donations-0{list}.{format}");
    }
}
