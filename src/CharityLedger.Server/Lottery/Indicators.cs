using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.LotteryGrants;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Lottery;

/// <summary>What the slices of the lottery fund share: an indicator is loaded, one event is decided and appended to it.</summary>
public sealed class Indicators(Ledger ledger, Ids ids)
{
    /// <summary>Carries out one step of an indicator.</summary>
    /// <param name="indicator">Id of the indicator.</param>
    /// <param name="kind">Kind of what the step makes; it gives the id.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="date">Its business date.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="decide">Decides, of the id, the indicator and today.</param>
    /// <param name="postings">What the event moves, of the indicator.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="within">The part or expenditure that the address names.</param>
    public async Task<Result<Receipt>> StepAsync<TRequest, TEvent>(
        string indicator, string kind, TRequest request, DateOnly date, CommandContext context,
        Func<string, IndicatorState?, Result<TEvent>> decide, Func<TEvent, Loaded, IReadOnlyList<PostingRequest>> postings,
        CancellationToken ct, string? within = null)
        where TEvent : ILedgerEvent
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(date, tenant, kind, context.Key);
        var (state, version, events) = await ledger.LoadAsync<IndicatorState>(
            tenant, Streams.Lottery(indicator), Indicator.Evolve, ct);
        return await ledger.AppendAsync(context.Envelope(request, within is null ? indicator : $"{indicator}/{within}"), id, Streams.Lottery(indicator),
            new ExpectedVersion(version), decide(id, state), e => postings(e, new Loaded(state!, events)), ct: ct);
    }

    /// <summary>Money moves from one bucket to the next.</summary>
    public static IReadOnlyList<PostingRequest> Move(string from, string to, long fen) =>
        [new PostingRequest.Outflow(from, fen), new PostingRequest.TransferIn(to, 0)];

    /// <summary>An indicator and its events.</summary>
    public sealed record Loaded(IndicatorState State, IReadOnlyList<StoredEvent> Events)
    {
        /// <summary>The bucket of a part's money.</summary>
        public string Money(string part, int year) => State.Bucket(part, paid: true, year);
    }
}
