using System.Collections.Concurrent;
using CharityLedger.EventStore.Subscriptions;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.EventStore.Tests.Subscriptions;

/// <summary>A subscriber that writes down what it gets, in a table without any key that would hide a
/// repetition.</summary>
internal sealed class Listener(LedgerDatabase database, IReadOnlyList<string>? types = null) : ISubscriber
{
    private volatile TaskCompletionSource progress = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "Listener";

    public IReadOnlyList<string>? Types => types;

    public long Position { get; private set; }

    public ConcurrentQueue<Exception> Failures { get; } = new();

    /// <summary>Called in the transaction of every batch, after its rows are written.</summary>
    public Func<IReadOnlyList<StoredEvent>, Task> AtTheEnd { get; set; } = _ => Task.CompletedTask;

    public static Task PrepareAsync(LedgerDatabase database) =>
        database.RowsAsync("create table heard (number bigserial, position bigint, type varchar, host int)");

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, NpgsqlConnection connection, CancellationToken ct)
    {
        foreach (var stored in events)
        {
            await using var command = new NpgsqlCommand(
                "insert into heard (position, type, host) values ($1, $2, pg_backend_pid())", connection);
            command.Parameters.AddWithValue(stored.Position);
            command.Parameters.AddWithValue(stored.Type);
            await command.ExecuteNonQueryAsync(ct);
        }

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
        [.. (await database.RowsAsync("select position from heard order by number")).Select(r => (long)r[0]!)];

    private void Pulse() => Interlocked.Exchange(
        ref progress, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
