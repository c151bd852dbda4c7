namespace CharityLedger.Browser.Tests;

/// <summary>Names are shown only as their bearers allowed.</summary>
public sealed class NameTests(PublicHost host)
{
    [Theory]
    [InlineData("", "爱心人士")]
    [InlineData("/en", "Kind donor")]
    public async Task Donors_are_named_as_they_chose(string prefix, string nobody)
    {
        await using var visit = await host.VisitAsync(script: false);
        string[] lists = [$"/f/{PublicHost.Federation}", $"/f/{PublicHost.Federation}/gifts",
            $"/f/{PublicHost.Federation}/funds/{PublicHost.Fund}"];
        foreach (var list in lists)
        {
            await visit.Page.GotoAsync(prefix + list);
            var rows = (await visit.RowsAsync(".gifts")).ToLookup(r => r[4], r => r[1]);
            Assert.Equal([nobody], rows["¥123.45"]);
            Assert.Equal(["诸**远"], rows["¥234.56"]);
            Assert.Equal(["端木晴"], rows["¥345.67"]);
            Assert.Equal(["云汀市试验田农业合作社"], rows["¥456.78"]);
            Assert.Equal([nobody], rows["¥567.89"]);
            Assert.Equal([nobody], rows["¥678.90"]);
            Assert.Equal([nobody], rows["¥789.01"]);
            await AssertHiddenAsync(visit);
        }
    }

    [Theory]
    [InlineData("withheld person", "爱心人士")]
    [InlineData("masked person", "诸**远")]
    [InlineData("erased person", "爱心人士")]
    [InlineData("anonymous", "爱心人士")]
    public async Task The_page_of_a_gift_names_its_donor_no_further(string gift, string shown)
    {
        await using var visit = await host.VisitAsync(script: false);
        var (number, code) = host.Planted[gift];
        await visit.Page.GotoAsync($"/f/{PublicHost.Federation}/gift");
        await visit.Page.Locator("#number").FillAsync(number);
        await visit.Page.Locator("#code").FillAsync(code);
        await visit.Page.Locator("button").ClickAsync();
        Assert.Contains(shown, await visit.TextsAsync(".facts dd"));
        await AssertHiddenAsync(visit);
    }

    /// <summary>Not even in the page's source.</summary>
    private static async Task AssertHiddenAsync(Visit visit)
    {
        var source = System.Net.WebUtility.HtmlDecode(await visit.Page.ContentAsync());
        foreach (var name in new[] { "慕容秋水", "诸葛明远", "云汀不具名贸易有限公司", "司徒一空" })
            Assert.DoesNotContain(name, source, StringComparison.Ordinal);
    }
}
