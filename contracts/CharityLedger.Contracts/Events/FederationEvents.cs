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

/// <summary>What an amendment changes of the federation itself; what it leaves is null.</summary>
/// <param name="Name">Registered name in Chinese.</param>
/// <param name="NameEn">Name for English readers.</param>
/// <param name="Head">Legal representative (法定代表人), whom the law has published.</param>
/// <param name="Address">Registered address (住所).</param>
public sealed record FederationChange(string? Name = null, string? NameEn = null, string? Head = null, string? Address = null);

/// <summary>The federation's own name, head or address changed (变更登记); it stands in the federation's register. What was said before, such
/// as on receipts, keeps the name of its day.</summary>
/// <param name="Federation">Id of the federation.</param>
/// <param name="Old">What held on that day until now, of what changes.</param>
/// <param name="New">What holds from that day on.</param>
/// <param name="EffectiveFrom">First day of the new; it may lie ahead.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="Paper">SHA-256 of the paper, a file of the evidence.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("federation_amended")]
public sealed record FederationAmended(
    string Federation, FederationChange Old, FederationChange New, DateOnly EffectiveFrom, string Reason, string Paper, DateOnly OccurredOn)
    : IDated;

/// <summary>
/// The federation got its first user (初始设置结束): until then its token could do all that one person may, from now on roles
/// decide. Recorded with that user; federations of before 0.4.0 have it from the first change of their users on.
/// </summary>
/// <param name="Federation">Id of the federation.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("setting_up_ended")]
public sealed record SettingUpEnded(string Federation, DateOnly OccurredOn) : IDated;
