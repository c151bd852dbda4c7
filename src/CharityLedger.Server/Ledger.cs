using System.Text;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Facts;
using CharityLedger.Server.Trials;

namespace CharityLedger.Server;

/// <summary>What a command's caller gets: the id of what it made or changed, and where it stands in the log.</summary>
/// <param name="Id">Id of the thing.</param>
/// <param name="Position">Global position of the command's last event; a read may wait for it (<c>min-position</c>).</param>
/// <param name="CheckCode">Check code of a gift's receipt.</param>
/// <param name="HeldBy">The screening list that holds a gift's donor, or <c>source_note_missing</c>: it was not received, but waits
/// for a decision.</param>
public sealed record Receipt(string Id, long Position, string? CheckCode = null, string? HeldBy = null)
{
    /// <summary>Whether an earlier request of this key did it; not told to the caller.</summary>
    internal bool IsRepeat { get; init; }

    /// <summary>What it would do, where it was only tried; not told as it is, see <see cref="Trials.TrialAnswer"/>.</summary>
    internal Trial? Tried { get; init; }

    /// <summary>What a tried command's decision rested on: streams that stood as they were read.</summary>
    internal IReadOnlyList<StreamWrite> Rests { get; init; } = [];

    /// <summary>Whom else a tried command needs.</summary>
    internal TrialApproval? Approval { get; init; }
}

/// <summary>A request as it came in: by whom, under which idempotency key, and what was asked.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Key">The key.</param>
/// <param name="Command">Name of the command, as approvals store it: <c>refund_gift</c>.</param>
/// <param name="Subject">The thing named in the address, where there is one.</param>
/// <param name="Input">What was asked, as <see cref="CanonicalJson"/> or another text that is the same whenever it is the same.</param>
public sealed record Envelope(Caller Caller, string Key, string Command, string? Subject, string Input)
{
    /// <summary>What is appended in the same command before the rest.</summary>
    public IReadOnlyList<StreamWrite> Before { get; init; } = [];

    /// <summary>What is appended in the same command.</summary>
    public IReadOnlyList<StreamWrite> Also { get; init; } = [];

    /// <summary>What the decision read of the log; see <see cref="AppendCommand.Since"/>.</summary>
    public SinceGuard? Since { get; init; }

    /// <summary>By what contacts are found from now on; see <see cref="AppendCommand.ContactDigests"/>.</summary>
    public IReadOnlyList<ContactDigests> Digests { get; init; } = [];

    /// <summary>What becomes of keys; see <see cref="AppendCommand.KeyChanges"/>.</summary>
    public IReadOnlyList<KeyChange> KeyChanges { get; init; } = [];

    /// <summary>Whether it is only asked what would be decided: nothing is appended.</summary>
    public bool IsTrial { get; init; }

    /// <summary>What it says of facts that reports need; null where it is about nothing that has any.</summary>
    public FactsBeside? Facts { get; init; }
}

/// <summary>The door from a slice to the core: loads what a decision needs, appends what it decided where the books are open.</summary>
public sealed class Ledger(OpenBooks books, EventReader reader, InputDigests digests, LedgerTrial trial, TimeProvider clock)
{
    /// <summary>Today's business date in Beijing.</summary>
    public DateOnly Today => clock.Today();

    /// <summary>Folds a stream; the version is 0 where there is none.</summary>
    public async Task<(TState? State, long Version, IReadOnlyList<StoredEvent> Events)> LoadAsync<TState>(
        string tenant, string stream, Func<TState?, ILedgerEvent, TState?> evolve, CancellationToken ct)
        where TState : class
    {
        if (!IsName(tenant) || !IsName(stream)) return (null, 0, []);
        var events = await reader.ReadStreamAsync(tenant, stream, ct: ct);
        var state = events.Aggregate((TState?)null, (s, e) => evolve(s, e.Event));
        return (state, events.Count, events);
    }

    /// <summary>Whether there is such a stream.</summary>
    public async Task<bool> ExistsAsync(string tenant, string stream, CancellationToken ct) =>
        IsName(tenant) && IsName(stream) && (await reader.VersionsAsync(tenant, [stream], ct)).ContainsKey(stream);

    /// <summary>A fund as <see cref="OpenBooks.FundAsync"/> has it.</summary>
    public Task<(FundState? Fund, IReadOnlyList<StreamWrite> Asserted)> RecallFundAsync(
        string tenant, string? fund, bool anew, CancellationToken ct) => books.FundAsync(tenant, fund, anew, ct);

    /// <summary>
    /// Appends one event to one stream. A refusal is only final if the same request was not already carried out under this
    /// key: a repeated refund must get its first answer, not be told that the money has gone.
    /// </summary>
    /// <param name="asserted">Streams that the decision read and that must not have changed.</param>
    public async Task<Result<Receipt>> AppendAsync<TEvent>(
        Envelope envelope, string id, string stream, ExpectedVersion expected, Result<TEvent> decision,
        Func<TEvent, IReadOnlyList<PostingRequest>> postings, DonorKey? donorKey = null,
        IReadOnlyList<BucketGuard>? guards = null, IReadOnlyList<StreamWrite>? asserted = null,
        CancellationToken ct = default)
        where TEvent : ILedgerEvent
    {
        if (decision.Refusal is not null)
            return await EarlierAsync(envelope, id, ct) ?? (Result<Receipt>)decision.Refusal;
        var write = new StreamWrite(stream, expected, [NewEvent.Of(decision.Value, postings(decision.Value))]);
        return await AppendAsync(envelope, id, [write, .. asserted ?? []], donorKey is null ? [] : [donorKey], guards ?? [], ct);
    }

