using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Disbursements;

/// <summary>A move, as the log says.</summary>
/// <param name="Moved">What left.</param>
/// <param name="IsOnTheWay">Whether it lies in neither account.</param>
public sealed record MoneyMoveState(MoneyMoved Moved, bool IsOnTheWay)
{
    /// <summary>The day on which the bank paid it out.</summary>
    public DateOnly LeftOn => Moved.LeftOn ?? Moved.OccurredOn;
}

/// <summary>
/// A move of money between the federation's own accounts (资金账户间划转): in one day, or on the way (在途资金) from the day on which
/// one bank pays it out to the day on which the other takes it in, or it comes back. What a bank did is recorded whenever it is told:
/// it is booked on that day, or the first one after it that is open.
/// </summary>
public static class MoneyMove
{
    /// <summary>Decides a move. That general money can bear the fee is the core's to say.</summary>
    public static Result<MoneyMoved> Decide(MoneyMoved wanted, DateOnly today)
    {
        var isElsewhere = wanted.From != wanted.To
            || (wanted.NamedFrom is not null && wanted.NamedTo is not null && wanted.NamedFrom != wanted.NamedTo);
        if (!isElsewhere) return new Refusal(RefusalCode.SameBucket, "The money is already there.", "to");
        var refusal = Check.Amount(wanted.AmountFen) ?? (wanted.FeeFen == 0 ? null : Check.Amount(wanted.FeeFen, "feeFen"))
            ?? Check.Text(wanted.Purpose, "purpose", 500) ?? Check.Optional(wanted.Reference, "reference", 100)
            ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        return wanted.FeeFen < wanted.AmountFen
            ? wanted
            : new Refusal(RefusalCode.AmountTooLarge, "A fee is less than what is moved.", "feeFen");
    }

    /// <summary>It arrived: on no day before the one on which it left, nor after today.</summary>
    public static Result<MoneyMoveArrived> Arrive(MoneyMoveState? state, MoneyMoveArrived wanted, DateOnly today) =>
        Ends(state, m => m.To, wanted.ArrivedOn, "arrivedOn", wanted.Reference, today) is { } refusal ? refusal : wanted;

    /// <summary>It came back to the account that it left: on no day before that, nor after today.</summary>
    public static Result<MoneyMoveReturned> Return(MoneyMoveState? state, MoneyMoveReturned wanted, DateOnly today) =>
        (Ends(state, m => m.From, wanted.ReturnedOn, "returnedOn", wanted.Reference, today)
            ?? Check.Text(wanted.Reason, "reason", 500)) is { } refusal ? refusal : wanted;

    /// <summary>Folds an event.</summary>
    public static MoneyMoveState? Evolve(MoneyMoveState? state, ILedgerEvent @event) => @event switch
    {
        MoneyMoved e => new MoneyMoveState(e, e.OnTheWay),
        MoneyMoveArrived or MoneyMoveReturned => state! with { IsOnTheWay = false },
        _ => state,
    };

    private static Refusal? Ends(
        MoneyMoveState? state, Func<MoneyMoved, MoneyAccount> account, DateOnly on, string field, string? reference, DateOnly today)
    {
        if (state is null) return new Refusal(RefusalCode.MoneyMoveUnknown, "There is no such move between own accounts.", "move");
        if (!state.IsOnTheWay) return new Refusal(RefusalCode.MoneyMoveEnded, "This money is not on the way: it arrived, or was returned.");
        return Check.Date(on, today, field) ?? Check.NotBefore(on, state.LeftOn, field) ?? Check.Optional(reference, "reference", 100)
            ?? (reference is not null && account(state.Moved) == MoneyAccount.Cash
                ? new Refusal(RefusalCode.MoneyAccountUnfit, "Cash has no bank's reference.", "reference") : null);
    }
}
