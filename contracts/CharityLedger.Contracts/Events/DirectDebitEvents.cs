namespace CharityLedger.Contracts.Events;

/// <summary>A payee may take money from an account by itself, up to a ceiling and for a term (代扣授权): fees, taxes, insurance.</summary>
/// <param name="Standing">Id of the standing approval.</param>
/// <param name="Payee">Who may take it.</param>
/// <param name="Purpose">What for.</param>
/// <param name="CeilingFen">The most that it may take at once, in fen.</param>
/// <param name="EndsOn">Last day.</param>
/// <param name="OccurredOn">First day.</param>
[EventType("standing_approval_given")]
public sealed record StandingApprovalGiven(
    string Standing, string Payee, string Purpose, long CeilingFen, DateOnly EndsOn, DateOnly OccurredOn) : IDated;

/// <summary>A standing approval ended before its term.</summary>
/// <param name="Standing">Id of the standing approval.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Its last day.</param>
[EventType("standing_approval_ended")]
public sealed record StandingApprovalEnded(string Standing, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>
/// The bank paid by itself (银行代扣). It stands before the payment in its stream; nobody was asked before. Under a standing approval it
/// is approved, otherwise somebody else approves it afterwards.
/// </summary>
/// <param name="Payment">The payment.</param>
/// <param name="Standing">The standing approval under which it falls; null where it needs an approval of its own.</param>
/// <param name="PaidOn">The bank's day.</param>
/// <param name="Reference">The bank's reference; null where it gave none.</param>
/// <param name="Payee">Who took it.</param>
/// <param name="Approvals">How many have to approve it afterwards; 0 under a standing approval.</param>
/// <param name="By">Who recorded it.</param>
/// <param name="OccurredOn">Day on which it is booked: the bank's, or where its month is closed, the first day that is open.</param>
[EventType("direct_debited")]
public sealed record DirectDebited(
    string Payment, string? Standing, DateOnly PaidOn, string? Reference, string Payee, int Approvals, string By,
    DateOnly OccurredOn) : IDated;

/// <summary>What the bank had paid by itself was approved afterwards, by one of those who have to.</summary>
/// <param name="Payment">The payment.</param>
/// <param name="By">Who approved it; not who recorded it, nor who did so before.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai.</param>
[EventType("direct_debit_approved")]
public sealed record DirectDebitApproved(string Payment, string By, DateOnly OccurredOn) : IDated;
