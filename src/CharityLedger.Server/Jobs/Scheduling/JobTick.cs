using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using Hangfire;
using Npgsql;

namespace CharityLedger.Server.Jobs.Scheduling;

/// <summary>
/// What Hangfire calls. It is told a job's name and nothing else: what is due stands in the ledger, so a call that
/// comes twice, late or not at all changes when something is done, and never how often.
/// </summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
public sealed class JobTick(JobRunner runner, JobList jobs, HangfireJobs hangfire, TimeProvider clock, RepeatedLines repeated, ILogger<JobTick> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Does what is due of a job; a run that failed is called again when its time comes.</summary>
    [JobDisplayName("{0}")]
    public async Task WorkAsync(string job, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                if (await runner.WorkAsync(job, ct) is { } retry) await hangfire.WakeAtAsync(job, retry, ct);
                return;
            }
            catch (Exception e) when (e is LedgerUnavailableException or NpgsqlException)
            {
                // Without the database there is nobody to come back for the run, so its worker waits.
                repeated.Say("job " + job, count => log.LogWarning(
                    "The job {Job} waits for the database ({Count} attempts): {Reason}", job, count, e.Message));
                await Task.Delay(Pause, clock, ct);
            }
        }
    }

    /// <summary>Wakes every job of which something is due, whatever was lost.</summary>
    [JobDisplayName("look for what is due")]
    public async Task SweepAsync(CancellationToken ct)
    {
        foreach (var job in jobs.All)
            if (await runner.NextAsync(job.Name, ct) is not null) await hangfire.WakeAsync(job.Name);
    }
}
