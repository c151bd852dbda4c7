using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Jobs;
using CharityLedger.EventStore;
using CharityLedger.Projections;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Server.Jobs;

/// <summary>
/// Builds a read model anew beside the live one (读模型重建), and swaps them. A run that was cut off leaves the live one as
/// it was, and begins from the start.
/// </summary>
public sealed class RebuildJob(ProjectionEngine projections, EventReader reader, ServerDisk disk) : IJob
{
    public string Name => "rebuild";

    public Daily? Schedule => null;

    public IReadOnlyList<string> Subjects { get; } = [.. ReadModels.All.Select(m => m.Name)];

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken ct)
    {
        if (JobCommands.Check(this, run.Subject) is { } refusal) throw new JobRefusedException(refusal);
        disk.Require();
        var last = await reader.LastPositionAsync(ct);
        var result = await projections.RebuildAsync(run.Subject!, new Positions(run.Progress, last, disk), ct);
        return new JobResult([new JobFigure("events", result.Events)]);
    }

    private sealed class Positions(IProgress<JobProgress> progress, long last, ServerDisk disk) : IProgress<long>
    {
        public void Report(long value)
        {
            // The copy is given up before it takes the room that the log needs.
            disk.Require();
            progress.Report(new JobProgress(value, Math.Max(value, last)));
        }
    }
}
