using System.Net;
using System.Text.RegularExpressions;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>The money accounts and the list of receipts as pages, for those who are signed in.</summary>
public sealed partial class BookListPageTests
{
    private const string Password = "a sentence that nobody guesses", Accounts = "/f/city/books/money-accounts", Receipts = "/f/city/books/receipts";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_is_signed_in_reads_the_accounts_of_a_day_and_the_receipts_of_a_year_and_nobody_else_does()
    {
        await using var city = await Accountant.StartAsync("2026-02-10");
        (await city.GiveAsync(70, channel: "alipay")).Accepted();
        (await city.Api.PostAsync("money-accounts/ccb",
            new { name = "建行基本户", kind = "bank", number = "6217 0000 0000 1234", occurredOn = "2026-02-10" })).Accepted();
        var gift = (await city.Api.PostAsync("gifts",
            new { amountFen = 123_400, channel = "bank", donor = new { name = "不具名公司", kind = "organisation" }, occurredOn = "2026-02-10" })).Accepted().Id;
        (await city.Api.PostAsync("receipt-books", new { year = 2026, code = "51010126", occurredOn = "2026-02-10" })).Accepted();
        var one = await IssueAsync(100);
        (await city.Api.PostAsync($"receipts/{one}/reversal", new { reason = "抬头有误", occurredOn = "2026-02-10" })).Accepted();
        var three = await IssueAsync(5_600);
        city.GoTo("2026-02-12");
        (await city.GiveAsync(50)).Accepted();
        await city.Host.AddUserAsync(city.Api, "head", "administrator", "treasurer");
        using var head = await city.Host.UserAsync("city", "head");
        Assert.Equal(HttpStatusCode.NoContent, (await head.PostAsync("users/head/password", new { password = Password })).Status);
        var last = await city.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        (await head.GetAsync($"money-accounts?min-position={last}")).Expect(HttpStatusCode.OK);

        using var browser = new HttpClient(new HttpClientHandler { UseProxy = false }) { BaseAddress = city.Host.First.Address };
        foreach (var path in new[] { Accounts, Receipts })
            Assert.EndsWith("/sign-in", (await browser.GetAsync(path, Ct)).RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);
        await EnterAsync(browser);
        var desk = await ReadAsync(browser, "/f/city/desk");
        Assert.Contains($"href=\"{Accounts}\"", desk, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Receipts}\"", desk, StringComparison.Ordinal);

        Assert.Equal(["建行基本户 ccb 1002 尾号 1234 2026-02-10 启用；同类首选 ¥1,234.50", "未归入登记账户 alipay 1009 – 未登记 ¥0.70"],
            Rows(await ReadAsync(browser, Accounts), 0, 1, 4, 5, 6, 7));
        Assert.Equal(["建行基本户 ¥1,234.00", "In no account of the register ¥0.70"],
            Rows(await ReadAsync(browser, $"/en{Accounts}?on=2026-02-11"), 0, 7));
        var receipts = await ReadAsync(browser, Receipts);
        Assert.Equal([$"{one} 已由 2026-0000000002 冲红 ¥1.00", $"2026-0000000002 红字，冲销 {one} −¥1.00", $"{three} 有效 ¥56.00"],
            Rows(receipts, 0, 5, 6));
        Assert.Contains("票据代码 51010126，已用 3 号，有效票据合计 ¥56.00。", receipts, StringComparison.Ordinal);
        Assert.Contains("没有缺号", receipts, StringComparison.Ordinal);
        Assert.DoesNotContain("不具名公司", receipts, StringComparison.Ordinal);
        Assert.Equal([$"{three}"], Rows(await ReadAsync(browser, Receipts + "?year=2026&after=2"), 0));
        Assert.Contains("尚未启用票据", await ReadAsync(browser, Receipts + "?year=2025"), StringComparison.Ordinal);
        // A number whose receipt were gone would show.
        await city.Host.Database.TamperAsync($"""
            update ledger.mt_events set data = jsonb_set(data, '{"{number}"}', '7') where stream_id = 'gift-{gift}' and data ->> 'number' = '2'
            """);
        Assert.Contains("No receipt stands under these numbers: 2", await ReadAsync(browser, "/en" + Receipts), StringComparison.Ordinal);

        foreach (var bad in new[] { Accounts + "?on=yesterday", Receipts + "?year=x", Receipts + "?after=-1" })
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(bad, Ct)).StatusCode);
        await city.Host.FederationAsync("other");
        Assert.Equal("/f/other/sign-in", (await browser.GetAsync("/f/other/books/receipts", Ct)).RequestMessage!.RequestUri!.AbsolutePath);

        async Task<string> IssueAsync(long fen) =>
            (await city.Api.PostAsync($"gifts/{gift}/receipts", new { amountFen = fen, occurredOn = "2026-02-10" })).Accepted().Id;
    }

    private static async Task EnterAsync(HttpClient browser)
    {
        var form = await browser.GetStringAsync("/f/city/sign-in", Ct);
        var fields = Field().Matches(form).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
        using var entering = new FormUrlEncodedContent(new Dictionary<string, string>(fields) { ["user"] = "head", ["password"] = Password });
        (await browser.PostAsync("/f/city/sign-in", entering, Ct)).EnsureSuccessStatusCode();
    }

    private static async Task<string> ReadAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(path, Ct);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        return WebUtility.HtmlDecode(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Ct));
    }

    /// <summary>Some cells of each row, by their columns.</summary>
    private static IEnumerable<string> Rows(string page, params int[] columns) => BodyRow().Matches(page)
        .Select(row => Cell().Matches(row.Value).Select(c => Tag().Replace(c.Groups[1].Value, "").Trim()).ToList())
        .Where(cells => cells.Count > 0).Select(cells => string.Join(' ', columns.Select(c => cells[c])));

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Field();

    [GeneratedRegex("<tr role=\"row\">\\s*<th role=\"rowheader\".*?</tr>", RegexOptions.Singleline)]
    private static partial Regex BodyRow();

    [GeneratedRegex("<t[hd] [^>]*>(.*?)</t[hd]>", RegexOptions.Singleline)]
    private static partial Regex Cell();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();
}
