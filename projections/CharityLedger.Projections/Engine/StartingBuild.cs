using System.Collections.Concurrent;
using Npgsql;

namespace CharityLedger.Projections.Engine;

/// <summary>A read model that a start builds.</summary>
/// <param name="Name">The read model.</param>
/// <param name="Position">Everything up to here is in it; 0 while it waits for its turn.</param>
/// <param name="Last">Last position of the log when the building began.</param>
public sealed record ModelBuild(string Name, long Position, long Last);

/// <summary>
/// The read models that a start has to build, two at a time: as many as keep a small machine busy, and room is needed for
/// no more copies than these.
/// </summary>
internal sealed class StartingBuild(IEnumerable<IProjection> stale, long last)
{
    private const int AtOnce = 2;

    private readonly ConcurrentDictionary<string, Item> items =
        new(stale.Select(p => KeyValuePair.Create(p.Name, new Item(p))), StringComparer.Ordinal);

    /// <summary>Those that aren't finished.</summary>
    public IReadOnlyList<ModelBuild> Left =>
    [
        .. items.Values.Where(i => !i.Done.Task.IsCompleted).OrderBy(i => i.Projection.Name, StringComparer.Ordinal)
            .Select(i => new ModelBuild(i.Projection.Name, i.Position, last)),
    ];

    /// <summary>Ends once a model is there; at once for one that is none of these.</summary>
    public Task DoneAsync(string name) => items.TryGetValue(name, out var item) ? item.Done.Task : Task.CompletedTask;

    /// <summary>Builds them; the first failure ends it.</summary>
    /// <param name="sessions">Connections that end with their sessions' locks.</param>
    /// <param name="isStale">Asked again under the lock: another host may have built it meanwhile.</param>
    /// <param name="built">Hears where each stands that this host built.</param>
    /// <param name="ct">Gives up.</param>
    public Task RunAsync(NpgsqlDataSource sessions, Func<IProjection, CancellationToken, Task<bool>> isStale,
        Action<string, long> built, CancellationToken ct) =>
        Parallel.ForEachAsync(items.Values, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (item, stop) =>
            {
                var rebuild = new Rebuild(sessions, item.Projection, item);
                if (await rebuild.RunAsync(() => isStale(item.Projection, stop), stop) is { } position)
                    built(item.Projection.Name, position);
                item.Done.SetResult();
            });

    private sealed class Item(IProjection projection) : IProgress<long>
    {
        private long position;

        public IProjection Projection => projection;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Position => Interlocked.Read(ref position);

        public void Report(long value) => Interlocked.Exchange(ref position, value);
    }
}
