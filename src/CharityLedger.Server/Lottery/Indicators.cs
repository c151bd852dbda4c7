using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.LotteryGrants;
using CharityLedger.EventStore;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;

namespace CharityLedger.Server.Lottery;

/// <summary>The steps of an indicator.</summary>
public sealed class Indicators(Steps steps)
{
    /// <summary>Takes one.</summary>
    /// <param name="indicator">Id of the indicator.</param>
    /// <param name="kind">Kind of what the step makes; it gives the id.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="date">Its business date.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="decide">Decides, of the id, the indicator and today.</param>
    /// <param name="postings">What the event moves, of the indicator.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="within">The part or expenditure that the address names.</param>
    /// <param name="ask">Asks who stands at its other end, of the id.</param>
    public Task<Result<Receipt>> StepAsync<TRequest, TEvent>(
        string indicator, string kind, TRequest request, DateOnly date, CommandContext context,
        Func<string, IndicatorState?, Result<TEvent>> decide,
        Func<TEvent, Loaded<IndicatorState>, IReadOnlyList<PostingRequest>> postings, CancellationToken ct, string? within = null,
        Func<string, Task<Asked>>? ask = null)
        where TEvent : ILedgerEvent => steps.TakeAsync(Streams.Lottery(indicator), Indicator.Evolve,
            within is null ? indicator : $"{indicator}/{within}", kind, request, date, context,
            (id, state, _) => decide(id, state), postings, ct, ask is null ? null : (id, _) => ask(id));
}
