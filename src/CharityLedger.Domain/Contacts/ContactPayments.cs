using System.Collections.Immutable;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Contacts;

/// <summary>A payment to a contact, on its way or made.</summary>
/// <param name="Account">Id of the contact's account.</param>
/// <param name="AmountFen">Amount in fen.</param>
/// <param name="On">Day on which it was asked for, or made.</param>
/// <param name="IsPaid">Whether it was made.</param>
public sealed record ContactPayment(string? Account, long AmountFen, DateOnly On, bool IsPaid);

/// <summary>What was asked for and paid to one contact, by request or payment.</summary>
public sealed record ContactPayments(ImmutableDictionary<string, ContactPayment> Payments)
{
    /// <summary>Days over which payments to one payee are summed against the limits of approvals.</summary>
    public const int Days = 30;

    /// <summary>None.</summary>
    public static readonly ContactPayments None = new(ImmutableDictionary.Create<string, ContactPayment>(StringComparer.Ordinal));

    /// <summary>What is asked for and not ended, and what was paid within the last days, in fen.</summary>
    /// <param name="on">The day.</param>
    /// <param name="but">A request that doesn't count.</param>
    public long SumFen(DateOnly on, string? but) => Payments
        .Where(p => p.Key != but && (!p.Value.IsPaid || p.Value.On > on.AddDays(-Days))).Sum(p => p.Value.AmountFen);

    /// <summary>Whether an account was paid to before.</summary>
    public bool HasPaid(string account) => Payments.Values.Any(p => p.IsPaid && p.Account == account);

    /// <summary>Folds an event of the contact's stream.</summary>
    public ContactPayments Evolve(ILedgerEvent @event) => @event switch
    {
        ContactPaymentAsked e => new(Payments.SetItem(e.Request, new ContactPayment(e.Account, e.AmountFen, e.OccurredOn, false))),
        ContactPaymentEnded e => new(Payments.Remove(e.Request)),
        ContactPaid e => new(Payments.SetItem(e.Request ?? e.Payment, new ContactPayment(e.Account, e.AmountFen, e.OccurredOn, true))),
        _ => this,
    };
}
