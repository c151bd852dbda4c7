using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Regulation;

/// <summary>Agreements of funds over HTTP, in regions with and without a minimum.</summary>
public sealed class FundTermsTests
{
    [Fact]
    [Refuses(RefusalCode.FundTermsMissing, RefusalCode.FundBelowMinimum)]
    public async Task A_fund_meets_the_minimum_of_its_region()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var shenzhen = await InAsync(host, "sz", "广东省深圳市");
        (await shenzhen.PostAsync("funds", Fund("a", null))).Refused("fund_terms_missing", HttpStatusCode.UnprocessableEntity);
        await RefusedAsync(Plans.Terms(199_999_999));
        await RefusedAsync(Plans.Terms(399_999_999, years: 3));
        await RefusedAsync(Plans.Terms(199_999_999, years: 4));
        (await shenzhen.PostAsync("funds", Fund("a", Plans.Terms(200_000_000)))).Accepted();
        (await shenzhen.PostAsync("funds", Fund("b", Plans.Terms(400_000_000, years: 3)))).Accepted();

        var hengshan = await InAsync(host, "hs", "湖南省衡山县");
        (await hengshan.PostAsync("funds", Fund("a", Plans.Terms(300_000)))).Refused("fund_below_minimum", HttpStatusCode.UnprocessableEntity);
        (await hengshan.PostAsync("funds", Fund("a", Plans.Terms(300_000, sponsor: "person")))).Accepted();

        var meishan = await InAsync(host, "ms", "四川省眉山市");
        (await meishan.PostAsync("funds", Fund("a", null))).Accepted();
        var position = (await meishan.PostAsync("funds/a/terms", new { terms = Plans.Terms(1), occurredOn = City.Today })).Accepted().Position;
        var line = (await meishan.GetAsync($"funds?min-position={position}")).Body.EnumerateArray().Single();
        Assert.Equal(1, line.GetProperty("terms").GetProperty("initialFen").GetInt64());

        async Task RefusedAsync(object terms) => (await shenzhen.PostAsync("funds", Fund("a", terms)))
            .Refused("fund_below_minimum", HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    [Refuses(RefusalCode.FundBanned, RefusalCode.CommitteeTooSmall)]
    public async Task An_agreement_states_what_it_must_and_nothing_that_a_fund_never_has()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await InAsync(host, "ms", "四川省眉山市");
        foreach (var want in new[] { "own_bank_account", "own_seal", "fund_inside_fund" })
            (await api.PostAsync("funds", Fund("a", null, want))).Refused("fund_banned", HttpStatusCode.UnprocessableEntity);
        (await api.PostAsync("funds", Fund("a", Plans.Terms(1, members: 2)))).Refused("committee_too_small", HttpStatusCode.UnprocessableEntity);
        (await api.PostAsync("funds", Fund("a", Plans.Terms(1, kind: "community")))).Refused("text_missing", HttpStatusCode.UnprocessableEntity);
        (await api.PostAsync("funds", Fund("a", Plans.Terms(1, years: 0)))).Refused("period_invalid", HttpStatusCode.UnprocessableEntity);
        (await api.PostAsync("funds/a/terms", new { terms = Plans.Terms(1), occurredOn = City.Today }))
            .Refused("fund_unknown", HttpStatusCode.NotFound);
        (await api.PostAsync("funds", Fund("a", Plans.Terms(1, kind: "community", members: 3, region: "东坡区某社区")))).Accepted();
        (await api.PostAsync("policy", new
        {
            row = "fund.management_fee_cap", value = "10", source = "理事会决议", reason = "降低管理费", occurredOn = City.Today,
        })).Accepted();
        (await api.PostAsync("funds", City.Fund("b", fee: 1_001))).Refused("fee_rate_invalid", HttpStatusCode.UnprocessableEntity);
        (await api.PostAsync("funds", City.Fund("b", fee: 1_001, date: "2026-03-01"))).Accepted();
    }

    private static async Task<Api> InAsync(TestHost host, string federation, string region)
    {
        (await (await host.ApiAsync("*")).PostAsync("federations", new { name = region + "慈善总会", federation, region })).Accepted();
        return await host.ApiAsync(federation);
    }

    private static object Fund(string id, object? terms, params string[] wants) => new
    {
        name = "圆梦基金", sponsor = "某公司", purpose = "助学", fund = id, occurredOn = City.Today, terms, wants,
    };
}
