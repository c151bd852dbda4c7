using System.Runtime.InteropServices;
using CharityLedger.Contracts;

namespace CharityLedger.EventStore;

/// <summary>
/// Evaluates commands in order, in memory, against the loaded state and each other. What a command does is kept apart
/// until
/// all of it is accepted, so a refused one leaves no mark and can't spoil its neighbours. Pure but for its own fields.
/// </summary>
internal sealed class AppendBatch(LoadedState state, DateTimeOffset now)
{
    private readonly Dictionary<(string Tenant, string Id), long> streams = [];
    private readonly Dictionary<(string Tenant, Bucket Id), BucketLine> lines = [];
    private readonly Dictionary<(string Tenant, string Id), (long Before, long After)> moved = [];
    private readonly HashSet<(string Tenant, Bucket Id)> changedBuckets = [];

    /// <summary>Recorded time of all events of the batch; never earlier than what is recorded already.</summary>
    public DateTimeOffset RecordedAt { get; } = now > state.LastRecordedAt ? now : state.LastRecordedAt;

    public List<EventRow> Events { get; } = [];

    public List<(string Tenant, DonorKey Key)> DonorKeys { get; } = [];

    /// <summary>The last word of the batch on each contact's digests.</summary>
    public Dictionary<(string Tenant, string Contact), ContactDigests> ContactDigests { get; } = [];

    /// <summary>The last word of the batch on each key: a restriction that comes to nothing after it is none.</summary>
    public Dictionary<(string Tenant, string Donor), KeyFate> KeyChanges { get; } = [];

    public long LastPosition => state.LastPosition + Events.Count;

    /// <summary>Streams that the batch begins, with their versions after it.</summary>
    public IEnumerable<((string Tenant, string Id) Key, long Version)> NewStreams => Changed(wasThere: false);

    /// <summary>Streams that the batch continues, with their versions after it.</summary>
    public IEnumerable<((string Tenant, string Id) Key, long Version)> OldStreams => Changed(wasThere: true);

    public IEnumerable<((string Tenant, Bucket Id) Key, BucketLine Line)> ChangedBuckets =>
        changedBuckets.Select(k => (k, state.Buckets[k]));

    public AppendResult Evaluate(Pending pending)
    {
        var command = pending.Command;
        if (state.Keys.TryGetValue(pending.FirstEventId, out var earlier))
        {
            // Digests of two versions say nothing of each other: then the key alone decides.
            return earlier.Hash is { } hash && (hash == pending.Hash || hash.Length != pending.Hash.Length)
                ? earlier.Result with { IsRepeat = true }
                : new AppendResult.Refused(AppendRefusal.IdempotencyConflict, command.Key);
        }

        streams.Clear();
        lines.Clear();
        var firstEvent = Events.Count;
        var refusal = Guards(command) ?? Apply(pending);
        if (refusal is not null)
        {
            Events.RemoveRange(firstEvent, Events.Count - firstEvent);
            return refusal;
        }

        var result = new AppendResult.Appended(state.LastPosition + firstEvent + 1, LastPosition, RecordedAt);
        Accept(pending, result);
        return result;
    }

    /// <summary>Brings the state to where the ledger stands after the commit.</summary>
    public void Commit()
    {
        state.LastPosition = LastPosition;
        if (Events.Count > 0) state.LastRecordedAt = RecordedAt;
        state.Keys.Clear();
        state.Donors.Clear();
        state.Identifiers.Clear();
        state.Later.Clear();
        foreach (var (key, version) in moved)
        {
            // Most new streams are gifts, which are seldom written to again.
            if (version.Before == 0) state.Streams.Remove(key);
            else state.Streams[key] = version.After;
        }
    }

    private IEnumerable<((string Tenant, string Id) Key, long Version)> Changed(bool wasThere) =>
        moved.Where(m => m.Value.Before > 0 == wasThere).Select(m => (m.Key, m.Value.After));

