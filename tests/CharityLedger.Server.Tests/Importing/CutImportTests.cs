using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using Npgsql;

namespace CharityLedger.Server.Tests.Importing;

/// <summary>Imports that are cut off, and started again.</summary>
public sealed class CutImportTests
{
    private const int Rows = 16_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_cut_off_by_kill_minus_nine_and_started_again_ends_the_same_as_one_that_ran_through()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"Seed {seed}");
        using var earlier = GeneratedList.Write(3_000, 1, "earlier");
        using var list = GeneratedList.Write(Rows, 1, "whole");
        await using var folder = new ServerFolder();
        var host = await HostProcess.StartAsync(folder.Path);
        try
        {
            var through = await SetUpAsync(host, folder, "through");
            var cut = await SetUpAsync(host, folder, "cut");
            foreach (var token in new[] { through, cut }) await ImportAsync(host, token, earlier);
            AssertWhole(list, (await ImportAsync(host, through, list))!.Value);

            var random = new Random(seed);
            for (var kills = 0; kills < 4; kills++)
            {
                // So many lines of progress, and in the middle of what comes next.
                var lines = random.Next(1, 3);
                var dying = host;
                await ImportAsync(host, cut, list, () => --lines == 0 ? dying.KillAsync() : Task.CompletedTask);
                await host.DisposeAsync();
                host = await HostProcess.StartAsync(folder.Path);
            }

            Assert.NotNull(await ImportAsync(host, cut, list));
            await Books.CheckAsync(folder.ConnectionString);
            Assert.Equal(await EndAsync(folder, "through"), await EndAsync(folder, "cut"));
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    [Refuses(RefusalCode.LedgerUnavailable)]
    public async Task A_database_that_goes_away_in_mid_import_is_told_and_a_repeat_completes_it()
    {
        using var list = GeneratedList.Write(Rows, 2, "away");
        await using var folder = new ServerFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var token = await SetUpAsync(host, folder, "city");
        var options = new[] { "--url", (await host.Address).ToString(), "--token", token, "--json" };

        var killed = false;
        FileStream? down = null;
        var problem = await ImportAsync(host, token, list, () =>
        {
            if (killed) return Task.CompletedTask;
            killed = true;
            down = folder.ForbidStart();
            folder.KillPostgres();
            return Task.CompletedTask;
        });
        Assert.Equal("ledger_unavailable", problem!.Value.GetProperty("problem").GetProperty("code").GetString());
        var cli = await CommandLine.RunAsync(["import", "donations", list.Path, "--profile", await ProfileAsync(list), "--fund", "relief", .. options]);
        Assert.Equal((1, "ledger_unavailable"), (cli.ExitCode, cli.Json.GetProperty("files")[0].GetProperty("problem").GetProperty("code").GetString()));

        await down!.DisposeAsync();
        await Books.UntilReadyAsync(await host.Address);
        cli = await CommandLine.RunAsync(["import", "donations", list.Path, "--profile", await ProfileAsync(list), "--fund", "relief", .. options]);
        var report = cli.Done().Json.GetProperty("files")[0];
        Assert.Equal(Rows - list.Refused, report.GetProperty("imported").GetInt32() + report.GetProperty("known").GetInt32());
        await Books.CheckAsync(folder.ConnectionString);
        Assert.Equal(list.Fen, (await Books.BalancesAsync(folder.ConnectionString, "city"))["fund/relief"]);
    }

    private static async Task<string> SetUpAsync(HostProcess host, ServerFolder folder, string federation)
    {
        using var operate = new Api(await host.Address, await folder.TokenAsync("*"));
        (await operate.PostAsync("federations", new { name = "江城市慈善总会", federation })).Accepted();
        var token = await folder.TokenAsync(federation);
        using var api = new Api(await host.Address, token);
        (await api.PostAsync("funds", new { name = "抗疫基金", sponsor = "某公司", purpose = "抗疫", fund = "relief", occurredOn = "2020-01-20" })).Accepted();
        return token;
    }

    /// <summary>Imports a list; null where the host died before it said the last word.</summary>
    private static async Task<JsonElement?> ImportAsync(HostProcess host, string token, GeneratedList list, Func<Task>? atProgress = null)
    {
        using var api = new Api(await host.Address, token);
        var doing = new List<Task>();
        try
        {
            var last = await api.ImportAsync(list.Path, GeneratedList.Profile, "?fund=relief", line =>
            {
                if (line.TryGetProperty("progress", out _) && atProgress is not null) doing.Add(atProgress());
            });
            return last.TryGetProperty("progress", out _) ? null : last;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
        finally
        {
            await Task.WhenAll(doing);
        }
    }

    private static void AssertWhole(GeneratedList list, JsonElement last)
    {
        var report = last.GetProperty("report");
        Assert.Equal((Rows, list.Refused, list.Fen), (report.GetProperty("rows").GetInt32(),
            report.GetProperty("refusedCount").GetInt32(), report.GetProperty("computedTotalFen").GetInt64()));
        Assert.Equal(3_000 - 6, report.GetProperty("held").GetInt32());
    }

    /// <summary>What a federation has in the end, in the order of the log: ids aside, which are each federation's own.</summary>
    private static async Task<List<string>> EndAsync(ServerFolder folder, string federation)
    {
        await using var database = NpgsqlDataSource.Create(folder.ConnectionString);
        await using var command = database.CreateCommand("""
            select concat_ws(' ', type, data -> 'source', data -> 'row', data ->> 'amountFen', data ->> 'datedOn', data ->> 'occurredOn',
                data -> 'donor' ->> 'kind', headers -> 'postings', case type when 'donation_list_imported' then data end)
            from ledger.mt_events where tenant_id = $1 and type in ('gift_received', 'donation_held', 'donation_list_imported') order by seq_id
            """);
        command.Parameters.AddWithValue(federation);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var end = new List<string>();
        while (await reader.ReadAsync(Ct)) end.Add(reader.GetString(0));
        return end;
    }

    private static async Task<string> ProfileAsync(GeneratedList list)
    {
        var path = list.Path + ".json";
        await File.WriteAllTextAsync(path, GeneratedList.Profile, Ct);
        return path;
    }
}
