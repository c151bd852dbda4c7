using System.Net;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.Server.Tests.Hosting;

/// <summary>Whoever wrote reads it next, although the read models follow the log a little later.</summary>
public sealed class OwnWritesTests : IAsyncLifetime
{
    private TestHost host = null!;
    private Api api = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await TestHost.StartAsync(new FakeClock());
        api = await host.FederationAsync("city");
        await host.FollowedAsync();
    }

    public async ValueTask DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_read_waits_for_what_its_own_token_wrote_and_nobody_elses_does()
    {
        await using var hold = await HoldAsync();
        var gift = (await api.PostAsync("gifts", City.Gift(100))).Accepted().Id;
        using var other = await host.UserAsync("city", "other");
        (await other.GetAsync($"gifts/{gift}/trace")).Refused("gift_unknown", HttpStatusCode.NotFound);
        var reading = api.GetAsync($"gifts/{gift}/trace");
        await Eventually.HoldsAsync(async () => await WaitingAsync() > 0, "the read models wait for the lock");
        Assert.False(reading.IsCompleted);
        await hold.DisposeAsync();
        Assert.Equal(HttpStatusCode.OK, (await reading).Status);
    }

    [Fact]
    public async Task A_read_model_that_stands_still_delays_one_read_by_its_bound_and_no_more()
    {
        await using var hold = await HoldAsync();
        var gift = (await api.PostAsync("gifts", City.Gift(100))).Accepted().Id;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        (await api.GetAsync($"gifts/{gift}/trace")).Refused("gift_unknown", HttpStatusCode.NotFound);
        Assert.InRange(watch.Elapsed.TotalSeconds, 1.9, 9);
        watch.Restart();
        for (var i = 0; i < 20; i++) (await api.GetAsync($"gifts/{gift}/trace")).Refused("gift_unknown", HttpStatusCode.NotFound);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "Every read waited.");
    }

    /// <summary>Keeps the read models from writing until it is disposed of; they can be read meanwhile.</summary>
    private async Task<NpgsqlTransaction> HoldAsync()
    {
        var connection = await host.Database.Source.OpenConnectionAsync(Ct);
        var hold = await connection.BeginTransactionAsync(Ct);
        await using var command = new NpgsqlCommand("lock table gift_list.gift in exclusive mode", connection, hold);
        await command.ExecuteNonQueryAsync(Ct);
        return hold;
    }

    private Task<long> WaitingAsync() => host.Database.ScalarAsync<long>(
        "select count(*) from pg_locks where relation = 'gift_list.gift'::regclass and not granted");
}
