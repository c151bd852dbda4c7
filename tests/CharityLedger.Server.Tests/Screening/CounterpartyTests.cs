using System.Net;
using System.Text.Json.Nodes;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Screening;

/// <summary>
/// Every way of money and goods in and out asks who stands at its other end. Each name is put on a list, or into the register,
/// after all is ready for it, so that only the last step can be what asks.
/// </summary>
public sealed class CounterpartyTests(City city) : IClassFixture<City>
{
    private static readonly Dictionary<string, Func<CounterpartyTests, string, Task<(string Path, object Body)>>> Outward = new()
    {
        ["a payment"] = async (t, name) =>
            (await t.PaymentsAsync(), new { amountFen = 1, payee = name, purpose = "物资", occurredOn = City.Today }),
        ["a trust's distribution"] = async (t, name) =>
            ($"trusts/{await t.TrustAsync()}/distributions", new { payee = name, purpose = "支教", amountFen = 1, occurredOn = City.Today }),
        ["a supervisor's fee"] = async (t, name) =>
            ($"trusts/{await t.TrustAsync(supervisor: name)}/fees", new { kind = "supervisor", amountFen = 1, occurredOn = City.Today }),
        ["money for a trust that another holds"] = async (t, name) =>
            ($"trusts/{await t.TrustAsync(trustee: name)}/funding", new { amountFen = 1, occurredOn = City.Today }),
        ["lottery money"] = async (t, name) => ($"lottery/indicators/{await t.LotteryAsync()}/parts/a/expenditures",
            new { type = "services", payee = name, use = "照护", amountFen = 1, occurredOn = City.Today }),
        ["goods handed out"] = async (t, name) =>
            ($"goods/{await t.GoodsAsync()}/distributions", new { quantity = 1, recipient = name, purpose = "过冬", occurredOn = City.Today }),
        ["goods sold"] = async (t, name) =>
            ($"goods/{await t.GoodsAsync()}/sales", new { quantity = 1, proceedsFen = 100, buyer = name, reason = "不适用", occurredOn = City.Today }),
        ["a service's recipient"] = (_, name) => Ready("services", Service(recipient: name)),
        ["entrusted money handed on"] = async (t, name) =>
            ($"agencies/{await t.AgencyAsync("受托公司", name)}/deliveries", Delivery("beneficiary")),
        ["money to another federation"] = async (t, name) =>
            ("alliance-transfers", new { to = await t.AllyAsync(name), amountFen = 1, purpose = "助学", occurredOn = City.Today }),
        ["goods to another federation"] = async (t, name) => ("alliance-goods",
            new { to = await t.AllyAsync(name), gift = await t.GoodsAsync(), quantity = 1, purpose = "过冬", occurredOn = City.Today }),
    };

    private static readonly Dictionary<string, Func<CounterpartyTests, string, Task<(string Path, object Body)>>> Inward = new()
    {
        ["goods"] = (_, name) => Ready("goods", Quilts(name)),
        ["a service"] = (_, name) => Ready("services", Service(donor: name)),
        ["a pledge"] = (_, name) => Ready("pledges", new { amountFen = 1_000, form = "public", donor = Giver(name), occurredOn = City.Today }),
        ["an agreement to give yields"] = (_, name) => Ready("yield-gifts", new
        {
            kind = "interest", description = "本金由捐赠人自持", number = "留本1号", donor = Giver(name), occurredOn = City.Today,
        }),
        ["entrusted money"] = (_, name) => Ready("agencies", Agency(name, "某人")),
        ["entrusted money's beneficiary"] = (_, name) => Ready("agencies", Agency("某人", name)),
        ["a settlor"] = (_, name) => Ready("trusts", Trust("t-" + Guid.NewGuid().ToString("N")[..8], name, null, null)),
        ["a settlor's money"] = async (t, name) =>
            ($"trusts/{await t.TrustAsync(settlor: name)}/contributions", new { amountFen = 1, occurredOn = City.Today }),
        ["a trust's income"] = async (t, name) =>
            ($"trusts/{await t.TrustAsync()}/income", new { source = name, amountFen = 1, occurredOn = City.Today }),
        ["a refund"] = async (t, name) => ($"gifts/{await t.GiftAsync(name)}/refunds", City.Refund(1)),
        ["the payment of a refund"] = async (t, name) =>
        {
            var gift = await t.GiftAsync(name);
            var refund = (await t.api.PostAsync($"gifts/{gift}/refunds",
                new { amountFen = 1, ground = "payment_error", reason = "误捐", occurredOn = City.Today, owed = true })).Accepted().Id;
            return ($"gifts/{gift}/refunds/{refund}/payment", new { occurredOn = City.Today });
        },
        ["goods given back"] = async (t, name) => ($"goods/{await t.GoodsAsync(name)}/returns",
            new { quantity = 1, ground = "agreement", reason = "协议", occurredOn = City.Today }),
        ["entrusted money given back"] = async (t, name) => ($"agencies/{await t.AgencyAsync(name, "某人")}/deliveries", Delivery("giver")),
    };

