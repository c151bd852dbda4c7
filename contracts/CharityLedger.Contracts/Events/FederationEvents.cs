namespace CharityLedger.Contracts.Events;

/// <summary>A charity federation (慈善总会) keeps its books in this ledger from now on.</summary>
/// <param name="Federation">Id of the federation; the tenant of all its streams.</param>
/// <param name="Name">Registered name in Chinese.</param>
/// <param name="NameEn">Name for English readers, if it has one.</param>
/// <param name="CreditCode">Unified social credit code (统一社会信用代码), 18 characters, if known.</param>
/// <param name="Region">Administrative region it serves.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("federation_registered")]
public sealed record FederationRegistered(
    string Federation, string Name, string? NameEn, string? CreditCode, string? Region, DateOnly OccurredOn) : IDated;

/// <summary>
/// The federation got its first user (初始设置结束): until then its token could do all that one person may, from now on roles
/// decide. Recorded with that user; federations of before 0.4.0 have it from the first change of their users on.
/// </summary>
/// <param name="Federation">Id of the federation.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("setting_up_ended")]
public sealed record SettingUpEnded(string Federation, DateOnly OccurredOn) : IDated;
