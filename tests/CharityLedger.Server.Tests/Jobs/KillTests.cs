using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.EventStore;
using CharityLedger.EventStore.Storage;
using CharityLedger.Server.Jobs;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Importing;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.Server.Tests.Jobs;

/// <summary>
/// Kill -9 in the middle of each job. A table that the job needs is locked by the test, so that the job is in its middle when the
/// blow comes.
/// </summary>
public sealed class KillTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ledger-check", "journal.line")]
    [InlineData("duty-calendar", "dossier.entry")]
    public async Task What_a_killed_host_was_at_is_done_once_by_the_next_one_with_all_that_was_missed(string job, string table)
    {
        await using var host = await StartedAsync(daysAgo: 3);
        await using (var killed = HostProcess.Launch(host.Folder, null, "--connection", host.Database.ConnectionString))
        {
            await using var held = await HeldAsync(host.Database.ConnectionString, table);
            await killed.Address;
            await RunsAsync(host.Database.Source, job, killed);
            await killed.KillAsync();
        }

        Assert.Empty(await CompletedAsync(host.Database.Reader, job));
        await using var next = HostProcess.Launch(host.Folder, null, "--connection", host.Database.ConnectionString);
        await EndedAsync(host.Database.Reader, job, 3, next);
        var today = TimeProvider.System.Today();
        var runs = await CompletedAsync(host.Database.Reader, job);
        Assert.Equal(runs.Distinct(), runs);
        Assert.Equal(runs.Order(StringComparer.Ordinal), runs);
        Assert.InRange(DateOnly.Parse(runs[^1]), today.AddDays(-1), today);
        if (job == "ledger-check")
        {
            var checks = (await host.Database.StreamAsync(Tenants.Installation, Streams.LedgerCheck)).Select(e => ((LedgerChecked)e.Event).Run);
            Assert.Equal(runs, checks);
        }

        var told = (await host.Database.StreamAsync("city", Streams.DutyNotices)).Select(e => e.Event).Cast<DutiesNoticed>().ToList();
        Assert.Equal(told.SelectMany(t => t.DueSoon).Distinct(), told.SelectMany(t => t.DueSoon));
        await Books.CheckAsync(host.Database.ConnectionString);
    }

    [Fact]
    public async Task A_rebuild_that_was_killed_is_done_by_the_next_host_and_the_model_is_whole()
    {
        await using var host = await StartedAsync(daysAgo: 0);
        string run;
        await using (var killed = HostProcess.Launch(host.Folder, null, "--connection", host.Database.ConnectionString))
        {
            // Whoever reads the old tables keeps them from being dropped after the swap.
            await using var held = await HeldAsync(host.Database.ConnectionString, "journal.line", "access share");
            using var api = new Api(await killed.Address, await host.TokenAsync("*"));
            run = (await api.PostAsync("jobs/rebuild/runs", new { subject = "Journal" })).Accepted().Id;
            await RunsAsync(host.Database.Source, "rebuild", killed);
            await killed.KillAsync();
        }

        await using var next = HostProcess.Launch(host.Folder, null, "--connection", host.Database.ConnectionString);
        await EndedAsync(host.Database.Reader, "rebuild", 1, next);
        Assert.Equal([run], await CompletedAsync(host.Database.Reader, "rebuild"));
        var check = await CommandLine.RunAsync(["check", "--json", .. host.CliOptions]);
        Assert.True(check.Done().Json.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task A_list_whose_host_is_killed_in_the_middle_of_it_is_imported_by_the_next_one_each_row_once()
    {
        const int Rows = 8_000;
        await using var host = await StartedAsync(daysAgo: 0);
        using var list = GeneratedList.Write(Rows, 7, "killed");
        string order;
        await using (var killed = HostProcess.Launch(host.Folder, null, "--connection", host.Database.ConnectionString))
        {
            using var api = new Api(await killed.Address, await host.TokenAsync("city"));
            order = (await OrderAsync(api, list)).Expect(System.Net.HttpStatusCode.Accepted).Id;
            await Eventually.HoldsAsync(async () => await GiftsAsync(host) > 0, "rows come in", Patience);
            await killed.KillAsync();
        }

        Assert.InRange(await GiftsAsync(host), 1, Rows - list.Refused - 1);
        await using var next = HostProcess.Launch(host.Folder, null, "--connection", host.Database.ConnectionString);
        using var later = new Api(await next.Address, await host.TokenAsync("city"));
        await EndedAsync(host.Database.Reader, "import", 1, next);
        Assert.Single(await CompletedAsync(host.Database.Reader, "import"));
        var done = (await later.GetAsync($"imports/orders/{order}")).Body;
        Assert.Equal(("done", Rows), (done.GetProperty("state").GetString(), done.GetProperty("report").GetProperty("rows").GetInt32()));
        Assert.Equal(Rows - list.Refused, await GiftsAsync(host));
        Assert.Equal(0, await host.Database.ScalarAsync<long>("select count(*) from charity.file where name like 'uploads/%'"));
        await Books.CheckAsync(host.Database.ConnectionString);
    }

    private static async Task<Answer> OrderAsync(Api api, GeneratedList list)
    {
        using var form = new MultipartFormDataContent { { new StringContent(GeneratedList.Profile), "profile" } };
        form.Add(new StreamContent(File.OpenRead(list.Path)), "file", "list.csv");
        return await api.SendAsync(HttpMethod.Post, "imports/orders", form, null);
    }

    /// <summary>Gifts of lists; the one that every ledger here begins with is none.</summary>
    private static async Task<long> GiftsAsync(TestHost host) =>
        await host.Database.ScalarAsync<long>("select count(*) from ledger.mt_events where type = 'gift_received'") - 1;

    [Fact]
    public async Task Two_hosts_race_for_the_same_periods_while_one_of_them_is_killed()
    {
        await using var host = await StartedAsync(daysAgo: 4);
        string[] more = ["--connection", host.Database.ConnectionString];
        await using var one = HostProcess.Launch(host.Folder, null, more);
        // On one data folder a second host would be refused; the master key is what they share.
        var elsewhere = Directory.CreateTempSubdirectory("charityledger-elsewhere-");
        File.Copy(Path.Combine(host.Folder, "master.key"), Path.Combine(elsewhere.FullName, "master.key"));
        await using var other = HostProcess.Launch(elsewhere.FullName, null, more);
        await RunsAsync(host.Database.Source, "ledger-check", other);
        await one.KillAsync();
        foreach (var job in new[] { "ledger-check", "duty-calendar" })
        {
            await EndedAsync(host.Database.Reader, job, 4, other);
            var runs = await CompletedAsync(host.Database.Reader, job);
            Assert.Equal(runs.Distinct().Order(StringComparer.Ordinal), runs);
        }

        await Books.CheckAsync(host.Database.ConnectionString);
        Assert.Equal(0, await other.StopAsync());
        elsewhere.Delete(recursive: true);
    }

    [Fact]
    public async Task A_database_that_goes_down_under_a_running_job_loses_nothing_and_the_run_ends_once()
    {
        await using var folder = new ServerFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        using var api = new Api(await host.Address, await folder.TokenAsync("*"));
        (await api.PostAsync("federations", new { name = "江城市慈善总会", federation = "city" })).Accepted();
        var held = await HeldAsync(folder.ConnectionString, "journal.line");
        var run = (await api.PostAsync("jobs/ledger-check/runs", new { })).Accepted().Id;
        await using (var source = NpgsqlDataSource.Create(folder.ConnectionString)) await RunsAsync(source, "ledger-check", host);
        folder.KillPostgres();
        await held.DisposeAsync();
        await Books.UntilReadyAsync(await host.Address);
        await using var database = NpgsqlDataSource.Create(folder.ConnectionString);
        await using var store = LedgerStore.Open(database);
        var reader = new EventReader(store, database);
        await EndedAsync(reader, "ledger-check", 1, host);
        Assert.Equal([run], await CompletedAsync(reader, "ledger-check"));
        Assert.Equal(0, await host.StopAsync());
    }

    /// <summary>A ledger whose first events were recorded some days ago, with a duty that comes near.</summary>
    private static async Task<TestHost> StartedAsync(int daysAgo)
    {
        var clock = new FakeClock(TimeProvider.System.GetUtcNow().AddDays(-daysAgo));
        var host = await TestHost.StartAsync(clock);
        var city = await host.FederationAsync("city");
        var day = clock.Today().ToString("yyyy-MM-dd");
        (await city.PostAsync("gifts", City.Gift(1_000, date: day))).Accepted();
        (await city.PostAsync("duties", new { row = "disclosure.major_asset", subject = "购房", startsOn = day, occurredOn = day })).Accepted();
        await host.FollowedAsync();
        return host;
    }

    private static async Task<NpgsqlConnection> HeldAsync(string connectionString, string table, string mode = "access exclusive")
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand($"begin; lock table {table} in {mode} mode", connection);
        await command.ExecuteNonQueryAsync(Ct);
        return connection;
    }

    private static async Task RunsAsync(NpgsqlDataSource database, string job, HostProcess host)
    {
        try
        {
            await Eventually.HoldsAsync(async () => (await JobHolds.RunningAsync(database, [job], Ct)).ContainsKey(job), $"{job} runs", Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{host.Output}", e);
        }
    }

    private static async Task EndedAsync(EventReader reader, string job, int atLeast, HostProcess host)
    {
        try
        {
            await Eventually.HoldsAsync(async () => (await CompletedAsync(reader, job)).Count >= atLeast, $"{job} ends", Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{host.Output}", e);
        }
    }

    private static async Task<List<string>> CompletedAsync(EventReader reader, string job) =>
        [.. (await reader.ReadStreamAsync(Tenants.Installation, Streams.Job(job), ct: Ct)).Select(e => e.Event).OfType<JobCompleted>().Select(c => c.Run)];
}
