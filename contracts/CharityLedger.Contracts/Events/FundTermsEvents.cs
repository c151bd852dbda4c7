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
