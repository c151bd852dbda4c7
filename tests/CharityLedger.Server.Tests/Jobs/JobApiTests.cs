using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Server.Jobs;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Importing;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Jobs;

/// <summary>Jobs over HTTP, as an operator has them. The clock starts at 2026-03-02, noon in Beijing.</summary>
public sealed class JobApiTests : IAsyncLifetime
{
    private readonly FakeClock clock = new();
    private TestHost host = null!;
    private Api operate = null!;
    private Api city = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await TestHost.StartAsync(clock);
        city = await host.FederationAsync("city");
        operate = await host.ApiAsync("*");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task The_check_of_a_clean_ledger_is_an_event_and_raises_no_alarm()
    {
        (await city.PostAsync("gifts", City.Gift(1_000))).Accepted();
        var run = (await operate.PostAsync("jobs/ledger-check/runs", new { })).Accepted();
        var ended = await EndAsync("ledger-check", run.Id);
        Assert.Equal(("clerk", false, 1), (ended.GetProperty("by").GetString(), ended.TryGetProperty("error", out _),
            ended.GetProperty("attempt").GetInt32()));
        var found = Assert.IsType<LedgerChecked>(Assert.Single(await host.Database.StreamAsync(Tenants.Installation, Streams.LedgerCheck)).Event);
        Assert.Equal((run.Id, 1_000, 0), (found.Run, found.BalanceFen, found.Findings));
        Assert.Null(await host.First.Services.GetRequiredService<LedgerAlarm>().ReadAsync(Ct));
        // What a run appends comes after what it read.
        Assert.Equal(await host.Database.Reader.LastPositionAsync(Ct), found.Events + 2);
    }

    [Fact]
    public async Task A_ledger_that_is_not_clean_raises_an_alarm_until_a_later_check_is()
    {
        (await city.PostAsync("gifts", City.Gift(1_000))).Accepted();
        await host.FollowedAsync();
        await host.Database.RowsAsync("update charity.bucket set in_total = in_total + 1 where id = 'general' returning id");
        await EndAsync("ledger-check", (await operate.PostAsync("jobs/ledger-check/runs", new { })).Accepted().Id);
        var alarm = host.First.Services.GetRequiredService<LedgerAlarm>();
        Assert.Equal("city/general", Assert.Single((await alarm.ReadAsync(Ct))!.First).Subject);
        string[] again = ["job", "run", "ledger-check", "--url", host.First.Address.ToString(), "--token", await host.TokenAsync("*")];
        Assert.Equal(1, (await CommandLine.RunAsync(again)).ExitCode);
        await host.Database.RowsAsync("update charity.bucket set in_total = in_total - 1 where id = 'general' returning id");
        await EndAsync("ledger-check", (await operate.PostAsync("jobs/ledger-check/runs", new { })).Accepted().Id);
        Assert.Null(await alarm.ReadAsync(Ct));
        (await CommandLine.RunAsync(again)).Done();
    }

    [Fact]
    public async Task A_read_model_is_rebuilt_and_the_run_says_on_what_and_by_whom()
    {
        (await city.PostAsync("gifts", City.Gift(1_000))).Accepted();
        var run = (await operate.PostAsync("jobs/rebuild/runs", new { subject = "Register" })).Accepted();
        var ended = await EndAsync("rebuild", run.Id);
        Assert.Equal(("Register", "clerk"), (ended.GetProperty("subject").GetString(), ended.GetProperty("by").GetString()));
        Assert.True(ended.GetProperty("figures")[0].GetProperty("value").GetInt64() > 0);
        await host.FollowedAsync();
    }

