using System.Collections.Immutable;
using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Jobs;

/// <summary>A run that somebody asked for and that has not ended.</summary>
public sealed record AskedRun(string Run, string? Subject, string By);

/// <summary>The attempts of a run that failed so far.</summary>
/// <param name="Attempts">How many.</param>
/// <param name="RetryAt">When the next one is due, UTC.</param>
public sealed record FailedAttempts(int Attempts, DateTimeOffset RetryAt);

/// <summary>Why a job begins nothing.</summary>
public sealed record JobPause(string Reason, string By, DateTimeOffset Since);

/// <summary>An attempt that ended.</summary>
/// <param name="Run">Id of the run.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
/// <param name="By">Who asked for it; the schedule's own name where nobody did.</param>
/// <param name="Subject">What it worked on.</param>
/// <param name="StartedAt">When it began, UTC.</param>
/// <param name="ElapsedMs">How long it took, in milliseconds.</param>
/// <param name="Figures">What it counted; null where it failed.</param>
/// <param name="Error">Code of what failed; null where it is done.</param>
/// <param name="RetryAt">When it is tried again; null where it is not.</param>
public sealed record EndedRun(
    string Run, int Attempt, string By, string? Subject, DateTimeOffset StartedAt, long ElapsedMs,
    IReadOnlyList<JobFigure>? Figures, string? Error, DateTimeOffset? RetryAt);

/// <summary>A run that is due.</summary>
/// <param name="Id">Its id: the day of its period, or that of a request.</param>
/// <param name="Period">Its period; null where somebody asked for it.</param>
/// <param name="Subject">What it works on.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Attempt">Which attempt it is, from 1.</param>
public sealed record DueRun(string Id, DateOnly? Period, string? Subject, string By, int Attempt);

/// <summary>
/// A job as its stream says. What is due follows from it and from the clock alone, whoever asks, and in order.
/// </summary>
public sealed record JobState
{
    /// <summary>Who asked for a run that its schedule began.</summary>
    public const string Schedule = "schedule";

    /// <summary>Attempts of a run, with the pauses between them; after the last one it is given up.</summary>
    public const int MostAttempts = 6;

    /// <summary>Ended attempts that are kept in mind.</summary>
    public const int MostRecent = 200;

