using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Jobs;
using CharityLedger.Server.Imports;

namespace CharityLedger.Server.Jobs;

/// <summary>
/// Imports a donation list that was ordered (排队导入). A run that was cut off goes on where it stopped, on whichever host: a row's
/// stream follows from the row, so that each becomes a gift once.
/// </summary>
public sealed class ImportJob(ImportRun import, ImportRecords records) : IJob
{
    public const string JobName = "import";

    /// <summary>Parts of a list that are counted; its rows aren't known before it was read.</summary>
    private const int Parts = 1_000;

    public string Name => JobName;

    public Daily? Schedule => null;

    /// <summary>Lists are ordered by a federation's clerks, and by nobody else.</summary>
    public IReadOnlyList<string> Subjects => [];

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken ct)
    {
        if (run.Subject is not { } id || await records.FindAsync(id, ct) is null)
            throw new JobRefusedException(new Refusal(RefusalCode.NotFound, "There is no such import.", "subject"));
        await import.RunAsync(id, new Fractions(run.Progress), ct);
        var ended = await records.FindAsync(id, ct);
        if (ended?.Problem is { } problem) throw new JobRefusedException(problem);
        var report = ended?.Report ?? throw new InvalidOperationException($"The import {id} ended without a report.");
        return new JobResult(
        [
            new JobFigure("rows", report.Rows), new JobFigure("imported", report.Imported), new JobFigure("known", report.Known),
            new JobFigure("held", report.Held + report.Screened), new JobFigure("refused", report.RefusedCount),
        ]);
    }

    private sealed class Fractions(IProgress<JobProgress> progress) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => progress.Report(new JobProgress((long)(value.Fraction * Parts), Parts));
    }
}
