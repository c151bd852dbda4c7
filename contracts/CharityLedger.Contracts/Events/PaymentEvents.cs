namespace CharityLedger.Contracts.Events;

/// <summary>Money of a bucket was spent (拨付).</summary>
/// <param name="Payment">Id of the payment.</param>
/// <param name="Bucket">The bucket it was paid from.</param>
/// <param name="Fund">The fund that bucket belongs to; null for general money.</param>
/// <param name="AmountFen">Amount in fen, 1 to 10^13.</param>
/// <param name="Payee">Who received it: an organisation, or a group of people in general words; never a beneficiary's name.</param>
/// <param name="Purpose">What it was spent on (用途).</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("payment_made")]
public sealed record PaymentMade(
    string Payment, string Bucket, string? Fund, long AmountFen, string Payee, string Purpose, DateOnly OccurredOn) : IDated;

/// <summary>A payment, or a part of one, came back (冲回).</summary>
/// <param name="Payment">The payment.</param>
/// <param name="Reversal">Id of the reversal.</param>
/// <param name="Bucket">The bucket it returns to: the one it was paid from.</param>
/// <param name="AmountFen">Amount in fen, at least 1; all reversals of a payment together never exceed it.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("payment_reversed")]
public sealed record PaymentReversed(
    string Payment, string Reversal, string Bucket, long AmountFen, string Reason, DateOnly OccurredOn) : IDated;
