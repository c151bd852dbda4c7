using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CharityLedger.Contracts;
using CharityLedger.Imports.Tests.Writing;
using CharityLedger.Server.Tests.Importing;

namespace CharityLedger.Server.Tests.Refusing;

/// <summary>Donation lists that can't be read, over HTTP.</summary>
public sealed class FileTests(City city) : IClassFixture<City>
{
    private const string Header = "日期,姓名,金额,备注\n";
    private static readonly (string, object?[][]) Sheet = ("一", [["日期", "姓名", "金额", "备注"], ["2026-01-01", "甲", 1.0, null]]);

    [Theory]
    [InlineData("", "file_empty")]
    [InlineData("捐款\n甲,1\n", "header_not_found")]
    [InlineData("日期,姓名,备注\n", "header_missing_column")]
    [InlineData("日期,姓名,金额,金额\n", "header_duplicate_column")]
    [InlineData("单位：美元\n" + Header, "unit_unknown")]
    [InlineData("单位：元\n日期,姓名,金额（万元）\n", "unit_conflict")]
    [Refuses(RefusalCode.FileEmpty, RefusalCode.HeaderNotFound, RefusalCode.HeaderMissingColumn, RefusalCode.HeaderDuplicateColumn,
        RefusalCode.UnitUnknown, RefusalCode.UnitConflict)]
    public async Task A_text_that_is_no_list_is_refused(string text, string code) => await RefusesAsync(Encoding.UTF8.GetBytes(text), code);

    [Fact]
    [Refuses(RefusalCode.EncodingInvalid, RefusalCode.FileUnreadable, RefusalCode.FileTruncated, RefusalCode.FilePasswordProtected)]
    public async Task Bytes_that_are_no_list_are_refused()
    {
        await RefusesAsync([.. Encoding.ASCII.GetBytes("a,b\n"), 0xFF, 0xFF, 0x20], "encoding_invalid");
        await RefusesAsync([0x89, .. "PNG\r\n\u001A\n"u8, 0xFF, 0xFF, .. new byte[500]], "file_unreadable", extension: ".xls");
        var workbook = XlsWriter.Write(Sheet);
        await RefusesAsync(workbook[..(workbook.Length / 2)], "file_truncated");
        await RefusesAsync(XlsWriter.WriteEncrypted(Sheet), "file_password_protected");
    }

    [Fact]
    [Refuses(RefusalCode.FileTooLarge)]
    public async Task A_file_of_two_gigabytes_is_refused_before_it_is_sent()
    {
        using var file = new Announced(2L << 30);
        (await city.Api.SendAsync(HttpMethod.Post, "imports/donations", file, null)).Refused("file_too_large", HttpStatusCode.RequestEntityTooLarge);
        Assert.False(file.WasSent);
    }

    [Theory]
    [InlineData("no-such-profile", "profile_not_found")]
    [InlineData("/etc/passwd", "profile_not_found")]
    [InlineData("{", "profile_invalid")]
    [InlineData("""{ "name": "x", "headers": { "date": [], "donor": ["姓名"], "amount": ["金额"] }, "dateFormats": ["yyyy-MM-dd"] }""", "profile_invalid")]
    [InlineData("""{ "name": "x", "headers": { "date": ["日期"], "donor": ["姓名"], "amount": ["金额"] }, "dateFormats": ["q"] }""", "profile_invalid")]
    [Refuses(RefusalCode.ProfileNotFound, RefusalCode.ProfileInvalid)]
    public async Task A_profile_that_is_not_there_or_broken_is_refused(string profile, string code) =>
        await RefusesAsync(Encoding.UTF8.GetBytes(Header), code, profile);

    [Fact]
    public async Task A_refused_row_is_told_with_its_reason_and_stops_no_other()
    {
        var name = $"名单 {Guid.NewGuid():N}.csv";
        var path = Path.Combine(Path.GetTempPath(), name);
        await File.WriteAllTextAsync(path, Header + """
            2026-01-01,甲,1.00,
            2026-03-03,乙,2.00,
            2026-01-01,丙,-3.00,
            1949-09-30,丁,4.00,
            2026-01-01,戊,5.005,
            2026-01-01,己,6.00,
            """, TestContext.Current.CancellationToken);
        var fund = await city.FundAsync();
        var report = (await city.Api.ImportAsync(path, GeneratedList.Profile, "?fund=" + fund)).GetProperty("report");
        File.Delete(path);

        Assert.Equal(name, report.GetProperty("file").GetString());
        Assert.Equal([(3, "date", "date_in_future"), (4, "amount", "amount_negative"), (5, "occurredOn", "date_invalid"), (6, "amount", "amount_precision")],
            report.GetProperty("refused").EnumerateArray().Select(r => (r.GetProperty("row").GetInt32(), r.GetProperty("field").GetString()!,
                r.GetProperty("code").GetString()!)).Order());
        Assert.Equal((6, 2, 700, 700), (report.GetProperty("rows").GetInt32(), report.GetProperty("imported").GetInt32(),
            report.GetProperty("importedFen").GetInt32(), report.GetProperty("computedTotalFen").GetInt32()));
        Assert.Equal(700, await city.Host.Database.ScalarAsync<long>($"select in_total from charity.bucket where id = 'fund/{fund}'"));
    }

    private async Task RefusesAsync(byte[] list, string code, string profile = GeneratedList.Profile, string extension = "")
    {
        var path = Path.Combine(Path.GetTempPath(), $"charityledger-list-{Guid.NewGuid():N}{extension}");
        await File.WriteAllBytesAsync(path, list, TestContext.Current.CancellationToken);
        var before = await city.Host.Database.Reader.LastPositionAsync(TestContext.Current.CancellationToken);
        var answer = await city.Api.ImportAsync(path, profile);
        File.Delete(path);
        Assert.Equal(code, answer.GetProperty("code").GetString());
        Assert.Equal(422, answer.GetProperty("status").GetInt32());
        Assert.Equal(before, await city.Host.Database.Reader.LastPositionAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A form that says how long it is, and waits for the host's word before it is sent.</summary>
    private sealed class Announced : HttpContent
    {
        public Announced(long length)
        {
            Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
            Headers.TryAddWithoutValidation("Content-Length", length.ToString(CultureInfo.InvariantCulture));
        }

        public bool WasSent { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            WasSent = true;
            return Task.CompletedTask;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
