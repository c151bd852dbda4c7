using CharityLedger.Contracts;

namespace CharityLedger.EventStore;

/// <summary>A command on its way through the appender.</summary>
internal sealed record Pending(AppendCommand Command, long EnqueuedAt)
{
    public Guid FirstEventId { get; } = EventIds.Of(Command.Tenant, Command.Key);

    public TaskCompletionSource<AppendResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What the database held, under the append lock, of everything that a batch touches.</summary>
internal sealed class LoadedState
{
    public long LastPosition { get; set; }

    public DateTimeOffset LastRecordedAt { get; set; } = DateTimeOffset.MinValue;

    public Dictionary<(string Tenant, string Id), StreamState> Streams { get; } = [];

    public Dictionary<Guid, EarlierCommand> Keys { get; } = [];

    public Dictionary<(string Tenant, string Id), BucketLine> Buckets { get; } = [];
}

/// <summary>A stream's version now, and the one the database holds (0 for none).</summary>
internal readonly record struct StreamState(long Version, long Stored);

/// <summary>A command that has been appended under a key.</summary>
internal readonly record struct EarlierCommand(string? Hash, AppendResult.Appended Result);

/// <summary>
/// Evaluates commands in order, in memory, against the loaded state and each other. A refused command leaves no mark, so it
/// can't spoil its neighbours. Pure but for its own fields.
/// </summary>
internal sealed class AppendBatch(LoadedState state, DateTimeOffset now)
{
    private readonly List<(bool IsStream, (string Tenant, string Id) Key, StreamState Stream, BucketLine? Line)> undo = [];
    private readonly HashSet<(string Tenant, string Id)> touchedStreams = [];
    private readonly HashSet<(string Tenant, string Id)> touchedBuckets = [];
    private readonly DateTimeOffset recordedAt = now > state.LastRecordedAt ? now : state.LastRecordedAt;

    public List<EventRow> Events { get; } = [];

    public List<(string Tenant, DonorKey Key)> DonorKeys { get; } = [];

    public DateTimeOffset RecordedAt => recordedAt;

    public long LastPosition => state.LastPosition;

    public IEnumerable<((string Tenant, string Id) Key, StreamState State)> ChangedStreams =>
        touchedStreams.Select(k => (k, state.Streams[k])).Where(s => s.Item2.Version != s.Item2.Stored);

    public IEnumerable<((string Tenant, string Id) Key, BucketLine Line)> ChangedBuckets =>
        touchedBuckets.Select(k => (k, state.Buckets[k]));

    public AppendResult Evaluate(Pending pending)
    {
        var command = pending.Command;
        var hash = Convert.ToBase64String(command.InputHash);
        if (state.Keys.TryGetValue(pending.FirstEventId, out var earlier))
        {
            return earlier.Hash == hash
                ? earlier.Result
                : new AppendResult.Refused(AppendRefusal.IdempotencyConflict, command.Key);
        }

        undo.Clear();
        var firstEvent = Events.Count;
        var refusal = Guards(command) ?? Apply(command, pending.FirstEventId, hash);
        if (refusal is not null)
        {
            Undo(firstEvent);
            return refusal;
        }

        foreach (var key in command.DonorKeys) DonorKeys.Add((command.Tenant, key));
        var first = state.LastPosition - (Events.Count - firstEvent) + 1;
        var result = new AppendResult.Appended(first, state.LastPosition, recordedAt);
        state.Keys[pending.FirstEventId] = new EarlierCommand(hash, result);
        return result;
    }

    private AppendResult.Refused? Guards(AppendCommand command)
    {
        foreach (var guard in command.ReturnsGuards)
        {
            if (Line((command.Tenant, guard.Bucket)).Returns != guard.Returns)
                return new AppendResult.Refused(AppendRefusal.TraceChanged, guard.Bucket);
        }

        return null;
    }

