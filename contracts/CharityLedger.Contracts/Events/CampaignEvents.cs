using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>The federation holds a certificate for public fundraising (公开募捐资格证书).</summary>
/// <param name="Certificate">Number of the certificate.</param>
/// <param name="ValidFrom">First day.</param>
/// <param name="ValidTo">Last day.</param>
/// <param name="Authority">Who issued it.</param>
/// <param name="OccurredOn">Date of issue, Asia/Shanghai.</param>
[EventType("fundraising_qualified")]
public sealed record FundraisingQualified(
    string Certificate, DateOnly ValidFrom, DateOnly ValidTo, string Authority, DateOnly OccurredOn) : IDated;

/// <summary>Whom a campaign addresses.</summary>
public enum CampaignKind
{
    /// <summary>The public (公开募捐): needs a certificate and a filed plan.</summary>
    [JsonStringEnumMemberName("public")] Public,

    /// <summary>Named donors (定向募捐).</summary>
    [JsonStringEnumMemberName("directed")] Directed,

    /// <summary>Help sought for oneself (个人求助): no charity, and refused.</summary>
    [JsonStringEnumMemberName("personal_help")] PersonalHelp,
}

/// <summary>A partner in co-operative fundraising (合作募捐). All money passes through the federation's own account and books.</summary>
/// <param name="Name">The organisation.</param>
/// <param name="Agreement">Number of the written agreement.</param>
/// <param name="AssessedOn">Date of its assessment; not after the campaign's start.</param>
/// <param name="Duties">What it does.</param>
public sealed record CampaignPartner(string Name, string Agreement, DateOnly AssessedOn, string Duties);

/// <summary>A campaign's plan (募捐方案) by Charity Law art. 24.</summary>
/// <param name="Name">Title.</param>
/// <param name="Kind">Whom it addresses.</param>
/// <param name="Purpose">Purpose (目的).</param>
/// <param name="StartsOn">First day.</param>
/// <param name="EndsOn">Last day.</param>
/// <param name="Region">Where (地域).</param>
/// <param name="Responsible">Responsible person or office (负责人), as published.</param>
/// <param name="Address">Office address (办公地址).</param>
/// <param name="Ways">Ways of giving (接受捐赠方式).</param>
/// <param name="Account">Bank account (银行账户).</param>
/// <param name="AccountHolder">Its holder: the federation itself.</param>
/// <param name="Beneficiaries">Who benefits (受益人), in general words.</param>
/// <param name="Use">Use of the money (募得款物用途).</param>
/// <param name="ExpectedFen">Expected amount in fen.</param>
/// <param name="CostBudgetFen">Budget of fundraising cost (募捐成本) in fen.</param>
/// <param name="Surplus">Treatment of surplus (剩余财产的处理).</param>
/// <param name="Partners">Partners in co-operative fundraising.</param>
/// <param name="Emergency">Whether it answers an emergency (突发事件) and may be filed after its start.</param>
public sealed record CampaignPlan(
    string Name, CampaignKind Kind, string Purpose, DateOnly StartsOn, DateOnly EndsOn, string Region, string Responsible,
    string Address, IReadOnlyList<string> Ways, string Account, string AccountHolder, string Beneficiaries, string Use,
    long ExpectedFen, long CostBudgetFen, string Surplus, IReadOnlyList<CampaignPartner> Partners, bool Emergency);

/// <summary>A fundraising campaign (募捐活动) was planned, and filed unless an emergency let it start first.</summary>
/// <param name="Campaign">Id of the campaign.</param>
/// <param name="Plan">The plan.</param>
/// <param name="FilingNumber">Filing number (备案号).</param>
/// <param name="FiledOn">Date of filing.</param>
/// <param name="OccurredOn">Date of the decision, Asia/Shanghai.</param>
[EventType("campaign_planned")]
public sealed record CampaignPlanned(
    string Campaign, CampaignPlan Plan, string? FilingNumber, DateOnly? FiledOn, DateOnly OccurredOn) : IDated;

/// <summary>The plan of a campaign that an emergency let start first was filed (补办备案).</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="FilingNumber">Filing number (备案号).</param>
/// <param name="OccurredOn">Date of filing, Asia/Shanghai.</param>
[EventType("campaign_filed")]
public sealed record CampaignFiled(string Campaign, string FilingNumber, DateOnly OccurredOn) : IDated;

/// <summary>The plan of a campaign changed, such as by an extension (募捐方案变更). Days before its own keep the plan that they had.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Old">The plan that held on that day until now.</param>
/// <param name="New">The plan from that day on, whole.</param>
/// <param name="FilingNumber">Number under which the change was filed (变更备案); a public campaign's always is.</param>
/// <param name="FiledOn">Date of that filing.</param>
/// <param name="EffectiveFrom">First day of the new plan; it may lie ahead.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="Paper">SHA-256 of the paper, a file of the evidence.</param>
/// <param name="OccurredOn">Date of the decision, Asia/Shanghai.</param>
[EventType("campaign_amended")]
public sealed record CampaignAmended(
    string Campaign, CampaignPlan Old, CampaignPlan New, string? FilingNumber, DateOnly? FiledOn, DateOnly EffectiveFrom, string Reason,
    string Paper, DateOnly OccurredOn) : IDated;

/// <summary>What becomes of what a campaign or project has left.</summary>
public enum SurplusGround
{
    /// <summary>Nothing is left (无剩余).</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>As the plan or agreement says (按方案处理).</summary>
    [JsonStringEnumMemberName("as_planned")] AsPlanned,

    /// <summary>Used for the same or a similar purpose, and published (用于目的相同或相近的项目; Charity Law art. 58).</summary>
    [JsonStringEnumMemberName("similar_purpose")] SimilarPurpose,
}

/// <summary>A campaign ended for good, and what becomes of its surplus was decided.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="SurplusFen">What was left, in fen.</param>
/// <param name="Ground">What becomes of it.</param>
/// <param name="Treatment">Said in words.</param>
/// <param name="OccurredOn">Date of the decision, Asia/Shanghai.</param>
[EventType("campaign_closed")]
public sealed record CampaignClosed(
    string Campaign, long SurplusFen, SurplusGround Ground, string Treatment, DateOnly OccurredOn) : IDated;
