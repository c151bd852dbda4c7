using System.Collections.Concurrent;
using System.Collections.Frozen;
using CharityLedger.Contracts;
using CharityLedger.Domain;
using CharityLedger.Domain.Accounting;
using CharityLedger.EventStore;
using CharityLedger.Projections.Journal;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Accounting;

/// <summary>
/// The one door to the core that keeps closed months closed. Whatever is posted asserts the version of the federation's
/// <c>books</c> stream under which its date was found open; a close or reopening at the same moment makes that a conflict, and
/// the date is looked at anew. The stream is remembered, so that the assertion costs no question: the core itself proves, under
/// its lock, that the memory is true.
/// </summary>
public sealed class OpenBooks(LedgerCore core, EventReader reader)
{
    private static readonly FrozenSet<string> Posted = PostingRules.Types.ToFrozenSet(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (long Version, BooksState State)> known = new();

    /// <summary>Which months are closed, as last seen by this host.</summary>
    public async ValueTask<BooksState> StateAsync(string tenant, CancellationToken ct) =>
        (known.TryGetValue(tenant, out var books) ? books : await LoadAsync(tenant, ct)).State;

    /// <summary>
    /// Appends a command, or refuses it as the core does, or with <c>period_closed</c>. A command that was carried out before its
    /// month was closed gets its first answer again. Where the books are known, the command takes its place among the waiting
    /// ones before this returns.
    /// </summary>
    public async Task<Result<AppendResult.Appended>> AppendAsync(AppendCommand command, CancellationToken ct)
    {
        // Closing and carrying over are decided on the stream itself.
        var posted = PostedOn(command);
        if (posted.Count == 0 || command.Writes.Any(w => w.Stream == Streams.Books)) return Answer(await core.AppendAsync(command, ct));
        for (var isFresh = false; ; isFresh = true)
        {
            var assertions = new List<StreamWrite>(posted.Count);
            Refusal? refusal = null;
            foreach (var (tenant, date) in posted)
            {
                if (isFresh || !known.TryGetValue(tenant, out var books)) books = await LoadAsync(tenant, ct);
                refusal ??= books.State.Refuse(date);
                assertions.Add(new StreamWrite(Streams.Books, new ExpectedVersion(books.Version), [])
                {
                    Tenant = tenant == command.Tenant ? null : tenant,
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
            if (result is not AppendResult.Refused { Reason: AppendRefusal.VersionConflict, Subject: Streams.Books })
                return Answer(result);
        }
    }

    /// <summary>Whether the books are open now for all that a command would post; asked anew of the log, and appends nothing.</summary>
    public async Task<Refusal?> CheckAsync(AppendCommand command, CancellationToken ct)
    {
        if (command.Writes.Any(w => w.Stream == Streams.Books)) return null;
        foreach (var (tenant, date) in PostedOn(command))
            if ((await LoadAsync(tenant, ct)).State.Refuse(date) is { } closed) return closed;
        return null;
    }

    /// <summary>Reads the stream again.</summary>
    public async Task<(long Version, BooksState State)> LoadAsync(string tenant, CancellationToken ct)
    {
        var events = await reader.ReadStreamAsync(tenant, Streams.Books, ct: ct);
        var state = events.Aggregate(BooksState.Open, (s, e) => Books.Evolve(s, e.Event));
        return known[tenant] = (events.Count, state);
    }

    /// <summary>The earliest date on which a command posts anything, of each federation that it posts for.</summary>
    private static Dictionary<string, DateOnly> PostedOn(AppendCommand command)
    {
        var earliest = new Dictionary<string, DateOnly>(1, StringComparer.Ordinal);
        foreach (var write in command.Writes)
        {
            foreach (var @event in write.Events)
            {
                if (@event.Postings.Count == 0 && !Posted.Contains(@event.Type)) continue;
                if (@event.OccurredOn is not { } date) continue;
                var tenant = command.TenantOf(write);
                if (!earliest.TryGetValue(tenant, out var before) || date < before) earliest[tenant] = date;
            }
        }

        return earliest;
    }

    private static Result<AppendResult.Appended> Answer(AppendResult result) => result switch
    {
        AppendResult.Appended done => done,
        AppendResult.Refused refused => Problems.Of(refused),
        var other => throw new InvalidOperationException($"Unknown result {other}."),
    };
}
