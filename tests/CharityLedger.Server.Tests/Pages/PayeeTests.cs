using System.Net;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Pages;

/// <summary>Whom the public reads of as having received money.</summary>
public sealed class PayeeTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_public_page_names_a_person_who_was_helped_and_all_name_organisations()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await host.FederationAsync("city");
        (await api.PostAsync("funds", City.Fund("relief"))).Accepted();
        var gift = (await api.PostAsync("gifts", City.Gift(1_000, "relief"))).Accepted();
        (await api.PostAsync("trusts", new
        {
            trust = "t", name = "测试信托", agreement = "信字1号", role = "trustee", purpose = "支教", scope = "乡村教师",
            settlors = new[] { new { name = "远山公司" } }, occurredOn = City.Today,
        })).Accepted();
        (await api.PostAsync("trusts/t/contributions", new { amountFen = 500, occurredOn = City.Today })).Accepted();
        (await api.PostAsync("lottery/indicators", new
        {
            indicator = "f", document = "号", level = "city", year = 2026, purpose = "elderly", projectCode = "1", target = "目标",
            amountFen = 1_000, occurredOn = City.Today,
        })).Accepted();
        (await api.PostAsync("lottery/indicators/f/parts",
            new { part = "a", region = "某县", unit = "某局", project = "养老", amountFen = 900, occurredOn = City.Today })).Accepted();
        (await api.PostAsync("lottery/indicators/f/parts/a/tranches", new { document = "号", amountFen = 800, occurredOn = City.Today })).Accepted();
        foreach (var payee in new[] { "张小明", "河湾镇困难家庭（23户）", "云山县人民医院" })
        {
            (await api.PostAsync("payments", new { amountFen = 100, payee, purpose = "手术费", fund = "relief", occurredOn = City.Today })).Accepted();
            (await api.PostAsync("trusts/t/distributions", new { payee, purpose = "手术费", amountFen = 100, occurredOn = City.Today })).Accepted();
            (await api.PostAsync("lottery/indicators/f/parts/a/expenditures",
                new { type = "relief", payee, use = "手术费", amountFen = 100, occurredOn = City.Today })).Accepted();
        }

        using var http = new HttpClient { BaseAddress = host.First.Address };
        await host.FollowedAsync();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["number"] = gift.Id, ["code"] = gift.Body.GetProperty("checkCode").GetString()!,
        });
        var story = await http.PostAsync("/f/city/gift", form, Ct);
        Task<string>[] pages =
        [
            story.Content.ReadAsStringAsync(Ct), http.GetStringAsync("/f/city/funds/relief", Ct), http.GetStringAsync("/f/city/trusts/t", Ct),
            http.GetStringAsync("/f/city/lottery/f", Ct), http.GetStringAsync("/f/city", Ct),
        ];
        foreach (var (page, i) in (await Task.WhenAll(pages)).Select((p, i) => (WebUtility.HtmlDecode(p), i)))
        {
            Assert.DoesNotContain("张小明", page, StringComparison.Ordinal);
            if (i == 4) continue;
            foreach (var word in new[] { "受助人", "河湾镇困难家庭（23户）", "云山县人民医院" }) Assert.Contains(word, page, StringComparison.Ordinal);
        }
    }
}
