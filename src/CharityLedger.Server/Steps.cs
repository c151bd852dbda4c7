using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;

namespace CharityLedger.Server;

/// <summary>A thing as loaded: its state and its events.</summary>
public sealed record Loaded<TState>(TState State, IReadOnlyList<StoredEvent> Events);

/// <summary>What slices share that take one step of one thing: it is loaded, one event is decided and appended to it.</summary>
public sealed class Steps(Ledger ledger, Ids ids)
{
    /// <summary>Takes a step.</summary>
    /// <param name="stream">The thing's stream.</param>
    /// <param name="evolve">Folds it.</param>
    /// <param name="subject">What the address names.</param>
    /// <param name="kind">Kind of what the step makes; it gives the id.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="date">Its business date.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="decide">Decides, of the new id, the thing and today.</param>
    /// <param name="postings">What the event moves.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="ask">Asks who stands at its other end, of the new id and the thing; nobody does where missing.</param>
    public async Task<Result<Receipt>> TakeAsync<TState, TRequest, TEvent>(
        string stream, Func<TState?, ILedgerEvent, TState?> evolve, string subject, string kind, TRequest request, DateOnly date,
        CommandContext context, Func<string, TState?, DateOnly, Result<TEvent>> decide,
        Func<TEvent, Loaded<TState>, IReadOnlyList<PostingRequest>> postings, CancellationToken ct,
        Func<string, TState?, Task<Asked>>? ask = null)
        where TState : class
        where TEvent : ILedgerEvent
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(date, tenant, kind, context.Key);
        var (state, version, events) = await ledger.LoadAsync(tenant, stream, evolve, ct);
        var asked = ask is null ? new Asked(context, null) : await ask(id, state);
        return await ledger.AppendAsync(asked.Context.Envelope(request, subject), id, stream, new ExpectedVersion(version),
            asked.Unless(decide(id, state, ledger.Today)), e => postings(e, new Loaded<TState>(state!, events)), ct: ct);
    }

    /// <summary>Money moves from one bucket to the next.</summary>
    public static IReadOnlyList<PostingRequest> Move(Bucket from, Bucket to, long fen) =>
        [new PostingRequest.Outflow(from, fen), new PostingRequest.TransferIn(to, 0)];

    /// <summary>The last of an outflow that has not come back yet comes back (docs/adr/0002).</summary>
    /// <param name="bucket">Where it was spent.</param>
    /// <param name="made">The event that spent it, with its first posting.</param>
    /// <param name="outstandingFen">What has not come back.</param>
    /// <param name="fen">What comes back now.</param>
    public static IReadOnlyList<PostingRequest> Return(Bucket bucket, StoredEvent made, long outstandingFen, long fen) =>
        [new PostingRequest.Return(bucket, new OutflowPart(
            made.Position, 0, new Interval(outstandingFen - fen, outstandingFen)))];
}
