namespace CharityLedger.Contracts.Events;

/// <summary>
/// A federation set a row of the policy table for itself: another value, a draft or unverified row in force, or one out of
/// force. What was decided before stays as it was; what happens from the date on meets this row.
/// </summary>
/// <param name="Row">Id of the row.</param>
/// <param name="Value">Its value as an accountant writes it; null leaves the table's.</param>
/// <param name="InForce">Whether it is applied.</param>
/// <param name="EffectiveFrom">First day; not before <paramref name="OccurredOn"/>.</param>
/// <param name="EffectiveTo">Last day; null while it lasts.</param>
/// <param name="Source">Law and article, or the decision, that says so.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Date of the decision, Asia/Shanghai.</param>
[EventType("policy_row_set")]
public sealed record PolicyRowSet(
    string Row, string? Value, bool InForce, DateOnly EffectiveFrom, DateOnly? EffectiveTo, string Source, string Reason,
    DateOnly OccurredOn) : IDated
{
    /// <summary>Whether a date lies within its dates.</summary>
    public bool Covers(DateOnly on) => EffectiveFrom <= on && (EffectiveTo is null || on <= EffectiveTo);
}
