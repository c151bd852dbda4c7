using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Pages;

/// <summary>Pages that are made once for all who read them.</summary>
public sealed class KeptPageTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("/funds/relief")]
    [InlineData("/gifts")]
    public async Task A_public_page_is_made_once_in_each_language_and_again_after_any_event(string path)
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await host.FederationAsync("city");
        (await api.PostAsync("funds", City.Fund("relief"))).Accepted();
        (await api.PostAsync("gifts", City.Gift(1_000, "relief"))).Accepted();
        using var http = new HttpClient { BaseAddress = host.First.Address };
        await host.FollowedAsync();

        var (first, isFirstKept) = await ReadAsync(http, "/f/city" + path);
        var (second, isSecondKept) = await ReadAsync(http, "/f/city" + path);
        var (english, isEnglishKept) = await ReadAsync(http, "/en/f/city" + path);
        Assert.Equal((false, true, false), (isFirstKept, isSecondKept, isEnglishKept));
        Assert.Equal(first, second);
        Assert.NotEqual(first, english);
        Assert.Contains("10.00", second, StringComparison.Ordinal);

        (await api.PostAsync("gifts", City.Gift(77_700, "relief"))).Accepted();
        await host.FollowedAsync();
        var (third, isThirdKept) = await ReadAsync(http, "/f/city" + path);
        Assert.False(isThirdKept);
        Assert.Contains("777.00", third, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_person_alone_may_read_is_never_kept()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await host.FederationAsync("city");
        var gift = (await api.PostAsync("gifts", City.Gift(1_000))).Accepted();
        using var http = new HttpClient { BaseAddress = host.First.Address };
        await host.FollowedAsync();

        for (var i = 0; i < 2; i++)
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["number"] = gift.Id, ["code"] = gift.Body.GetProperty("checkCode").GetString()!,
            });
            using var story = await http.PostAsync("/f/city/gift", form, Ct);
            Assert.Contains("10.00", await story.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
            Assert.Equal((null, true), (story.Headers.Age, story.Headers.CacheControl?.NoStore));
        }
    }

    private static async Task<(string Page, bool IsKept)> ReadAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path, Ct);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadAsStringAsync(Ct), response.Headers.Age is not null);
    }
}
