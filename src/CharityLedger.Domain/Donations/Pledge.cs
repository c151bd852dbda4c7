using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Funds;

namespace CharityLedger.Domain.Donations;

/// <summary>What later decisions need of a pledge.</summary>
public sealed record PledgeState(PledgeMade Made, long OpenFen);

/// <summary>A promised gift (承诺捐赠).</summary>
public static class Pledge
{
    /// <summary>Records a promise.</summary>
    public static Result<PledgeMade> Make(PledgeMade wanted, bool fundExists, DateOnly today)
    {
        if (wanted.Fund is not null && !fundExists) return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund");
        var refusal = Check.Amount(wanted.AmountFen) ?? Restriction.Check(wanted.Campaign, "campaign")
            ?? Restriction.Check(wanted.Purpose, "purpose") ?? Check.Date(wanted.OccurredOn, today);
        if (refusal is not null) return refusal;
        return wanted with { Campaign = Restriction.Of(wanted.Campaign), Purpose = Restriction.Of(wanted.Purpose) };
    }

    /// <summary>Counts a gift for a pledge.</summary>
    public static Result<PledgeFulfilled> Fulfil(PledgeState? pledge, GiftReceived gift)
    {
        if (pledge is null) return Unknown;
        return gift.AmountFen > pledge.OpenFen
            ? new Refusal(RefusalCode.PledgeExceeded, $"Of this pledge {Yuan.Format(pledge.OpenFen)} yuan are open.", "pledge")
            : new PledgeFulfilled(pledge.Made.Pledge, gift.Gift, gift.AmountFen, gift.OccurredOn);
    }

    /// <summary>Releases the donor from what is open. What may be demanded is released only as Charity Law art. 41 says.</summary>
    public static Result<PledgeReleased> Release(PledgeState? pledge, PledgeReleased wanted, DateOnly today)
    {
        if (pledge is null) return Unknown;
        if (pledge.OpenFen == 0) return new Refusal(RefusalCode.PledgeExceeded, "Nothing of this pledge is open.", "pledge");
        var refusal = Check.Text(wanted.Reason, "reason", 500) ?? Check.Optional(wanted.Report, "report")
            ?? Check.Optional(wanted.ExplainedAt, "explainedAt", 500) ?? Check.Date(wanted.OccurredOn, today)
            ?? Check.NotBefore(wanted.OccurredOn, pledge.Made.OccurredOn);
        if (refusal is not null) return refusal;
        return wanted.Ground switch
        {
            PledgeReleaseGround.Withdrawn when pledge.Made.IsEnforceable =>
                Unfounded("This pledge may be demanded; only hardship releases from it.", "ground"),
            PledgeReleaseGround.Hardship when wanted.ReportedOn is not { } reported || reported > wanted.OccurredOn =>
                Unfounded("Hardship is reported to civil affairs before.", "reportedOn"),
            PledgeReleaseGround.Hardship when (Check.Text(wanted.Report, "report")
                ?? Check.Text(wanted.ExplainedAt, "explainedAt", 500)) is { } missing => missing,
            _ => wanted with { AmountFen = pledge.OpenFen },
        };
    }

    /// <summary>Folds an event.</summary>
    public static PledgeState? Evolve(PledgeState? state, ILedgerEvent @event) => @event switch
    {
        PledgeMade e => new PledgeState(e, e.AmountFen),
        PledgeFulfilled e => state! with { OpenFen = state.OpenFen - e.AmountFen },
        PledgeReleased e => state! with { OpenFen = state.OpenFen - e.AmountFen },
        _ => state,
    };

    private static Refusal Unknown { get; } = new(RefusalCode.PledgeUnknown, "There is no such pledge.", "pledge");

    private static Refusal Unfounded(string message, string field) => new(RefusalCode.PledgeReleaseUnfounded, message, field);
}
