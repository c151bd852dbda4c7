using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.EventStore;

/// <summary>
/// One unit of work on the ledger: all of it is appended, or nothing, also across streams and buckets.
/// </summary>
/// <param name="Tenant">The federation.</param>
/// <param name="User">Who acts.</param>
/// <param name="Key">Idempotency key: the same key twice has one effect. At most 200 characters.</param>
/// <param name="InputHash">Digest of what was asked, so that the same key with another input is refused.</param>
/// <param name="Writes">Streams and the events appended to each.</param>
public sealed record AppendCommand(
    string Tenant, string User, string Key, byte[] InputHash, IReadOnlyList<StreamWrite> Writes)
{
    /// <summary>
    /// Keys of new donors whom the events name, stored in the same transaction. A donor who has a key already is a
    /// version
    /// conflict: what was sealed with another key could never be opened.
    /// </summary>
    public IReadOnlyList<DonorKey> DonorKeys { get; init; } = [];

    /// <summary>By what contacts whom the events name are found from now on, stored in the same transaction.</summary>
    public IReadOnlyList<ContactDigests> ContactDigests { get; init; } = [];

    /// <summary>What becomes of keys that were stored before, in the same transaction.</summary>
    public IReadOnlyList<KeyChange> KeyChanges { get; init; } = [];

    /// <summary>What must hold of buckets, right before the command.</summary>
    public IReadOnlyList<BucketGuard> Guards { get; init; } = [];

    /// <summary>What the decision read of the log where no stream and no bucket says what it rests on; null where its writes
    /// and guards say all.</summary>
    public SinceGuard? Since { get; init; }

    /// <summary>Marten's correlation id.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Marten's causation id.</summary>
    public string? CausationId { get; init; }

    /// <summary>Number of events in it.</summary>
    public int EventCount { get; } = Writes.Sum(w => w.Events.Count);

    /// <summary>Bytes of its events' data.</summary>
    internal long DataBytes { get; } = Writes.Sum(BytesOf);

    /// <summary>Every bucket that it moves or guards; some more than once.</summary>
    internal IEnumerable<(string Tenant, Bucket Id)> Buckets
    {
        get
        {
            var last = (Tenant: "", Id: default(Bucket));
            foreach (var write in Writes)
            {
                for (var e = 0; e < write.Events.Count; e++)
                {
                    for (var p = 0; p < write.Events[e].Postings.Count; p++)
                    {
                        var bucket = (TenantOf(write), write.Events[e].Postings[p].Bucket);
                        // A list's gifts mostly enter one bucket.
                        if (bucket == last) continue;
                        yield return last = bucket;
                    }

                    foreach (var reservation in write.Events[e].Reservations) yield return (TenantOf(write), reservation.Bucket);
                }
            }

            foreach (var guard in Guards)
            {
                if (guard is PotGuard pot) yield return (Tenant, pot.Bucket);
            }
        }
    }

    /// <summary>The federation whose stream a write is about.</summary>
    public string TenantOf(StreamWrite write) => write.Tenant ?? Tenant;

    private static long BytesOf(StreamWrite write)
    {
        var bytes = 0L;
        for (var e = 0; e < write.Events.Count; e++) bytes += write.Events[e].Data.Length;
        return bytes;
    }
}

/// <summary>Events for one stream. A write without events only asserts the version.</summary>
public sealed record StreamWrite(string Stream, ExpectedVersion Expected, IReadOnlyList<NewEvent> Events)
{
    /// <summary>Another federation whose stream it is; null for the command's own. Whoever makes the command has to know that
    /// the other one agreed.</summary>
    public string? Tenant { get; init; }

    /// <summary>Asserts that a stream still stands at a version; 0 for no stream.</summary>
    public static StreamWrite Unchanged(string stream, long version) => new(stream, new ExpectedVersion(version), []);
}

