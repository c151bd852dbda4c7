using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Jobs;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using Npgsql;

namespace CharityLedger.Server.Jobs;

/// <summary>A job as operators see it.</summary>
/// <param name="Job">Its name.</param>
/// <param name="DailyAt">When it runs by itself, on a clock in Beijing; null where it runs when asked alone.</param>
/// <param name="Subjects">What a run by hand works on one of; null where it has no choice.</param>
/// <param name="Paused">Why it begins nothing; null where it does.</param>
/// <param name="Waiting">Runs that were asked for and have not ended.</param>
/// <param name="LastPeriod">The last day that is done with.</param>
/// <param name="Running">What some host is at now.</param>
/// <param name="LastRun">The attempt that ended last.</param>
public sealed record JobStatus(
    string Job, TimeOnly? DailyAt, IReadOnlyList<string>? Subjects, JobPause? Paused, IReadOnlyList<AskedRun> Waiting, DateOnly? LastPeriod,
    RunningJob? Running, EndedRun? LastRun);

/// <summary>What operators do with jobs: look at them, ask for a run, pause and resume.</summary>
public sealed class JobCommands(
    JobList jobs, JobBook book, Ledger ledger, Ids ids, IJobWaker waker, CopyMark copy, NpgsqlDataSource database)
{
    /// <summary>All jobs.</summary>
    public async Task<IReadOnlyList<JobStatus>> ListAsync(CancellationToken ct)
    {
        var running = await JobHolds.RunningAsync(database, jobs.All.Select(j => j.Name), ct);
        var list = new List<JobStatus>();
        foreach (var job in jobs.All)
        {
            var (state, _) = await book.ReadAsync(job.Name, ct);
            list.Add(new JobStatus(job.Name, job.Schedule?.At, job.Subjects, state.Paused, state.Asked, state.Last,
                running.GetValueOrDefault(job.Name), state.Recent.FirstOrDefault()));
        }

        return list;
    }

    /// <summary>The latest attempts of a job, the last one first.</summary>
    public async Task<Result<IReadOnlyList<EndedRun>>> RunsAsync(string job, CancellationToken ct) => jobs.Find(job) is null
        ? Unknown
        : (await book.ReadAsync(job, ct)).State.Recent;

    /// <summary>Asks for a run beside the schedule.</summary>
    public async Task<Result<Receipt>> AskAsync(string job, string? subject, CommandContext context, CancellationToken ct)
    {
        if (jobs.Find(job) is not { } known) return Unknown;
        if (Check(known, subject) is { } wrong) return wrong;
        if (await copy.ReadAsync(ct) is { } mark) return mark.Paused;
        var run = ids.Dated(ledger.Today, "job", job, context.Key);
        var wanted = new JobRequested(job, run, subject, ledger.Today);
        var result = await DecideAsync(job, run, context.Envelope(new { subject }, job), s => s.Ask(wanted), ct);
        if (result.Refusal is null) await waker.WakeAsync(job);
        return result;
    }

    /// <summary>Queues a run for somebody who is no operator; a paused job does it when it is resumed.</summary>
    /// <returns>The receipt names the subject.</returns>
    public async Task<Result<Receipt>> OrderAsync(string job, string subject, Caller by, CancellationToken ct)
    {
        if (await copy.ReadAsync(ct) is { } mark) return mark.Paused;
        var run = ids.Dated(ledger.Today, "job", job, subject);
        var key = JobBook.KeyOf(job, run) + "/ordered";
        var envelope = JobBook.Envelope(new Caller(Tenants.Installation, $"{by.User}@{by.Federation}"), key);
        var asked = NewEvent.Of(new JobRequested(job, run, subject, ledger.Today));
        var result = await ledger.AppendAsync(
            envelope, subject, [new StreamWrite(Streams.Job(job), ExpectedVersion.Any, [asked])], [], [], ct);
        if (result.Refusal is null) await waker.WakeAsync(job);
        return result;
    }

    /// <summary>Pauses a job; a run that was begun is finished.</summary>
    public Task<Result<Receipt>> PauseAsync(string job, string reason, CommandContext context, CancellationToken ct) =>
        DecideAsync(job, job, context.Envelope(new { reason }, job), s => s.Pause(new JobPaused(job, reason, ledger.Today)), ct);

    /// <summary>Resumes a paused job, which then catches up on what it missed.</summary>
    public async Task<Result<Receipt>> ResumeAsync(string job, CommandContext context, CancellationToken ct)
    {
        var result = await DecideAsync(job, job, context.Envelope(new { }, job), s => s.Resume(new JobResumed(job, ledger.Today)), ct);
        if (result.Refusal is null) await waker.WakeAsync(job);
        return result;
    }

    /// <summary>Whether a job works on this; null where it does.</summary>
    internal static Refusal? Check(IJob job, string? subject) => job.Subjects switch
    {
        null when subject is null => null,
        null => new Refusal(RefusalCode.JobSubjectInvalid, "This job takes no subject.", "subject"),
        var known when known.Contains(subject) => null,
        { Count: 0 } => new Refusal(RefusalCode.JobSubjectInvalid, "This job does what was ordered, and nothing by hand.", "subject"),
        var known => new Refusal(RefusalCode.JobSubjectInvalid, $"This job works on one of: {string.Join(", ", known)}.", "subject"),
    };

    private static Refusal Unknown { get; } = new(RefusalCode.JobUnknown, "There is no such job.", "job");

    private async Task<Result<Receipt>> DecideAsync<TEvent>(
        string job, string id, Envelope envelope, Func<JobState, Result<TEvent>> decide, CancellationToken ct)
        where TEvent : ILedgerEvent
    {
        if (jobs.Find(job) is null) return Unknown;
        return await Conflicts.RetryAsync(async () =>
        {
            var (state, version) = await book.ReadAsync(job, ct);
            return await ledger.AppendAsync(envelope, id, Streams.Job(job), new ExpectedVersion(version), decide(state), _ => [], ct: ct);
        });
    }
}
