using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Donations;

/// <summary>Entrusted money, principal, yields and changes of use.</summary>
public sealed class BoundMoneyTests(City city) : IClassFixture<City>
{
    [Fact]
    [Refuses(RefusalCode.AgencyUnknown, RefusalCode.BeneficiaryBanned)]
    public async Task Entrusted_money_is_no_income_and_is_handed_on_to_the_last_fen()
    {
        var agency = (await city.Api.PostAsync("agencies", Agency(500))).Accepted();
        Assert.Equal(500, await BalanceAsync("agency/" + agency.Id));
        var vouchers = (await city.Api.GetAsync($"trial-balance?min-position={agency.Position}")).Body.EnumerateArray().ToDictionary(
            a => a.GetProperty("account").GetString()!, a => a.GetProperty("balanceFen").GetInt64());
        // 受托代理: 1801 / 2601, and never income.
        Assert.Equal(500, vouchers["1801"]);
        Assert.Equal(-500, vouchers["2601"]);
        var path = $"agencies/{agency.Id}/deliveries";
        await city.RefusesAsync("insufficient_funds", path, Delivery(501));
        (await city.Api.PostAsync(path, Delivery(300))).Accepted();
        (await city.Api.PostAsync(path, Delivery(200, "giver"))).Accepted();
        await city.RefusesAsync("insufficient_funds", path, Delivery(1));
        await city.RefusesAsync("agency_unknown", "agencies/none/deliveries", Delivery(1), HttpStatusCode.NotFound);
        await city.RefusesAsync("gift_unknown", $"gifts/{agency.Id}/receipts", new { occurredOn = City.Today },
            HttpStatusCode.NotFound);
        foreach (var relation in new[] { "donor_interested_party", "charity_manager" })
            await city.RefusesAsync("beneficiary_banned", "agencies", Agency(1, relation));
    }

    [Fact]
    public async Task Principal_is_kept_and_its_yields_are_spent()
    {
        var fund = await EndowmentAsync();
        (await city.Api.PostAsync("gifts", City.Gift(10_000, fund))).Accepted();
        Assert.Equal(10_000, await BalanceAsync($"fund/{fund}+endowment"));
        await city.RefusesAsync("principal_locked", "payments", City.Payment(1, fund));
        await city.RefusesAsync("principal_locked", $"funds/{fund}/transfers", new
        {
            to = "relief", amountFen = 1, ground = "agreement", reference = "协议", purpose = "抗疫", occurredOn = City.Today,
        });
        (await city.Api.PostAsync("incomes",
            new { kind = "investment", amountFen = 300, note = "理财收益", fund, occurredOn = City.Today })).Accepted();
        await city.RefusesAsync("principal_locked", "payments", City.Payment(301, fund));
        (await city.Api.PostAsync("payments", City.Payment(300, fund))).Accepted();
        await city.RefusesAsync("principal_locked", "payments", City.Payment(1, fund));
        await city.RefusesAsync("principal_locked", "funds/relief/principal-releases",
            new { amountFen = 1, ground = "协议", occurredOn = City.Today });
        (await city.Api.PostAsync($"funds/{fund}/principal-releases",
            new { amountFen = 1_000, ground = "协议第五条", occurredOn = City.Today })).Accepted();
        await city.RefusesAsync("insufficient_funds", $"funds/{fund}/principal-releases",
            new { amountFen = 9_001, ground = "协议", occurredOn = City.Today });
        (await city.Api.PostAsync("payments", City.Payment(1_000, fund))).Accepted();
        Assert.Equal(9_000, await BalanceAsync($"fund/{fund}+endowment"));
    }

    [Fact]
    public async Task Dividends_of_given_shares_go_where_the_shares_belong()
    {
        var fund = await EndowmentAsync();
        var shares = (await city.Api.PostAsync("goods", new
        {
            kind = "equity", description = "某公司股权", quantity = 100, unit = "股", valueFen = 1_000, fund, occurredOn = City.Today,
            valuation = new { basis = "fair_value", note = "评估报告", valuer = "某事务所" },
        })).Accepted().Id;
        (await city.Api.PostAsync("incomes",
            new { kind = "dividend", amountFen = 40, note = "年度分红", asset = shares,
            occurredOn = City.Today })).Accepted();
        Assert.Equal(40, await BalanceAsync("fund/" + fund));
        Assert.Equal(1_000, await BalanceAsync($"fund/{fund}+endowment+asset={shares}"));
        await city.RefusesAsync("gift_unknown", "incomes",
            new { kind = "dividend", amountFen = 40, note = "年度分红", asset = "none", occurredOn = City.Today },
                HttpStatusCode.NotFound);
    }