    private readonly Api api = city.Api;

    public static TheoryData<string> WaysOut => [.. Outward.Keys];

    public static TheoryData<string> AllWays => [.. Outward.Keys, .. Inward.Keys];

    [Theory]
    [MemberData(nameof(AllWays))]
    [Refuses(RefusalCode.ScreeningMatch)]
    public async Task Nobody_on_a_list_stands_at_the_other_end_of(string way)
    {
        var name = "名单" + Guid.NewGuid().ToString("N")[..8];
        var (path, body) = await (Outward.GetValueOrDefault(way) ?? Inward[way])(this, name);
        await LoadAsync(name);
        (await api.PostAsync(path, body)).Refused("screening_match", HttpStatusCode.UnprocessableEntity);
        await LoadAsync("别人");
        (await api.PostAsync(path, body)).Accepted();
    }

    [Theory]
    [MemberData(nameof(WaysOut))]
    [Refuses(RefusalCode.RelatedPartyUndeclared, RefusalCode.PartyUnknown)]
    public async Task A_related_party_receives_only_by_its_own_name_and_a_decision(string way)
    {
        var name = "关联" + Guid.NewGuid().ToString("N")[..8];
        var (path, body) = await Outward[way](this, name);
        var party = await RegisterAsync(name);
        var other = await RegisterAsync("另一" + name);
        (await api.PostAsync(path, body)).Refused("related_party_undeclared", HttpStatusCode.UnprocessableEntity);
        (await api.PostAsync(path, Declared(body, "nobody", "理事会2号决议"))).Refused("party_unknown", HttpStatusCode.NotFound);
        (await api.PostAsync(path, Declared(body, other, "理事会2号决议"))).Refused("related_party_undeclared", HttpStatusCode.UnprocessableEntity);
        (await api.PostAsync(path, Declared(body, party, null))).Refused("text_missing", HttpStatusCode.UnprocessableEntity);
        var made = (await api.PostAsync(path, Declared(body, party, "理事会2号决议"))).Accepted();
        // It stands in the log beside what was received, with its decision.
        Assert.Equal(1, await city.Host.Database.ScalarAsync<long>($"""
            select count(*) from ledger.mt_events where type in ('related_dealing_stated', 'payment_terms_stated')
                and data ->> 'decision' = '理事会2号决议' and '{party}' in (data ->> 'party', data ->> 'relatedParty')
                and '{made.Id}' in (data ->> 'dealing', data ->> 'payment')
            """));
    }

    [Fact]
    [Refuses(RefusalCode.InterestedParty)]
    public async Task Goods_of_a_named_fund_go_to_no_interested_party_of_its_donor()
    {
        var fund = await city.FundAsync();
        var gift = await GoodsAsync(fund: fund);
        var name = "利害" + Guid.NewGuid().ToString("N")[..8];
        await RegisterAsync(name, fund);
        foreach (var recipient in new[] { name, "某公司" })
        {
            (await api.PostAsync($"goods/{gift}/distributions", new { quantity = 1, recipient, purpose = "过冬", occurredOn = City.Today }))
                .Refused("interested_party", HttpStatusCode.UnprocessableEntity);
        }
    }

    private static Task<(string Path, object Body)> Ready(string path, object body) => Task.FromResult((path, body));

    private static object Giver(string name) => new { name, kind = "organisation" };

    private static object Service(string? donor = null, string recipient = "某校") => new
    {
        description = "义诊", quantity = 1, unit = "次", valuation = new { basis = "voucher", note = "协议 1" }, valueFen = 100, purpose = "义诊",
        recipient, donor = donor is null ? null : Giver(donor), occurredOn = City.Today,
    };

