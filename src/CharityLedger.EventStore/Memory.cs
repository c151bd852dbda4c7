namespace CharityLedger.EventStore;

/// <summary>
/// What this host knows of the ledger since its last commit. While no other host appends, a batch can be evaluated on
/// it and
/// committed in one round trip: the primary key on positions proves that nobody appended since, and the unique indexes
/// that
/// streams, keys and donors taken for new are new. Where one of them objects, the batch is loaded after all.
/// </summary>
internal sealed class Memory
{
    /// <summary>How many streams, or buckets, are remembered before all are forgotten.</summary>
    private const int Most = 20_000;

    /// <summary>How many batches are loaded after another host was met, before memory is trusted again.</summary>
    private const int Caution = 16;

    private LoadedState? state;
    private int caution;

    /// <summary>The state to evaluate the batch on without asking; null where too little is known for that.</summary>
    public LoadedState? Recall(IReadOnlyList<Pending> batch) =>
        caution == 0 && state is not null && batch.All(p => Covers(state, p.Command)) ? state : null;

    /// <summary>Joins what was loaded under the lock with what is known; gives the state to evaluate on.</summary>
    public LoadedState Learn(LoadedState loaded)
    {
        caution = state is null || state.LastPosition == loaded.LastPosition ? Math.Max(0, caution - 1) : Caution;
        if (state?.LastPosition != loaded.LastPosition || state.Streams.Count > Most || state.Buckets.Count > Most)
            return state = loaded;

        foreach (var (key, version) in loaded.Streams) state.Streams[key] = version;
        foreach (var (key, line) in loaded.Buckets) state.Buckets[key] = line;
        foreach (var (id, earlier) in loaded.Keys) state.Keys[id] = earlier;
        state.Donors.UnionWith(loaded.Donors);
        foreach (var (key, holders) in loaded.Identifiers)
            foreach (var contact in holders) state.Note(key.Tenant, key.Digest, contact);
        state.Later.AddRange(loaded.Later);
        return state;
    }

    /// <summary>After anything unexpected: the next batch is loaded.</summary>
    public void Forget() => state = null;

    /// <summary>After an index objected: another host appended, or an old command was repeated.</summary>
    public void Doubt() => (state, caution) = (null, 1);

    /// <summary>
    /// Whether all that decides on the command is known, or will be proven by writing it: a stream that must not exist
    /// yet is
    /// proven new by the row it gets. Which buckets there are is never known, nor who has an identifier.
    /// </summary>
    private static bool Covers(LoadedState state, AppendCommand command) =>
        command.Writes.All(w => (w.Expected == ExpectedVersion.NoStream && w.Events.Count > 0)
            || state.Streams.ContainsKey((command.TenantOf(w), w.Stream)))
        && command.Buckets.All(b => state.Buckets.ContainsKey(b))
        && command.Since is null && command.ContactDigests.Count == 0 && !command.Guards.Any(g => g is EmptyGuard or LeftGuard);
}
