using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Backups;

/// <summary>The whole way: a backup is taken while gifts come in, and brought back elsewhere.</summary>
public sealed class DrillTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_under_load_brings_back_every_gift_acknowledged_before_it_began_and_acts_once_switched_on()
    {
        await using var vault = new Vault();
        await using var host = await TestHost.StartAsync();
        var api = await host.FederationAsync("city");
        (await api.PostAsync("funds", City.Fund("relief"))).Accepted();
        (await api.PostAsync("contacts", new { type = "person", details = new { name = "王小明", phones = new[] { "13800000000" } }, occurredOn = "2026-01-02" }))
            .Accepted();
        var evidence = RandomNumberGenerator.GetBytes(300_000);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(evidence));
        using (var content = new ByteArrayContent(evidence))
            (await api.SendAsync(HttpMethod.Put, "evidence/" + sha256, content, null)).Expect(HttpStatusCode.OK);

        var acknowledged = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();
        var givers = Enumerable.Range(0, 4).Select(_ => GiveAsync(api, acknowledged, stop.Token)).ToList();
        await Eventually.HoldsAsync(() => acknowledged.Count > 100, "gifts come in");
        var before = acknowledged.ToList();
        await vault.TakeAsync(host.CliOptions);
        await Eventually.HoldsAsync(() => acknowledged.Count > before.Count, "gifts go on coming in");
        await stop.CancelAsync();
        await Task.WhenAll(givers);

        var there = await vault.EmptyAsync();
        var restored = (await vault.RestoreAsync(there)).Done().Json;
        Assert.True(restored.GetProperty("ok").GetBoolean());
        var gifts = (await there.RowsAsync("select stream_id from ledger.mt_events where type = 'gift_received'"))
            .Select(row => (string)row[0]!).ToHashSet();
        Assert.Subset(gifts, before.Select(gift => "gift-" + gift).ToHashSet());
        await AssertSameTablesAsync(host.Database, there, await there.ScalarAsync<long>("select max(seq_id) from ledger.mt_events"));

        await using var copy = await TestHost.StartOnAsync(
            there, await File.ReadAllTextAsync(Path.Combine(vault.Restored, "master.key"), Ct), ownsDatabase: false);
        using var known = new Api(copy.First.Address, await copy.TokenAsync("city"));
        (await known.GetAsync("balances")).Refused("not_allowed", HttpStatusCode.Forbidden);
        Assert.False((await CommandLine.RunAsync(["gift", "receive", "--amount", "1", "--json", "--url",
            copy.First.Address.ToString(), "--token", await copy.TokenAsync("city")])).ExitCode == 0);

        (await CommandLine.RunAsync(["resume", .. copy.CliOptions])).Done();
        (await known.GetAsync("balances")).Expect(HttpStatusCode.OK);
        Assert.Equal(evidence, await known.BytesAsync("evidence/" + sha256));
        (await known.PostAsync("gifts", City.Gift(1, "relief", "2026-01-02"))).Accepted();
        (await CommandLine.RunAsync(["resume", "--json", .. copy.CliOptions])).Refused("not_a_copy");
    }

    private static async Task GiveAsync(Api api, ConcurrentQueue<string> acknowledged, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            acknowledged.Enqueue((await api.PostAsync("gifts", City.Gift(100, "relief", "2026-01-02"))).Accepted().Id);
    }

    /// <summary>Every table that isn't made by itself has come along; what was written after the backup is another matter.</summary>
    private static async Task AssertSameTablesAsync(LedgerDatabase source, LedgerDatabase there, long until)
    {
        const string Tables = """
            select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('ledger', 'charity') order by 1
            """;
        var tables = await source.RowsAsync(Tables);
        Assert.Equal(tables, await there.RowsAsync(Tables));
        Assert.Equal(await EventsAsync(source), await EventsAsync(there));
        foreach (var table in (string[])
            ["charity.api_token", "charity.donor_key", "charity.restricted_key", "charity.contact_digest", "charity.form_key", "charity.file_piece"])
        {
            var rows = $"select * from {table} t order by t";
            Assert.Equal(await source.RowsAsync(rows), await there.RowsAsync(rows));
        }

        Task<List<object?[]>> EventsAsync(LedgerDatabase database) => database.RowsAsync($"""
            select seq_id, id, stream_id, version, data::text, type, timestamp, tenant_id, correlation_id, causation_id, headers::text
            from ledger.mt_events where seq_id <= {until} order by seq_id
            """);
    }
}