    private static object Quilts(string? donor = null, string? fund = null) => new
    {
        kind = "goods", description = "棉被", quantity = 10, unit = "床", valuation = new { basis = "voucher", note = "发票 1" },
        valueFen = 1_000, donor = donor is null ? null : Giver(donor), fund, occurredOn = City.Today,
    };

    private static object Agency(string giver, string beneficiary) => new
    {
        amountFen = 100, channel = "bank", giver = Giver(giver), beneficiary = Giver(beneficiary), purpose = "救助", occurredOn = City.Today,
    };

    private static object Delivery(string destination) => new { amountFen = 1, destination, reason = "转交", occurredOn = City.Today };

    private static object Trust(string trust, string? settlor, string? supervisor, string? trustee) => new
    {
        trust, name = "测试信托" + trust, agreement = "信字1号", role = trustee is null ? "trustee" : "settlor", trustee, purpose = "支教",
        scope = "乡村教师", supervisor, settlors = settlor is null ? null : new[] { Giver(settlor) }, occurredOn = City.Today,
    };

    private static JsonObject Declared(object body, string relatedParty, string? decision)
    {
        var declared = System.Text.Json.JsonSerializer.SerializeToNode(body)!.AsObject();
        declared["relatedParty"] = relatedParty;
        declared["decision"] = decision;
        return declared;
    }

    private async Task<string> TrustAsync(string settlor = "远山公司", string? supervisor = null, string? trustee = null)
    {
        var trust = "t-" + Guid.NewGuid().ToString("N")[..8];
        (await api.PostAsync("trusts", Trust(trust, settlor, supervisor, trustee))).Accepted();
        (await api.PostAsync($"trusts/{trust}/filings", new { number = "备1号", authority = "某市民政局", occurredOn = City.Today })).Accepted();
        (await api.PostAsync($"trusts/{trust}/contributions", new { amountFen = 1_000, occurredOn = City.Today })).Accepted();
        await GiveAsync();
        return trust;
    }

    private async Task<string> LotteryAsync()
    {
        var fund = new Lottery.Fund(api, City.Today);
        var indicator = "i-" + Guid.NewGuid().ToString("N")[..8];
        await fund.IssueAsync(indicator, 1_000, 2026);
        await fund.AllotAsync(indicator, "a", 1_000);
        await fund.PayAsync(indicator, "a", 1_000);
        return indicator;
    }

    private async Task<string> GoodsAsync(string? donor = null, string? fund = null) =>
        (await api.PostAsync("goods", Quilts(donor, fund))).Accepted().Id;

    private async Task<string> AgencyAsync(string giver, string beneficiary) =>
        (await api.PostAsync("agencies", Agency(giver, beneficiary))).Accepted().Id;

    private async Task<string> GiftAsync(string donor) => (await api.PostAsync("gifts",
        new { amountFen = 100, channel = "bank", donor = Giver(donor), occurredOn = City.Today })).Accepted().Id;

    private async Task<string> PaymentsAsync()
    {
        await GiveAsync();
        return "payments";
    }

    private Task<string> GiveAsync() => city.GiveAsync(1_000);

    /// <summary>A federation of that name that agreed to receive.</summary>
    private async Task<string> AllyAsync(string name)
    {
        await GiveAsync();
        var ally = "ally-" + Guid.NewGuid().ToString("N")[..8];
        using var there = await city.Host.FederationAsync(ally, name);
        (await there.PostAsync("alliances", new { partner = "city", agreement = "联盟1号", occurredOn = City.Today })).Accepted();
        return ally;
    }

    private async Task LoadAsync(string name) => (await api.PostAsync("screening/lists",
        new { list = "un-" + Listed, source = "公告", names = new[] { name }, occurredOn = City.Today })).Accepted();

    private string Listed { get; } = Guid.NewGuid().ToString("N")[..8];

    private async Task<string> RegisterAsync(string name, string? fund = null)
    {
        var party = "p-" + Guid.NewGuid().ToString("N")[..8];
        (await api.PostAsync("related-parties/" + party,
            new { name, relation = fund is null ? "controlled" : "other", fund, occurredOn = City.Today })).Accepted();
        return party;
    }
}
