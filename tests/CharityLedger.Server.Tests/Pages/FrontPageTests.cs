using System.Net;
using CharityLedger.Server.Tests.Hosts;

namespace CharityLedger.Server.Tests.Pages;

public sealed class FrontPageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_front_leads_straight_to_the_only_federation_and_lists_several()
    {
        await using var host = await TestHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.First.Address };
        Assert.Contains("还没有登记慈善总会", await ReadAsync(host, http, "/"), StringComparison.Ordinal);

        await host.FederationAsync("first");
        var only = await ReadAsync(host, http, "/");
        Assert.Contains("<h1>善款收支公开</h1>", only, StringComparison.Ordinal);
        Assert.Contains("还没有捐赠", only, StringComparison.Ordinal);

        var operate = await host.ApiAsync("*");
        var second = new { name = "<b>二</b>市慈善总会", nameEn = "Second", federation = "second" };
        (await operate.PostAsync("federations", second)).Accepted();
        var several = await ReadAsync(host, http, "/");
        Assert.Contains("href=\"/f/first\"", several, StringComparison.Ordinal);
        Assert.Contains("href=\"/f/second\"", several, StringComparison.Ordinal);
        Assert.Contains("<b>二</b>", several, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>二</b>", await RawAsync(host, http, "/"), StringComparison.Ordinal);
        Assert.Contains("Second", await ReadAsync(host, http, "/en/"), StringComparison.Ordinal);
    }

    /// <summary>A page as a reader sees it: references to characters resolved.</summary>
    private static async Task<string> ReadAsync(TestHost host, HttpClient http, string path) =>
        WebUtility.HtmlDecode(await RawAsync(host, http, path));

    private static async Task<string> RawAsync(TestHost host, HttpClient http, string path)
    {
        await host.FollowedAsync();
        return await http.GetStringAsync(path, Ct);
    }
}
