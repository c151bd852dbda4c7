using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Duties;
using CharityLedger.Domain.Jobs;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Register;
using CharityLedger.Server.Access;
using CharityLedger.Server.Duties;

namespace CharityLedger.Server.Jobs;

/// <summary>
/// The day's look at every federation's calendar of duties (义务日历每日提醒): what came near or passed its day since the last
/// look is an event of that federation, under the run's key, so that each federation is told once whatever cut the run
/// off.
/// </summary>
public sealed class DutyCalendarJob(DutyReading duties, RegisterQuery register, ProjectionEngine projections, Ledger ledger) : IJob
{
    private const int MostInOneEvent = 100;

    public string Name => "duty-calendar";

    public Daily? Schedule { get; } = new(new TimeOnly(0, 5));

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken ct)
    {
        var isUpToDate = await projections.CatchUpAsync("Register", ct) && await duties.IsUpToDateAsync(ct);
        if (!isUpToDate) throw new TimeoutException("The read models are not up to date.");
        var federations = await register.FederationsAsync(ct);
        var told = 0L;
        foreach (var (federation, done) in federations.Select((f, i) => (f.Tenant, i)))
        {
            run.Progress.Report(new JobProgress(done, federations.Count));
            told += await LookAsync(federation, run, ct);
        }

        return new JobResult([new JobFigure("federations", federations.Count), new JobFigure("duties", told)]);
    }

    /// <returns>How many duties the federation was told of.</returns>
    private async Task<int> LookAsync(string federation, JobRun run, CancellationToken ct)
    {
        var key = run.KeyOf(Name);
        var day = run.Period ?? ledger.Today;
        var (told, version, _) = await ledger.LoadAsync<Told>(federation, Streams.DutyNotices, Told.Evolve, ct);
        var calendar = (await duties.ReadAsync(federation, day.AddYears(1), ct, day)).Where(d => d.Applied).ToList();
        var soon = Since(calendar, DutyStatus.DueSoon, told?.DueSoon);
        var overdue = Since(calendar, DutyStatus.Overdue, told?.Overdue);
        List<NewEvent> events =
        [
            .. soon.Chunk(MostInOneEvent).Select(ids => NewEvent.Of(new DutiesNoticed(day, ids, [], ledger.Today))),
            .. overdue.Chunk(MostInOneEvent).Select(ids => NewEvent.Of(new DutiesNoticed(day, [], ids, ledger.Today))),
        ];
        if (events.Count == 0) return 0;
        var envelope = JobBook.Envelope(new Caller(federation, JobState.Schedule), key);
        var result = await ledger.AppendAsync(envelope, run.Id,
            [new StreamWrite(Streams.DutyNotices, new ExpectedVersion(version), events)], [], [], ct);
        if (result.Refusal is { } refusal) throw new InvalidOperationException($"A notice was refused: {refusal.Message}");
        return soon.Count + overdue.Count;
    }

    private static List<string> Since(IEnumerable<Duty> calendar, DutyStatus status, ImmutableHashSet<string>? told) =>
        [.. calendar.Where(d => d.Status == status && told?.Contains(d.Id) != true).Select(d => d.Id)];

    /// <summary>What a federation was told of before.</summary>
    private sealed record Told(ImmutableHashSet<string> DueSoon, ImmutableHashSet<string> Overdue)
    {
        public static Told? Evolve(Told? told, ILedgerEvent @event)
        {
            told ??= new Told([], []);
            return @event is not DutiesNoticed e ? told : new Told(told.DueSoon.Union(e.DueSoon), told.Overdue.Union(e.Overdue));
        }
    }
}