    private AppendResult.Refused? Apply(AppendCommand command, Guid firstEventId, string hash)
    {
        var index = 0;
        foreach (var write in command.Writes)
        {
            var key = (command.Tenant, write.Stream);
            var stream = state.Streams.GetValueOrDefault(key);
            if (!write.Expected.Allows(stream.Version))
                return new AppendResult.Refused(AppendRefusal.VersionConflict, write.Stream);
            if (write.Events.Count == 0) continue;

            undo.Add((true, key, stream, null));
            touchedStreams.Add(key);
            foreach (var @event in write.Events)
            {
                if (Post(command.Tenant, @event, out var postings) is { } refused) return refused;
                stream = stream with { Version = stream.Version + 1 };
                var headers = index == 0
                    ? new EventHeaders(command.User, command.Key, hash, command.EventCount, postings)
                    : new EventHeaders(command.User, Postings: postings);
                Events.Add(new EventRow(++state.LastPosition, EventIds.At(firstEventId, index++), write.Stream,
                    stream.Version, @event, command, headers.ToJson()));
            }

            state.Streams[key] = stream;
        }

        return null;
    }

    private AppendResult.Refused? Post(string tenant, NewEvent @event, out IReadOnlyList<Posting>? postings)
    {
        postings = null;
        if (@event.Postings.Count == 0) return null;
        var placed = new List<Posting>(@event.Postings.Count);
        foreach (var request in @event.Postings)
        {
            var key = (tenant, request.Bucket);
            var before = Line(key);
            var (after, posting, refusal) = Place(request, before, placed);
            if (after is null) return new AppendResult.Refused(refusal, request.Bucket);
            undo.Add((false, key, default, before));
            touchedBuckets.Add(key);
            state.Buckets[key] = after;
            placed.Add(posting!);
        }

        postings = placed;
        return null;
    }

    private static (BucketLine? After, Posting? Posting, AppendRefusal Refusal) Place(
        PostingRequest request, BucketLine line, List<Posting> earlier)
    {
        switch (request)
        {
            case PostingRequest.Inflow inflow:
                return Receive(line, inflow.AmountFen, false, p => new Posting(inflow.Bucket, In: p));
            case PostingRequest.TransferIn transfer:
                var moved = earlier[transfer.From].Out!.Sum(s => s.Length);
                return Receive(line, moved, false, p => new Posting(transfer.Bucket, In: p, From: transfer.From));
            case PostingRequest.Return back:
                return Receive(line, back.Of.Offset.Length, true, p => new Posting(back.Bucket, In: p, Of: back.Of));
            case PostingRequest.Outflow outflow:
                if (outflow.AmountFen is <= 0 or > BucketLine.MaxAmount) return (null, null, AppendRefusal.LimitExceeded);
                return line.Spend(outflow.AmountFen) is { } spent
                    ? (spent.Line, new Posting(outflow.Bucket, Out: spent.Slices), default)
                    : (null, null, AppendRefusal.InsufficientFunds);
            case PostingRequest.Take take:
                return line.Take(take.Positions) is { } taken
                    ? (taken, new Posting(take.Bucket, Out: take.Positions), default)
                    : (null, null, AppendRefusal.TraceChanged);
            default:
                throw new InvalidOperationException($"No rule places {request.GetType().Name}.");
        }
    }

    private static (BucketLine?, Posting?, AppendRefusal) Receive(
        BucketLine line, long amount, bool isReturn, Func<Interval, Posting> posting)
    {
        if (amount is <= 0 or > BucketLine.MaxAmount) return (null, null, AppendRefusal.LimitExceeded);
        return line.Receive(amount, isReturn) is { } received
            ? (received.Line, posting(received.In), default)
            : (null, null, AppendRefusal.LimitExceeded);
    }

    private BucketLine Line((string Tenant, string Id) key) => state.Buckets.GetValueOrDefault(key) ?? BucketLine.Empty;

    private void Undo(int firstEvent)
    {
        for (var i = undo.Count - 1; i >= 0; i--)
        {
            var (isStream, key, stream, line) = undo[i];
            if (isStream) state.Streams[key] = stream;
            else state.Buckets[key] = line!;
        }

        state.LastPosition -= Events.Count - firstEvent;
        Events.RemoveRange(firstEvent, Events.Count - firstEvent);
    }
}

/// <summary>An event that found its place.</summary>
internal readonly record struct EventRow(
    long Position, Guid Id, string Stream, long Version, NewEvent Event, AppendCommand Command, byte[] Headers);
