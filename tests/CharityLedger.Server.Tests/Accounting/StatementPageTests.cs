using System.Net;
using System.Text.RegularExpressions;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>The statements as pages, for those who are signed in.</summary>
public sealed partial class StatementPageTests
{
    private const string Password = "a sentence that nobody guesses";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_is_signed_in_reads_the_statements_in_both_languages_and_nobody_else_does()
    {
        await using var city = await StatementTests.WorkedAsync();
        await city.Host.AddUserAsync(city.Api, "head", "administrator", "treasurer");
        using var head = await city.Host.UserAsync("city", "head");
        Assert.Equal(HttpStatusCode.NoContent, (await head.PostAsync("users/head/password", new { password = Password })).Status);
        await city.Host.AddUserAsync(head, "li", "clerk");
        using var browser = new HttpClient(new HttpClientHandler { UseProxy = false }) { BaseAddress = city.Host.First.Address };
        const string sheet = "/f/city/books/balance_sheet?month=2026-03";
        Assert.EndsWith("/sign-in", (await browser.GetAsync(sheet, Ct)).RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);

        var form = await browser.GetStringAsync("/f/city/sign-in", Ct);
        var fields = Field().Matches(form).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
        using var entering = new FormUrlEncodedContent(new Dictionary<string, string>(fields) { ["user"] = "head", ["password"] = Password });
        (await browser.PostAsync("/f/city/sign-in", entering, Ct)).EnsureSuccessStatusCode();

        var page = WebUtility.HtmlDecode(await browser.GetStringAsync(sheet, Ct));
        Assert.Contains("<h1>资产负债表</h1>", page, StringComparison.Ordinal);
        Assert.Contains("货币资金", page, StringComparison.Ordinal);
        Assert.Contains("13.80", page, StringComparison.Ordinal);
        var english = WebUtility.HtmlDecode(await browser.GetStringAsync("/en/f/city/books/activities?month=2026-03", Ct));
        Assert.Contains("Statement of activities", english, StringComparison.Ordinal);
        Assert.Contains("Net assets released from restriction", english, StringComparison.Ordinal);
        // February has ended when it is March.
        Assert.Contains("2026-02", await browser.GetStringAsync("/f/city/books/cash_flows", Ct), StringComparison.Ordinal);
        foreach (var bad in new[] { "nothing", "balance_sheet?month=2026-13", "balance_sheet?book=%00" })
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/f/city/books/" + bad, Ct)).StatusCode);
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Field();
}
