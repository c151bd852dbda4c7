namespace CharityLedger.Contracts.Events;

/// <summary>Whom a payment goes to in the register of contacts, beside the public words.</summary>
/// <param name="Contact">The contact.</param>
/// <param name="Account">Id of its account, such as <c>a1</c>; null where it isn't paid to an account.</param>
public sealed record PaidTo(string Contact, string? Account = null);

/// <summary>Whom a request pays. It stands beside the request, in the same command.</summary>
/// <param name="Request">The request.</param>
/// <param name="To">The contact and its account.</param>
/// <param name="IsHolderOther">Whether the account is kept in another's name than the contact's (户名不符).</param>
/// <param name="NeedsCallBack">Whether the account was never paid to before: then a second person calls the payee back by a number that
/// is known of old, before anybody signs.</param>
[EventType("payee_named")]
public sealed record PayeeNamed(string Request, PaidTo To, bool IsHolderOther, bool NeedsCallBack) : ILedgerEvent;

/// <summary>A second person asked the payee back about the account (回访核实).</summary>
/// <param name="Request">The request.</param>
/// <param name="By">Who called; not who asked for the payment.</param>
/// <param name="Sealed">What was said, sealed under the contact's key (base64).</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("payee_called_back")]
public sealed record PayeeCalledBack(string Request, string By, string Sealed, DateOnly OccurredOn) : IDated;

/// <summary>A payment to a contact was asked for; in the contact's stream, so that all that goes to one payee is summed.</summary>
/// <param name="Contact">The contact.</param>
/// <param name="Request">The request.</param>
/// <param name="Account">Id of its account.</param>
/// <param name="AmountFen">Amount in fen.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("contact_payment_asked")]
public sealed record ContactPaymentAsked(string Contact, string Request, string? Account, long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>A payment to a contact will not be made.</summary>
/// <param name="Contact">The contact.</param>
/// <param name="Request">The request.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("contact_payment_ended")]
public sealed record ContactPaymentEnded(string Contact, string Request, DateOnly OccurredOn) : IDated;

/// <summary>A contact was paid.</summary>
/// <param name="Contact">The contact.</param>
/// <param name="Payment">The payment.</param>
/// <param name="Request">The request that asked for it; null where one person pays alone.</param>
/// <param name="Account">Id of its account.</param>
/// <param name="AmountFen">Amount in fen.</param>
/// <param name="OccurredOn">Day on which it is booked.</param>
[EventType("contact_paid")]
public sealed record ContactPaid(
    string Contact, string Payment, string? Request, string? Account, long AmountFen, DateOnly OccurredOn) : IDated;
