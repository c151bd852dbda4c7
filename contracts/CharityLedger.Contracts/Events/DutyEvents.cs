namespace CharityLedger.Contracts.Events;

/// <summary>Something outside the ledger began a duty: a major transaction, a donor's query, a change in a trust.</summary>
/// <param name="Duty">Id of the duty.</param>
/// <param name="Row">Row of the policy table that says until when.</param>
/// <param name="Subject">What it is about, in words.</param>
/// <param name="StartsOn">Day from which it runs.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("duty_raised")]
public sealed record DutyRaised(string Duty, string Row, string Subject, DateOnly StartsOn, DateOnly OccurredOn) : IDated;

/// <summary>A duty was met that no other event of the ledger meets: a report was filed, a notice was published.</summary>
/// <param name="Duty">Id of the duty.</param>
/// <param name="Evidence">What shows it: a document's number, an address, or a file's SHA-256.</param>
/// <param name="OccurredOn">Day on which it was met, Asia/Shanghai.</param>
[EventType("duty_met")]
public sealed record DutyMet(string Duty, string Evidence, DateOnly OccurredOn) : IDated;
