using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Jobs;

namespace CharityLedger.Server.Jobs;

/// <summary>
/// Something that the installation does beside answering requests. A run may be cut off anywhere and begun again, by
/// any host: what it changes it changes through the ledger's commands, under keys that follow from the run, or by what
/// may be repeated.
/// </summary>
public interface IJob
{
    /// <summary>Its name: a-z, 0-9 and dash.</summary>
    string Name { get; }

    /// <summary>When it runs by itself; null where it runs when asked alone.</summary>
    Daily? Schedule { get; }

    /// <summary>What a run by hand works on one of; null where the job has no choice.</summary>
    IReadOnlyList<string>? Subjects => null;

    /// <summary>Does one run.</summary>
    /// <exception cref="JobRefusedException">It can't be done, and could not be by trying again.</exception>
    Task<JobResult> RunAsync(JobRun run, CancellationToken ct);
}

/// <summary>A run that is being done.</summary>
/// <param name="Id">Its id; what it changes is appended under keys that hold it.</param>
/// <param name="Period">The day that it is for; null where somebody asked for it.</param>
/// <param name="Subject">What it works on.</param>
/// <param name="Progress">Hears how far it is.</param>
public sealed record JobRun(string Id, DateOnly? Period, string? Subject, IProgress<JobProgress> Progress)
{
    /// <summary>The idempotency key of what it changes; one for each change.</summary>
    public string KeyOf(string job) => JobBook.KeyOf(job, Id);
}

/// <summary>How far a run is.</summary>
/// <param name="Done">Done so far, in the job's own unit.</param>
/// <param name="Total">What it will be in the end; 0 where that isn't known.</param>
public readonly record struct JobProgress(long Done, long Total);

/// <summary>What a run ended with: what it counted, and what is appended with its end, in one command.</summary>
public sealed record JobResult(IReadOnlyList<JobFigure> Figures)
{
    /// <summary>Events of the installation that stand or fall with the run's end.</summary>
    public IReadOnlyList<(string Stream, ILedgerEvent Event)> Also { get; init; } = [];
}

/// <summary>A run that can't be done, whoever tries again.</summary>
public sealed class JobRefusedException(Refusal refusal) : Exception(refusal.Message)
{
    /// <summary>Why not.</summary>
    public Refusal Refusal { get; } = refusal;
}

/// <summary>Wakes a job: what is due of it is done soon, here or on another host.</summary>
public interface IJobWaker
{
    /// <summary>Wakes it. The run that waits stands in the ledger, so a call that is lost only delays it.</summary>
    Task WakeAsync(string job);
}

/// <summary>All jobs, by name.</summary>
public sealed class JobList(IEnumerable<IJob> jobs)
{
    private readonly SortedDictionary<string, IJob> byName = new(jobs.ToDictionary(j => j.Name), StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<IJob> All => byName.Values;

    /// <summary>A job; null where none has that name.</summary>
    public IJob? Find(string name) => byName.GetValueOrDefault(name);
}
