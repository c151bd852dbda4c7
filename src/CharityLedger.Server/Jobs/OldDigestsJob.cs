using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Jobs;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Jobs;

/// <summary>
/// Erases the digests of what was asked that programs before 0.4.0 left in the log (清除旧版请求摘要), beside the working
/// host. That it was done is an event of the installation.
/// </summary>
public sealed class OldDigestsJob(OldDigests digests, EventReader reader, TimeProvider clock) : IJob
{
    public const string JobName = "old-digests";

    public string Name => JobName;

    public Daily? Schedule => null;

    /// <summary>An upgrade orders it, and nobody by hand.</summary>
    public IReadOnlyList<string> Subjects => [];

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken ct)
    {
        var last = await reader.LastPositionAsync(ct);
        var erased = await digests.EraseAsync(last, new Positions(run.Progress, last), ct);
        return new JobResult([new JobFigure("events", erased)])
        {
            Also = [(Streams.OldDigests, new OldDigestsErased(run.Id, last, erased, clock.Today()))],
        };
    }

    private sealed class Positions(IProgress<JobProgress> progress, long last) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new JobProgress(value, last));
    }
}

/// <summary>Orders that job when a host starts on a log that has such digests.</summary>
public sealed class OldDigestsOrder(OldDigests digests, JobBook book, JobCommands jobs) : IHostedService
{
    private static readonly Caller Upgrade = new(Tenants.Installation, "upgrade");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await digests.AreThereAsync(cancellationToken)) return;
        if ((await book.ReadAsync(OldDigestsJob.JobName, cancellationToken)).State.Asked.Count > 0) return;
        var ordered = await jobs.OrderAsync(OldDigestsJob.JobName, "sha-256", Upgrade, cancellationToken);
        if (ordered.Refusal is { } refusal) throw new InvalidOperationException($"The erasure of old digests was refused: {refusal.Message}");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
