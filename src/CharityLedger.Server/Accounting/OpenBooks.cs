using System.Collections.Concurrent;
using System.Collections.Frozen;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts;
using CharityLedger.Domain;
using CharityLedger.Domain.Accounting;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Projections.Journal;
using CharityLedger.Projections.Payments;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Accounting;

/// <summary>
/// The one door to the core that keeps closed months and closed funds closed. Whatever is posted asserts the version of the
/// federation's <c>books</c> stream under which its date was found open, and of the stream of each fund that it enters; a close
/// or reopening at the same moment makes that a conflict, and both are looked at anew. The streams are remembered, so that the
/// assertion costs no question: the core itself proves, under its lock, that the memory is true. An assertion changes no
/// version: gifts to one fund don't stand in each other's way.
/// </summary>
public sealed class OpenBooks(LedgerCore core, EventReader reader, OwnWrites? writes = null, PaymentOrdersQuery? orders = null)
{
    /// <summary>Events that closed months refuse although they move no money: what makes entries, and receipts.</summary>
    private static readonly FrozenSet<string> Posted = PostingRules.Types
        .Append(EventTypes.AliasOf(typeof(ReceiptIssued))).Append(EventTypes.AliasOf(typeof(ReceiptReversed))).ToFrozenSet(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Tenant, string Stream), Gate> known = new();

    /// <summary>Which months are closed, as last seen by this host.</summary>
    public async ValueTask<BooksState> StateAsync(string tenant, CancellationToken ct) => (await GateAsync((tenant, Streams.Books), ct)).Books!;

    /// <summary>
    /// Appends a command, or refuses it as the core does, or with <c>period_closed</c> or <c>fund_closed</c>. A command that was
    /// carried out before its month or fund was closed gets its first answer again.
    /// </summary>
    public async Task<Result<AppendResult.Appended>> AppendAsync(AppendCommand command, CancellationToken ct)
    {
        var gates = GatesOf(command);
        if (gates.Count == 0) return await AnswerAsync(command, await core.AppendAsync(command, ct), ct);
        for (var isFresh = false; ; isFresh = true)
        {
            var assertions = new List<StreamWrite>(gates.Count);
            Refusal? refusal = null;
            foreach (var (key, date) in gates)
            {
                if (isFresh || !known.TryGetValue(key, out var gate)) gate = await ReadAsync(key, ct);
                refusal ??= gate.Refuse(date);
                assertions.Add(StreamWrite.Unchanged(key.Stream, gate.Version) with
                {
                    Tenant = key.Tenant == command.Tenant ? null : key.Tenant,
                });
            }

            if (refusal is not null)
            {
                if (!isFresh) continue;
                return await reader.FindCommandAsync(command.Tenant, command.Key, command.InputHash, ct) is { } done
                    ? done
                    : refusal;
            }

            var result = await core.AppendAsync(command with { Writes = [.. command.Writes, .. assertions] }, ct);
            if (result is not AppendResult.Refused { Reason: AppendRefusal.VersionConflict } refused
                || gates.Keys.All(g => g.Stream != refused.Subject)) return await AnswerAsync(command, result, ct);
        }
    }

    /// <summary>
    /// A fund as this host remembers it, or as the log has it now, and what asserts in a command that it still stands
    /// so; null where there is none.
    /// </summary>
    public async Task<(FundState? Fund, IReadOnlyList<StreamWrite> Asserted)> FundAsync(
        string tenant, string? fund, bool anew, CancellationToken ct)
    {
        if (fund is null || !Ledger.IsName(fund)) return (null, []);
        var stream = Streams.Fund(fund);
        var gate = anew ? await ReadAsync((tenant, stream), ct) : await GateAsync((tenant, stream), ct);
        return (gate.Fund, [StreamWrite.Unchanged(stream, gate.Version)]);
    }

    /// <summary>Whether the books and the funds are open now for all that a command would post; asked anew of the log, and appends
    /// nothing.</summary>
    public async Task<Refusal?> CheckAsync(AppendCommand command, CancellationToken ct)
    {
        foreach (var (key, date) in GatesOf(command))
            if ((await ReadAsync(key, ct)).Refuse(date) is { } closed) return closed;
        return null;
    }

    /// <summary>Reads the stream again.</summary>
    public async Task<(long Version, BooksState State)> LoadAsync(string tenant, CancellationToken ct)
    {
        var books = await ReadAsync((tenant, Streams.Books), ct);
        return (books.Version, books.Books!);
    }

