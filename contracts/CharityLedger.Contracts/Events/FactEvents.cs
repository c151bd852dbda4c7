using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>What an expense is by nature, as the annual work report divides the cost of major projects (支出性质).</summary>
public enum CostNature
{
    /// <summary>Money and goods for those who are helped (直接用于受助人的款物).</summary>
    [JsonStringEnumMemberName("direct")] Direct,

    /// <summary>Purchases of a project (采购费用).</summary>
    [JsonStringEnumMemberName("procurement")] Procurement,

    /// <summary>Pay of people (人员报酬).</summary>
    [JsonStringEnumMemberName("staff")] Staff,

    /// <summary>Use of assets, such as rent (资产使用费).</summary>
    [JsonStringEnumMemberName("asset_use")] AssetUse,

    /// <summary>Publicity (宣传推广).</summary>
    [JsonStringEnumMemberName("publicity")] Publicity,

    /// <summary>Travel and the like (差旅等).</summary>
    [JsonStringEnumMemberName("travel")] Travel,

    /// <summary>Other (其他).</summary>
    [JsonStringEnumMemberName("other")] Other,
}

/// <summary>The field of charitable work (慈善活动领域), as Charity Law art. 3 lists them.</summary>
public enum FieldOfWork
{
    /// <summary>Poverty relief (扶贫、济困).</summary>
    [JsonStringEnumMemberName("poverty_relief")] PovertyRelief,

    /// <summary>Help for the old, orphans, the ill, the disabled and families of the fallen (扶老、救孤、恤病、助残、优抚).</summary>
    [JsonStringEnumMemberName("care")] Care,

    /// <summary>Natural disasters, accidents, public health emergencies (救助自然灾害、事故灾难和公共卫生事件等突发事件).</summary>
    [JsonStringEnumMemberName("emergency")] Emergency,

    /// <summary>Education, science, culture, health, sports (教育、科学、文化、卫生、体育).</summary>
    [JsonStringEnumMemberName("education_culture_health")] EducationCultureHealth,

    /// <summary>The environment (防治污染和其他公害，保护和改善生态环境).</summary>
    [JsonStringEnumMemberName("environment")] Environment,

    /// <summary>Other public benefit (其他公益活动).</summary>
    [JsonStringEnumMemberName("other")] Other,
}

/// <summary>Where a gift comes from (捐赠来源): within the mainland, or from outside (境外).</summary>
public enum GiftOrigin
{
    /// <summary>The mainland (境内).</summary>
    [JsonStringEnumMemberName("mainland")] Mainland,

    /// <summary>Hong Kong (香港).</summary>
    [JsonStringEnumMemberName("hong_kong")] HongKong,

    /// <summary>Macao (澳门).</summary>
    [JsonStringEnumMemberName("macao")] Macao,

    /// <summary>Taiwan (台湾).</summary>
    [JsonStringEnumMemberName("taiwan")] Taiwan,

    /// <summary>Any other country (国外).</summary>
    [JsonStringEnumMemberName("foreign")] Foreign,
}

/// <summary>How a cost that serves several purposes is divided (共同费用分摊), in basis points that come to 10,000.</summary>
/// <param name="ProgrammeBasisPoints">Charitable activity (业务活动成本).</param>
/// <param name="AdministrationBasisPoints">Administration (管理费用).</param>
/// <param name="FundraisingBasisPoints">Fundraising (筹资费用).</param>
public sealed record CostDivision(int ProgrammeBasisPoints, int AdministrationBasisPoints, int FundraisingBasisPoints);

/// <summary>Facts that reports need of an expense or a gift; what is null is not stated (未填列).</summary>
/// <param name="Nature">What an expense is by nature.</param>
/// <param name="Field">Its field of work.</param>
/// <param name="Region">Where it helps: a code of six digits of GB/T 2260 (行政区划代码).</param>
/// <param name="Recipients">How many people it reaches (受益人次).</param>
/// <param name="Origin">Where a gift comes from.</param>
/// <param name="Division">How a shared cost is divided.</param>
public sealed record ReportFacts(CostNature? Nature = null, FieldOfWork? Field = null, string? Region = null, int? Recipients = null,
    GiftOrigin? Origin = null, CostDivision? Division = null)
{
    /// <summary>Nothing is stated.</summary>
    public static ReportFacts None { get; } = new();

    /// <summary>These, and what they leave open from others.</summary>
    public ReportFacts Over(ReportFacts others) => new(Nature ?? others.Nature, Field ?? others.Field, Region ?? others.Region,
        Recipients ?? others.Recipients, Origin ?? others.Origin, Division ?? others.Division);

    /// <summary>Those of a fund or project that hold for what is spent of it: how many people an expense reaches it says itself.</summary>
    public ReportFacts AsDefaults() => this with { Recipients = null, Origin = null };
}

/// <summary>
/// Facts of records were stated (填列), with an expense in its command or afterwards for many at once. For each fact the latest
/// statement counts; one that is null changes nothing.
/// </summary>
/// <param name="Records">
/// Ids of what is meant: a payment, a distribution, an expenditure, a gift, a voucher and so on; at most 500. <c>fund-…</c> and
/// <c>project-…</c> name a fund or a project, whose facts are the defaults of what is spent of it later.
/// </param>
/// <param name="Facts">The facts.</param>
/// <param name="OccurredOn">Day of the statement, Asia/Shanghai.</param>
[EventType("facts_stated")]
public sealed record FactsStated(IReadOnlyList<string> Records, ReportFacts Facts, DateOnly OccurredOn) : IDated;
