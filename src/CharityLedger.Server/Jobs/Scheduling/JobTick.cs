using Hangfire;

namespace CharityLedger.Server.Jobs.Scheduling;

/// <summary>
/// What Hangfire calls. It is told a job's name and nothing else: what is due stands in the ledger, so a call that comes twice,
/// late or not at all changes when something is done, and never how often.
/// </summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
public sealed class JobTick(JobRunner runner, JobList jobs, HangfireJobs hangfire)
{
    /// <summary>Does what is due of a job; a run that failed is called again when its time comes.</summary>
    [JobDisplayName("{0}")]
    public async Task WorkAsync(string job, CancellationToken ct)
    {
        if (await runner.WorkAsync(job, ct) is { } retry) hangfire.WakeAt(job, retry);
    }

    /// <summary>Wakes every job of which something is due, whatever was lost.</summary>
    [JobDisplayName("look for what is due")]
    public async Task SweepAsync(CancellationToken ct)
    {
        foreach (var job in jobs.All)
            if (await runner.NextAsync(job.Name, ct) is not null) await hangfire.WakeAsync(job.Name);
    }
}
