using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

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
    public async Task Hosts_that_start_at_once_on_an_empty_database_agree_on_its_schema_and_its_key()
    {
        await using var empty = await CharityLedger.Testing.TestDatabase.CreateAsync();
        await using var host = await TestHost.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.JoinAsync(connection: empty.ConnectionString)));
    }
}
