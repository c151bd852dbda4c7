using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Jobs;

/// <summary>Hosts with the scheduler in them. The jobs' clock starts at 2026-12-30, noon in Beijing.</summary>
public sealed class SchedulerTests : IAsyncLifetime
{
    private readonly FakeClock clock = new(new DateTimeOffset(2026, 12, 30, 4, 0, 0, TimeSpan.Zero));
    private TestHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await TestHost.StartAsync(clock);
        var city = await host.FederationAsync("city");
        (await city.PostAsync("gifts", City.Gift(1_000))).Accepted();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Hosts_that_start_at_once_do_what_was_missed_over_the_turn_of_the_year_once_and_in_order()
    {
        clock.Advance(TimeSpan.FromDays(3));
        await Task.WhenAll(host.JoinAsync(clock, schedules: true), host.JoinAsync(clock, schedules: true));
        string[] nights = ["2026-12-31", "2027-01-01", "2027-01-02"];
        foreach (var job in new[] { "ledger-check", "duty-calendar" })
        {
            await Eventually.HoldsAsync(async () => (await CompletedAsync(job)).Count >= nights.Length, job, TimeSpan.FromMinutes(2));
            Assert.Equal(nights, await CompletedAsync(job));
        }

        var found = (await host.Database.StreamAsync(Tenants.Installation, Streams.LedgerCheck)).Select(e => e.Event).Cast<LedgerChecked>().ToList();
        Assert.Equal(nights, found.Select(f => f.Run));
        Assert.All(found, f => Assert.Equal(0, f.Findings));
        await Crashing.Books.CheckAsync(host.Database.ConnectionString);
    }

    [Fact]
    public async Task What_is_asked_of_a_host_without_a_turn_is_done_by_the_scheduler_and_its_arguments_are_a_name()
    {
        var operate = await ServingAsync();
        var run = (await operate.PostAsync("jobs/rebuild/runs", new { subject = "Register" })).Accepted().Id;
        await Eventually.HoldsAsync(async () => (await CompletedAsync("rebuild")).Contains(run), "the run ends");
        var arguments = (await host.Database.RowsAsync("select distinct arguments::text from hangfire.job")).Select(r => (string)r[0]!).ToList();
        Assert.Contains(arguments, a => a.Contains("rebuild", StringComparison.Ordinal));
        Assert.All(arguments, a => Assert.DoesNotContain("Register", a, StringComparison.Ordinal));
        var zones = await host.Database.RowsAsync("select key, value from hangfire.hash where field = 'TimeZoneId'");
        Assert.Equal(["recurring-job:due", "recurring-job:duty-calendar", "recurring-job:ledger-check"], zones.Select(z => (string)z[0]!).Order());
        Assert.All(zones, z => Assert.Equal("Asia/Shanghai", z[1]));
        // Beijing's 02:00 is 18:00 UTC of the day before.
        var next = (string)(await host.Database.RowsAsync(
            "select value from hangfire.hash where key = 'recurring-job:ledger-check' and field = 'NextExecution'")).Single()[0]!;
        Assert.Equal(new TimeOnly(18, 0), TimeOfDay(next));
    }

    [Fact]
    public async Task A_run_that_is_asked_for_right_after_the_database_was_away_is_done_at_once()
    {
        var operate = await ServingAsync();
        // The first makes a connection that waits in the pool, where the second meets it dead.
        for (var round = 0; round < 2; round++)
        {
            var run = (await operate.PostAsync("jobs/rebuild/runs", new { subject = "Register" })).Accepted().Id;
            await Eventually.HoldsAsync(async () => (await CompletedAsync("rebuild")).Contains(run), "the run ends");
            await host.Database.RowsAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'charityledger-hangfire'");
        }
    }

    /// <summary>An operator at a host whose scheduler serves.</summary>
    private async Task<Api> ServingAsync()
    {
        var scheduling = await host.JoinAsync(clock, schedules: true);
        await Eventually.HoldsAsync(async () => await host.Database.ScalarAsync<long>(
            "select count(*) from pg_tables where schemaname = 'hangfire' and tablename = 'jobqueue'") == 1,
            "the scheduler has its tables");
        await Eventually.HoldsAsync(
            async () => await host.Database.ScalarAsync<long>("select count(*) from hangfire.server") == 1, "it serves");
        return await host.ApiAsync("*", scheduling);
    }

    private static TimeOnly TimeOfDay(string stored) => TimeOnly.FromDateTime((long.TryParse(stored, CultureInfo.InvariantCulture, out var ms)
        ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
        : DateTimeOffset.Parse(stored, CultureInfo.InvariantCulture)).UtcDateTime);

    private async Task<List<string>> CompletedAsync(string job) =>
        [.. (await host.Database.StreamAsync(Tenants.Installation, Streams.Job(job))).Select(e => e.Event).OfType<JobCompleted>().Select(c => c.Run)];
}
