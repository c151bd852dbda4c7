using System.Net;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Hosting;

/// <summary>Two hosts on one database.</summary>
public sealed class TwoHostsTests
{
    [Fact]
    public async Task Two_hosts_side_by_side_keep_one_log_and_know_each_others_keys()
    {
        await using var host = await TestHost.StartAsync();
        var one = await host.FederationAsync("city");
        var other = await host.ApiAsync("city", await host.JoinAsync());
        (await other.PostAsync("funds", City.Fund("relief"))).Accepted();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            (i % 2 == 0 ? one : other).PostAsync("gifts", City.Gift(100, "relief"), $"gift {i / 4}")));
        // Each key came four times, by both hosts at once.
        Assert.Equal(50, answers.Select(a => a.Accepted().Body.ToString()).Distinct().Count());
        for (var i = 0; i < answers.Length; i++) Assert.Equal(answers[i / 4 * 4].Position, answers[i].Position);
        Assert.Equal(Enumerable.Range(3, 50).Select(i => (long)i), answers.Select(a => a.Position).Distinct().Order());

        var paid = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => (i % 2 == 0 ? one : other).PostAsync("payments", City.Payment(50, "relief"))));
        Assert.Equal(100, paid.Count(a => a.Code is null));
        Assert.Equal(20, paid.Count(a => a.Code == "insufficient_funds"));

        // What one host was told, the other one shows as soon as it is asked to wait for it.
        var gift = (await one.PostAsync("gifts", City.Gift(7, "relief"))).Accepted();
        var trace = await other.GetAsync($"gifts/{gift.Id}/trace?min-position={gift.Position}");
        Assert.Equal(7, trace.Body.GetProperty("parts")[0].GetProperty("amountFen").GetInt64());
        (await other.PostAsync($"gifts/{gift.Id}/refunds", City.Refund(7))).Accepted();
        await Books.CheckAsync(host.Database.ConnectionString);
    }

    [Fact]
    public async Task What_one_host_changes_the_other_decides_its_next_gift_on()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var one = await host.FederationAsync("city");
        var other = await host.ApiAsync("city", await host.JoinAsync(new FakeClock()));
        var gift = new
        {
            amountFen = 5_000_001, channel = "cash", fund = "relief", occurredOn = City.Today, donor = new { name = "赵无名" },
        };
        // Who asked for a fund before there was one is not told so for ever.
        (await one.PostAsync("gifts", gift)).Refused("fund_unknown", HttpStatusCode.NotFound);
        (await other.PostAsync("funds", City.Fund("relief"))).Accepted();
        (await one.PostAsync("gifts", gift)).Accepted();

        (await other.PostAsync("policy", Cap("50000"))).Accepted();
        (await one.PostAsync("gifts", gift)).Refused("source_note_missing", HttpStatusCode.UnprocessableEntity);
        (await other.PostAsync("policy", Cap("60000"))).Accepted();
        (await one.PostAsync("gifts", gift)).Accepted();

        var list = new { list = "pboc", source = "公告", names = new[] { "赵无名" }, occurredOn = City.Today };
        (await other.PostAsync("screening/lists", list)).Accepted();
        Assert.Equal("pboc", (await one.PostAsync("gifts", gift)).Accepted().Body.GetProperty("heldBy").GetString());

        (await other.PostAsync("funds", City.Fund("empty"))).Accepted();
        (await one.PostAsync("gifts", City.Gift(1, "empty"))).Accepted();
        (await other.PostAsync("payments", City.Payment(1, "empty"))).Accepted();
        var closing = new { reason = "协议到期", occurredOn = City.Today };
        (await other.PostAsync("funds/empty/closing", closing)).Accepted();
        (await one.PostAsync("gifts", City.Gift(1, "empty"))).Refused("fund_closed", HttpStatusCode.Conflict);
        await Books.CheckAsync(host.Database.ConnectionString);
    }

    private static object Cap(string yuan) => new
    {
        row = "aml.source_note_cash_above", value = yuan, source = "理事会决议", reason = "反洗钱",
        occurredOn = City.Today,
    };

    [Fact]
    public async Task Hosts_that_start_at_once_on_an_empty_database_agree_on_its_schema_and_its_key()
    {
        await using var empty = await TestDatabase.CreateAsync();
        await using var host = await TestHost.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.JoinAsync(connection: empty.ConnectionString)));
    }
}
