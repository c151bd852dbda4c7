using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Alliances;

/// <summary>Another federation's money, as the receiver's log says.</summary>
/// <param name="Received">What was sent.</param>
/// <param name="IsExpected">Whether no bank of the receiver's took it in yet.</param>
public sealed record AllianceMoneyState(AllianceMoneyReceived Received, bool IsExpected);

/// <summary>Another federation's money: expected (待到账) from the day on which the sender's bank paid it, until the receiver confirms the
/// day on which its own bank took it in.</summary>
public static class AllianceMoney
{
    /// <summary>Confirms that the receiver's bank took it in: once, on no day before the sender's bank paid it, nor after today.</summary>
    public static Result<AllianceMoneyConfirmed> Confirm(AllianceMoneyState? state, AllianceMoneyConfirmed wanted, DateOnly today)
    {
        if (state is null) return new Refusal(RefusalCode.AllianceMoneyUnknown, "No such money came from another federation.", "transfer");
        if (!state.IsExpected) return new Refusal(RefusalCode.AllianceMoneyArrived, "This money is not expected: it has arrived.");
        var refusal = Check.Date(wanted.ArrivedOn, today, "arrivedOn")
            ?? Check.NotBefore(wanted.ArrivedOn, state.Received.LeftOn ?? state.Received.OccurredOn, "arrivedOn")
            ?? Check.Optional(wanted.Reference, "reference", 100)
            ?? (wanted is { Account: MoneyAccount.Cash, Reference: not null }
                ? new Refusal(RefusalCode.MoneyAccountUnfit, "Cash has no bank's reference.", "reference") : null);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Folds an event of a transfer in the receiver's log.</summary>
    public static AllianceMoneyState? Evolve(AllianceMoneyState? state, ILedgerEvent @event) => @event switch
    {
        AllianceMoneyReceived e => new AllianceMoneyState(e, e.IsExpected),
        AllianceMoneyConfirmed => state! with { IsExpected = false },
        _ => state,
    };
}
