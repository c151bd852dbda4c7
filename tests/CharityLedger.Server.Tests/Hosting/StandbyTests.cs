using System.Diagnostics;
using System.Globalization;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CharityLedger.Server.Tests.Hosting;

/// <summary>Two servers in the connection string.</summary>
public sealed class StandbyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Host=a;Username=u", null, null)]
    [InlineData("Host=a,b;Username=u", 1, "primary")]
    [InlineData("Host=a,b;Host Recheck Seconds=7", 7, "primary")]
    [InlineData("Host=a,b;HostRecheckSeconds=7;Target Session Attributes=any", 7, "any")]
    public void Where_several_servers_are_named_the_primary_is_asked_and_a_failed_one_soon_unless_it_is_said_otherwise(
        string given, int? recheck, string? target)
    {
        var settings = new NpgsqlConnectionStringBuilder(DatabaseServers.Connection(given));
        if (recheck is null) Assert.Equal(given, DatabaseServers.Connection(given));
        else Assert.Equal((recheck, target), (settings.HostRecheckSeconds, settings.TargetSessionAttributes));
    }

    [Fact]
    public void Operators_are_shown_no_password() => Assert.DoesNotContain("secret",
        DatabaseServers.WithoutSecrets("Host=a,b;Username=u;Password=secret;SSL Password=secret"), StringComparison.Ordinal);

    [Fact]
    public async Task What_was_acknowledged_survives_the_primary_and_the_ledger_goes_on_with_the_standby()
    {
        await using var pair = await ServerPair.StartAsync();
        var folder = TestFolder.Create();
        await using var host = await LedgerHost.StartAsync(new LedgerHostOptions
        {
            Port = 0, Private = true, Demo = false, Connection = pair.ConnectionString, DataFolder = folder,
        }, _ => { }, Ct);
        var database = host.Services.GetRequiredService<NpgsqlDataSource>();
        var status = await DatabaseServers.StatusAsync(database, isDiskSeen: true, Ct);
        var standby = Assert.Single(status.Standbys);
        Assert.Equal(("standby", "streaming", "sync", true), (standby.Name, standby.State, standby.Sync, status.IsPromised));

        var tokens = host.Services.GetRequiredService<ApiTokens>();
        using (var operate = new Api(host.Address, await tokens.CreateAsync(new Caller("*", "clerk"), Ct)))
            (await operate.PostAsync("federations", new { name = "江城市慈善总会", federation = "city" })).Accepted();
        using var api = new Api(host.Address, await tokens.CreateAsync(new Caller("city", "clerk"), Ct));
        var acknowledged = new List<Answer>();
        for (var i = 0; i < 20; i++) acknowledged.Add((await api.PostAsync("gifts", City.Gift(1))).Accepted());

        var failed = Stopwatch.StartNew();
        await pair.FailOverAsync();
        var promoted = failed.Elapsed;
        Answer? answer = null;
        await Eventually.HoldsAsync(async () => (answer = await api.PostAsync("gifts", City.Gift(1), "after")).Code is null, "a gift after it");
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"promoted after {promoted.TotalSeconds:0.0} s, the first gift after {failed.Elapsed.TotalSeconds:0.0} s"));

        // A connection that idled through the failover is dead, and whoever takes it first is told.
        host.Services.GetRequiredService<NpgsqlDataSource>().Clear();
        var log = new List<StoredEvent>();
        await foreach (var stored in host.Services.GetRequiredService<EventReader>().ReadAllAsync(ct: Ct)) log.Add(stored);
        foreach (var gift in acknowledged.Append(answer!)) Assert.Equal("gift-" + gift.Id, log[(int)gift.Position - 1].Stream);
        Assert.False((await DatabaseServers.StatusAsync(database, isDiskSeen: true, Ct)).IsPromised);
        await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