    private void Accept(Pending pending, AppendResult.Appended result)
    {
        var command = pending.Command;
        state.Keys[pending.FirstEventId] = new EarlierCommand(pending.Hash, result);
        foreach (var (key, version) in streams)
        {
            ref var moves = ref CollectionsMarshal.GetValueRefOrAddDefault(moved, key, out var again);
            moves = (again ? moves.Before : state.Streams.GetValueOrDefault(key), version);
        }

        foreach (var (key, line) in lines)
        {
            state.Buckets[key] = line;
            changedBuckets.Add(key);
        }

        foreach (var key in command.DonorKeys)
        {
            DonorKeys.Add((command.Tenant, key));
            state.Donors.Add((command.Tenant, key.Donor));
        }

        foreach (var digests in command.ContactDigests) Accept(command.Tenant, digests);
        // A destroyed key doesn't come back, whatever else the batch says of it.
        foreach (var change in command.KeyChanges)
        {
            if (KeyChanges.GetValueOrDefault((command.Tenant, change.Donor)) != KeyFate.Destroyed)
                KeyChanges[(command.Tenant, change.Donor)] = change.Fate;
        }
    }

    private void Accept(string tenant, ContactDigests digests)
    {
        if (digests.Replaces)
        {
            foreach (var ((at, _), holders) in state.Identifiers)
                if (at == tenant) holders.Remove(digests.Contact);
        }

        foreach (var identifier in digests.Identifiers) state.Note(tenant, identifier, digests.Contact);
        var replaces = digests.Replaces || ContactDigests.ContainsKey((tenant, digests.Contact));
        ContactDigests[(tenant, digests.Contact)] = digests with { Replaces = replaces };
    }

    private AppendResult.Refused? Guards(AppendCommand command)
    {
        if (command.Since is { } since && (since.Position > LastPosition || IsOvertaken(command.Tenant, since)))
            return new AppendResult.Refused(AppendRefusal.VersionConflict, "log");
        foreach (var guard in command.Guards)
        {
            var refused = guard switch
            {
                ReturnsGuard returns when Line((command.Tenant, returns.Bucket)).Returns != returns.Returns =>
                    new AppendResult.Refused(AppendRefusal.TraceChanged, guard.Subject),
                EmptyGuard empty when state.Buckets.Any(b =>
                    b.Key.Tenant == command.Tenant && b.Key.Id.IsWithin(empty.Bucket) && b.Value.Balance != 0) =>
                    new AppendResult.Refused(AppendRefusal.NotEmpty, guard.Subject),
                LeftGuard left when state.Buckets.Any(b => b.Key.Tenant == command.Tenant && left.Differs(b.Key.Id, b.Value.Balance)) =>
                    new AppendResult.Refused(AppendRefusal.VersionConflict, guard.Subject),
                _ => null,
            };
            if (refused is not null) return refused;
        }

        foreach (var key in command.DonorKeys)
        {
            if (state.Donors.Contains((command.Tenant, key.Donor)))
                return new AppendResult.Refused(AppendRefusal.VersionConflict, "donor/" + key.Donor);
        }

        return command.ContactDigests.Count == 0 ? null : Identifiers(command);
    }

    /// <summary>An identifier is of one contact: in the ledger, in the batch, and in the command itself.</summary>
    private AppendResult.Refused? Identifiers(AppendCommand command)
    {
        var own = new Dictionary<Guid, string>();
        foreach (var digests in command.ContactDigests)
        {
            foreach (var identifier in digests.Identifiers)
            {
                IEnumerable<string> holders = state.Identifiers.TryGetValue((command.Tenant, identifier), out var found) ? found : [];
                if (own.TryGetValue(identifier, out var sibling)) holders = holders.Append(sibling);
                var other = holders.Where(h => h != digests.Contact && !digests.Kin.Contains(h)).Order(StringComparer.Ordinal).FirstOrDefault();
                if (other is not null) return new AppendResult.Refused(AppendRefusal.IdentifierTaken, other);
                own[identifier] = digests.Contact;
            }
        }

        return null;
    }

    /// <summary>Whether what a decision rests on came after it had read the log: before this batch, or in it.</summary>
    private bool IsOvertaken(string tenant, SinceGuard since)
    {
        if (state.Later.Count > SinceGuard.Most) return true;
        return state.Later.Where(e => e.Position > since.Position)
            .Concat(Events.Select(e => new LaterEvent(e.Position, e.Tenant, e.Event.Type, e.Event.Data)))
            .Any(e => e.Tenant == tenant && since.Types.Contains(e.Type) && since.Concerns(EventTypes.Deserialize(e.Type, e.Data)));
    }

