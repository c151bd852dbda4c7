using System.Globalization;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Campaigns;

namespace CharityLedger.Domain.Duties;

/// <summary>What a public campaign owes the public and the authority (Charity Law arts 72, 73, 79).</summary>
internal static class CampaignDuties
{
    public static IEnumerable<Duty> Of(DutyInput input) =>
        input.Campaigns.Where(c => c.Versions.Last.Kind == CampaignKind.Public).SelectMany(c => Of(input, c));

    /// <summary>Reports of what lasts longer than a row says, at the interval of another, while it lasts.</summary>
    public static IEnumerable<Duty> Series(
        DutyInput input, string longerThan, string every, string id, string name, DateOnly start, DateOnly end)
    {
        if (input.Policy.Row(longerThan, start) is not { } least || end <= least.After(start)) yield break;
        for (var n = 1; ; n++)
        {
            var duty = input.Of(every, string.Create(CultureInfo.InvariantCulture, $"{id}/{n}"), name, start, times: n)
                .FirstOrDefault();
            if (duty is null || duty.DueOn <= start || duty.DueOn >= end || duty.DueOn > input.Until) yield break;
            yield return duty;
        }
    }

    private static IEnumerable<Duty> Of(DutyInput input, CampaignState campaign)
    {
        var (id, plan) = (campaign.Id, campaign.Versions.Last);
        var end = campaign.ClosedOn < plan.EndsOn ? campaign.ClosedOn.Value : plan.EndsOn;
        var duties = Series(input, PolicyIds.FundraisingReportLongerThan, PolicyIds.FundraisingReportEvery, id, plan.Name,
            plan.StartsOn, end).Concat(input.Of(PolicyIds.FundraisingFinalAccount, id, plan.Name, end));
        // A partner that left was one all the same.
        foreach (var partner in campaign.Versions.All.SelectMany(v => v.Value.Partners).DistinctBy(p => p.Name))
        {
            duties = duties.Concat(input.Of(
                PolicyIds.FundraisingPartnerAssessment, $"{id}/{partner.Name}", $"{plan.Name}：{partner.Name}", end));
        }

        foreach (var change in campaign.Amendments.Where(a => a.FiledOn is not null))
        {
            duties = duties.Concat(input.Of(PolicyIds.FundraisingChangeFiling, $"{id}/{change.FilingNumber}", plan.Name, change.EffectiveFrom,
                new DutyMeeting(change.FiledOn!.Value, $"campaign_amended: {change.FilingNumber}")));
        }

        return plan.Emergency ? duties.Concat(Emergency(input, campaign, end)) : duties;
    }

    private static IEnumerable<Duty> Emergency(DutyInput input, CampaignState campaign, DateOnly end)
    {
        var (id, plan) = (campaign.Id, campaign.Versions.Last);
        var filed = campaign.FiledOn is { } on ? new DutyMeeting(on, $"campaign_filed: {campaign.FilingNumber}") : null;
        foreach (var duty in input.Of(PolicyIds.FundraisingEmergencyFiling, id, plan.Name, plan.StartsOn, filed))
            yield return duty;
        for (var n = 1; ; n++)
        {
            var duty = input.Of(PolicyIds.FundraisingEmergencyReceiptsEvery,
                string.Create(CultureInfo.InvariantCulture, $"{id}/{n}"), plan.Name, plan.StartsOn, times: n).FirstOrDefault();
            if (duty is null || duty.DueOn <= plan.StartsOn || duty.DueOn > end || duty.DueOn > input.Until) yield break;
            yield return duty;
        }
    }
}
