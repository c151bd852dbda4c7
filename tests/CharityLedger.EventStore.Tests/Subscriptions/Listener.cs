using System.Collections.Concurrent;
using CharityLedger.EventStore.Subscriptions;
using CharityLedger.Testing;

namespace CharityLedger.EventStore.Tests.Subscriptions;

/// <summary>A subscriber that writes down what it gets, in a table without any key that would hide a
/// repetition.</summary>
internal sealed class Listener(LedgerDatabase database, IReadOnlyList<string>? types = null, string name = "Listener") : ISubscriber
{
    private volatile TaskCompletionSource progress = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    public IReadOnlyList<string>? Types => types;

    public string? Schema => null;

    public long Position { get; private set; }

    public ConcurrentQueue<Exception> Failures { get; } = new();

    /// <summary>Called in the transaction of every batch, after its rows are written.</summary>
    public Func<IReadOnlyList<StoredEvent>, Task> AtTheEnd { get; set; } = _ => Task.CompletedTask;

    public static Task PrepareAsync(LedgerDatabase database) =>
        database.RowsAsync("create table heard (number bigserial, name varchar, position bigint)");

    public void Check(string? comment)
    {
    }

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, PageWriter writer, CancellationToken ct)
    {
        foreach (var stored in events)
            await writer.ExecuteAsync("insert into heard (name, position) values ($1, $2)", [name, stored.Position], ct);
        await writer.FlushAsync(ct);
        await AtTheEnd(events);
    }

    public void Committed(long position)
    {
        Position = position;
        Pulse();
    }

    public void Failed(Exception exception)
    {
        Failures.Enqueue(exception);
        Pulse();
    }

    public Task ReachedAsync(long position) => UntilAsync(() => Position >= position);

    public async Task UntilAsync(Func<bool> condition)
    {
        while (true)
        {
            var next = progress.Task;
            if (condition()) return;
            await next.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Positions in the order in which they were written down.</summary>
    public async Task<IReadOnlyList<long>> HeardAsync() =>
        [.. (await database.RowsAsync($"select position from heard where name = '{name}' order by number")).Select(r => (long)r[0]!)];

    private void Pulse() => Interlocked.Exchange(
        ref progress, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