    private AppendResult.Refused? Apply(Pending pending)
    {
        var command = pending.Command;
        var made = new List<IReadOnlyList<Posting>>();
        var first = LastPosition + 1;
        foreach (var write in command.Writes)
        {
            var tenant = command.TenantOf(write);
            var key = (tenant, write.Stream);
            var version = streams.TryGetValue(key, out var own) ? own
                : moved.TryGetValue(key, out var earlier) ? earlier.After : state.Streams.GetValueOrDefault(key);
            if (!write.Expected.Allows(version))
                return new AppendResult.Refused(AppendRefusal.VersionConflict, write.Stream);
            if (write.Events.Count == 0) continue;

            for (var e = 0; e < write.Events.Count; e++)
            {
                var @event = write.Events[e];
                IReadOnlyList<Posting>? postings = null;
                var refused = Reserve(tenant, @event, isBack: true) ?? Post(tenant, @event, first, made, out postings)
                    ?? Reserve(tenant, @event, isBack: false);
                if (refused is not null) return refused;
                // In another federation's log the user is named as a guest.
                var user = write.Tenant is null ? command.User : $"{command.User}@{command.Tenant}";
                var reservations = @event.Reservations.Count == 0 ? null : @event.Reservations;
                var headers = (made.Count == 0
                    ? new EventHeaders(user, command.Key, pending.Hash, command.EventCount, postings, reservations)
                    : new EventHeaders(user, Postings: postings, Reservations: reservations)).ToJson();
                if (@event.Data.Length + headers.Length > LedgerCore.MaxEventBytes)
                    return new AppendResult.Refused(AppendRefusal.LimitExceeded, write.Stream);
                Events.Add(new EventRow(LastPosition + 1, EventIds.At(pending.FirstEventId, made.Count), tenant, write.Stream,
                    ++version, @event, command, headers));
                made.Add(postings ?? []);
            }

            streams[key] = version;
        }

        return null;
    }

    private AppendResult.Refused? Reserve(string tenant, NewEvent @event, bool isBack)
    {
        foreach (var reservation in @event.Reservations)
        {
            if (reservation.Fen < 0 != isBack) continue;
            var key = (tenant, reservation.Bucket);
            if (Line(key).Reserve(reservation.Fen) is not { } after) return TooLittle(key, reservation.Fen);
            lines[key] = after;
        }

        return null;
    }

    /// <param name="tenant">The federation.</param>
    /// <param name="event">The event.</param>
    /// <param name="first">Position of the command's first event.</param>
    /// <param name="made">Postings of the command's events before it.</param>
    /// <param name="postings">Where its money lies.</param>
    private AppendResult.Refused? Post(string tenant, NewEvent @event, long first, IReadOnlyList<IReadOnlyList<Posting>> made,
        out IReadOnlyList<Posting>? postings)
    {
        postings = null;
        if (@event.Postings.Count == 0) return null;
        var placed = new List<Posting>(@event.Postings.Count);
        for (var p = 0; p < @event.Postings.Count; p++)
        {
            var request = @event.Postings[p];
            var key = (tenant, request.Bucket);
            var (after, posting, refusal) = Placement.Of(request, Line(key), placed, first, made);
            if (after is null)
            {
                return refusal == AppendRefusal.InsufficientFunds
                    ? TooLittle(key, request is PostingRequest.Outflow outflow ? outflow.AmountFen : null)
                    : new AppendResult.Refused(refusal, request.Bucket.ToString());
            }

            lines[key] = after;
            placed.Add(posting!);
        }

        postings = placed;
        return null;
    }

    private AppendResult.Refused TooLittle((string Tenant, Bucket Id) key, long? asked) =>
        new(AppendRefusal.InsufficientFunds, key.Id.ToString())
        {
            AvailableFen = asked is > 0 ? Line(key).Available : null, AskedFen = asked is > 0 ? asked : null, ReservedFen = Line(key).Floor,
        };

    private BucketLine Line((string Tenant, Bucket Id) key) =>
        lines.GetValueOrDefault(key) ?? state.Buckets.GetValueOrDefault(key) ?? BucketLine.Empty;
}
