using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Domain.Users;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Access;

/// <summary>The roster lets nobody in whom it doesn't know, however the database orders its texts and whatever it lost.</summary>
public sealed class RosterTests
{
    private static readonly string MasterKey = Convert.ToBase64String("a key for tests, never a secret."u8);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Both orders pass over dashes, so that no name lies between “user-” and “user.”.</summary>
    [Theory]
    [InlineData("und-u-ka-shifted")]
    [InlineData("th")]
    [Refuses(RefusalCode.NotAllowed)]
    public async Task Roles_hold_under_an_order_of_texts_that_passes_over_dashes(string locale)
    {
        await using var host = await TestHost.StartOnAsync(await LedgerDatabase.CreateUnderAsync(locale), MasterKey);
        var setUp = await host.FederationAsync("city");
        await host.AddUserAsync(setUp, "head", "administrator");
        (await setUp.PostAsync("gifts", City.Gift(100))).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await setUp.GetAsync("balances")).Refused("not_allowed", HttpStatusCode.Forbidden);

        using var head = await host.UserAsync("city", "head");
        await host.AddUserAsync(head, "clerk", "clerk");
        Assert.Equal(["clerk", "head"], (await head.GetAsync("users")).Body.EnumerateArray().Select(u => u.GetProperty("user").GetString()));
        Assert.Empty((await new LedgerCheck(host.Database.Source).RunAsync(ct: Ct)).Findings);
    }

    [Fact]
    [Refuses(RefusalCode.NotAllowed)]
    public async Task Who_has_a_token_of_a_federation_that_is_not_registered_may_do_nothing()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var nowhere = await host.ApiAsync("nowhere");
        (await nowhere.PostAsync("funds", City.Fund("relief"))).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await nowhere.PostAsync("users", new { user = "head", roles = new[] { "administrator" } }))
            .Refused("not_allowed", HttpStatusCode.Forbidden);
    }

    [Fact]
    [Refuses(RefusalCode.NotAllowed)]
    public async Task A_roster_that_lost_its_users_lets_nobody_in_and_the_check_of_the_ledger_tells()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var setUp = await host.FederationAsync("city");
        await host.AddUserAsync(setUp, "head", "administrator");
        await host.Database.RowsAsync("delete from charity.listed_stream");

        await using var other = await host.JoinAsync(new FakeClock());
        var stranger = await host.ApiAsync("city", other);
        (await stranger.PostAsync("gifts", City.Gift(100))).Refused("not_allowed", HttpStatusCode.Forbidden);
        var finding = Assert.Single((await new LedgerCheck(host.Database.Source).RunAsync(ct: Ct)).Findings);
        Assert.Equal("user-head", finding.Subject);
    }

    [Fact]
    public async Task Only_one_of_several_who_are_the_first_at_once_is_added()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var setUp = await host.FederationAsync("city");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            setUp.PostAsync("users", new { user = $"head{i}", roles = new[] { "administrator" } })));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Equal(1, await host.Database.ScalarAsync<long>("select count(*) from ledger.mt_events where type = 'user_added'"));
    }

    [Fact]
    public void A_roster_read_before_a_change_is_not_remembered_after_it()
    {
        var memory = new RosterMemory(TimeProvider.System, TimeSpan.FromHours(1));
        var roster = Roster.Empty with { IsBeingSetUp = true };
        var early = memory.Begin("city");
        memory.Forget("city");
        memory.Keep(early, roster);
        Assert.False(memory.TryRecall("city", out _));

        var late = memory.Begin("city");
        memory.Keep(late, roster);
        Assert.True(memory.TryRecall("city", out var known));
        Assert.Same(roster, known);
    }
}
