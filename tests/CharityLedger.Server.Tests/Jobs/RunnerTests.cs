using System.Text;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Jobs;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Jobs;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CharityLedger.Server.Tests.Jobs;

/// <summary>What a job's runner promises, with a job of the test's own. The clock starts at noon of 2026-12-30 in Beijing.</summary>
public sealed class RunnerTests : IAsyncLifetime
{
    private readonly FakeClock clock = new(new DateTimeOffset(2026, 12, 30, 4, 0, 0, TimeSpan.Zero));
    private TestHost host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await TestHost.StartAsync(clock);
        await host.FederationAsync("city");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_period_is_done_once_however_many_hosts_are_woken_for_it_at_once()
    {
        clock.Advance(TimeSpan.FromDays(1));
        var job = new Probe();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Runner(job).WorkAsync(job.Name, Ct)));
        // Who found the job taken went away; whoever comes later finds it done.
        await Runner(job).WorkAsync(job.Name, Ct);
        Assert.Equal(["2026-12-31"], job.Runs);
        Assert.Equal(["2026-12-31"], await CompletedAsync());
    }

    [Fact]
    public async Task The_turn_of_the_year_is_caught_up_in_order()
    {
        clock.Now = new DateTimeOffset(2027, 1, 1, 17, 59, 59, TimeSpan.Zero);
        var (job, runner) = (new Probe(), Runner(new Probe()));
        await runner.WorkAsync(job.Name, Ct);
        Assert.Equal(["2026-12-31", "2027-01-01"], await CompletedAsync());
        clock.Advance(TimeSpan.FromSeconds(1));
        await runner.WorkAsync(job.Name, Ct);
        Assert.Equal(["2026-12-31", "2027-01-01", "2027-01-02"], await CompletedAsync());
    }

    [Fact]
    public async Task A_run_that_fails_is_written_down_without_its_words_and_tried_again_after_a_pause()
    {
        clock.Advance(TimeSpan.FromDays(1));
        var job = new Probe { Fails = 2 };
        var runner = Runner(job);
        Assert.Equal(clock.Now.AddSeconds(10), await runner.WorkAsync(job.Name, Ct));
        Assert.Null(await runner.WorkAsync(job.Name, Ct));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(clock.Now.AddMinutes(1), await runner.WorkAsync(job.Name, Ct));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await runner.WorkAsync(job.Name, Ct));
        Assert.Equal(3, job.Runs.Count);
        var events = (await EventsAsync()).ToList();
        Assert.Equal([("internal_error", 1), ("internal_error", 2)], events.OfType<JobFailed>().Select(f => (f.Code, f.Attempt)));
        Assert.Equal(3, Assert.Single(events.OfType<JobCompleted>()).Attempt);
        Assert.DoesNotContain(await host.Database.LogAsync(),
            e => Encoding.UTF8.GetString(e.Data.Span).Contains("王小明", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_is_given_up_after_the_last_attempt_and_the_next_period_has_its_turn()
    {
        clock.Advance(TimeSpan.FromDays(1));
        var job = new Probe { Fails = JobState.MostAttempts };
        var runner = Runner(job);
        while (await runner.WorkAsync(job.Name, Ct) is { } retry) clock.Now = retry;
        Assert.Equal(JobState.MostAttempts, job.Runs.Count);
        clock.Advance(TimeSpan.FromDays(1));
        await runner.WorkAsync(job.Name, Ct);
        Assert.Equal(["2027-01-01"], await CompletedAsync());
    }

    [Fact]
    public async Task A_host_that_stops_leaves_the_run_to_the_next_one()
    {
        clock.Advance(TimeSpan.FromDays(1));
        var job = new Probe { Waits = true };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var stopped = Runner(job).WorkAsync(job.Name, stop.Token);
        await job.Begun.Task.WaitAsync(Ct);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        Assert.Empty(await EventsAsync());
        var next = new Probe();
        await Runner(next).WorkAsync(next.Name, Ct);
        Assert.Equal(["2026-12-31"], await CompletedAsync());
    }

    [Fact]
    public async Task A_host_that_loses_its_hold_stops_and_the_run_still_ends_once()
    {
        clock.Advance(TimeSpan.FromDays(1));
        var job = new Probe { Waits = true };
        var cut = Runner(job).WorkAsync(job.Name, Ct);
        await job.Begun.Task.WaitAsync(Ct);
        await host.Database.RowsAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'ledger-job%' and datname = current_database()");
        Assert.NotNull(await cut);
        Assert.Equal("ledger_unavailable", Assert.Single((await EventsAsync()).OfType<JobFailed>()).Code);
        clock.Advance(TimeSpan.FromSeconds(10));
        var next = new Probe();
        await Runner(next).WorkAsync(next.Name, Ct);
        Assert.Equal(["2026-12-31"], await CompletedAsync());
    }

    [Fact]
    public async Task Two_that_work_at_the_same_period_without_a_lock_still_end_it_once()
    {
        clock.Advance(TimeSpan.FromDays(1));
        var both = new Barrier(2);
        var jobs = Enumerable.Range(0, 2).Select(_ => new Probe { Meets = both }).ToList();
        // Locks of another name for each, as if the database had given the lock to both.
        await Task.WhenAll(jobs.Select((job, i) => Runner(job, elsewhere: i).WorkAsync(job.Name, Ct)));
        Assert.All(jobs, j => Assert.Equal(["2026-12-31"], j.Runs));
        Assert.Equal(["2026-12-31"], await CompletedAsync());
    }

    [Fact]
    public async Task What_a_host_is_at_can_be_seen_on_every_host()
    {
        clock.Advance(TimeSpan.FromDays(1));
        var job = new Probe { Waits = true };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var working = Runner(job).WorkAsync(job.Name, stop.Token);
        RunningJob? seen = null;
        await Eventually.HoldsAsync(async () =>
            (seen = (await JobHolds.RunningAsync(host.Database.Source, [job.Name], Ct)).GetValueOrDefault(job.Name)) is not null, "it runs");
        Assert.Equal(("2026-12-31", new JobProgress(3, 7)), (seen!.Run, seen.Progress));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working);
        // The lock is gone once the database has taken note that the connection is.
        await Eventually.HoldsAsync(
            async () => (await JobHolds.RunningAsync(host.Database.Source, [job.Name], Ct)).Count == 0, "nothing runs");
    }

    [Fact]
    public async Task Nothing_of_a_copy_is_due_until_it_is_switched_on_and_then_what_was_missed_is()
    {
        clock.Advance(TimeSpan.FromDays(2));
        var job = new Probe();
        await host.Database.RowsAsync("insert into charity.installation values ('copy', 'restored 2026-01-01T00:00:00Z')");
        Assert.Null(await Runner(job).WorkAsync(job.Name, Ct));
        Assert.Empty(await CompletedAsync());
        await host.First.Services.GetRequiredService<CopyMark>().ResumeAsync(Ct);
        await Runner(job).WorkAsync(job.Name, Ct);
        Assert.NotEmpty(await CompletedAsync());
    }

    private JobRunner Runner(Probe job, int? elsewhere = null)
    {
        var services = host.First.Services;
        return new JobRunner(new JobList([job]), new JobBook(services.GetRequiredService<EventReader>()),
            new JobHolds(host.Database.ConnectionString, elsewhere ?? JobHolds.Class),
            services.GetRequiredService<Ledger>(), services.GetRequiredService<CopyMark>(), clock, NullLogger<JobRunner>.Instance);
    }

    private async Task<IEnumerable<ILedgerEvent>> EventsAsync() =>
        (await host.Database.StreamAsync(Tenants.Installation, Streams.Job("probe"))).Select(e => e.Event);

    private async Task<List<string>> CompletedAsync() => [.. (await EventsAsync()).OfType<JobCompleted>().Select(c => c.Run)];

    /// <summary>A job that does what a test needs.</summary>
    private sealed class Probe : IJob
    {
        private int failed;

        public string Name => "probe";

        public Daily? Schedule { get; } = new(new TimeOnly(2, 0));

        public List<string> Runs { get; } = [];

        public int Fails { get; init; }

        public bool Waits { get; init; }

        public Barrier? Meets { get; init; }

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<JobResult> RunAsync(JobRun run, CancellationToken ct)
        {
            lock (Runs) Runs.Add(run.Id);
            run.Progress.Report(new JobProgress(3, 7));
            Begun.TrySetResult();
            if (failed++ < Fails) throw new InvalidDataException("王小明 has no account.");
            if (Meets is { } all) await Task.Run(() => all.SignalAndWait(ct), ct);
            if (Waits) await new TaskCompletionSource().Task.WaitAsync(ct);
            return new JobResult([new JobFigure("things", 1)]);
        }
    }
}