    [Fact]
    public async Task A_federation_is_told_once_of_a_duty_that_came_near_and_once_that_it_passed()
    {
        var duty = (await city.PostAsync("duties", new
        {
            row = "disclosure.major_asset", subject = "购置办公用房", startsOn = "2026-03-01", occurredOn = City.Today,
        })).Accepted().Id;
        clock.Advance(TimeSpan.FromDays(1));
        await RunDueAsync("duty-calendar");
        Assert.Equal(["2026-03-03"], (await NoticesAsync()).Where(n => n.DueSoon.Contains(duty)).Select(n => n.Day.ToString("yyyy-MM-dd")));
        clock.Advance(TimeSpan.FromDays(30));
        await RunDueAsync("duty-calendar");
        await RunDueAsync("duty-calendar");
        var notices = await NoticesAsync();
        Assert.Single(notices, n => n.DueSoon.Contains(duty));
        // The day after 2026-03-31 is looked at as that day, though it was caught up later.
        Assert.Equal("2026-04-01", Assert.Single(notices, n => n.Overdue.Contains(duty)).Day.ToString("yyyy-MM-dd"));
        var runs = (await operate.GetAsync("jobs/duty-calendar/runs")).Body.EnumerateArray().Select(r => r.GetProperty("run").GetString()).Reverse();
        Assert.Equal(Enumerable.Range(0, 31).Select(n => new DateOnly(2026, 3, 3).AddDays(n).ToString("yyyy-MM-dd")), runs);
    }

