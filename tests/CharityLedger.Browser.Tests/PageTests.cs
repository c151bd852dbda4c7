using Microsoft.Playwright;

namespace CharityLedger.Browser.Tests;

/// <summary>What holds for all pages.</summary>
public sealed class PageTests(PublicHost host)
{
    [Theory]
    [InlineData("/nowhere", "没有这个页面", "zh-CN")]
    [InlineData("/en/nowhere", "No such page", "en")]
    [InlineData("/f/nobody", "没有这个页面", "zh-CN")]
    [InlineData("/en/f/yunting/funds/none", "No such page", "en")]
    [InlineData("/f/nobody/gift", "没有这个页面", "zh-CN")]
    public async Task A_missing_page_says_so_in_its_language(string path, string title, string language)
    {
        await using var visit = await host.VisitAsync(390);
        var answer = await visit.Page.GotoAsync(path);
        Assert.Equal(404, answer!.Status);
        Assert.Equal(title, await visit.Page.Locator("h1").InnerTextAsync());
        Assert.Equal(language, await visit.Page.Locator("html").GetAttributeAsync("lang"));
    }

    [Fact]
    public async Task The_language_switch_stays_on_the_page()
    {
        await using var visit = await host.VisitAsync(script: false);
        await visit.Page.GotoAsync($"/f/{PublicHost.Federation}/funds/mujin?gifts=900");
        var chinese = await visit.TextsAsync(".gifts tbody .num");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        Assert.EndsWith($"/en/f/{PublicHost.Federation}/funds/mujin?gifts=900", visit.Page.Url,
            StringComparison.Ordinal);
        Assert.Equal(chinese, await visit.TextsAsync(".gifts tbody .num"));
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "中文" }).ClickAsync();
        Assert.EndsWith($"/f/{PublicHost.Federation}/funds/mujin?gifts=900", visit.Page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain("/en/", visit.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_allow_nothing_from_elsewhere_and_are_kept_for_a_short_time_only()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        var answer = await http.GetAsync("/", TestContext.Current.CancellationToken);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(answer.Headers.CacheControl!.MaxAge <= TimeSpan.FromMinutes(1));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.False(answer.Headers.Contains("Server"));
        using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"),
            TestContext.Current.CancellationToken);
        Assert.True(head.IsSuccessStatusCode);
    }
}
