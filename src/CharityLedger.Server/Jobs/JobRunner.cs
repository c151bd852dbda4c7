using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Jobs;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Jobs;

/// <summary>
/// Does what is due of a job. What is due follows from the ledger, and a run's end is an event under a key of job and
/// run: so a run ends once, whatever wakes the runner, how often, and on how many hosts. The lock only saves the work
/// of doing it twice.
/// </summary>
public sealed class JobRunner(
    JobList jobs, JobBook book, JobHolds holds, Ledger ledger, CopyMark copy, TimeProvider clock, ILogger<JobRunner> log)
{
    /// <summary>Does all that is due of a job, in order, unless another host is at it.</summary>
    /// <returns>When a failed run is to be tried again; null where none is.</returns>
    /// <exception cref="OperationCanceledException">The host stops; what was begun is begun again at the next
    /// start.</exception>
    public async Task<DateTimeOffset?> WorkAsync(string job, CancellationToken ct)
    {
        DateTimeOffset? retry = null;
        // Looked at again after the lock was given back: who asked meanwhile was turned away by it.
        while (await NextAsync(job, ct) is not null)
        {
            await using var hold = await holds.TryTakeAsync(job, ct);
            if (hold is null) break;
            while (!hold.Lost.IsCancellationRequested && await NextAsync(job, ct) is { } run)
            {
                var again = await RunAsync(jobs.Find(job)!, run, hold, ct);
                retry = retry is null || again < retry ? again : retry;
            }
        }

        return retry;
    }

    /// <summary>The run of a job that is due now; null where none is, and in a copy that nobody switched on.</summary>
    public async Task<DueRun?> NextAsync(string job, CancellationToken ct) =>
        jobs.Find(job) is not { } known || await copy.ReadAsync(ct) is not null
        ? null
        : (await book.ReadAsync(job, ct)).State.Next(known.Schedule, clock.GetUtcNow(), await book.BeganAsync(ct));

    private async Task<DateTimeOffset?> RunAsync(IJob job, DueRun due, JobHold hold, CancellationToken ct)
    {
        var (startedAt, start) = (clock.GetUtcNow(), clock.GetTimestamp());
        hold.Begin(due.Id, startedAt);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, hold.Lost);
        try
        {
            var result = await job.RunAsync(new JobRun(due.Id, due.Period, due.Subject, hold), either.Token);
            var key = JobBook.KeyOf(job.Name, due.Id);
            await AppendAsync(due, key,
            [
                (Streams.Job(job.Name),
                    new JobCompleted(job.Name, due.Id, due.Attempt, startedAt, ElapsedMs(start), result.Figures, ledger.Today)),
                .. result.Also,
            ], ct);
            return null;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            log.LogError(e, "The job {Job} failed in its run {Run}, attempt {Attempt}", job.Name, due.Id, due.Attempt);
            return await FailAsync(job, due, startedAt, start, e, ct);
        }
    }

    private async Task<DateTimeOffset?> FailAsync(
        IJob job, DueRun due, DateTimeOffset startedAt, long start, Exception e, CancellationToken ct)
    {
        var code = CodeOf(e);
        var retry = e is JobRefusedException ? null : JobState.RetryAfter(due.Attempt, clock.GetUtcNow());
        var failed = new JobFailed(
            job.Name, due.Id, due.Attempt, code.Text(), startedAt, ElapsedMs(start), retry, ledger.Today);
        var key = FormattableString.Invariant($"{JobBook.KeyOf(job.Name, due.Id)}/failed/{due.Attempt}");
        await AppendAsync(due, key, [(Streams.Job(job.Name), failed)], ct);
        return retry;
    }

    private async Task AppendAsync(
        DueRun due, string key, IReadOnlyList<(string Stream, ILedgerEvent Event)> events, CancellationToken ct)
    {
        var envelope = JobBook.Envelope(new Caller(Tenants.Installation, due.By), key);
        var writes = events.GroupBy(e => e.Stream, e => NewEvent.Of(e.Event))
            .Select(g => new StreamWrite(g.Key, ExpectedVersion.Any, [.. g])).ToList();
        var result = await ledger.AppendAsync(envelope, due.Id, writes, [], [], ct);
        if (result.Refusal is { } refusal) throw new InvalidOperationException($"The end of a run was refused: {refusal.Message}");
    }

    private long ElapsedMs(long start) => (long)clock.GetElapsedTime(start).TotalMilliseconds;

    private static RefusalCode CodeOf(Exception e) => e switch
    {
        JobRefusedException refused => refused.Refusal.Code,
        OperationCanceledException => RefusalCode.LedgerUnavailable,
        _ => Outage.Of(e)?.Code ?? RefusalCode.InternalError,
    };
}
