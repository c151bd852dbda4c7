namespace CharityLedger.Contracts.Events;

/// <summary>A part of a payment: what of it comes from one bucket, for one kind of expense.</summary>
/// <param name="Bucket">The bucket it is paid from.</param>
/// <param name="Fund">The fund that bucket belongs to; null for general money.</param>
/// <param name="AmountFen">Amount in fen, 1 to 10^13.</param>
/// <param name="Kind">The expense.</param>
public sealed record PaymentPart(Bucket Bucket, string? Fund, long AmountFen, ExpenseKind Kind);

/// <summary>
/// A payment may be made: it has its last signature, or somebody asked for it who may alone (付款单). In the same command the money
/// of its parts is reserved for it. It has no booking day yet: that is the bank's.
/// </summary>
/// <param name="Payment">Id of the payment.</param>
/// <param name="Request">The request that was approved; null where none was needed.</param>
/// <param name="Parts">Its parts, 1 to 50; one line at the bank pays them all.</param>
/// <param name="Payee">Who will receive it: an organisation, or a group of people in general words; never a beneficiary's name.</param>
/// <param name="Purpose">What it is spent on (用途).</param>
/// <param name="Account">Where the money is to come from.</param>
/// <param name="NamedAccount">Code of that account in the register; the first one of its kind where null.</param>
/// <param name="RelatedParty">The payee's id in the register of related parties.</param>
/// <param name="Decision">The decision that allows a payment to a related party (决议).</param>
/// <param name="OccurredOn">Day of the last signature in Asia/Shanghai.</param>
[EventType("payment_approved")]
public sealed record PaymentApproved(
    string Payment, string? Request, IReadOnlyList<PaymentPart> Parts, string Payee, string Purpose, MoneyAccount Account,
    string? NamedAccount, string? RelatedParty, string? Decision, DateOnly OccurredOn) : IDated;

/// <summary>A payment was handed to the bank (提交银行). It can't be withdrawn any more; the bank pays it or returns it.</summary>
/// <param name="Payment">The payment.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai.</param>
[EventType("payment_handed_over")]
public sealed record PaymentHandedOver(string Payment, DateOnly OccurredOn) : IDated;

/// <summary>
/// The bank paid (已付款). In the same command what was reserved is given back, and each part is paid and booked
/// (<see cref="PaymentMade"/>).
/// </summary>
/// <param name="Payment">The payment.</param>
/// <param name="PaidOn">The bank's day, not before the last signature.</param>
/// <param name="Reference">The bank's reference of the line (流水号), unique for an account and day; null where the bank gave none.</param>
/// <param name="FeeFen">What the bank took for it in fen, paid out of general money as a payment of its own; 0 for none.</param>
/// <param name="OccurredOn">Day on which it is booked: the bank's, or where its month is closed, the first day that is open.</param>
[EventType("payment_cleared")]
public sealed record PaymentCleared(string Payment, DateOnly PaidOn, string? Reference, long FeeFen, DateOnly OccurredOn) : IDated;

/// <summary>The bank returned a payment that had been handed to it (退票). Its money stays reserved until it is approved again, or
/// given up.</summary>
/// <param name="Payment">The payment.</param>
/// <param name="Reason">What the bank said.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai.</param>
[EventType("payment_returned")]
public sealed record PaymentReturned(string Payment, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>A payment that the bank returned may be made again, as it was approved anew (重新付款).</summary>
/// <param name="Payment">The payment.</param>
/// <param name="Reason">What was mended.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai.</param>
[EventType("payment_approved_again")]
public sealed record PaymentApprovedAgain(string Payment, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>A payment was withdrawn before it was handed over, or given up after it was returned (撤销). In the same command what was
/// reserved is given back.</summary>
/// <param name="Payment">The payment.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai.</param>
[EventType("payment_withdrawn")]
public sealed record PaymentWithdrawn(string Payment, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>A line of an account at the bank is taken: no other payment may name it.</summary>
/// <param name="Account">Code of the account in the register, or its kind's word.</param>
/// <param name="PaidOn">The bank's day.</param>
/// <param name="Reference">The bank's reference.</param>
/// <param name="Payment">The payment that is this line.</param>
[EventType("bank_line_taken")]
public sealed record BankLineTaken(string Account, DateOnly PaidOn, string Reference, string Payment) : ILedgerEvent;