    /// <summary>A job that never ran catches up on so many periods at most.</summary>
    private const int MostBefore = 7;

    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(20), TimeSpan.FromHours(1)];

    /// <summary>A job of which nothing was heard.</summary>
    public static readonly JobState New = new();

    /// <summary>The last period that ended; null where none did.</summary>
    public DateOnly? Last { get; private init; }

    /// <summary>Runs that were asked for, in order.</summary>
    public ImmutableList<AskedRun> Asked { get; private init; } = [];

    /// <summary>What failed and is tried again, by run.</summary>
    public ImmutableDictionary<string, FailedAttempts> Failed { get; private init; } =
        ImmutableDictionary.Create<string, FailedAttempts>(StringComparer.Ordinal);

    /// <summary>Why it begins nothing; null where it does.</summary>
    public JobPause? Paused { get; private init; }

    /// <summary>The latest attempts, the last one first.</summary>
    public ImmutableList<EndedRun> Recent { get; private init; } = [];

    /// <summary>The name of a period's run.</summary>
    public static string RunOf(DateOnly period) => period.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>When a failed attempt is tried again; null after the last one.</summary>
    public static DateTimeOffset? RetryAfter(int attempt, DateTimeOffset now) =>
        attempt < MostAttempts ? now + Pauses[Math.Min(attempt, Pauses.Length) - 1] : null;

    /// <summary>
    /// The next run that is due: first what was asked for, then the first period that did not end yet.
    /// </summary>
    /// <param name="daily">The job's schedule; null where it has none.</param>
    /// <param name="now">The moment.</param>
    /// <param name="began">When the ledger's first event was recorded; null for an empty ledger, for which nothing is
    /// due.</param>
    public DueRun? Next(Daily? daily, DateTimeOffset now, DateTimeOffset? began)
    {
        if (Paused is not null) return null;
        if (Asked.FirstOrDefault(a => IsReady(a.Run, now)) is { } asked)
            return new DueRun(asked.Run, null, asked.Subject, asked.By, AttemptOf(asked.Run));
        return NextPeriod(daily, now, began) is { } period && IsReady(RunOf(period), now)
            ? new DueRun(RunOf(period), period, null, Schedule, AttemptOf(RunOf(period)))
            : null;
    }

    /// <summary>Decides a request for a run.</summary>
    public Result<JobRequested> Ask(JobRequested wanted) => Paused is null ? wanted : IsPaused;

    /// <summary>Decides a pause.</summary>
    public Result<JobPaused> Pause(JobPaused wanted) =>
        (Check.Text(wanted.Reason, "reason", 500) ?? (Paused is null ? null : IsPaused)) is { } refusal ? refusal : wanted;

    /// <summary>Decides the end of a pause.</summary>
    public Result<JobResumed> Resume(JobResumed wanted) => Paused is null
        ? new Refusal(RefusalCode.JobNotPaused, "The job is not paused.", "job")
        : wanted;

    /// <summary>Folds an event of the job's stream.</summary>
    /// <param name="event">The event.</param>
    /// <param name="by">Who did it.</param>
    /// <param name="at">When it was recorded.</param>
    public JobState Evolve(ILedgerEvent @event, string by, DateTimeOffset at) => @event switch
    {
        JobRequested e => this with { Asked = Asked.Add(new AskedRun(e.Run, e.Subject, by)) },
        JobCompleted e => Ended(e.Run,
            new EndedRun(e.Run, e.Attempt, by, SubjectOf(e.Run), e.StartedAt, e.ElapsedMs, e.Figures, null, null)),
        JobFailed e => Fail(e, new EndedRun(e.Run, e.Attempt, by, SubjectOf(e.Run), e.StartedAt, e.ElapsedMs, null, e.Code, e.RetryAt)),
        JobPaused e => this with { Paused = new JobPause(e.Reason, by, at) },
        JobResumed => this with { Paused = null },
        _ => this,
    };

    private static Refusal IsPaused { get; } = new(RefusalCode.JobPaused, "The job is paused.", "job");

    private JobState Fail(JobFailed failed, EndedRun attempt) => failed.RetryAt is not { } retry ? Ended(failed.Run, attempt) : this with
    {
        Failed = Failed.SetItem(failed.Run, new FailedAttempts(failed.Attempt, retry)),
        // A period that was begun is the next one, also after midnight.
        Last = Last ?? PeriodOf(failed.Run)?.AddDays(-1),
        Recent = Remember(attempt),
    };

    private JobState Ended(string run, EndedRun attempt) => this with
    {
        Asked = Asked.RemoveAll(a => a.Run == run),
        Failed = Failed.Remove(run),
        Last = PeriodOf(run) is { } period && (Last is null || period > Last) ? period : Last,
        Recent = Remember(attempt),
    };

    private ImmutableList<EndedRun> Remember(EndedRun attempt)
    {
        var recent = Recent.Insert(0, attempt);
        return recent.Count > MostRecent ? recent.RemoveAt(MostRecent) : recent;
    }

    private DateOnly? NextPeriod(Daily? daily, DateTimeOffset now, DateTimeOffset? began)
    {
        if (daily is null) return null;
        var latest = daily.LatestAt(now);
        if (Last is { } last) return last < latest ? last.AddDays(1) : null;
        if (began is not { } start) return null;
        var first = daily.LatestAt(start).AddDays(1);
        if (first < latest.AddDays(1 - MostBefore)) first = latest.AddDays(1 - MostBefore);
        return first <= latest ? first : null;
    }

    private bool IsReady(string run, DateTimeOffset now) => !Failed.TryGetValue(run, out var failed) || failed.RetryAt <= now;

    private int AttemptOf(string run) => Failed.TryGetValue(run, out var failed) ? failed.Attempts + 1 : 1;

    private string? SubjectOf(string run) => Asked.FirstOrDefault(a => a.Run == run)?.Subject;

    private static DateOnly? PeriodOf(string run) =>
        DateOnly.TryParseExact(run, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var period) ? period : null;
}