    private async ValueTask<Gate> GateAsync((string Tenant, string Stream) key, CancellationToken ct) =>
        known.TryGetValue(key, out var gate) ? gate : await ReadAsync(key, ct);

    private async Task<Gate> ReadAsync((string Tenant, string Stream) key, CancellationToken ct)
    {
        var events = (await reader.ReadStreamAsync(key.Tenant, key.Stream, ct: ct)).Select(e => e.Event).ToList();
        if (key.Stream == Streams.Books)
            return known[key] = new Gate(events.Count, events.Aggregate(BooksState.Open, Books.Evolve), null);
        var gate = new Gate(events.Count, null, events.Aggregate((FundState?)null, Fund.Evolve));
        // Whatever callers make up is not remembered.
        return gate.Fund is null ? gate : known[key] = gate;
    }

    /// <summary>
    /// The streams that must let a command pass: the books of each federation that it posts for, with the earliest date on which
    /// it posts anything, and each fund that it enters. What it writes to itself, it was decided on.
    /// </summary>
    private static Dictionary<(string Tenant, string Stream), DateOnly> GatesOf(AppendCommand command)
    {
        var gates = new Dictionary<(string Tenant, string Stream), DateOnly>(2);
        Bucket? last = null;
        DateOnly? earliest = null;
        foreach (var write in command.Writes)
        {
            var tenant = command.TenantOf(write);
            foreach (var @event in write.Events)
            {
                foreach (var posting in @event.Postings)
                {
                    // Most commands of many events are a list for one fund.
                    if (posting.Bucket == last && write.Tenant is null || EnteredBy(posting, @event) is not { } fund) continue;
                    gates.TryAdd((tenant, Streams.Fund(fund)), default);
                    if (write.Tenant is null) last = posting.Bucket;
                }

                if (@event.Postings.Count == 0 && !Posted.Contains(@event.Type)) continue;
                if (@event.OccurredOn is not { } date) continue;
                if (write.Tenant is null) earliest = earliest < date ? earliest : date;
                else if (!gates.TryGetValue((tenant, Streams.Books), out var before) || date < before) gates[(tenant, Streams.Books)] = date;
            }
        }

        if (earliest is { } day) gates[(command.Tenant, Streams.Books)] = day;
        foreach (var gate in gates.Keys.ToList())
            if (command.Writes.Any(w => w.Stream == gate.Stream && command.TenantOf(w) == gate.Tenant)) gates.Remove(gate);
        return gates;
    }

    /// <summary>
    /// The fund that new money comes into. What comes back to a closed fund still does, and is moved on from there: a bank that
    /// returns a payment asks nobody.
    /// </summary>
    private static string? EnteredBy(PostingRequest posting, NewEvent @event) => posting switch
    {
        PostingRequest.Inflow or PostingRequest.Crossing => posting.Bucket.Fund,
        PostingRequest.TransferIn moved when posting.Bucket.Fund is { } fund
            && @event.Postings[moved.From].Bucket.Fund != fund => fund,
        _ => null,
    };

    /// <summary>What lets commands pass.</summary>
    /// <param name="Version">The stream's.</param>
    /// <param name="Books">The books, where the stream is theirs.</param>
    /// <param name="Fund">The fund, where it is one's.</param>
    private sealed record Gate(long Version, BooksState? Books, FundState? Fund)
    {
        public Refusal? Refuse(DateOnly date) =>
            Fund is { IsClosed: true } ? Domain.Funds.Fund.Closed("fund") : Books?.Refuse(date);
    }

    /// <summary>The core's refusal in words, with those for whom money is reserved where too little is left.</summary>
    public async Task<Refusal> ExplainAsync(string tenant, AppendResult.Refused refused, CancellationToken ct) =>
        Problems.Of(refused, refused.ReservedFen == 0 || orders is null ? null : await orders.HoldersAsync(tenant, refused.Subject, ct));

    private async Task<Result<AppendResult.Appended>> AnswerAsync(AppendCommand command, AppendResult result, CancellationToken ct)
    {
        switch (result)
        {
            case AppendResult.Appended done:
                writes?.Note(new Caller(command.Tenant, command.User), done.Last);
                return done;
            case AppendResult.Refused refused:
                return await ExplainAsync(command.Tenant, refused, ct);
            default:
                throw new InvalidOperationException($"Unknown result {result}.");
        }
    }
}
