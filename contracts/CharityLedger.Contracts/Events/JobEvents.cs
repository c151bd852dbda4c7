namespace CharityLedger.Contracts.Events;

/// <summary>A number that a run of a job ended with, such as how many events it read.</summary>
/// <param name="Name">What was counted, in snake_case.</param>
/// <param name="Value">The count.</param>
public sealed record JobFigure(string Name, long Value);

/// <summary>Somebody asked for a run of a job beside its schedule (手动运行).</summary>
/// <param name="Job">Name of the job.</param>
/// <param name="Run">Id of the run.</param>
/// <param name="Subject">What it works on, such as the name of a read model; null where the job has no choice. An id,
/// never a name.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("job_requested")]
public sealed record JobRequested(string Job, string Run, string? Subject, DateOnly OccurredOn) : IDated;

/// <summary>A run of a job is done, once and for good (任务完成).</summary>
/// <param name="Job">Name of the job.</param>
/// <param name="Run">Id of the run; the period's day, yyyy-MM-dd, where the schedule began it.</param>
/// <param name="Attempt">Which attempt it was, from 1.</param>
/// <param name="StartedAt">When it began, UTC.</param>
/// <param name="ElapsedMs">How long it took, in milliseconds.</param>
/// <param name="Figures">What it counted.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("job_completed")]
public sealed record JobCompleted(
    string Job, string Run, int Attempt, DateTimeOffset StartedAt, long ElapsedMs, IReadOnlyList<JobFigure> Figures, DateOnly OccurredOn)
    : IDated;

/// <summary>An attempt of a run failed (任务失败).</summary>
/// <param name="Job">Name of the job.</param>
/// <param name="Run">Id of the run.</param>
/// <param name="Attempt">Which attempt it was, from 1.</param>
/// <param name="Code">A refusal's code; what it was in words stands in the host's own log.</param>
/// <param name="StartedAt">When it began, UTC.</param>
/// <param name="ElapsedMs">How long it took, in milliseconds.</param>
/// <param name="RetryAt">When it is tried again, UTC; null where it was the last attempt.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("job_failed")]
public sealed record JobFailed(
    string Job, string Run, int Attempt, string Code, DateTimeOffset StartedAt, long ElapsedMs, DateTimeOffset? RetryAt, DateOnly OccurredOn)
    : IDated;

/// <summary>A job begins no run any more until it is resumed (暂停任务).</summary>
/// <param name="Job">Name of the job.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("job_paused")]
public sealed record JobPaused(string Job, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>A paused job goes on, with the periods that it missed (恢复任务).</summary>
/// <param name="Job">Name of the job.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("job_resumed")]
public sealed record JobResumed(string Job, DateOnly OccurredOn) : IDated;

/// <summary>Something that isn't as the log says.</summary>
/// <param name="Subject">Position, stream, bucket or read model.</param>
/// <param name="Message">What is wrong.</param>
public sealed record CheckFinding(string Subject, string Message);

/// <summary>The whole ledger was checked against a replay of its log (全账核验).</summary>
/// <param name="Run">Id of the job's run.</param>
/// <param name="Events">Events read.</param>
/// <param name="Buckets">Buckets folded.</param>
/// <param name="BalanceFen">Sum of all buckets, in fen.</param>
/// <param name="Findings">How many things are wrong; 0 where all is well.</param>
/// <param name="First">The first of them, at most twenty.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("ledger_checked")]
public sealed record LedgerChecked(
    string Run, long Events, long Buckets, long BalanceFen, long Findings, IReadOnlyList<CheckFinding> First, DateOnly OccurredOn) : IDated;

/// <summary>
/// The digests of what was asked were erased from the headers of all events that programs before 0.4.0 had appended; nothing
/// else of these events changed (docs/adr/0016).
/// </summary>
/// <param name="Run">Id of the job's run.</param>
/// <param name="UpTo">Position of the last event that was looked at.</param>
/// <param name="Events">How many events have lost their digest.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("old_digests_erased")]
public sealed record OldDigestsErased(string Run, long UpTo, long Events, DateOnly OccurredOn) : IDated;

/// <summary>The day's look at the calendar of duties found some that came near or passed their day (义务提醒).</summary>
/// <param name="Day">The day that was looked at.</param>
/// <param name="DueSoon">Ids of duties that are due soon since then.</param>
/// <param name="Overdue">Ids of duties that are overdue since then.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("duties_noticed")]
public sealed record DutiesNoticed(DateOnly Day, IReadOnlyList<string> DueSoon, IReadOnlyList<string> Overdue, DateOnly OccurredOn) : IDated;
