using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>What a fund is by its agreement.</summary>
public enum FundKind
{
    /// <summary>Bears its sponsor's name (冠名基金).</summary>
    [JsonStringEnumMemberName("named")] Named,

    /// <summary>Set up for a purpose (专项基金).</summary>
    [JsonStringEnumMemberName("special")] Special,

    /// <summary>A community's (社区基金).</summary>
    [JsonStringEnumMemberName("community")] Community,
}

/// <summary>A member of a fund's committee (管理委员会), as agreed for publication.</summary>
/// <param name="Name">Name.</param>
/// <param name="Role">Chair, member, secretary.</param>
/// <param name="AppointedBy">The federation or the sponsor.</param>
public sealed record CommitteeMember(string Name, string Role, string AppointedBy);

/// <summary>What a fund's agreement must state (基金协议).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="SponsorKind">Person or organisation; local minimums differ.</param>
/// <param name="InitialFen">Initial sum in fen that the sponsor promised.</param>
/// <param name="PayYears">Years over which it is given: 1 where at once.</param>
/// <param name="Naming">Naming (命名).</param>
/// <param name="UseAndPreservation">Use and preservation of value (使用与保值增值).</param>
/// <param name="Rights">Rights and duties of the parties.</param>
/// <param name="EndConditions">When it ends (终止条件).</param>
/// <param name="Surplus">Treatment of surplus (剩余财产).</param>
/// <param name="Committee">Its committee; may be empty.</param>
/// <param name="Region">The community's region (社区); or where the fund is used.</param>
/// <param name="SpendsOfInitialSum">Whether a yearly spending duty is measured by the initial sum, or (false) by what was left at
/// the end of the year before; null for what the rules say.</param>
public sealed record FundTerms(
    FundKind Kind, DonorKind SponsorKind, long InitialFen, int PayYears, string Naming,
    string UseAndPreservation, string Rights, string EndConditions, string Surplus, IReadOnlyList<CommitteeMember> Committee,
    string? Region = null, bool? SpendsOfInitialSum = null);

/// <summary>The terms of a fund's agreement were stated, or stated anew by an amendment.</summary>
/// <param name="Fund">The fund.</param>
/// <param name="Terms">The terms.</param>
/// <param name="OccurredOn">Date of the agreement or amendment, Asia/Shanghai.</param>
[EventType("fund_terms_stated")]
public sealed record FundTermsStated(string Fund, FundTerms Terms, DateOnly OccurredOn) : IDated;

/// <summary>What an amendment changes of a fund; what it leaves is null.</summary>
/// <param name="Name">Public name.</param>
/// <param name="Purpose">Purpose (用途). It binds money that comes later; what lies there stays under the purpose that it came for.</param>
/// <param name="Sponsor">Whose name it bears. Who was its sponsor before stays barred from its money.</param>
/// <param name="Agreement">Number of the agreement.</param>
/// <param name="ManagementFeeBasisPoints">Part of every later gift that goes to the management fee, in 1/10,000.</param>
/// <param name="Committee">Its committee, whole.</param>
public sealed record FundChange(
    string? Name = null, string? Purpose = null, string? Sponsor = null, string? Agreement = null,
    int? ManagementFeeBasisPoints = null, IReadOnlyList<CommitteeMember>? Committee = null);

/// <summary>What was agreed of a fund changed (基金协议变更). Days before the amendment's own keep what they had.</summary>
/// <param name="Fund">The fund.</param>
/// <param name="Old">What held on that day until now, of what changes.</param>
/// <param name="New">What holds from that day on.</param>
/// <param name="EffectiveFrom">First day of the new; it may lie ahead.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="Paper">SHA-256 of the paper, a file of the evidence.</param>
/// <param name="OccurredOn">Date of the amendment, Asia/Shanghai.</param>
[EventType("fund_amended")]
public sealed record FundAmended(
    string Fund, FundChange Old, FundChange New, DateOnly EffectiveFrom, string Reason, string Paper, DateOnly OccurredOn) : IDated;