/// <summary>A stream's version before an append: a number, none, or whatever it is.</summary>
/// <param name="Value">Number of the stream's last event; 0 for no stream; −1 for any.</param>
public readonly record struct ExpectedVersion(long Value)
{
    /// <summary>The stream must not exist yet.</summary>
    public static readonly ExpectedVersion NoStream = new(0);

    /// <summary>No expectation.</summary>
    public static readonly ExpectedVersion Any = new(-1);

    /// <summary>Whether a stream at this version meets the expectation.</summary>
    public bool Allows(long version) => Value == -1 || Value == version;
}

/// <summary>An event to append: its alias, its JSON, and the money it moves.</summary>
public sealed record NewEvent(string Type, byte[] Data, IReadOnlyList<PostingRequest> Postings)
{
    /// <summary>
    /// What it reserves for its stream and gives back. What is given back is free before the event's own money moves, and what is
    /// reserved is taken of what is left then.
    /// </summary>
    public IReadOnlyList<Reservation> Reservations { get; init; } = [];

    /// <summary>Its business date, where it was made from an event of the contracts; not stored a second time.</summary>
    public DateOnly? OccurredOn { get; init; }

    /// <summary>An event of the contracts.</summary>
    public static NewEvent Of(ILedgerEvent @event, params IReadOnlyList<PostingRequest> postings) =>
        new(EventTypes.AliasOf(@event.GetType()), EventTypes.Serialize(@event), postings)
        {
            OccurredOn = (@event as IDated)?.OccurredOn,
        };
}

/// <summary>A movement of money that an event asks for; the core says where on the line it lies.</summary>
/// <param name="Bucket">Bucket id within the tenant.</param>
public abstract record PostingRequest(Bucket Bucket)
{
    /// <summary>New money flows in.</summary>
    public sealed record Inflow(Bucket Bucket, long AmountFen) : PostingRequest(Bucket);

    /// <summary>Money is spent, first in first out.</summary>
    public sealed record Outflow(Bucket Bucket, long AmountFen) : PostingRequest(Bucket);

    /// <summary>The money of an outflow of the same event flows in here.</summary>
    /// <param name="Bucket">Bucket it enters.</param>
    /// <param name="From">Index of that outflow among the event's postings.</param>
    public sealed record TransferIn(Bucket Bucket, int From) : PostingRequest(Bucket);

    /// <summary>The money of another federation's outflow, by an earlier event of the same command, flows in here.</summary>
    /// <param name="Bucket">Bucket it enters.</param>
    /// <param name="Event">Index of that event among the command's.</param>
    /// <param name="Posting">Index of the outflow among that event's postings.</param>
    public sealed record Crossing(Bucket Bucket, int Event, int Posting) : PostingRequest(Bucket);

    /// <summary>A part of an earlier outflow comes back.</summary>
    /// <param name="Bucket">Bucket it enters: the one that it left.</param>
    /// <param name="Of">That part.</param>
    /// <param name="From">Index of the outflow among the event's postings whose money it is; null where it comes from outside.</param>
    public sealed record Return(Bucket Bucket, OutflowPart Of, int? From = null) : PostingRequest(Bucket);

    /// <summary>Given unspent positions flow out: those of a gift or of a trust's entry, wherever they lie.</summary>
    public sealed record Take(Bucket Bucket, IReadOnlyList<Interval> Positions) : PostingRequest(Bucket);
}

/// <summary>A donor's key as kept: wrapped by the master key.</summary>
public sealed record DonorKey(string Donor, byte[] Wrapped);

/// <summary>What a command was decided on and that no stream tells.</summary>
public abstract record BucketGuard
{
    /// <summary>What a refusal names.</summary>
    internal abstract string Subject { get; }
}

/// <summary>What a command was decided on of one bucket, or of it and what binds its money further.</summary>
public abstract record PotGuard(Bucket Bucket) : BucketGuard
{
    internal override string Subject => Bucket.ToString();
}

/// <summary>The number of reversals that a bucket had seen when a refund was decided; with another its trace is another.</summary>
public sealed record ReturnsGuard(Bucket Bucket, long Returns) : PotGuard(Bucket);

