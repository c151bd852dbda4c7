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

/// <summary>What the database held, under the append lock, of everything that a batch touches; then, what it will hold.</summary>
internal sealed class LoadedState
{
    public long LastPosition { get; set; }

    public DateTimeOffset LastRecordedAt { get; set; } = DateTimeOffset.MinValue;

    public Dictionary<(string Tenant, string Id), StreamState> Streams { get; } = [];

    public Dictionary<Guid, EarlierCommand> Keys { get; } = [];

    public Dictionary<(string Tenant, string Id), BucketLine> Buckets { get; } = [];

    /// <summary>Donors who have a key.</summary>
    public HashSet<(string Tenant, string Donor)> Donors { get; } = [];
}

/// <summary>A stream's version now, and the one the database holds (0 for none).</summary>
internal readonly record struct StreamState(long Version, long Stored);

/// <summary>A command that has been appended under a key.</summary>
internal readonly record struct EarlierCommand(string? Hash, AppendResult.Appended Result);

/// <summary>An event that found its place.</summary>
internal readonly record struct EventRow(
    long Position, Guid Id, string Stream, long Version, NewEvent Event, AppendCommand Command, byte[] Headers);
