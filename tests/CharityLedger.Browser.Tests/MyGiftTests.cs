using System.Globalization;
using Microsoft.Playwright;

namespace CharityLedger.Browser.Tests;

/// <summary>A donor follows a gift.</summary>
public sealed class MyGiftTests(PublicHost host)
{
    private const string Form = $"/f/{PublicHost.Federation}/gift";

    [Theory]
    [InlineData("")]
    [InlineData("/en")]
    public async Task The_uses_of_a_gift_are_those_of_its_coins(string prefix)
    {
        await using var visit = await host.VisitAsync();
        await LookUpAsync(visit, prefix + Form, host.Sample);
        await AssertStoryAsync(visit, host.Sample.Number);
    }

    [Fact]
    public async Task A_refunded_gift_and_one_that_paid_a_fee_show_it()
    {
        var refund = Assert.Single(host.Log.Refunds);
        var ids = host.Ids;
        await using var visit = await host.VisitAsync(390);
        await LookUpAsync(visit, Form, (refund.Gift, ids.CheckCode(PublicHost.Federation, refund.Gift)));
        Assert.Equal(refund.AmountFen, (await visit.AccountAsync())["refunded"]);
        await AssertStoryAsync(visit, refund.Gift);
        await visit.PictureAsync("refunded-390");

        var withFee = host.Log.Gifts.First(g => g.Parts.Count == 2);
        await LookUpAsync(visit, Form, (withFee.Gift, ids.CheckCode(PublicHost.Federation, withFee.Gift)));
        Assert.Equal(withFee.Parts[1].AmountFen, (await visit.AccountAsync())["fee"]);
        await AssertStoryAsync(visit, withFee.Gift);
        await visit.AssertReadableAsync("zh-CN");
        await visit.PictureAsync("fee-390");
    }

    [Fact]
    public async Task The_code_may_be_typed_as_people_type()
    {
        await using var visit = await host.VisitAsync();
        var (number, code) = host.Sample;
        await LookUpAsync(visit, Form, ("  " + number.ToUpperInvariant(),
            string.Concat(code.ToUpperInvariant().Replace('0', 'O')
                .Select(c => c is >= '1' and <= '9' ? (char)(c + 0xFEE0) : c)) + " "));
        Assert.Equal(number, await visit.Page.Locator(".code").InnerTextAsync());
    }

    [Fact]
    public async Task A_wrong_code_and_an_unknown_number_get_the_same_answer()
    {
        await using var visit = await host.VisitAsync(script: false);
        var answers = new List<string>();
        foreach (var receipt in new[]
        {
            (host.Sample.Number, "00000000"), ("20200101-0000000000000", host.Sample.Code),
                (host.Planted["masked person"].Number, host.Sample.Code),
            ("'; drop table", "x"), (new string('9', 60), "é"),
        })
        {
            await LookUpAsync(visit, Form, receipt);
            answers.Add(await visit.Page.Locator("[role=alert]").InnerTextAsync());
            Assert.Equal(0, await visit.Page.Locator(".statement").CountAsync());
        }

        Assert.Equal(["收据号与校验码不相符，请核对后再试。"], answers.Distinct());
        await visit.PictureAsync("wrong-1440");
        await visit.AssertReadableAsync("zh-CN");
    }

    [Fact]
    public async Task Guessing_is_stopped_for_one_client_and_not_for_others()
    {
        await using var guesser = await host.VisitAsync(390, script: false);
        for (var i = 0; i < 10; i++) await LookUpAsync(guesser, Form, (host.Sample.Number, $"{i}0000000"));
        await LookUpAsync(guesser, "/en" + Form, host.Sample);
        Assert.Equal("Too many attempts. Please try again in a minute.", await guesser.Page.Locator("[role=alert]")
            .InnerTextAsync());
        Assert.Equal(0, await guesser.Page.Locator(".statement").CountAsync());

        await using var donor = await host.VisitAsync(390, script: false);
        await LookUpAsync(donor, Form, host.Sample);
        Assert.Equal(1, await donor.Page.Locator(".statement").CountAsync());
    }

    [Fact]
    public async Task Another_site_cannot_make_its_visitors_guess()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, Form)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string,
                string> { ["number"] = host.Sample.Number, ["code"] = host.Sample.Code }),
            Headers = { { "Sec-Fetch-Site", "cross-site" }, { "X-Forwarded-For", "198.51.100.7" } },
        };
        var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(403, (int)answer.StatusCode);
        Assert.DoesNotContain("class=\"statement\"",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    /// <summary>
    /// Compares the page with the coins of the gift: every payment, and every fund where something lies.
    /// </summary>
    private async Task AssertStoryAsync(Visit visit, string gift)
    {
        var coins = host.Log.Coins.Trace(gift);
        var paid = host.Log.Payments.Where(p => coins.ContainsKey("pay:" + p.Payment))
            .Select(p => (p.OccurredOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), p.Purpose, p.Payee,
                coins["pay:" + p.Payment]));
        var uses = (await visit.RowsAsync(".uses")).GroupBy(r => (r[0], r[1], r[2]))
            .Select(g => (g.Key.Item1, g.Key.Item2, g.Key.Item3, g.Sum(r => Money.Fen(r[4]))));
        Assert.Equal(paid.Order(), uses.Order());
        Assert.Equal(coins.Where(c => c.Key.StartsWith("unspent:", StringComparison.Ordinal)).Sum(c => c.Value),
            (await visit.RowsAsync("table.left")).Sum(r => Money.Fen(r[1])));
        var account = await visit.AccountAsync();
        Assert.Equal(host.Log.Gifts.Single(g => g.Gift == gift).AmountFen, account["received"]);
        Assert.Equal(account["received"], account.Where(a => a.Key != "received").Sum(a => a.Value));
    }

    private static async Task LookUpAsync(Visit visit, string form, (string Number, string Code) receipt)
    {
        await visit.Page.GotoAsync(form);
        await visit.Page.Locator("#number").FillAsync(receipt.Number);
        await visit.Page.Locator("#code").FillAsync(receipt.Code);
        await visit.Page.GetByRole(AriaRole.Button).ClickAsync();
    }
}