    [Fact]
    [Refuses(RefusalCode.JobPaused, RefusalCode.JobNotPaused, RefusalCode.JobUnknown, RefusalCode.JobSubjectInvalid)]
    public async Task A_job_is_paused_with_a_reason_and_resumed()
    {
        (await operate.PostAsync("jobs/ledger-check/pause", new { reason = "" })).Refused("text_missing", HttpStatusCode.UnprocessableEntity);
        (await operate.PostAsync("jobs/ledger-check/resume", new { })).Refused("job_not_paused", HttpStatusCode.Conflict);
        (await operate.PostAsync("jobs/ledger-check/pause", new { reason = "迁移" }, "pause")).Accepted();
        (await operate.PostAsync("jobs/ledger-check/pause", new { reason = "迁移" }, "pause")).Accepted();
        (await operate.PostAsync("jobs/ledger-check/pause", new { reason = "再次" })).Refused("job_paused", HttpStatusCode.Conflict);
        (await operate.PostAsync("jobs/ledger-check/runs", new { })).Refused("job_paused", HttpStatusCode.Conflict);
        var job = (await operate.GetAsync("jobs")).Body.EnumerateArray().Single(j => j.GetProperty("job").GetString() == "ledger-check");
        Assert.Equal(("迁移", "clerk"), (job.GetProperty("paused").GetProperty("reason").GetString(), job.GetProperty("paused").GetProperty("by").GetString()));
        clock.Advance(TimeSpan.FromDays(2));
        await RunDueAsync("ledger-check");
        Assert.Empty((await operate.GetAsync("jobs/ledger-check/runs")).Body.EnumerateArray());
        (await operate.PostAsync("jobs/ledger-check/resume", new { })).Accepted();
        await EndAsync("ledger-check", "2026-03-04");
        Assert.Equal(["2026-03-04", "2026-03-03"],
            (await operate.GetAsync("jobs/ledger-check/runs")).Body.EnumerateArray().Select(r => r.GetProperty("run").GetString()!));

        (await operate.PostAsync("jobs/nothing/runs", new { })).Refused("job_unknown", HttpStatusCode.NotFound);
        (await operate.GetAsync("jobs/nothing/runs")).Refused("job_unknown", HttpStatusCode.NotFound);
        (await operate.PostAsync("jobs/nothing/pause", new { reason = "无" })).Refused("job_unknown", HttpStatusCode.NotFound);
        (await operate.PostAsync("jobs/rebuild/runs", new { })).Refused("job_subject_invalid", HttpStatusCode.UnprocessableEntity);
        (await operate.PostAsync("jobs/rebuild/runs", new { subject = "nothing" })).Refused("job_subject_invalid", HttpStatusCode.UnprocessableEntity);
        (await operate.PostAsync("jobs/ledger-check/runs", new { subject = "Register" })).Refused("job_subject_invalid", HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_list_is_ordered_waits_while_the_job_is_paused_and_is_seen_by_its_federation_alone()
    {
        using var list = GeneratedList.Write(1_000, 3, "ordered");
        (await operate.PostAsync("jobs/import/pause", new { reason = "迁移" })).Accepted();
        using var form = new MultipartFormDataContent { { new StringContent(GeneratedList.Profile), "profile" } };
        form.Add(new StreamContent(File.OpenRead(list.Path)), "file", "list.csv");
        var order = (await city.SendAsync(HttpMethod.Post, "imports/orders", form, null)).Expect(HttpStatusCode.Accepted).Id;
        var waiting = (await city.GetAsync($"imports/orders/{order}")).Body;
        Assert.Equal(("waiting", true), (waiting.GetProperty("state").GetString(), waiting.GetProperty("isPaused").GetBoolean()));
        (await operate.PostAsync("jobs/import/runs", new { subject = order })).Refused("job_subject_invalid", HttpStatusCode.UnprocessableEntity);
        (await operate.PostAsync("jobs/import/resume", new { })).Accepted();
        JsonElement runs = default;
        await Eventually.HoldsAsync(async () => (runs = (await operate.GetAsync("jobs/import/runs")).Body).GetArrayLength() == 1,
            "the list is imported", TimeSpan.FromMinutes(2));
        Assert.Equal(("clerk@city", order), (runs[0].GetProperty("by").GetString(), runs[0].GetProperty("subject").GetString()));
        var done = (await city.GetAsync($"imports/orders/{order}")).Body;
        Assert.Equal(("done", list.Refused), (done.GetProperty("state").GetString(), done.GetProperty("report").GetProperty("refusedCount").GetInt32()));
        Assert.False(done.GetProperty("isPaused").GetBoolean());
        var other = await host.FederationAsync("other");
        (await other.GetAsync($"imports/orders/{order}")).Refused("not_found", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_request_that_comes_twice_under_its_key_is_one_run()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            operate.PostAsync("jobs/rebuild/runs", new { subject = "Register" }, "once")));
        Assert.Single(runs.Select(r => r.Accepted().Id).Distinct());
        await EndAsync("rebuild", runs[0].Id);
        Assert.Single((await operate.GetAsync("jobs/rebuild/runs")).Body.EnumerateArray());
    }

    [Fact]
    [Refuses(RefusalCode.FederationReserved)]
    public async Task Nobody_but_an_operator_comes_near_the_installations_own()
    {
        foreach (var path in new[] { "jobs", "jobs/ledger-check/runs" })
            (await city.GetAsync(path)).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await city.PostAsync("jobs/ledger-check/runs", new { })).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await operate.PostAsync("federations", new { name = "某会", federation = "installation" }))
            .Refused("federation_reserved", HttpStatusCode.UnprocessableEntity);
        await EndAsync("rebuild", (await operate.PostAsync("jobs/rebuild/runs", new { subject = "Register" })).Accepted().Id);
        await host.FollowedAsync();
        foreach (var path in new[] { "balances", "journal", "duties", "users" })
            (await operate.GetAsync(path)).Refused("not_allowed", HttpStatusCode.Forbidden);
        using var visitor = new HttpClient { BaseAddress = host.First.Address };
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/f/installation", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/f/installation/sign-in", Ct)).StatusCode);
        Assert.DoesNotContain("installation", await visitor.GetStringAsync("/", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_host_that_only_answers_begins_nothing_and_has_no_tables_of_the_scheduler()
    {
        clock.Advance(TimeSpan.FromDays(3));
        Assert.All((await operate.GetAsync("jobs")).Body.EnumerateArray(), j => Assert.False(j.TryGetProperty("lastRun", out _)));
        Assert.Equal(0, await host.Database.ScalarAsync<long>("select count(*) from pg_namespace where nspname = 'hangfire'"));
    }

    private async Task<List<DutiesNoticed>> NoticesAsync() =>
        [.. (await host.Database.StreamAsync("city", Streams.DutyNotices)).Select(e => e.Event).OfType<DutiesNoticed>()];

    private async Task RunDueAsync(string job) => Assert.Null(await host.First.Services.GetRequiredService<JobRunner>().WorkAsync(job, Ct));

    private async Task<JsonElement> EndAsync(string job, string run)
    {
        var ended = default(JsonElement);
        await Eventually.HoldsAsync(async () =>
        {
            ended = (await operate.GetAsync($"jobs/{job}/runs")).Body.EnumerateArray().FirstOrDefault(r => r.GetProperty("run").GetString() == run);
            return ended.ValueKind == JsonValueKind.Object;
        }, $"{run} ends", TimeSpan.FromMinutes(2));
        return ended;
    }
}
