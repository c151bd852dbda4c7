using Microsoft.Playwright;

namespace CharityLedger.Browser.Tests;

/// <summary>
/// The walk of a visitor: overview, a fund, my gift; wide and narrow, in both languages, with and without script.
/// </summary>
public sealed class WalkTests(PublicHost host)
{
    public static TheoryData<int, string, bool> Ways => [.. from width in new[] { 1440, 390 }
                                                            from language in new[] { "zh-CN", "en" }
                                                            from script in new[] { true, false }
                                                            select (width, language, script)];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_visitor_walks_from_the_overview_to_a_fund_and_to_the_uses_of_a_gift(
        int width, string language, bool script)
    {
        await using var visit = await host.VisitAsync(width, script);
        var page = visit.Page;
        var name = $"{language}-{width}{(script ? "" : "-plain")}";

        await page.GotoAsync("/");
        if (language == "en") await visit.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "English" }));
        await SeeAsync(visit, language, script, charts: 1, $"overview-{name}");

        await visit.FollowAsync(page.Locator(".pots").GetByRole(AriaRole.Link, new() { Name = "安澜救急冠名基金" }));
        Assert.Equal("安澜救急冠名基金", await page.Locator("h1").InnerTextAsync());
        await SeeAsync(visit, language, script, charts: 1, $"fund-{name}");

        await visit.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = language == "en" ? "My gift" : "我的捐赠", Exact = true }));
        await SeeAsync(visit, language, script, charts: 0, $"form-{name}");
        await page.GetByLabel(language == "en" ? "Receipt number" : "收据号").FillAsync(host.Sample.Number);
        await page.GetByLabel(language == "en" ? "Check code" : "校验码").FillAsync(host.Sample.Code);
        await page.GetByRole(AriaRole.Button).ClickAsync();

        Assert.Equal(language == "en" ? "Where this gift went" : "这笔捐赠的去向", await page.Locator("h1").InnerTextAsync());
        Assert.Contains(language == "en" ? "published rule" : "公布的规则", await page.Locator(".rule h2").InnerTextAsync());
        Assert.DoesNotContain(host.Sample.Code, page.Url);
        await SeeAsync(visit, language, script, charts: 0, $"gift-{name}");
    }

    [Fact]
    public async Task The_list_of_gifts_leads_back_to_the_first_gift()
    {
        await using var visit = await host.VisitAsync(script: false);
        await visit.Page.GotoAsync($"/f/{PublicHost.Federation}/gifts");
        await SeeAsync(visit, "zh-CN", script: false, charts: 0, "gifts-zh-CN-1440");
        var amounts = new List<string>(await visit.TextsAsync(".gifts tbody .num"));
        while (await visit.Page.Locator("a[rel=next]").CountAsync() > 0)
        {
            // A click ends before the next page is there, and the rows of the old one could be read again.
            var next = await visit.Page.Locator("a[rel=next]").GetAttributeAsync("href");
            await visit.Page.GotoAsync(new Uri(new Uri(visit.Page.Url), next).ToString());
            amounts.AddRange(await visit.TextsAsync(".gifts tbody .num"));
        }

        Assert.Equal(host.Log.Gifts.AsEnumerable().Reverse().Select(g => g.AmountFen), amounts.Select(Money.Fen));
    }

    private static async Task SeeAsync(Visit visit, string language, bool script, int charts, string picture)
    {
        await visit.Page.Locator("footer").WaitForAsync();
        if (script && charts > 0) await visit.Page.Locator("[data-drawn] canvas").First.WaitForAsync();
        Assert.Equal(script ? charts : 0, await visit.Page.Locator("[data-chart]:visible").CountAsync());
        await visit.PictureAsync(picture);
        await visit.AssertReadableAsync(language);
    }
}