    [Fact]
    [Refuses(RefusalCode.ChangeGroundInvalid)]
    public async Task A_use_changes_on_its_ground_and_the_trace_goes_on()
    {
        var gift = (await city.Api.PostAsync("gifts",
            new { amountFen = 900, channel = "bank", purpose = "建图书室", occurredOn = "2025-12-01" })).Accepted();
        await city.RefusesAsync("insufficient_funds", "use-changes", Change(901, "plan_filing", City.Today));
        (await city.Api.PostAsync("use-changes", Change(300, "donor_consent", "2026-03-01", gift: gift.Id))).Accepted();
        await city.RefusesAsync("date_in_future", "use-changes", Change(300, "plan_filing", "2026-03-03"));
        // 60 days of notice: 1 January is the 60th day before 2 March 2026, the 2nd only the 59th.
        await city.RefusesAsync("change_ground_invalid", "use-changes", Change(300, "public_notice", "2026-01-02"));
        var last = (await city.Api.PostAsync("use-changes", Change(300, "public_notice", "2026-01-01"))).Accepted();
        var trace = (await city.Api.GetAsync($"gifts/{gift.Id}/trace?min-position={last.Position}")).Body;
        Assert.Equal(new Dictionary<string, long> { ["general+purpose=建图书室"] = 300, ["general+purpose=助学"] = 600 },
            trace.GetProperty("parts").EnumerateArray().GroupBy(p => p.GetProperty("bucket").GetString()!)
                .ToDictionary(g => g.Key, g => g.Sum(p => p.GetProperty("amountFen").GetInt64())));
    }

    [Fact]
    [Refuses(RefusalCode.SameBucket, RefusalCode.RestrictionBroken)]
    public async Task Restricted_money_gets_another_restriction_and_never_none()
    {
        (await city.Api.PostAsync("gifts",
            new { amountFen = 900, channel = "bank", purpose = "植树", occurredOn = City.Today })).Accepted();
        await city.RefusesAsync("same_bucket", "use-changes", Change(1, "donor_consent", City.Today, "植树", "植树"));
        await city.RefusesAsync("restriction_broken", "use-changes", Change(1, "donor_consent", City.Today, "植树", null));
        await city.RefusesAsync("restriction_broken", "use-changes", Change(1, "donor_consent", City.Today, null, "植树"));
    }

    private async Task<string> EndowmentAsync()
    {
        var fund = "kept-" + Guid.NewGuid().ToString("N")[..12];
        (await city.Api.PostAsync("funds",
            new { name = "留本基金", sponsor = "某公司", purpose = "助学", fund, type = "endowment",
            occurredOn = City.Today })).Accepted();
        return fund;
    }

    private static object Agency(long fen, string? relation = null) => new
    {
        amountFen = fen, channel = "bank", giver = new { name = "某公司", kind = "organisation" },
            beneficiary = new { name = "李小明" }, purpose = "医疗",
        relation, occurredOn = City.Today,
    };

    private static object Delivery(long fen, string destination = "beneficiary") =>
        new { amountFen = fen, destination, reason = "按捐赠人指定", occurredOn = City.Today };

    private static object Change(long fen, string ground, string groundOn, string? from = "建图书室", string? to = "助学",
        string? gift = null) => new
    {
        amountFen = fen, from = new { purpose = from }, to = new { purpose = to }, ground, reference = "备案〔2026〕8号",
            groundOn, reason = "原项目已完成",
        occurredOn = City.Today, gift,
    };

    private async Task<long> BalanceAsync(string bucket)
    {
        var position = (await city.Api.PostAsync("gifts", City.Gift(1))).Accepted().Position;
        return (await city.Api.GetAsync($"balances?min-position={position}")).Body.EnumerateArray()
            .Where(b => b.GetProperty("bucket").GetString() == bucket).Sum(b => b.GetProperty("balanceFen").GetInt64());
    }
}