    /// <summary>
    /// Appends to several streams, all or nothing. For a trial nothing at all: its receipt has no position, and what would refuse
    /// the command refuses it.
    /// </summary>
    public async Task<Result<Receipt>> AppendAsync(
        Envelope envelope, string id, IReadOnlyList<StreamWrite> writes, IReadOnlyList<DonorKey> donorKeys,
        IReadOnlyList<BucketGuard> guards, CancellationToken ct)
    {
        if (writes.Any(w => w.Events.Any(e => e.Data.Length > LedgerCore.MaxEventBytes)))
        {
            return new Refusal(RefusalCode.TextTooLong,
                $"What one entry says takes at most {LedgerCore.MaxEventBytes} bytes; enter less, or shorter texts.");
        }

        if (envelope.Facts is { } beside)
        {
            var facts = await beside.WriteAsync(this, envelope.Caller.Federation, id, writes, ct);
            if (facts.Refusal is { } refused) return await EarlierAsync(envelope, id, ct) ?? (Result<Receipt>)refused;
            writes = [.. writes, .. facts.Value];
        }

        var command = new AppendCommand(
            envelope.Caller.Federation, envelope.Caller.User, envelope.Key, digests.Of(envelope),
            [.. envelope.Before, .. Behind(envelope.Before, writes), .. envelope.Also])
        {
            DonorKeys = donorKeys,
            ContactDigests = envelope.Digests,
            KeyChanges = envelope.KeyChanges,
            Guards = guards,
            Since = envelope.Since,
        };
        if (envelope.IsTrial) return await TryAsync(command, id, ct);
        var result = await books.AppendAsync(command, ct);
        return result.Refusal is { } refusal ? refusal : await ReceiptAsync(command.Tenant, id, result.Value, ct);
    }

    /// <summary>Whether a stream or a federation could be called so: PostgreSQL's text holds neither U+0000 nor half a character.</summary>
    public static bool IsName(string text) => !text.Contains('\0', StringComparison.Ordinal) && text.EnumerateRunes().All(r => r != Rune.ReplacementChar);

    /// <summary>The receipt of a request that was already carried out under this key; null where it was not.</summary>
    public async Task<Receipt?> EarlierAsync(Envelope envelope, string id, CancellationToken ct) =>
        await reader.FindCommandAsync(envelope.Caller.Federation, envelope.Key, digests.Of(envelope), ct) is { } done
            ? await ReceiptAsync(envelope.Caller.Federation, id, done, ct)
            : null;

    /// <summary>Writes that stand behind others in their command: what names one of its events by number counts those too.</summary>
    private static IEnumerable<StreamWrite> Behind(IReadOnlyList<StreamWrite> before, IReadOnlyList<StreamWrite> writes)
    {
        var count = before.Sum(w => w.Events.Count);
        return count == 0 ? writes : writes.Select(w => w with { Events = [.. w.Events.Select(Moved)] });

        NewEvent Moved(NewEvent e) => e.Postings.Any(p => p is PostingRequest.Crossing)
            ? e with { Postings = [.. e.Postings.Select(p => p is PostingRequest.Crossing c ? c with { Event = c.Event + count } : p)] }
            : e;
    }

    private async Task<Result<Receipt>> TryAsync(AppendCommand command, string id, CancellationToken ct)
    {
        var tried = await trial.RunAsync(command, ct);
        if (tried.Result is AppendResult.Appended { IsRepeat: true } done) return await ReceiptAsync(command.Tenant, id, done, ct);
        if (await books.CheckAsync(command, ct) is { } closed) return closed;
        return tried.Result is AppendResult.Refused refused
            ? await books.ExplainAsync(command.Tenant, refused, ct)
            : new Receipt(id, 0) { Tried = tried, Rests = [.. command.Writes.Where(IsReading).Select(w => w with { Events = [] })] };
    }

    /// <summary>Whether a write says how the stream stood that it was decided on, apart from what is new.</summary>
    private static bool IsReading(StreamWrite write) => write.Expected.Value > 0 || (write.Expected.Value == 0 && write.Events.Count == 0);

    /// <summary>
    /// A receipt. Where the day that an id begins with is none that the caller named, such as today, a repeat makes another id than
    /// the first time: then the log tells which it was.
    /// </summary>
    private async Task<Receipt> ReceiptAsync(string tenant, string id, AppendResult.Appended done, CancellationToken ct)
    {
        var made = done.IsRepeat ? await reader.FindMadeAsync(tenant, done, Ids.UndatedOf(id), ct) : null;
        return new Receipt(made ?? id, done.Last) { IsRepeat = done.IsRepeat };
    }
}
