using System.Collections.Concurrent;
using CharityLedger.Contracts;
using CharityLedger.Domain.Jobs;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Jobs;

/// <summary>
/// What the ledger says of jobs. A job's stream is read once; from then on only what was added to it.
/// </summary>
public sealed class JobBook(EventReader reader)
{
    private readonly ConcurrentDictionary<string, (JobState State, long Version)> known = new(StringComparer.Ordinal);
    private DateTimeOffset? began;

    /// <summary>The key under which a run ends: whatever begins it again, one end is all that there is.</summary>
    public static string KeyOf(string job, string run) => $"{CommandContext.OwnKeys}job/{job}/{run}";

    /// <summary>An envelope whose key says all that is asked.</summary>
    public static Envelope Envelope(Caller by, string key) => new(by, key, "job", null, "");

    /// <summary>A job as the log has it now, and its stream's version.</summary>
    public async Task<(JobState State, long Version)> ReadAsync(string job, CancellationToken ct)
    {
        var stream = Streams.Job(job);
        if (!known.TryGetValue(job, out var seen))
        {
            var events = await reader.ReadStreamAsync(Tenants.Installation, stream, ct: ct);
            seen = (events.Aggregate(JobState.New, Evolve), events.Count);
        }

        while (await reader.ReadVersionAsync(Tenants.Installation, stream, seen.Version + 1, ct) is { } next)
            seen = (Evolve(seen.State, next), next.Version);
        return known[job] = seen;
    }

    /// <summary>When the ledger's first event was recorded; null for an empty ledger.</summary>
    public async Task<DateTimeOffset?> BeganAsync(CancellationToken ct)
    {
        if (began is not null) return began;
        await foreach (var first in reader.ReadAllAsync(until: 1, ct: ct)) return began = first.RecordedAt;
        return null;
    }

    private static JobState Evolve(JobState state, StoredEvent stored) => state.Evolve(stored.Event, stored.Headers.User, stored.RecordedAt);
}