/// <summary>Nothing is left in a bucket, nor in any that restricts its money further, also not by a command just before.</summary>
public sealed record EmptyGuard(Bucket Bucket) : PotGuard(Bucket);

/// <summary>What may be spent of all that a campaign or project binds is as it was read, also in buckets that were not there then.</summary>
/// <param name="Word">What binds them; see <see cref="Bucket.WordOfCampaign"/>.</param>
/// <param name="LeftFen">What was read, by bucket; nothing in any other.</param>
public sealed record LeftGuard(string Word, IReadOnlyDictionary<Bucket, long> LeftFen) : BucketGuard
{
    internal override string Subject => Word;

    /// <summary>Whether a bucket holds something else by now.</summary>
    public bool Differs(Bucket bucket, long balance) => bucket.IsBoundBy(Word) && bucket.IsSpendable
        && balance != LeftFen.GetValueOrDefault(bucket);
}

/// <summary>
/// Nothing of the command's federation that concerns its decision came after the position up to which that read the log; otherwise,
/// or where too much came to look through, the command is a version conflict.
/// </summary>
/// <param name="Position">That position.</param>
/// <param name="Types">Aliases of the events that may concern it.</param>
/// <param name="Concerns">Whether one of them does. Called under the append lock: it has to be quick, and pure.</param>
public sealed record SinceGuard(long Position, IReadOnlyList<string> Types, Func<ILedgerEvent, bool> Concerns)
{
    /// <summary>So many events are looked through at most.</summary>
    internal const int Most = 20_000;
}

/// <summary>Why the core refuses a command. Nothing of the command was written.</summary>
public enum AppendRefusal
{
    /// <summary>A stream isn't at the expected version, or a new donor exists.</summary>
    VersionConflict,

    /// <summary>A bucket has less than is asked for, apart from what is reserved in it; or more would be given back than is.</summary>
    InsufficientFunds,

    /// <summary>The idempotency key was used for another input.</summary>
    IdempotencyConflict,

    /// <summary>A refund was decided on a trace that has changed since.</summary>
    TraceChanged,

    /// <summary>A bucket that had to be empty is not.</summary>
    NotEmpty,

    /// <summary>An amount, a bucket or an event with its postings would pass its limit.</summary>
    LimitExceeded,

    /// <summary>Another contact has that identifier; the subject is its id.</summary>
    IdentifierTaken,
}

/// <summary>What became of a command.</summary>
public abstract record AppendResult
{
    /// <summary>
    /// It stands in the log at these positions (inclusive). A repeated key gets the first answer again.
    /// </summary>
    public sealed record Appended(long First, long Last, DateTimeOffset RecordedAt) : AppendResult
    {
        /// <summary>Whether it stood there before: whoever says more than positions then has to look at the log.</summary>
        public bool IsRepeat { get; init; }

        /// <summary>A repeat is the same answer.</summary>
        public bool Equals(Appended? other) => other is not null && (First, Last, RecordedAt) == (other.First, other.Last, other.RecordedAt);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(First, Last, RecordedAt);
    }

    /// <summary>It was refused.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Subject">The stream, bucket or key concerned.</param>
    public sealed record Refused(AppendRefusal Reason, string Subject) : AppendResult
    {
        /// <summary>What the bucket has that is not reserved, where it has too little; in fen.</summary>
        public long? AvailableFen { get; init; }

        /// <summary>What was asked of it then, in fen.</summary>
        public long? AskedFen { get; init; }

        /// <summary>What of it is reserved, in fen.</summary>
        public long ReservedFen { get; init; }
    }
}

/// <summary>
/// The database could not be reached in time. The command may or may not have been appended: repeat it with the same
/// key.
/// </summary>
public sealed class LedgerUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The database's disk is full, or nearly: nothing was appended, and nothing will be until there is room.</summary>
    public bool IsDiskFull { get; init; }
}
