using System.Net;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Pages;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Pages;

/// <summary>Receipts and certificates as their donors print them.</summary>
public sealed class PaperTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_receipt_is_shown_to_who_has_its_check_code_and_to_nobody_else()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await host.FederationAsync("city");
        var gift = (await api.PostAsync("gifts", Gift())).Accepted();
        (await api.PostAsync("receipt-books", new { year = 2026, code = "51010126", occurredOn = City.Today })).Accepted();
        var receipt = (await api.PostAsync($"gifts/{gift.Id}/receipts", new { occurredOn = City.Today })).Accepted();
        var code = receipt.Body.GetProperty("checkCode").GetString()!;
        using var http = await ReaderAsync(host);

        var page = await PostAsync(http, "/f/city/receipt", receipt.Id, code.ToUpperInvariant());
        foreach (var word in new[] { "公益事业捐赠票据", "51010126", receipt.Id[5..], code, "江城市某实业有限公司", "壹佰元零伍分", "¥100.05",
            "91510100MA00000000", "data:image/svg+xml;base64," })
            Assert.Contains(word, page, StringComparison.Ordinal);
        Assert.Contains("Total in capitals", await PostAsync(http, "/en/f/city/receipt", receipt.Id, code), StringComparison.Ordinal);
        foreach (var wrong in new[] { (receipt.Id, "00000000"), ("2026-0000000002", code),
            (gift.Id, gift.Body.GetProperty("checkCode").GetString()!) })
            Assert.DoesNotContain("江城市某实业有限公司", await PostAsync(http, "/f/city/receipt", wrong.Item1, wrong.Item2),
                StringComparison.Ordinal);

        var red = (await api.PostAsync($"receipts/{receipt.Id}/reversal",
            new { reason = "名称有误", occurredOn = City.Today })).Accepted().Id;
        Assert.Contains(red, await PostAsync(http, "/f/city/receipt", receipt.Id, code), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_names_giver_and_gift_to_who_has_the_check_code()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await host.FederationAsync("city");
        var gift = (await api.PostAsync("gifts", Gift())).Accepted();
        var goods = (await api.PostAsync("goods", new
        {
            kind = "goods", description = "棉被", quantity = 20, unit = "床",
                valuation = new { basis = "voucher", note = "发票 7" }, valueFen = 200_000,
            donor = new { name = "王小明" }, occurredOn = City.Today,
        })).Accepted();
        using var http = await ReaderAsync(host);
        var page = await PostAsync(http, "/f/city/certificate", gift.Id, gift.Body.GetProperty("checkCode").GetString()!);
        Assert.Contains("江城市某实业有限公司", page, StringComparison.Ordinal);
        Assert.Contains("壹佰元零伍分", page, StringComparison.Ordinal);
        page = await PostAsync(http, "/f/city/certificate", goods.Id, goods.Body.GetProperty("checkCode").GetString()!);
        Assert.Contains("棉被 20床", page, StringComparison.Ordinal);
        Assert.DoesNotContain("王小明", await PostAsync(http, "/f/city/certificate", goods.Id, "00000000"), StringComparison.Ordinal);
        // Named by who withholds the name: only the page behind the check code says it.
        Assert.DoesNotContain("王小明", await http.GetStringAsync("/f/city/gifts", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_printed_leads_to_the_configured_address_whatever_host_the_request_names()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await host.FederationAsync("city");
        var gift = (await api.PostAsync("gifts", Gift())).Accepted();
        var code = gift.Body.GetProperty("checkCode").GetString()!;
        using var http = await ReaderAsync(host);
        http.DefaultRequestHeaders.Host = "evil.example";
        var page = await PostAsync(http, "/f/city/certificate", gift.Id, code);
        Assert.Contains(Papers.Qr($"{TestHost.PublicAddress}/f/city/gift?number={gift.Id}")!, page, StringComparison.Ordinal);
        page = await PostAsync(http, "/en/f/city/certificate", gift.Id, code);
        Assert.Contains(Papers.Qr($"{TestHost.PublicAddress}/en/f/city/gift?number={gift.Id}")!, page, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", await http.GetStringAsync("/openapi/v1.json", Ct), StringComparison.Ordinal);

        var nameless = await host.JoinAsync(new FakeClock(), publicAddress: null);
        using var other = new HttpClient { BaseAddress = nameless.Address };
        page = await PostAsync(other, "/f/city/certificate", gift.Id, code);
        Assert.Contains(gift.Id, page, StringComparison.Ordinal);
        Assert.DoesNotContain("data:image/svg+xml", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("charity.example")]
    [InlineData("ftp://charity.example")]
    [InlineData("https://charity.example/?a=1")]
    [InlineData("https://user@charity.example")]
    [InlineData("https:// charity.example")]
    [InlineData("/f/city")]
    [InlineData("")]
    public async Task A_public_address_that_is_none_is_told_at_the_start(string address)
    {
        var options = new LedgerHostOptions { Private = true, Connection = "Host=nowhere.invalid", PublicAddress = address };
        var refused = await Assert.ThrowsAsync<FormatException>(() => LedgerHost.StartAsync(options, _ => { }, Ct));
        Assert.Contains("is no public address", refused.Message, StringComparison.Ordinal);
        Assert.Equal("https://charity.example/giving", PublicAddress.Parse("https://charity.example/giving/").Address);
    }

    [Fact]
    public async Task The_number_of_a_printed_code_is_filled_in_and_shown_as_text()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        await host.FederationAsync("city");
        using var http = await ReaderAsync(host);
        Assert.Contains("value=\"20260302-7k3m9qx2abcd1\"",
            await http.GetStringAsync("/f/city/gift?number=20260302-7k3m9qx2abcd1", Ct), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", await http.GetStringAsync("/f/city/gift?number=%22%3E%3Cb%3E", Ct), StringComparison.Ordinal);
        Assert.NotEqual(Papers.Qr("one"), Papers.Qr("two"));
    }

    /// <summary>A reader who comes when the pages have caught up.</summary>
    private static async Task<HttpClient> ReaderAsync(TestHost host)
    {
        await host.FollowedAsync();
        return new HttpClient { BaseAddress = host.First.Address };
    }

    private static object Gift() => new
    {
        amountFen = 10_005, channel = "bank",
            donor = new { name = "江城市某实业有限公司", kind = "organisation", naming = "withheld",
            creditCode = "91510100MA00000000" }, occurredOn = City.Today,
    };

    private static async Task<string> PostAsync(HttpClient http, string path, string number, string code)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["number"] = number, ["code"] = code });
        using var response = await http.PostAsync(path, form, Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Ct));
    }
}
