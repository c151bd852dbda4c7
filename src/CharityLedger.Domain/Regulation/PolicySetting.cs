using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Regulation;

/// <summary>A federation's own rows of the policy table (政策参数).</summary>
public static class PolicySetting
{
    /// <summary>Decides a row. It never reaches back before its own date, so nothing that was decided changes.</summary>
    /// <param name="wanted">The row.</param>
    /// <param name="today">Today in Beijing.</param>
    /// <param name="isBeingSetUp">Whether the federation still enters what was decided before it had users here.</param>
    public static Result<PolicyRowSet> Set(PolicyRowSet wanted, DateOnly today, bool isBeingSetUp = false)
    {
        if (PolicyTable.Rows.FirstOrDefault(r => r.Id == wanted.Row) is not { } row)
            return new Refusal(RefusalCode.PolicyRowUnknown, $"There is no policy row {wanted.Row}.", "row");
        if (row.Id.StartsWith("accounting.", StringComparison.Ordinal))
            return new Refusal(RefusalCode.PolicyValueInvalid, "How the books are kept is the same for every federation.", "row");
        var refusal = Check.Text(wanted.Source, "source") ?? Check.Text(wanted.Reason, "reason", 500)
            ?? Check.Date(wanted.OccurredOn, today) ?? Period(wanted, isBeingSetUp ? wanted.OccurredOn : today);
        if (refusal is not null) return refusal;
        if (row.Id.StartsWith("approval.", StringComparison.Ordinal) && !NeedsAnother(row, wanted))
            return new Refusal(RefusalCode.PolicyValueInvalid, "What needs another person needs at least one.", "value");
        return PolicyRow.NumberOf(row.Unit, wanted.Value ?? row.Value) is null
            && (wanted.InForce || wanted.Value is not null)
            ? new Refusal(RefusalCode.PolicyValueInvalid, $"“{wanted.Value ?? row.Value}” is no value of {row.Unit}.", "value")
            : wanted;
    }

    /// <summary>Counts of approvals can't be set to none; a threshold's row can be put out of force.</summary>
    private static bool NeedsAnother(PolicyRow row, PolicyRowSet wanted) =>
        row.Unit != PolicyUnit.Count || (wanted.InForce && PolicyRow.NumberOf(row.Unit, wanted.Value ?? row.Value) is not < 1);

    private static Refusal? Period(PolicyRowSet wanted, DateOnly earliest)
    {
        if (wanted.EffectiveFrom < wanted.OccurredOn || wanted.EffectiveFrom < earliest)
            return new Refusal(RefusalCode.PeriodInvalid, "A row is not set before its decision.", "effectiveFrom");
        return wanted.EffectiveTo < wanted.EffectiveFrom
            ? new Refusal(RefusalCode.PeriodInvalid, "A row ends before it begins.", "effectiveTo") : null;
    }
}
