using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>All that a bank carries out goes the same steps: approved in March, paid by the bank in April.</summary>
public sealed class PaidWaysTests
{
    private const string PaidOn = "2026-04-02";

    [Theory]
    [InlineData("agencies/{agency}/deliveries", "agency_delivered", "agency/{agency} 40")]
    [InlineData("gifts/{gift}/refunds/{refund}/payment", "refund_paid", "")]
    [InlineData("trusts/{trust}/distributions", "trust_distributed", "trust/{trust} 40")]
    [InlineData("trusts/{trust}/fees", "trust_fee_paid", "trust/{trust} 40")]
    [InlineData("lottery/indicators/{indicator}/parts/a/expenditures", "lottery_expenditure_made", "lottery/{indicator}/a/paid 40")]
    [InlineData("lottery/indicators/{indicator}/recoveries", "lottery_money_recovered", "lottery/{indicator}/a/paid 40")]
    [InlineData("alliance-transfers", "alliance_money_sent", "general 40")]
    [InlineData("money-moves", "money_moved", "general 5")]
    public async Task What_the_last_signature_reserves_is_booked_on_the_banks_day(string path, string type, string reserved)
    {
        var clock = new FakeClock();
        await using var host = await TestHost.StartAsync(clock);
        using var town = await TownAsync(host);
        var (clerk, treasurer) = (await host.UserAsync("city", "clerk"), await host.UserAsync("city", "treasurer"));
        string[] approvers = ["one", "two"];

        var asked = await clerk.PostAsync(Named(path), Body(path));
        Assert.True(asked.Status == System.Net.HttpStatusCode.Accepted, $"{asked.Body}");
        Assert.Equal("", await HeldAsync(host));
        foreach (var approver in approvers[..asked.Body.GetProperty("approvals").GetInt32()])
        {
            using var api = await host.UserAsync("city", approver);
            (await api.PostAsync($"requests/{asked.Id}/approvals", new { })).Accepted();
        }

        Assert.Equal(Named(reserved), await HeldAsync(host));
        (await treasurer.PostAsync($"payment-orders/{asked.Id}/handing-over", new { occurredOn = City.Today })).Accepted();
        clock.Now = new DateTimeOffset(2026, 4, 10, 12, 0, 0, TimeSpan.FromHours(8));
        var paid = await treasurer.PostAsync($"payment-orders/{asked.Id}/clearing", new { paidOn = PaidOn, reference = "R1" });
        paid.Accepted();

        Assert.Equal("", await HeldAsync(host));
        Assert.Equal(PaidOn, await host.Database.ScalarAsync<string>(
            $"select data ->> 'occurredOn' from ledger.mt_events where tenant_id = 'city' and type = '{type}'"));
        Assert.Equal(1L, await host.Database.ScalarAsync<long>(
            "select count(*) from ledger.mt_events where tenant_id = 'city' and type = 'action_executed'"));
        await Books.CheckAsync(host.Database.ConnectionString);
        foreach (var api in new[] { clerk, treasurer }) api.Dispose();
    }

    private static readonly Dictionary<string, string> Ids = new() { ["trust"] = "relief-trust", ["indicator"] = "fc2026" };

    private string agency = "", gift = "", refund = "";

    private string Named(string text) => Ids.Aggregate(text, (t, i) => t.Replace("{" + i.Key + "}", i.Value, StringComparison.Ordinal))
        .Replace("{agency}", agency, StringComparison.Ordinal).Replace("{gift}", gift, StringComparison.Ordinal)
        .Replace("{refund}", refund, StringComparison.Ordinal);

    private static object Body(string path) => path.Split('/')[^1] switch
    {
        "deliveries" => new { amountFen = 40, destination = "beneficiary", reason = "转交", occurredOn = City.Today },
        "payment" => new { occurredOn = City.Today },
        "distributions" => new { payee = "某小学", purpose = "支教", amountFen = 40, occurredOn = City.Today },
        "fees" => new { kind = "supervisor", amountFen = 40, occurredOn = City.Today },
        "expenditures" => new { type = "services", payee = "某院", use = "照护", amountFen = 40, occurredOn = City.Today },
        "recoveries" => new { document = "收回1号", amountFen = 40, part = "a", paid = true, year = 2026, occurredOn = City.Today },
        "alliance-transfers" => new { to = "linhe", amountFen = 40, purpose = "助学", occurredOn = City.Today },
        _ => new { from = "bank", to = "alipay", amountFen = 100, feeFen = 5, purpose = "充值", occurredOn = City.Today },
    };

    /// <summary>A federation with something of everything, and people.</summary>
    private async Task<Api> TownAsync(TestHost host)
    {
        var city = await host.FederationAsync("city");
        using var linhe = await host.FederationAsync("linhe", "临河市慈善总会");
        (await linhe.PostAsync("alliances", new { partner = "city", agreement = "联盟1号", occurredOn = City.Today })).Accepted();
        object giver = new { name = "远山公司", kind = "organisation" };
        (await city.PostAsync("gifts", City.Gift(1_000))).Accepted();
        agency = (await city.PostAsync("agencies", new
        {
            amountFen = 100, channel = "bank", giver, beneficiary = new { name = "某人", kind = "person" }, purpose = "救助", occurredOn = City.Today,
        })).Accepted().Id;
        gift = (await city.PostAsync("gifts", new { amountFen = 100, channel = "bank", donor = giver, occurredOn = City.Today })).Accepted().Id;
        refund = (await city.PostAsync($"gifts/{gift}/refunds",
            new { amountFen = 40, ground = "payment_error", reason = "误捐", occurredOn = City.Today, owed = true })).Accepted().Id;
        (await city.PostAsync("trusts", new
        {
            trust = Ids["trust"], name = "测试信托", agreement = "信字1号", role = "trustee", purpose = "支教", scope = "乡村教师", supervisor = "某律所",
            settlors = new[] { giver }, occurredOn = City.Today,
        })).Accepted();
        (await city.PostAsync($"trusts/{Ids["trust"]}/filings", new { number = "备1号", authority = "某市民政局", occurredOn = City.Today })).Accepted();
        (await city.PostAsync($"trusts/{Ids["trust"]}/contributions", new { amountFen = 1_000, occurredOn = City.Today })).Accepted();
        var fund = new Lottery.Fund(city, City.Today);
        await fund.IssueAsync(Ids["indicator"], 1_000, 2026);
        await fund.AllotAsync(Ids["indicator"], "a", 1_000);
        await fund.PayAsync(Ids["indicator"], "a", 1_000);
        await host.AddUserAsync(city, "head", "administrator");
        using var head = await host.UserAsync("city", "head");
        foreach (var (user, role) in new[] { ("clerk", "clerk"), ("treasurer", "treasurer"), ("one", "approver"), ("two", "approver") })
            await host.AddUserAsync(head, user, role);
        return city;
    }

    private static async Task<string> HeldAsync(TestHost host) => string.Join(", ", (await host.Database.RowsAsync(
        "select id || ' ' || floor from charity.bucket where tenant = 'city' and floor > 0 order by id")).Select(r => (string)r[0]!));
}
