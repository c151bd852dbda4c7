using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Campaigns;

/// <summary>The fields of a plan (募捐方案; Charity Law art. 24).</summary>
public static class CampaignPlans
{
    private const int MostPartners = 20, MostWays = 20, FirstYear = 1949, LastYear = 2200;

    /// <summary>A refusal where a field is missing or out of bounds.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="today">Today in Beijing.</param>
    /// <param name="from">The day from which it holds, where it is an amended one: until then partners may come.</param>
    public static Refusal? Refuse(CampaignPlan plan, DateOnly today, DateOnly? from = null) =>
        Check.Text(plan.Name, "plan.name") ?? Check.Text(plan.Purpose, "plan.purpose", 500)
        ?? Check.Text(plan.Region, "plan.region") ?? Check.Text(plan.Responsible, "plan.responsible")
        ?? Check.Text(plan.Address, "plan.address") ?? Check.Text(plan.Account, "plan.account")
        ?? Check.Text(plan.Beneficiaries, "plan.beneficiaries", 500) ?? Check.Text(plan.Use, "plan.use", 500)
        ?? Check.Text(plan.Surplus, "plan.surplus", 500) ?? Check.Amount(plan.ExpectedFen, "plan.expectedFen")
        ?? (plan.CostBudgetFen == 0 ? null : Check.Amount(plan.CostBudgetFen, "plan.costBudgetFen"))
        ?? Period(plan.StartsOn, plan.EndsOn) ?? Many(plan.Ways, MostWays, "plan.ways", w => Check.Text(w, "plan.ways"))
        ?? Many(plan.Partners, MostPartners, "plan.partners", p => Partner(p, from > plan.StartsOn ? from.Value : plan.StartsOn, today),
            mayBeNone: true);

    /// <summary>A refusal where a period ends before it begins, or so late that no deadline could be counted from it.</summary>
    public static Refusal? Period(DateOnly start, DateOnly end)
    {
        if (end < start) return new Refusal(RefusalCode.PeriodInvalid, "It ends before it starts.", "endsOn");
        return start.Year < FirstYear || end.Year > LastYear
            ? new Refusal(RefusalCode.PeriodInvalid, $"A period lies within {FirstYear} and {LastYear}.", "endsOn") : null;
    }

    /// <summary>Whether two plans say the same.</summary>
    public static bool AreSame(CampaignPlan one, CampaignPlan other) => one.Ways.SequenceEqual(other.Ways)
        && one.Partners.SequenceEqual(other.Partners) && one == other with { Ways = one.Ways, Partners = one.Partners };

    /// <summary>A partner was assessed before the start, or before it came, under a written agreement (art. 26).</summary>
    private static Refusal? Partner(CampaignPartner partner, DateOnly joins, DateOnly today) =>
        Check.Text(partner.Name, "plan.partners.name") ?? Check.Text(partner.Agreement, "plan.partners.agreement", 100)
        ?? Check.Text(partner.Duties, "plan.partners.duties", 500)
        ?? Check.Date(partner.AssessedOn, today, "plan.partners.assessedOn")
        ?? (partner.AssessedOn > joins
            ? new Refusal(RefusalCode.PeriodInvalid, "A partner is assessed before the start.", "plan.partners.assessedOn")
            : null);

    private static Refusal? Many<T>(
        IReadOnlyList<T> things, int most, string field, Func<T, Refusal?> refuse, bool mayBeNone = false)
    {
        if (things.Count == 0 && !mayBeNone) return new Refusal(RefusalCode.TextMissing, $"{field} is missing.", field);
        return things.Count > most
            ? new Refusal(RefusalCode.TextTooLong, $"{field} has at most {most} entries.", field)
            : things.Select(refuse).FirstOrDefault(r => r is not null);
    }
}
