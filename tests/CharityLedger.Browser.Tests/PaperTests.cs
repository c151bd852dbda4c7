using Microsoft.Playwright;

namespace CharityLedger.Browser.Tests;

/// <summary>A donor prints a receipt and a certificate of honour.</summary>
public sealed class PaperTests(PublicHost host)
{
    [Theory]
    [InlineData("", "zh-CN", 1440)]
    [InlineData("/en", "en", 390)]
    public async Task A_receipt_shows_its_amount_in_capitals_and_a_code_to_follow_the_gift(string prefix, string language, int width)
    {
        await using var visit = await host.VisitAsync(width, script: false);
        await LookUpAsync(visit, $"{prefix}/f/{PublicHost.Federation}/receipt", host.Receipt);
        Assert.Equal(["伍佰陆拾柒元捌角玖分"], await visit.TextsAsync(".capitals"));
        Assert.Contains("云汀不具名贸易有限公司", await visit.Page.Locator("article").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(132, await visit.Page.Locator("figure img").EvaluateAsync<int>("i => i.complete && i.naturalWidth > 0 ? i.width : 0"));
        await visit.AssertReadableAsync(language);
        await visit.PictureAsync($"receipt-{width}");
        await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await visit.PictureAsync($"receipt-print-{width}");
    }

    [Fact]
    public async Task A_certificate_is_a_click_away_from_my_gift()
    {
        await using var visit = await host.VisitAsync(script: false);
        await LookUpAsync(visit, $"/f/{PublicHost.Federation}/gift", host.Planted["withheld organisation"]);
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "荣誉证书" }).ClickAsync();
        var certificate = await visit.Page.Locator("article").InnerTextAsync();
        Assert.Contains("云汀不具名贸易有限公司", certificate, StringComparison.Ordinal);
        Assert.Contains("伍佰陆拾柒元捌角玖分", certificate, StringComparison.Ordinal);
        await visit.AssertReadableAsync("zh-CN");
        await visit.PictureAsync("certificate-1440");
    }

    private static async Task LookUpAsync(Visit visit, string form, (string Number, string Code) paper)
    {
        await visit.Page.GotoAsync(form);
        await visit.Page.Locator("#number").FillAsync(paper.Number);
        await visit.Page.Locator("#code").FillAsync(paper.Code);
        await visit.Page.GetByRole(AriaRole.Button).ClickAsync();
    }
}
