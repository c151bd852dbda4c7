using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Approvals;

/// <summary>A rule for requests of a scope, as it stands.</summary>
/// <param name="Set">As it was decided.</param>
/// <param name="Scope">Which requests it binds.</param>
/// <param name="EffectiveFrom">First day.</param>
/// <param name="EndsOn">Its last day; null while it binds.</param>
public sealed record ScopedRule<TSet>(TSet Set, RequestScope Scope, DateOnly EffectiveFrom, DateOnly? EndsOn = null)
{
    /// <summary>Whether it binds what is asked for on a day.</summary>
    public bool Binds(RequestFacts facts, DateOnly on) =>
        EffectiveFrom <= on && (EndsOn is null || on <= EndsOn) && facts.FallsUnder(Scope);
}
