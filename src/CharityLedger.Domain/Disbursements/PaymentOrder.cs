using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Disbursements;

/// <summary>Where a payment on its way stands.</summary>
public enum PaymentStep
{
    /// <summary>It may be made (待付款).</summary>
    ToPay,

    /// <summary>The bank has it (已提交银行).</summary>
    HandedOver,

    /// <summary>The bank paid it (已付款).</summary>
    Paid,

    /// <summary>The bank returned it (退票).</summary>
    Returned,

    /// <summary>It was withdrawn or given up (已撤销).</summary>
    Withdrawn,
}

/// <summary>What carries out an action that is paid.</summary>
/// <param name="Request">The request that was approved; null where one person acts alone.</param>
/// <param name="IsPaid">Whether the bank has done it already: then it is recorded, whatever has changed since it was handed over.</param>
public readonly record struct Paying(string? Request, bool IsPaid);

/// <summary>A payment on its way, as the log says.</summary>
/// <param name="Order">What was approved.</param>
/// <param name="Step">Where it stands.</param>
/// <param name="BookedOn">Day on which it is booked; null while it is not paid.</param>
public sealed record PaymentOrderState(PaymentApproved Order, PaymentStep Step, DateOnly? BookedOn = null);

/// <summary>
/// A payment from its last signature to the bank's line (付款单): to pay, handed over, paid; or returned and approved again; or
/// withdrawn. Its booking day is the bank's day, so a payment that was asked for in a month that is closed since is still made. Its
/// steps stand in the stream of its request.
/// </summary>
public static class PaymentOrder
{
    /// <summary>Hands it to the bank.</summary>
    public static Result<PaymentHandedOver> HandOver(PaymentOrderState? state, PaymentHandedOver wanted, DateOnly today) =>
        Step(state, wanted, wanted.OccurredOn, today, PaymentStep.ToPay);

    /// <summary>The bank paid it; a payment of cash, or by the cashier's own hand, was never handed over.</summary>
    /// <param name="state">The payment.</param>
    /// <param name="wanted">What the bank did.</param>
    /// <param name="mostFeeFen">The most that a bank takes for one payment, in fen; null for no limit.</param>
    /// <param name="today">Today in Beijing.</param>
    public static Result<PaymentCleared> Clear(PaymentOrderState? state, PaymentCleared wanted, long? mostFeeFen, DateOnly today)
    {
        var refusal = (wanted.FeeFen == 0 ? null : Check.Amount(wanted.FeeFen, "feeFen"))
            ?? Check.Optional(wanted.Reference, "reference", 100);
        if (state is not null && refusal is not null) return refusal;
        if (wanted.FeeFen > mostFeeFen)
        {
            return new Refusal(RefusalCode.BankFeeExceeded,
                $"A bank takes at most {Yuan.Format(mostFeeFen.Value)} yuan for a payment; what is more is a direct debit.", "feeFen");
        }

        if (state?.Order.Account == MoneyAccount.Cash && wanted.Reference is not null)
            return new Refusal(RefusalCode.MoneyAccountUnfit, "Cash has no bank's reference.", "reference");
        return Step(state, wanted, wanted.PaidOn, today, PaymentStep.ToPay, PaymentStep.HandedOver);
    }

    /// <summary>The bank returned it.</summary>
    public static Result<PaymentReturned> Return(PaymentOrderState? state, PaymentReturned wanted, DateOnly today) =>
        Check.Text(wanted.Reason, "reason", 500) is { } refusal
            ? refusal
            : Step(state, wanted, wanted.OccurredOn, today, PaymentStep.HandedOver);

    /// <summary>It may be made again.</summary>
    public static Result<PaymentApprovedAgain> ApproveAgain(PaymentOrderState? state, PaymentApprovedAgain wanted, DateOnly today) =>
        Check.Text(wanted.Reason, "reason", 500) is { } refusal
            ? refusal
            : Step(state, wanted, wanted.OccurredOn, today, PaymentStep.Returned);

    /// <summary>Withdraws it, or gives it up.</summary>
    public static Result<PaymentWithdrawn> Withdraw(PaymentOrderState? state, PaymentWithdrawn wanted, DateOnly today) =>
        Check.Text(wanted.Reason, "reason", 500) is { } refusal
            ? refusal
            : Step(state, wanted, wanted.OccurredOn, today, PaymentStep.ToPay, PaymentStep.Returned);

    /// <summary>Folds an event.</summary>
    public static PaymentOrderState? Evolve(PaymentOrderState? state, ILedgerEvent @event) => @event switch
    {
        PaymentApproved e => new PaymentOrderState(e, PaymentStep.ToPay),
        PaymentHandedOver => state! with { Step = PaymentStep.HandedOver },
        PaymentCleared e => state! with { Step = PaymentStep.Paid, BookedOn = e.OccurredOn },
        PaymentReturned => state! with { Step = PaymentStep.Returned },
        PaymentApprovedAgain => state! with { Step = PaymentStep.ToPay },
        PaymentWithdrawn => state! with { Step = PaymentStep.Withdrawn },
        _ => state,
    };

    /// <summary>
    /// A step is taken from where it begins, and on no day before the last signature or after today. Who records the bank's day later
    /// than the next step's must not be stuck, so the steps' days are not compared with each other.
    /// </summary>
    private static Result<TEvent> Step<TEvent>(
        PaymentOrderState? state, TEvent wanted, DateOnly on, DateOnly today, params IReadOnlyList<PaymentStep> from)
        where TEvent : ILedgerEvent
    {
        if (state is null) return new Refusal(RefusalCode.PaymentOrderUnknown, "There is no such payment on its way.", "request");
        if (!from.Contains(state.Step))
        {
            return new Refusal(RefusalCode.PaymentStepWrong, state.Step switch
            {
                PaymentStep.ToPay => "This payment is not at the bank.",
                PaymentStep.HandedOver => "This payment is at the bank.",
                PaymentStep.Paid => "This payment was paid.",
                PaymentStep.Returned => "The bank returned this payment.",
                _ => "This payment was withdrawn.",
            });
        }

        return (Check.Date(on, today) ?? Check.NotBefore(on, state.Order.OccurredOn)) is { } refusal ? refusal : wanted;
    }
}
