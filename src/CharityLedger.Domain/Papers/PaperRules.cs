using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Approvals;

namespace CharityLedger.Domain.Papers;

/// <summary>A federation's rules on which papers requests must hold (附件要求), by id.</summary>
public sealed record PaperRules(ImmutableSortedDictionary<string, ScopedRule<PaperRuleSet>> Rules)
{
    /// <summary>None: nothing is required.</summary>
    public static readonly PaperRules None = new(ImmutableSortedDictionary.Create<string, ScopedRule<PaperRuleSet>>(StringComparer.Ordinal));

    /// <summary>The kinds that a request must hold before anybody approves it.</summary>
    /// <param name="facts">What is asked for.</param>
    /// <param name="on">Day on which it is asked for.</param>
    public IReadOnlyList<PaperKind> Required(RequestFacts facts, DateOnly on) =>
        [.. Rules.Values.Where(r => r.Binds(facts, on)).SelectMany(r => r.Set.Kinds).Distinct().Order()];

    /// <summary>Sets a rule that isn't there yet.</summary>
    /// <param name="wanted">The rule.</param>
    /// <param name="actions">Names of all that can be asked for.</param>
    /// <param name="today">Today in Beijing.</param>
    public Result<PaperRuleSet> Set(PaperRuleSet wanted, IReadOnlySet<string> actions, DateOnly today)
    {
        if ((Check.Id(wanted.Rule, "rule") ?? Check.Text(wanted.Source, "source") ?? Check.Date(wanted.OccurredOn, today)) is { } refusal)
            return refusal;
        if (Rules.ContainsKey(wanted.Rule)) return Invalid("A rule of this id was set; end it, and set another.", "rule");
        if (wanted.Scope.Fault(actions) is { } fault) return Invalid(fault, "scope");
        if (wanted.Kinds.Count == 0 || wanted.Kinds.Distinct().Count() != wanted.Kinds.Count || wanted.Kinds.Contains(PaperKind.Signature))
            return Invalid("At least one kind is required, each once; a signature lies beside what is signed.", "kinds");
        return wanted.EffectiveFrom < today ? Past("effectiveFrom") : wanted;
    }

    /// <summary>Ends a rule.</summary>
    public Result<PaperRuleEnded> End(PaperRuleEnded wanted, DateOnly today)
    {
        if (!Rules.TryGetValue(wanted.Rule, out var rule) || rule.EndsOn is not null)
            return Invalid("There is no such rule that binds.", "rule");
        var refusal = Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        return wanted.EndsOn < today.AddDays(-1) ? Past("endsOn") : wanted;
    }

    /// <summary>Folds an event.</summary>
    public PaperRules Evolve(ILedgerEvent @event) => @event switch
    {
        PaperRuleSet e => new(Rules.SetItem(e.Rule, new ScopedRule<PaperRuleSet>(e, e.Scope, e.EffectiveFrom))),
        PaperRuleEnded e => new(Rules.SetItem(e.Rule, Rules[e.Rule] with { EndsOn = e.EndsOn })),
        _ => this,
    };

    private static Refusal Invalid(string why, string field) => new(RefusalCode.PaperRuleInvalid, why, field);

    private static Refusal Past(string field) =>
        new(RefusalCode.PeriodInvalid, "What was asked for already stands as it was asked; a rule changes from today on.", field);
}
