using CharityLedger.Contracts;

namespace CharityLedger.EventStore;

/// <summary>A command on its way through the appender.</summary>
internal sealed record Pending(AppendCommand Command, long EnqueuedAt)
{
    /// <summary>Id of its first event: one for each federation and key.</summary>
    public Guid FirstEventId { get; } = EventIds.Of(Command.Tenant, Command.Key);

    /// <summary>Digest of its input, as stored.</summary>
    public string Hash { get; } = Convert.ToBase64String(Command.InputHash);

    public TaskCompletionSource<AppendResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>
/// The ledger at one position, as far as a batch touches it: read under the append lock, or remembered.
/// </summary>
internal sealed class LoadedState
{
    public long LastPosition { get; set; }

    public DateTimeOffset LastRecordedAt { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Versions of all streams that were asked for; 0 where there is none.</summary>
    public Dictionary<(string Tenant, string Id), long> Streams { get; } = [];

    /// <summary>Lines of all buckets that were asked for.</summary>
    public Dictionary<(string Tenant, Bucket Id), BucketLine> Buckets { get; } = [];

    /// <summary>What came after the positions that commands at hand name in their <see cref="SinceGuard"/>.</summary>
    public List<LaterEvent> Later { get; } = [];

    /// <summary>The commands among those at hand that have been carried out.</summary>
    public Dictionary<Guid, EarlierCommand> Keys { get; } = [];

    /// <summary>The donors among those at hand who have a key.</summary>
    public HashSet<(string Tenant, string Donor)> Donors { get; } = [];

    /// <summary>Who has the identifiers among those at hand; mostly one contact.</summary>
    public Dictionary<(string Tenant, Guid Digest), HashSet<string>> Identifiers { get; } = [];

    /// <summary>Notes who has an identifier.</summary>
    public void Note(string tenant, Guid digest, string contact)
    {
        if (!Identifiers.TryGetValue((tenant, digest), out var holders)) Identifiers[(tenant, digest)] = holders = [];
        holders.Add(contact);
    }
}

/// <summary>An event that came after a decision had read the log.</summary>
internal readonly record struct LaterEvent(long Position, string Tenant, string Type, byte[] Data);

/// <summary>A command that has been appended under a key.</summary>
internal readonly record struct EarlierCommand(string? Hash, AppendResult.Appended Result);

/// <summary>An event that found its place.</summary>
internal readonly record struct EventRow(
    long Position, Guid Id, string Tenant, string Stream, long Version, NewEvent Event, AppendCommand Command, byte[] Headers);
