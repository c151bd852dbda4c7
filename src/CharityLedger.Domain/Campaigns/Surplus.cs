using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Campaigns;

/// <summary>What is left when a campaign or project ends (剩余财产; Charity Law art. 58).</summary>
public static class Surplus
{
    /// <summary>A refusal where money is left and nothing says what becomes of it.</summary>
    public static Refusal? Refuse(long leftFen, SurplusGround ground, string treatment)
    {
        if (leftFen > 0 && ground == SurplusGround.None)
            return new Refusal(RefusalCode.SurplusUntreated, $"{Yuan.Format(leftFen)} yuan are left.", "ground");
        return Check.Text(treatment, "treatment", 500);
    }
}
