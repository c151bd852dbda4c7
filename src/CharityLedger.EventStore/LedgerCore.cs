using System.Threading.Channels;
using Marten;
using Npgsql;

namespace CharityLedger.EventStore;

/// <summary>Limits and patience of the appender.</summary>
public sealed record LedgerCoreOptions
{
    /// <summary>Most commands in one transaction.</summary>
    public int BatchCommands { get; init; } = 1_000;

    /// <summary>Most bytes of event data in one transaction, but for a single larger command.</summary>
    public int BatchBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How long a command waits for a database that is away before its caller is told.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The server's disk: nothing is appended while there is too little room; null where nobody looks.</summary>
    public ServerDisk? Disk { get; init; }

    /// <summary>How long a host that stands still may hold the append lock before the server takes it away.</summary>
    public TimeSpan LockPatience { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// The one writer of the log in a process. Commands that wait together are committed together (group commit), under a
/// lock
/// that all hosts share, so global positions are gap-free and in commit order. A caller is answered after the commit.
/// </summary>
public sealed class LedgerCore : IAsyncDisposable
{
    /// <summary>The most events in one command.</summary>
    public const int MaxEvents = 10_000;

    /// <summary>
    /// The most bytes of an event's JSON and its headers together, so that it fits a leaf of the public log.
    /// </summary>
    public const int MaxEventBytes = 60_000;

    /// <summary>The most characters of an idempotency key.</summary>
    public const int MaxKeyLength = 200;

    private readonly TimeProvider clock;
    private readonly LedgerCoreOptions options;
    private readonly Committer committer;
    private readonly Channel<Pending> queue = Channel.CreateBounded<Pending>(
        new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;

    /// <summary>Starts the appender.</summary>
    /// <param name="store">Opens the sessions; see <see cref="Storage.LedgerStore"/>.</param>
    /// <param name="connectionString">PostgreSQL with the schema of <see cref="Schema"/>.</param>
    /// <param name="clock">Gives the recorded time.</param>
    /// <param name="options">Limits.</param>
    public LedgerCore(
        IDocumentStore store, string connectionString, TimeProvider clock, LedgerCoreOptions? options = null)
    {
        this.clock = clock;
        this.options = options ?? new LedgerCoreOptions();
        committer = new Committer(store, connectionString, clock, this.options, stopping.Token);
        loop = Task.Run(RunAsync);
    }

    /// <summary>Why nothing can be written now, as far as it is known without trying; null where it can.</summary>
    public string? Hindrance => options.Disk?.Shortage()?.Message
        ?? (committer.FoundNoRoom ? "The database had no room for the last that was to be written." : null);

    /// <summary>
    /// Appends a command; answers when it is committed or refused. Cancelling only stops the waiting.
    /// </summary>
    /// <exception cref="ArgumentException">The command is malformed or passes a limit on its size.</exception>
    /// <exception cref="LedgerUnavailableException">The database did not answer in time; repeat with the same
    /// key.</exception>
    /// <exception cref="PostgresException">The database refused the command's data, such as JSON that it can't
    /// store.</exception>
    public async Task<AppendResult> AppendAsync(AppendCommand command, CancellationToken ct = default)
    {
        CommandRules.Check(command);
        var pending = new Pending(command, clock.GetTimestamp());
        try
        {
            await queue.Writer.WriteAsync(pending, ct);
        }
        catch (ChannelClosedException e)
        {
            throw new LedgerUnavailableException("The ledger is stopping; the command was not appended.", e);
        }

        return await pending.Answer.Task.WaitAsync(ct);
    }

    /// <summary>Finishes what waits, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!queue.Writer.TryComplete()) return;
        stopping.CancelAfter(options.Patience);
        await loop;
        await committer.DisposeAsync();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (await queue.Reader.WaitToReadAsync())
        {
            var batch = NextBatch();
            try
            {
                await committer.CommitAsync(batch);
            }
            catch (Exception e)
            {
                // Nobody may wait for an answer that never comes, and the next batch must have its turn.
                foreach (var pending in batch) pending.Answer.TrySetException(e);
            }

            // Who was answered may have more to say at once: heard first, all share the next commit.
            await Task.Yield();
        }
    }

    private List<Pending> NextBatch()
    {
        var batch = new List<Pending>();
        var bytes = 0L;
        while (batch.Count < options.BatchCommands && queue.Reader.TryPeek(out var next))
        {
            bytes += next.Command.DataBytes;
            if (batch.Count > 0 && bytes > options.BatchBytes) break;
            queue.Reader.TryRead(out _);
            batch.Add(next);
        }

        return batch;
    }
}
