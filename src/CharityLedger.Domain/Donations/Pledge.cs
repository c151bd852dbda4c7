using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Funds;

namespace CharityLedger.Domain.Donations;

/// <summary>What later decisions need of a pledge.</summary>
/// <param name="Made">The promise.</param>
/// <param name="Versions">What is promised, by day.</param>
/// <param name="SettledFen">What came or was released, in fen.</param>
public sealed record PledgeState(PledgeMade Made, Versions<PledgeTerms> Versions, long SettledFen)
{
    /// <summary>What is open of all that is promised, also from a day on that lies ahead.</summary>
    public long OpenFen => Versions.Last.AmountFen - SettledFen;

    /// <summary>What is open of what is promised on a day.</summary>
    public long OpenOn(DateOnly day) => Versions.AsOf(day).AmountFen - SettledFen;
}

/// <summary>A promised gift (承诺捐赠).</summary>
public static class Pledge
{
    private const int MostInstalments = 60, LastYear = 2200;

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
        return gift.AmountFen > pledge.OpenOn(gift.OccurredOn)
            ? new Refusal(RefusalCode.PledgeExceeded, $"Of this pledge {Yuan.Format(pledge.OpenOn(gift.OccurredOn))} yuan are open.", "pledge")
            : new PledgeFulfilled(pledge.Made.Pledge, gift.Gift, gift.AmountFen, gift.OccurredOn);
    }

    /// <summary>Amends what is promised, and its instalments, from a day on. All of it is due with the last of them.</summary>
    public static Result<PledgeAmended> Amend(PledgeState? pledge, PledgeAmended wanted, DateOnly today)
    {
        if (pledge is null) return Unknown;
        if (pledge.OpenFen == 0) return new Refusal(RefusalCode.PledgeExceeded, "Nothing of this pledge is open.", "pledge");
        var (old, terms) = (pledge.Versions.AsOf(wanted.EffectiveFrom), wanted.New);
        if ((Amendments.Refuse(wanted.Reason, wanted.Paper, wanted.OccurredOn, wanted.EffectiveFrom, pledge.Made.OccurredOn, today)
            ?? Check.Amount(terms.AmountFen, "terms.amountFen") ?? Refuse(terms)) is { } refusal) return refusal;
        if (terms.AmountFen < old.AmountFen) return Unfounded("Less is promised by a release alone.", "terms.amountFen");
        if (terms.Instalments.Count > 0) terms = terms with { DueOn = terms.Instalments[^1].DueOn };
        return (terms.AmountFen, terms.DueOn) == (old.AmountFen, old.DueOn) && terms.Instalments.SequenceEqual(old.Instalments)
            ? Amendments.Empty
            : wanted with { Old = old, New = terms };
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
        PledgeMade e => new PledgeState(
            e, new Versions<PledgeTerms>(e.OccurredOn, new PledgeTerms(e.AmountFen, [], e.DueOn)), 0),
        PledgeAmended e => state! with { Versions = state.Versions.With(e.EffectiveFrom, _ => e.New) },
        PledgeFulfilled e => state! with { SettledFen = state.SettledFen + e.AmountFen },
        PledgeReleased e => state! with { SettledFen = state.SettledFen + e.AmountFen },
        _ => state,
    };

    /// <summary>Instalments follow each other by their days, and come to the amount.</summary>
    private static Refusal? Refuse(PledgeTerms terms)
    {
        var parts = terms.Instalments;
        if (parts.Count == 0) return terms.DueOn?.Year > LastYear ? Wrong($"A pledge is due by {LastYear}.") : null;
        if (parts.Count > MostInstalments) return Wrong($"A pledge has at most {MostInstalments} instalments.");
        if (parts.Select(i => Check.Amount(i.AmountFen, "terms.instalments.amountFen")).FirstOrDefault(r => r is not null) is { } refusal) return refusal;
        if (parts[^1].DueOn.Year > LastYear || parts.Zip(parts.Skip(1)).Any(p => p.First.DueOn >= p.Second.DueOn))
            return Wrong($"Instalments follow each other by their days, until {LastYear}.");
        // As many amounts within their limit are far from the end of 64 bits.
        return parts.Sum(i => i.AmountFen) == terms.AmountFen ? null
            : Wrong($"The instalments come to {Yuan.Format(parts.Sum(i => i.AmountFen))} yuan.");

        static Refusal Wrong(string message) => new(RefusalCode.InstalmentsInvalid, message, "terms.instalments");
    }

    private static Refusal Unknown { get; } = new(RefusalCode.PledgeUnknown, "There is no such pledge.", "pledge");

    private static Refusal Unfounded(string message, string field) => new(RefusalCode.PledgeReleaseUnfounded, message, field);
}
