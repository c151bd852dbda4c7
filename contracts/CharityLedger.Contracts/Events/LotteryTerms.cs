using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>Whose budget an indicator of the welfare-lottery public-benefit fund (福彩公益金) comes from.</summary>
public enum LotteryLevel
{
    /// <summary>The central level (中央).</summary>
    [JsonStringEnumMemberName("central")] Central,

    /// <summary>A province (省级).</summary>
    [JsonStringEnumMemberName("province")] Province,

    /// <summary>A city (市级).</summary>
    [JsonStringEnumMemberName("city")] City,

    /// <summary>A county or district (县级).</summary>
    [JsonStringEnumMemberName("county")] County,
}

/// <summary>Whom the money serves: 扶老、助残、救孤、济困. The words are those of the policy rows <c>lottery.purpose.</c></summary>
public enum LotteryPurpose
{
    /// <summary>The elderly (老年人).</summary>
    [JsonStringEnumMemberName("elderly")] Elderly,

    /// <summary>People with disabilities (残疾人).</summary>
    [JsonStringEnumMemberName("disabled")] Disabled,

    /// <summary>Children (儿童).</summary>
    [JsonStringEnumMemberName("children")] Children,

    /// <summary>Public welfare (社会公益).</summary>
    [JsonStringEnumMemberName("public_welfare")] PublicWelfare,
}

/// <summary>Whose money a tranche becomes in the federation's books.</summary>
public enum LotteryTreatment
{
    /// <summary>The federation's own, bound to the project: a government subsidy (政府补助).</summary>
    [JsonStringEnumMemberName("subsidy")] Subsidy,

    /// <summary>Only passed through for the using unit (受托代理): never income.</summary>
    [JsonStringEnumMemberName("agency")] Agency,
}

/// <summary>
/// What lottery money is spent on. All that the rules speak of has its word, also what they ban: whether a word is banned
/// says the policy row <c>lottery.expense_ban.</c> of the day.
/// </summary>
public enum LotteryExpense
{
    /// <summary>Building and repair of welfare facilities (设施建设).</summary>
    [JsonStringEnumMemberName("buildings")] Buildings,

    /// <summary>Equipment (设备购置).</summary>
    [JsonStringEnumMemberName("equipment")] Equipment,

    /// <summary>Public activities (公益活动).</summary>
    [JsonStringEnumMemberName("activities")] Activities,

    /// <summary>Services bought (购买服务).</summary>
    [JsonStringEnumMemberName("services")] Services,

    /// <summary>Relief paid to people (救助补助).</summary>
    [JsonStringEnumMemberName("relief")] Relief,

    /// <summary>Training (培训).</summary>
    [JsonStringEnumMemberName("training")] Training,

    /// <summary>Anything else that the project needs (其他).</summary>
    [JsonStringEnumMemberName("other")] Other,

    /// <summary>Overseas trips (因公出国境).</summary>
    [JsonStringEnumMemberName("overseas_travel")] OverseasTravel,

    /// <summary>Official receptions (公务接待).</summary>
    [JsonStringEnumMemberName("official_reception")] OfficialReception,

    /// <summary>Purchase and running of vehicles (公务用车购置及运行).</summary>
    [JsonStringEnumMemberName("vehicles")] Vehicles,

    /// <summary>Basic operating expenditure of public bodies (行政事业单位基本支出).</summary>
    [JsonStringEnumMemberName("basic_expenditure")] BasicExpenditure,

    /// <summary>Profit-making (营利性活动).</summary>
    [JsonStringEnumMemberName("profit_making")] ProfitMaking,

    /// <summary>Pay and bonuses against the rules (违规发放工资奖金).</summary>
    [JsonStringEnumMemberName("pay_and_bonuses")] PayAndBonuses,

    /// <summary>Offices and staff housing (楼堂馆所及职工住房).</summary>
    [JsonStringEnumMemberName("offices_and_housing")] OfficesAndHousing,
}
