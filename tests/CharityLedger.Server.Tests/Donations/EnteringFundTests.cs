using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Server.Tests.Regulation;

namespace CharityLedger.Server.Tests.Donations;

/// <summary>What money is bound by where it enters a fund, and where a campaign or project ends.</summary>
public sealed class EnteringFundTests(City city) : IClassFixture<City>
{
    private readonly Api api = city.Api;

    [Fact]
    public async Task Whatever_enters_an_endowment_fund_is_principal()
    {
        var kept = await EndowmentAsync(api);
        var other = await city.FundAsync();
        await city.GiveAsync(1_000);
        await city.GiveAsync(1_000, other);
        (await api.PostAsync("allocations", new { fund = kept, amountFen = 100, purpose = "助学", occurredOn = City.Today })).Accepted();
        Assert.Equal(100, await BalanceAsync($"fund/{kept}+endowment"));
        (await api.PostAsync($"funds/{other}/transfers", new
        {
            to = kept, amountFen = 20, ground = "agreement", reference = "决议1号", purpose = "助学", occurredOn = City.Today,
        })).Accepted();
        Assert.Equal(120, await BalanceAsync($"fund/{kept}+endowment"));
        (await api.PostAsync("use-changes", new
        {
            amountFen = 3, from = new { fund = other }, to = new { fund = kept }, ground = "plan_filing", reference = "备案第3号",
            groundOn = City.Today, reason = "并入", occurredOn = City.Today,
        })).Accepted();
        Assert.Equal(123, await BalanceAsync($"fund/{kept}+endowment"));
        Assert.Equal(0, await BalanceAsync($"fund/{kept}"));
    }

    [Fact]
    public async Task What_another_federation_sends_into_an_endowment_fund_is_principal_there()
    {
        var to = "ally-" + Guid.NewGuid().ToString("N")[..8];
        using var there = await city.Host.FederationAsync(to);
        (await there.PostAsync("alliances", new { partner = "city", agreement = "联盟1号", occurredOn = City.Today })).Accepted();
        var kept = await EndowmentAsync(there);
        await city.GiveAsync(1_000);
        var gift = (await api.PostAsync("goods", new
        {
            kind = "goods", description = "棉被", quantity = 10, unit = "床", valuation = new { basis = "voucher", note = "发票 1" },
            valueFen = 1_000, occurredOn = City.Today,
        })).Accepted().Id;
        (await api.PostAsync("alliance-transfers",
            new { to, amountFen = 7, purpose = "助学", toFund = kept, occurredOn = City.Today })).Accepted();
        var sent = (await api.PostAsync("alliance-goods",
            new { to, gift, quantity = 1, purpose = "助学", toFund = kept, occurredOn = City.Today })).Accepted().Id;
        Assert.Equal(7, await BalanceAsync($"fund/{kept}+purpose=助学+endowment"));
        Assert.Equal(100, await BalanceAsync($"fund/{kept}+purpose=助学+endowment+asset={sent}"));
    }

    [Theory]
    [InlineData("campaign")]
    [InlineData("project")]
    public async Task A_donors_own_purpose_stays_when_a_campaign_or_a_project_ends(string what)
    {
        var id = "end" + Guid.NewGuid().ToString("N")[..8];
        var fund = await city.FundAsync();
        if (what == "campaign") (await api.PostAsync("campaigns", Plans.Campaign(id, kind: "directed"))).Accepted();
        else await api.BeginAsync(id);
        foreach (var purpose in new[] { "书本", null })
        {
            (await api.PostAsync("gifts", new
            {
                amountFen = 100, channel = "bank", fund, purpose, occurredOn = City.Today, campaign = what == "campaign" ? id : null,
                project = what == "project" ? id : null,
            })).Accepted();
        }

        object closing = what == "project"
            ? new { result = "完成", treatment = "转入助学", ground = "similar_purpose", toPurpose = "助学", occurredOn = City.Today }
            : new { treatment = "转入助学", ground = "similar_purpose", toPurpose = "助学", occurredOn = City.Today };
        (await api.PostAsync($"{what}s/{id}/closing", closing)).Accepted();
        Assert.Equal((100, 100), (await BalanceAsync($"fund/{fund}+purpose=书本"), await BalanceAsync($"fund/{fund}+purpose=助学")));
    }

    private static async Task<string> EndowmentAsync(Api api)
    {
        var fund = "kept-" + Guid.NewGuid().ToString("N")[..8];
        (await api.PostAsync("funds",
            new { fund, name = "留本基金", sponsor = "某公司", purpose = "助学", type = "endowment", occurredOn = City.Today })).Accepted();
        return fund;
    }

    private Task<long> BalanceAsync(string bucket) => city.Host.Database.ScalarAsync<long>(
        $"select coalesce(sum(in_total - pointer), 0)::bigint from charity.bucket where id = '{bucket}'");
}
