using Microsoft.Playwright;

namespace CharityLedger.Browser.Tests;

/// <summary>The pages of charitable trusts and of welfare-lottery money, from the overview on.</summary>
public sealed class InstrumentTests(PublicHost host)
{
    private static readonly string[] Private = ["欧阳静", "上官云", "端木直"];

    public static TheoryData<int, string> Ways => [.. from width in new[] { 1440, 390 } from language in new[] { "zh-CN", "en" } select (width, language)];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_visitor_reads_what_a_trust_received_used_and_has_left_and_no_withheld_name(int width, string language)
    {
        await using var visit = await host.VisitAsync(width);
        await OpenAsync(visit, language, "慈善信托", "Charitable trusts");
        await SeeAsync(visit, language, $"trusts-{language}-{width}");
        var line = Assert.Single(await visit.RowsAsync("table"), row => row[0] == "心愿慈善信托");
        Assert.Equal(("心愿慈善信托", "云民慈信备2026001"), (line[0], line[2]));
        Assert.Equal([10_000_000, 12_300, 20_000, 2_500_000, 7_492_300], line.Skip(3).Select(Money.Fen));

        await visit.FollowAsync(visit.Page.GetByRole(AriaRole.Link, new() { Name = "心愿慈善信托" }));
        await SeeAsync(visit, language, $"trust-{language}-{width}");
        Assert.Equal(
            new Dictionary<string, long> { ["received"] = 10_000_000, ["allocated"] = 12_300, ["fee"] = 20_000, ["used"] = 2_500_000, ["left"] = 7_492_300 },
            await visit.AccountAsync());
        var facts = string.Join('\n', await visit.TextsAsync(".facts dd"));
        Assert.Contains($"云汀远山实业有限公司、欧*静、{(language == "en" ? "Kind donor" : "爱心人士")}", facts, StringComparison.Ordinal);
        Assert.Contains("云汀信托有限公司", facts, StringComparison.Ordinal);
        Assert.Equal(["教师培训", "2026-03-01", "云汀市教师进修学校", "¥25,000.00"],
            Assert.Single(await visit.RowsAsync("section[aria-labelledby=distributions] table")));
        var report = Assert.Single(await visit.RowsAsync("section[aria-labelledby=reports] table"));
        Assert.Equal((language == "en" ? "Report on 2025" : "2025 年度报告", new string('a', 64)), (report[0], report[2]));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_visitor_follows_lottery_money_from_its_indicator_to_its_expenditure_and_to_regions_with_priority(int width, string language)
    {
        await using var visit = await host.VisitAsync(width);
        await OpenAsync(visit, language, "福彩公益金", "Welfare-lottery money");
        await SeeAsync(visit, language, $"lottery-{language}-{width}");
        var indicator = Assert.Single(await visit.RowsAsync("section[aria-labelledby=indicators] table"), row => row[0] == "云财社〔2026〕18号");
        Assert.Equal([10_000_000, 8_000_000, 5_000_000, 2_900_000, 7_100_000], indicator.Skip(3).Select(Money.Fen));
        var regions = await visit.RowsAsync("section[aria-labelledby=regions] table");
        var (yes, no) = language == "en" ? ("Priority", "Other") : ("重点帮扶", "其他");
        Assert.Equal(["云山县", yes, "¥60,000.00", "¥50,000.00", "¥29,000.00", "¥31,000.00"], Assert.Single(regions, row => row[0] == "云山县"));
        Assert.Equal(["云城区", no, "¥20,000.00", "¥0.00", "¥0.00", "¥20,000.00"], Assert.Single(regions, row => row[0] == "云城区"));
        // With 240,000 and 160,000 of the demo's own indicator.
        Assert.Contains("¥460,000.00", await visit.Page.Locator("section[aria-labelledby=regions] > p").InnerTextAsync(), StringComparison.Ordinal);

        await visit.FollowAsync(visit.Page.GetByRole(AriaRole.Link, new() { Name = "云财社〔2026〕18号" }));
        await SeeAsync(visit, language, $"indicator-{language}-{width}");
        Assert.Equal(new Dictionary<string, long> { ["received"] = 10_000_000, ["used"] = 2_900_000, ["left"] = 7_100_000 }, await visit.AccountAsync());
        Assert.Equal(["云山县居家养老", "云山县", "云山县民政局", yes, "¥60,000.00", "¥50,000.00", "¥29,000.00"],
            (await visit.RowsAsync("section[aria-labelledby=parts] table"))[0]);
        Assert.Equal(["云财拨〔2026〕9号", "2026-03-01", "云山县居家养老", "¥50,000.00"],
            Assert.Single(await visit.RowsAsync("section[aria-labelledby=tranches] table")));
        Assert.Equal(["护理床", "2026-03-01", language == "en" ? "Equipment" : "设备", "云山县颐养服务中心", language == "en" ? "Shown" : "已公示标识", "¥29,000.00"],
            Assert.Single(await visit.RowsAsync("section[aria-labelledby=spendings] table")));
    }

    [Theory]
    [InlineData("/f/yunting/trusts/none")]
    [InlineData("/f/yunting/lottery/none")]
    [InlineData("/f/nobody/trusts")]
    [InlineData("/en/f/nobody/lottery")]
    public async Task What_is_not_there_is_a_missing_page(string path)
    {
        await using var visit = await host.VisitAsync(390);
        Assert.Equal(404, (await visit.Page.GotoAsync(path))!.Status);
    }

    private static async Task OpenAsync(Visit visit, string language, string chinese, string english)
    {
        await visit.Page.GotoAsync(language == "en" ? "/en/" : "/");
        await visit.FollowAsync(visit.Page.GetByRole(AriaRole.Link, new() { Name = language == "en" ? english : chinese, Exact = true }));
    }

    private static async Task SeeAsync(Visit visit, string language, string picture)
    {
        await visit.PictureAsync(picture);
        await visit.AssertReadableAsync(language);
        var text = await visit.Page.ContentAsync();
        Assert.All(Private, name => Assert.DoesNotContain(name, text, StringComparison.Ordinal));
    }
}
