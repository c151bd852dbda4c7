using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Campaigns;

/// <summary>The certificate for public fundraising (公开募捐资格; Charity Law art. 22).</summary>
public static class Fundraising
{
    /// <summary>Decides a certificate.</summary>
    public static Result<FundraisingQualified> Qualify(FundraisingQualified wanted, DateOnly today)
    {
        var refusal = Check.Text(wanted.Certificate, "certificate", 100) ?? Check.Text(wanted.Authority, "authority")
            ?? Check.Date(wanted.OccurredOn, today) ?? CampaignPlans.Period(wanted.ValidFrom, wanted.ValidTo);
        return refusal is null ? wanted : refusal;
    }
}
