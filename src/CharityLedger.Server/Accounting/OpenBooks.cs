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
        if (PostedOn(command) is not { } date || command.Writes.Any(w => w.Stream == Streams.Books))
            return Answer(await core.AppendAsync(command, ct));
        for (var isFresh = false; ; isFresh = true)
        {
            if (isFresh || !known.TryGetValue(command.Tenant, out var books)) books = await LoadAsync(command.Tenant, ct);
            if (books.State.Refuse(date) is { } refusal)
            {
                if (!isFresh) continue;
                return await reader.FindCommandAsync(command.Tenant, command.Key, command.InputHash, ct) is { } done
                    ? done
                    : refusal;
            }

            var assertion = new StreamWrite(Streams.Books, new ExpectedVersion(books.Version), []);
            var result = await core.AppendAsync(command with { Writes = [.. command.Writes, assertion] }, ct);
            if (result is not AppendResult.Refused { Reason: AppendRefusal.VersionConflict, Subject: Streams.Books })
                return Answer(result);
        }
    }

    /// <summary>Reads the stream again.</summary>
    public async Task<(long Version, BooksState State)> LoadAsync(string tenant, CancellationToken ct)
    {
        var events = await reader.ReadStreamAsync(tenant, Streams.Books, ct: ct);
        var state = events.Aggregate(BooksState.Open, (s, e) => Books.Evolve(s, e.Event));
        return known[tenant] = (events.Count, state);
    }

    /// <summary>The earliest date on which a command posts anything; null where it is not for the books.</summary>
    private static DateOnly? PostedOn(AppendCommand command)
    {
        DateOnly? earliest = null;
        foreach (var write in command.Writes)
        {
            foreach (var @event in write.Events)
            {
                if (@event.Postings.Count == 0 && !Posted.Contains(@event.Type)) continue;
                if (@event.OccurredOn is { } date && !(date >= earliest)) earliest = date;
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
