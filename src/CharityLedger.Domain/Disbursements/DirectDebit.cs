using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Users;

namespace CharityLedger.Domain.Disbursements;

/// <summary>A standing approval as the log says.</summary>
/// <param name="Given">What was approved.</param>
/// <param name="EndsOn">Its last day, as it is by now.</param>
public sealed record StandingApprovalState(StandingApprovalGiven Given, DateOnly EndsOn);

/// <summary>Standing approvals for money that payees take by themselves (代扣授权).</summary>
public static class StandingApproval
{
    /// <summary>Gives one.</summary>
    public static Result<StandingApprovalGiven> Give(StandingApprovalGiven wanted, DateOnly today)
    {
        var refusal = Check.Text(wanted.Payee, "payee") ?? Check.Text(wanted.Purpose, "purpose", 500)
            ?? Check.Amount(wanted.CeilingFen, "ceilingFen") ?? Check.Date(wanted.OccurredOn, today)
            ?? Check.NotBefore(wanted.EndsOn, wanted.OccurredOn, "endsOn");
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Ends one before its term.</summary>
    public static Result<StandingApprovalEnded> End(StandingApprovalState? state, StandingApprovalEnded wanted, DateOnly today)
    {
        if (state is null) return Unknown;
        var refusal = Check.Text(wanted.Reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)
            ?? Check.NotBefore(wanted.OccurredOn, state.Given.OccurredOn);
        if (refusal is not null) return refusal;
        return wanted.OccurredOn < state.EndsOn
            ? wanted
            : new Refusal(RefusalCode.DirectDebitUncovered, "This standing approval has ended already.", "standing");
    }

    /// <summary>Whether a payment falls under it: by its payee, amount and day.</summary>
    public static Refusal? Cover(StandingApprovalState? state, string payee, long amountFen, DateOnly paidOn)
    {
        if (state is null) return Unknown;
        if (PartyName.Plain(payee) != PartyName.Plain(state.Given.Payee)) return Uncovered($"It is for {state.Given.Payee}.");
        if (amountFen > state.Given.CeilingFen) return Uncovered($"Its ceiling is {Yuan.Format(state.Given.CeilingFen)} yuan.");
        return paidOn < state.Given.OccurredOn || paidOn > state.EndsOn
            ? Uncovered(FormattableString.Invariant($"It runs from {state.Given.OccurredOn:yyyy-MM-dd} to {state.EndsOn:yyyy-MM-dd}."))
            : null;
    }

    /// <summary>Folds an event.</summary>
    public static StandingApprovalState? Evolve(StandingApprovalState? state, ILedgerEvent @event) => @event switch
    {
        StandingApprovalGiven e => new StandingApprovalState(e, e.EndsOn),
        StandingApprovalEnded e => state! with { EndsOn = e.OccurredOn },
        _ => state,
    };

    private static Refusal Unknown => new(RefusalCode.StandingApprovalUnknown, "There is no such standing approval.", "standing");

    private static Refusal Uncovered(string why) => new(RefusalCode.DirectDebitUncovered, "The standing approval doesn't cover it. " + why, "standing");
}

/// <summary>A direct debit as the log says.</summary>
/// <param name="Debit">What the bank did.</param>
/// <param name="ApprovedBy">Who approved it afterwards, in order.</param>
public sealed record DirectDebitState(DirectDebited Debit, ImmutableList<string> ApprovedBy);

/// <summary>What the bank paid by itself (银行代扣).</summary>
public static class DirectDebit
{
    /// <summary>Approves one afterwards: by as many as a payment of its amount needs, none of whom gains by it.</summary>
    public static Result<DirectDebitApproved> Approve(DirectDebitState? state, DirectDebitApproved wanted, Roster roster)
    {
        if (state is null) return new Refusal(RefusalCode.PaymentUnknown, "There is no such direct debit.", "payment");
        if (state.ApprovedBy.Count >= state.Debit.Approvals)
            return new Refusal(RefusalCode.RequestClosed, "This direct debit is approved.", "payment");
        if (!roster.Allows(wanted.By, Role.Approver)) return new Refusal(RefusalCode.NotAllowed, "Only an approver approves.");
        if (state.Debit.By == wanted.By || state.ApprovedBy.Contains(wanted.By))
            return new Refusal(RefusalCode.SecondPersonNeeded, "Whoever recorded it, or approved it already, can't approve it.");
        return roster.CheckInterests([wanted.By], [state.Debit.Payee]) is { } conflict ? conflict : wanted;
    }

    /// <summary>Folds an event.</summary>
    public static DirectDebitState? Evolve(DirectDebitState? state, ILedgerEvent @event) => @event switch
    {
        DirectDebited e => new DirectDebitState(e, []),
        DirectDebitApproved e => state! with { ApprovedBy = state.ApprovedBy.Add(e.By) },
        _ => state,
    };
}
