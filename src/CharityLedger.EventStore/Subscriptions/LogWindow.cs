using System.Collections.Frozen;
using Npgsql;

namespace CharityLedger.EventStore.Subscriptions;

/// <summary>
/// The pages of the log that subscriptions of one process read last. Whoever comes first reads a page and all share it,
/// parsed events included; what is committed never changes, so nothing in here grows old.
/// </summary>
public sealed class LogWindow
{
    private const int Pages = 3;
    private readonly SemaphoreSlim gate = new(1);
    private readonly Queue<(long After, long To, List<StoredEvent> Events)> pages = new();

    /// <summary>The events of a range of committed positions, from memory or else over the connection.</summary>
    /// <param name="connection">Reads what is not here; its snapshot must reach to the end of the range.</param>
    /// <param name="after">Position after which the range begins.</param>
    /// <param name="to">Its last position.</param>
    /// <param name="types">Aliases of the wanted events; null for all.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyList<StoredEvent>> ReadAsync(
        NpgsqlConnection connection, long after, long to, FrozenSet<string>? types, CancellationToken ct)
    {
        var events = await PageAsync(connection, after, to, ct);
        return types is null ? events : events.FindAll(e => types.Contains(e.Type));
    }

    private async Task<List<StoredEvent>> PageAsync(NpgsqlConnection connection, long after, long to, CancellationToken ct)
    {
        // Held while reading, so that those who want the same page wait for it. If the reading fails, the next one reads.
        await gate.WaitAsync(ct);
        try
        {
            foreach (var page in pages)
            {
                if (page.After <= after && to <= page.To)
                    return page.Events.GetRange((int)(after - page.After), (int)(to - after));
            }

            var events = await LogReader.ReadPageAsync(connection, after, to, ct: ct);
            if (events.Count != to - after)
                throw new InvalidOperationException(FormattableString.Invariant($"Of positions {after + 1} to {to} only {events.Count} are there."));
            if (pages.Count == Pages) pages.Dequeue();
            pages.Enqueue((after, to, events));
            return events;
        }
        finally
        {
            gate.Release();
        }
    }
}
