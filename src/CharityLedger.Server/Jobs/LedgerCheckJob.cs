using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Jobs;
using CharityLedger.Server.Accounting;

namespace CharityLedger.Server.Jobs;

/// <summary>
/// The nightly check of the whole ledger (每夜全账核验). What it found is an event; desks show an alarm until a later check
/// is clean.
/// </summary>
public sealed class LedgerCheckJob(FullCheck check, Ledger ledger) : IJob
{
    /// <summary>The figure of a run that says how much was found.</summary>
    public const string Findings = "findings";

    private const int MostNamed = 20, LongestMessage = 300;

    public string Name => "ledger-check";

    public Daily? Schedule { get; } = new(new TimeOnly(2, 0));

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken ct)
    {
        var found = await check.RunAsync(new Steps(run.Progress), ct: ct);
        var first = found.Findings.Take(MostNamed).Select(f => new CheckFinding(Cut(f.Subject), Cut(f.Message)));
        var result = new LedgerChecked(
            run.Id, found.Events, found.Buckets, found.BalanceFen, found.Findings.Count, [.. first], ledger.Today);
        return new JobResult([new JobFigure("events", found.Events), new JobFigure(Findings, found.Findings.Count)])
        {
            Also = [(Streams.LedgerCheck, result)],
        };
    }

    private static string Cut(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage];

    private sealed class Steps(IProgress<JobProgress> progress) : IProgress<(int Done, int Of)>
    {
        public void Report((int Done, int Of) value) => progress.Report(new JobProgress(value.Done, value.Of));
    }
}
