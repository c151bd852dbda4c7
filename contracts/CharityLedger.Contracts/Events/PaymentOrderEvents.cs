using System.Text.Json;

namespace CharityLedger.Contracts.Events;

/// <summary>What a payment takes out of a bucket, and what is reserved there for it.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
public sealed record ReservedPart(Bucket Bucket, long AmountFen);

/// <summary>
/// What a request asks for may be paid (付款单): it stands beside the last signature, in the same command, and reserves the money.
/// It has no booking day yet: that is the bank's.
/// </summary>
/// <param name="Request">The request, whose stream it stands in.</param>
/// <param name="Action">What was asked for, such as <c>make_payment</c>.</param>
/// <param name="AmountFen">What the bank will pay in one line, in fen; null where the request doesn't say.</param>
/// <param name="Reserved">What is reserved, by bucket; nothing where the money left its bucket already, as with a refund that is owed.</param>
/// <param name="Payee">Who will receive it, in words that say nothing of a person.</param>
/// <param name="Purpose">What it is spent on (用途).</param>
/// <param name="Account">Where the money is to come from.</param>
/// <param name="NamedAccount">Code of that account in the register; the first one of its kind where null.</param>
/// <param name="OccurredOn">Day of the last signature in Asia/Shanghai.</param>
/// <param name="ClaimedIn">The stream in which it claims what no bucket holds; null where it claims nothing.</param>
[EventType("payment_approved")]
public sealed record PaymentApproved(
    string Request, string Action, long? AmountFen, IReadOnlyList<ReservedPart> Reserved, string Payee, string Purpose,
    MoneyAccount Account, string? NamedAccount, DateOnly OccurredOn, string? ClaimedIn = null) : IDated;

/// <summary>
/// A payment on its way claims what no bucket holds: a refund that is owed, a part of the fees that a trust's document allows. It
/// stands in the stream of what it is claimed of, beside the last signature, so that no other payment gets it.
/// </summary>
/// <param name="Request">The request.</param>
/// <param name="Subject">What is claimed: the refund, or the kind of fee.</param>
/// <param name="AmountFen">How much of it, in fen; null where the request doesn't say.</param>
/// <param name="OccurredOn">Day of the last signature in Asia/Shanghai.</param>
[EventType("payment_claimed")]
public sealed record PaymentClaimed(string Request, string Subject, long? AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>What a payment claimed is claimed no more: it was paid, beside this event, or withdrawn.</summary>
/// <param name="Request">The request.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai.</param>
[EventType("payment_claim_ended")]
public sealed record PaymentClaimEnded(string Request, DateOnly OccurredOn) : IDated;

/// <summary>A payment was handed to the bank (提交银行). It can't be withdrawn any more; the bank pays it or returns it.</summary>
/// <param name="Request">The request.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai.</param>
[EventType("payment_handed_over")]
public sealed record PaymentHandedOver(string Request, DateOnly OccurredOn) : IDated;

/// <summary>
/// The bank paid (已付款). What was reserved is given back, and in the same command the request is carried out and booked.
/// </summary>
/// <param name="Request">The request.</param>
/// <param name="PaidOn">The bank's day, not before the last signature.</param>
/// <param name="Reference">The bank's reference of the line (流水号), unique for an account and day; null where the bank gave none.</param>
/// <param name="FeeFen">What the bank took for it in fen, paid out of general money as a payment of its own; 0 for none.</param>
/// <param name="OccurredOn">Day on which it is booked: the bank's, or where its month is closed, the first day that is open.</param>
[EventType("payment_cleared")]
public sealed record PaymentCleared(string Request, DateOnly PaidOn, string? Reference, long FeeFen, DateOnly OccurredOn) : IDated;

/// <summary>The bank returned a payment that had been handed to it (退票). Its money stays reserved until it is approved again, or
/// given up.</summary>
/// <param name="Request">The request.</param>
/// <param name="Reason">What the bank said.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai.</param>
[EventType("payment_returned")]
public sealed record PaymentReturned(string Request, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>A payment that the bank returned may be made again, as it was approved anew (重新付款).</summary>
/// <param name="Request">The request.</param>
/// <param name="Reason">What was mended.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai.</param>
/// <param name="Input">What is asked for now, where it goes to another account of its payee; null where it is as it was.</param>
[EventType("payment_approved_again")]
public sealed record PaymentApprovedAgain(string Request, string Reason, DateOnly OccurredOn, JsonElement? Input = null) : IDated;

/// <summary>A payment was withdrawn before it was handed over, or given up after it was returned (撤销): what was reserved is given
/// back. It stands beside the request's rejection.</summary>
/// <param name="Request">The request.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai.</param>
[EventType("payment_withdrawn")]
public sealed record PaymentWithdrawn(string Request, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>A line of an account at the bank is taken: no other payment may name it.</summary>
/// <param name="Account">Code of the account in the register, or its kind's word.</param>
/// <param name="PaidOn">The bank's day.</param>
/// <param name="Reference">The bank's reference.</param>
/// <param name="Payment">The request that this line paid, the payment that the bank made by itself, or the move or transfer whose
/// money came in.</param>
[EventType("bank_line_taken")]
public sealed record BankLineTaken(string Account, DateOnly PaidOn, string Reference, string Payment) : ILedgerEvent;
