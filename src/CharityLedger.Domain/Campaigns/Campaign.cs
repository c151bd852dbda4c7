using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Campaigns;

/// <summary>What later decisions need of a campaign.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Versions">Its plan, by day.</param>
/// <param name="FilingNumber">Filing number; null while it is not filed.</param>
/// <param name="FiledOn">Date of filing.</param>
/// <param name="ClosedOn">Date of its closing; null while it is open.</param>
public sealed record CampaignState(
    string Id, Versions<CampaignPlan> Versions, string? FilingNumber, DateOnly? FiledOn, DateOnly? ClosedOn)
{
    /// <summary>How its plan was changed, in the order of the log.</summary>
    public ImmutableList<CampaignAmended> Amendments { get; init; } = [];

    /// <summary>The plan as it holds on a day.</summary>
    public CampaignPlan AsOf(DateOnly day) => Versions.AsOf(day);
}

/// <summary>A fundraising campaign (募捐活动; Charity Law arts 22-27, 73).</summary>
public static class Campaign
{
    /// <summary>Decides a plan.</summary>
    /// <param name="wanted">The plan and its filing.</param>
    /// <param name="exists">Whether there is a campaign of this id.</param>
    /// <param name="federation">Registered name of the federation: the holder of the account.</param>
    /// <param name="certificates">Its certificates for public fundraising.</param>
    /// <param name="policy">The rules that bind it.</param>
    /// <param name="today">Today in Beijing.</param>
    public static Result<CampaignPlanned> Plan(
        CampaignPlanned wanted, bool exists, string federation, IReadOnlyList<FundraisingQualified> certificates,
        Policy policy, DateOnly today)
    {
        if (exists) return new Refusal(RefusalCode.CampaignExists, "A campaign of this id exists.", "campaign");
        var refusal = Check.Id(wanted.Campaign, "campaign") ?? Check.Date(wanted.OccurredOn, today)
            ?? Banned(wanted, federation, policy) ?? CampaignPlans.Refuse(wanted.Plan, today)
            ?? Length(wanted, policy) ?? Cost(wanted, policy)
            ?? (wanted.Plan.Kind == CampaignKind.Public ? Permitted(wanted, certificates, policy, today) : null);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>
    /// Decides a change of the plan, from a day on. It is judged as a plan; whom a campaign addresses and a start that was do not
    /// change, and what has ended is not extended. A public campaign's change is filed (变更备案).
    /// </summary>
    /// <param name="state">The campaign.</param>
    /// <param name="wanted">The change, the old plan still to be named.</param>
    /// <param name="federation">Registered name of the federation: the holder of the account.</param>
    /// <param name="certificates">Its certificates for public fundraising.</param>
    /// <param name="policy">The rules that bind it.</param>
    /// <param name="today">Today in Beijing.</param>
    public static Result<CampaignAmended> Amend(
        CampaignState? state, CampaignAmended wanted, string federation, IReadOnlyList<FundraisingQualified> certificates, Policy policy,
        DateOnly today)
    {
        if (state is null) return Unknown;
        var (from, old, plan) = (wanted.EffectiveFrom, state.AsOf(wanted.EffectiveFrom), wanted.New);
        if (state.ClosedOn is not null || old.EndsOn < from)
            return new Refusal(RefusalCode.CampaignNotOpen, "The campaign was closed, or is over on that day.", "campaign");
        if (plan.Kind != old.Kind) return new Refusal(RefusalCode.CampaignBanned, "Whom a campaign addresses does not change.", "plan.kind");
        if (plan.StartsOn != old.StartsOn && old.StartsOn <= from)
            return new Refusal(RefusalCode.PeriodInvalid, "The campaign has started by then.", "plan.startsOn");
        var planned = new CampaignPlanned(state.Id, plan, wanted.FilingNumber, wanted.FiledOn, wanted.OccurredOn);
        var refusal = Domain.Amendments.Refuse(wanted.Reason, wanted.Paper, wanted.OccurredOn, from, state.Versions.All[0].From, today)
            ?? Banned(planned, federation, policy) ?? CampaignPlans.Refuse(plan, today, from) ?? Length(planned, policy) ?? Cost(planned, policy)
            ?? (plan.Kind == CampaignKind.Public ? Certified(plan, certificates) ?? Filed(wanted, today) : null);
        if (refusal is not null) return refusal;
        return CampaignPlans.AreSame(old, plan) ? Domain.Amendments.Empty : wanted with { Old = old };
    }

    /// <summary>Decides the filing of a campaign that an emergency let start first; also a late one is recorded.</summary>
    public static Result<CampaignFiled> File(CampaignState? state, CampaignFiled wanted, DateOnly today)
    {
        if (state is null) return Unknown;
        if (state.FilingNumber is not null)
            return new Refusal(RefusalCode.CampaignExists, "The campaign was filed before.", "campaign");
        var refusal = Check.Text(wanted.FilingNumber, "filingNumber", 100) ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Decides the closing. What is left needs a treatment (Charity Law art. 58).</summary>
    public static Result<CampaignClosed> Close(CampaignState? state, CampaignClosed wanted, DateOnly today)
    {
        if (state is null) return Unknown;
        if (state.ClosedOn is not null)
            return new Refusal(RefusalCode.CampaignNotOpen, "The campaign was closed before.", "campaign");
        var refusal = Check.Date(wanted.OccurredOn, today)
            ?? Surplus.Refuse(wanted.SurplusFen, wanted.Ground, wanted.Treatment);
        if (refusal is not null) return refusal;
        return wanted.OccurredOn < state.AsOf(wanted.OccurredOn).StartsOn
            ? new Refusal(RefusalCode.PeriodInvalid, "A campaign is not closed before it starts.", "occurredOn")
            : wanted;
    }

    /// <summary>
    /// Whether a gift may name a campaign on a date. What is written like an id names a registered campaign; any other
    /// text is taken as it is.
    /// </summary>
    public static Refusal? Take(string? campaign, CampaignState? state, DateOnly on)
    {
        if (campaign is null || Check.Id(campaign, "campaign") is not null) return null;
        if (state is null) return Unknown;
        var plan = state.AsOf(on);
        return on < plan.StartsOn || on > plan.EndsOn || state.ClosedOn is not null
            ? new Refusal(RefusalCode.CampaignNotOpen, "The campaign does not run on that day, or was closed.", "campaign") : null;
    }

    /// <summary>Folds an event.</summary>
    public static CampaignState? Evolve(CampaignState? state, ILedgerEvent @event) => @event switch
    {
        CampaignPlanned e => new CampaignState(e.Campaign, new Versions<CampaignPlan>(
            Domain.Amendments.Began(e.OccurredOn, e.Plan.StartsOn), e.Plan), e.FilingNumber, e.FiledOn, null),
        CampaignFiled e => state! with { FilingNumber = e.FilingNumber, FiledOn = e.OccurredOn },
        CampaignAmended e => state! with
        {
            Versions = state.Versions.With(e.EffectiveFrom, _ => e.New), Amendments = state.Amendments.Add(e),
        },
        CampaignClosed e => state! with { ClosedOn = e.OccurredOn },
        _ => state,
    };

    private static Refusal Unknown { get; } = new(RefusalCode.CampaignUnknown, "There is no such campaign.", "campaign");

    /// <summary>No help for oneself (art. 124), and no account but the federation's own (art. 26).</summary>
    private static Refusal? Banned(CampaignPlanned wanted, string federation, Policy policy)
    {
        var on = wanted.OccurredOn;
        if (wanted.Plan.Kind == CampaignKind.PersonalHelp && policy.IsBanned(PolicyIds.CampaignBan, "personal_help", on))
            return new Refusal(RefusalCode.CampaignBanned, "Help sought for oneself is no charity's campaign.", "plan.kind");
        return wanted.Plan.AccountHolder.Trim() != federation
            && policy.IsBanned(PolicyIds.CampaignBan, "third_party_account", on)
            ? new Refusal(RefusalCode.CampaignBanned, $"The account's holder is {federation} alone.", "plan.accountHolder")
            : null;
    }

    private static Refusal? Length(CampaignPlanned wanted, Policy policy) =>
        policy.Find(PolicyIds.FundraisingMaximumDuration, wanted.OccurredOn) is { } most
        && wanted.Plan.EndsOn > most.After(wanted.Plan.StartsOn)
            ? new Refusal(RefusalCode.CampaignTooLong, $"A campaign lasts at most {most.Value} {most.Unit}.", "plan.endsOn")
            : null;

    private static Refusal? Cost(CampaignPlanned wanted, Policy policy)
    {
        var cap = policy.Number(PolicyIds.FundraisingCostCap, wanted.OccurredOn) ?? 10_000;
        return (Int128)wanted.Plan.CostBudgetFen * 10_000 > (Int128)wanted.Plan.ExpectedFen * cap
            ? new Refusal(RefusalCode.FundraisingCostExceeded,
                $"Fundraising may cost at most {Yuan.Format((long)((Int128)wanted.Plan.ExpectedFen * cap / 10_000))} yuan.",
                "plan.costBudgetFen")
            : null;
    }

    /// <summary>A public campaign has a certificate valid on all its days, and was filed in time.</summary>
    private static Refusal? Permitted(
        CampaignPlanned wanted, IReadOnlyList<FundraisingQualified> certificates, Policy policy, DateOnly today)
    {
        var plan = wanted.Plan;
        if (Certified(plan, certificates) is { } uncertified) return uncertified;
        if (wanted.FiledOn is not { } filed || wanted.FilingNumber is null)
            return plan.Emergency && wanted.FilingNumber is null && wanted.FiledOn is null ? null : Late();
        var due = plan.Emergency
            ? policy.Due(PolicyIds.FundraisingEmergencyFiling, plan.StartsOn) ?? filed
            : policy.Find(PolicyIds.FundraisingFilingBeforeStart, filed) is { } before
                ? plan.StartsOn.AddDays(-(int)before.Number) : plan.StartsOn;
        return Check.Text(wanted.FilingNumber, "filingNumber", 100) ?? Check.Date(filed, today, "filedOn")
            ?? (filed > due ? Late() : null);

        static Refusal Late() => new(RefusalCode.FilingTooLate, "The plan was not filed in time.", "filedOn");
    }

    private static Refusal? Certified(CampaignPlan plan, IReadOnlyList<FundraisingQualified> certificates) =>
        certificates.Any(c => c.ValidFrom <= plan.StartsOn && plan.EndsOn <= c.ValidTo) ? null
            : new Refusal(RefusalCode.CertificateInvalid, "No certificate is valid on all days of the campaign.", "plan");

    private static Refusal? Filed(CampaignAmended wanted, DateOnly today) => wanted.FiledOn is { } filed
        ? Check.Text(wanted.FilingNumber, "filingNumber", 100) ?? Check.Date(filed, today, "filedOn")
        : new Refusal(RefusalCode.FilingTooLate, "A change of a public campaign's plan is filed.", "filedOn");
}
