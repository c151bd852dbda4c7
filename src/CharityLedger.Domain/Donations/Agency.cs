using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Donations;

/// <summary>What later decisions need of entrusted money.</summary>
public sealed record AgencyState(string Id, long AmountFen, long DeliveredFen, DateOnly ReceivedOn)
{
    /// <summary>What has not been handed on, in fen.</summary>
    public long LeftFen => AmountFen - DeliveredFen;
}

/// <summary>Money entrusted for a named beneficiary (受托代理).</summary>
public static class Agency
{
    /// <summary>Takes it in.</summary>
    /// <param name="wanted">What came.</param>
    /// <param name="relation">How the beneficiary is related, by the last word of a <c>beneficiary_ban</c> row; null
    /// for not at all.</param>
    /// <param name="policy">The rules.</param>
    /// <param name="today">Today in Beijing.</param>
    public static Result<AgencyReceived> Receive(AgencyReceived wanted, string? relation, Policy policy, DateOnly today)
    {
        var refusal = Check.Amount(wanted.AmountFen) ?? Check.Text(wanted.Channel, "channel", 40)
            ?? Check.Text(wanted.Purpose, "purpose", 500) ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        return relation is not null && policy.IsBanned(PolicyIds.BeneficiaryBan, relation, wanted.OccurredOn)
            ? new Refusal(RefusalCode.BeneficiaryBanned, "Nobody may name this beneficiary (Charity Law art. 40, 59).", "relation")
            : wanted with { Channel = Channels.Of(wanted.Channel) };
    }

    /// <summary>Hands it on.</summary>
    public static Result<AgencyDelivered> Deliver(AgencyState? agency, AgencyDelivered wanted, DateOnly today)
    {
        if (agency is null) return new Refusal(RefusalCode.AgencyUnknown, "There is no such entrustment.", "agency");
        var refusal = Check.Amount(wanted.AmountFen) ?? Check.Text(wanted.Reason, "reason", 500)
            ?? Check.Date(wanted.OccurredOn, today) ?? Check.NotBefore(wanted.OccurredOn, agency.ReceivedOn);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Folds an event.</summary>
    public static AgencyState? Evolve(AgencyState? state, ILedgerEvent @event) => @event switch
    {
        AgencyReceived e => new AgencyState(e.Agency, e.AmountFen, 0, e.OccurredOn),
        AgencyDelivered e => state! with { DeliveredFen = state.DeliveredFen + e.AmountFen },
        _ => state,
    };
}
