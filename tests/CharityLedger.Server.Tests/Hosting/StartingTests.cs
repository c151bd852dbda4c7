using System.Net;
using CharityLedger.Projections;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CharityLedger.Server.Tests.Hosting;

/// <summary>A host that has read models to build before it is ready.</summary>
public sealed class StartingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_an_upgrade_a_host_listens_says_how_far_it_is_takes_gifts_and_shows_old_tables_that_fit()
    {
        await using var host = await TestHost.StartAsync();
        var city = await host.FederationAsync("city");
        (await city.PostAsync("gifts", City.Gift(100))).Accepted();
        await host.FollowedAsync();
        var token = await host.TokenAsync("city");
        await host.First.DisposeAsync();
        // As an older program leaves them: one whose tables are the same, and one whose tables were others.
        await host.Database.RowsAsync("comment on schema gift_list is 'version 1'");
        await host.Database.RowsAsync("""
            comment on schema journal is 'version 1'; alter table journal.account_month rename column debit to owed
            """);

        await using var held = await HeldAsync(host.Database.ConnectionString, "GiftList", "Journal");
        var listening = new TaskCompletionSource<Uri>();
        var starting = LedgerHost.StartAsync(new LedgerHostOptions
        {
            Port = 0, Private = true, Demo = false, Connection = host.Database.ConnectionString, DataFolder = host.Folder,
        }, Say, Ct);
        void Say(string line)
        {
            if (line.StartsWith("Listening at ", StringComparison.Ordinal)) listening.SetResult(new Uri(line.Split([' ', ';'])[2]));
        }

        var address = await listening.Task.WaitAsync(TimeSpan.FromMinutes(1), Ct);

        using var http = new HttpClient { BaseAddress = address };
        Assert.Equal("live", await http.GetStringAsync("/healthz/live", Ct));
        using var ready = await http.GetAsync("/healthz/ready", Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("2", Assert.Single(ready.Headers.GetValues("Retry-After")));
        Assert.Equal("building read models: GiftList 0 of 2, Journal 0 of 2", await ready.Content.ReadAsStringAsync(Ct));

        using var api = new Api(address, token);
        var gift = (await api.PostAsync("gifts", City.Gift(100))).Accepted();
        var trial = await api.GetAsync("trial-balance");
        trial.Refused("ledger_unavailable", HttpStatusCode.ServiceUnavailable);
        Assert.Contains("Journal 0 of 2", trial.Body.GetProperty("title").GetString(), StringComparison.Ordinal);
        var page = await http.GetStringAsync("/en/f/city/gifts", Ct);
        Assert.Contains("After an upgrade figures are being made anew", page, StringComparison.Ordinal);
        Assert.Contains("&#xA5;1.00", page, StringComparison.Ordinal);

        await held.DisposeAsync();
        await using var started = await starting;
        Assert.Equal("ready", await http.GetStringAsync("/healthz/ready", Ct));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"trial-balance?min-position={gift.Position}")).Status);
        var engine = started.Services.GetRequiredService<ProjectionEngine>();
        foreach (var model in ReadModels.All) Assert.Empty(await engine.CompareAsync(model.Name, Ct));
    }

    /// <summary>Holds the locks under which models are built.</summary>
    private static async Task<NpgsqlConnection> HeldAsync(string database, params string[] models)
    {
        var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(
            "select pg_advisory_lock(hashtextextended('charityledger rebuild ' || m, 0)) from unnest($1) m", connection);
        command.Parameters.AddWithValue(models);
        await command.ExecuteNonQueryAsync(Ct);
        return connection;
    }
}
