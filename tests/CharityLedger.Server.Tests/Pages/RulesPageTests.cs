using System.Net;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Server.Tests.Regulation;

namespace CharityLedger.Server.Tests.Pages;

/// <summary>The pages of rules and duties, in both languages. The clock stands at 2026-03-02.</summary>
public sealed class RulesPageTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task Everyone_reads_the_rules_with_their_sources_and_the_duties_with_their_dates()
    {
        (await city.Api.PostAsync("duties",
            new { row = "disclosure.major_asset", subject = "不公开的事", startsOn = City.Today, occurredOn = City.Today })).Accepted();
        (await city.Api.PostAsync("fundraising-certificates", Plans.Certificate())).Accepted();
        var position = (await city.Api.PostAsync("campaigns", Plans.Campaign("spring"))).Accepted().Position;
        await city.Api.GetAsync($"duties?min-position={position}");
        var rules = await ReadAsync("/f/city/rules");
        Assert.Contains("年度慈善活动支出占上年总收入的下限", rules, StringComparison.Ordinal);
        Assert.Contains("民发〔2016〕189号", rules, StringComparison.Ordinal);
        Assert.Contains("征求意见稿", rules, StringComparison.Ordinal);
        var duties = await ReadAsync("/en/f/city/duties");
        Assert.Contains("Full account after the end of a campaign", duties, StringComparison.Ordinal);
        Assert.Contains("2026-08-31", duties, StringComparison.Ordinal);
        Assert.DoesNotContain("不公开的事", duties, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_federation_that_is_not_there_has_no_rules()
    {
        using var http = Http();
        using var answer = await http.GetAsync("/f/none/rules", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private HttpClient Http() => new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = city.Host.First.Address };

    private async Task<string> ReadAsync(string path)
    {
        using var http = Http();
        return WebUtility.HtmlDecode(await http.GetStringAsync(path, TestContext.Current.CancellationToken));
    }
}
