using System.Collections.Concurrent;

namespace CharityLedger.Server.Jobs;

/// <summary>
/// Does the jobs that a private host is asked for, in its own process and without a scheduler. Where the process ends
/// first, a run stands in the ledger as begun by nobody, and a host that serves takes it up.
/// </summary>
public sealed class LocalJobs(JobRunner runner, TimeProvider clock, ILogger<LocalJobs> log) : IJobWaker, IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Task, byte> working = new();

    /// <inheritdoc/>
    public Task WakeAsync(string job)
    {
        var work = Task.Run(() => WorkAsync(job));
        working.TryAdd(work, 0);
        _ = work.ContinueWith(done => working.TryRemove(done, out _), TaskScheduler.Default);
        return Task.CompletedTask;
    }

    /// <summary>Cuts off what runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(working.Keys);
        stopping.Dispose();
    }

    private async Task WorkAsync(string job)
    {
        try
        {
            while (await runner.WorkAsync(job, stopping.Token) is { } retry)
            {
                var pause = retry - clock.GetUtcNow();
                if (pause > TimeSpan.Zero) await Task.Delay(pause, clock, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops; the run goes on at the next start.
        }
        catch (Exception e)
        {
            log.LogError(e, "The job {Job} could not be worked on", job);
        }
    }
}
