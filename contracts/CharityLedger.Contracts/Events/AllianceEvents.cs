namespace CharityLedger.Contracts.Events;

/// <summary>
/// A federation agreed to take money from another federation of this installation (联盟协议). It stands with the one that
/// takes: without it nobody may write into its books.
/// </summary>
/// <param name="Partner">The federation that may send.</param>
/// <param name="Agreement">Number of the agreement.</param>
/// <param name="EndsOn">Last day; null while it lasts.</param>
/// <param name="OccurredOn">Day of the agreement, Asia/Shanghai.</param>
[EventType("alliance_agreed")]
public sealed record AllianceAgreed(string Partner, string Agreement, DateOnly? EndsOn, DateOnly OccurredOn) : IDated;

/// <summary>A federation ended an agreement: from now on it takes nothing from the other.</summary>
/// <param name="Partner">The federation that might send.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("alliance_ended")]
public sealed record AllianceEnded(string Partner, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>Money went to another federation. It arrives there in the same command.</summary>
/// <param name="Transfer">Id of the transfer; the same on both sides.</param>
/// <param name="To">The federation that receives it.</param>
/// <param name="Bucket">Bucket it leaves.</param>
/// <param name="ToBucket">Bucket of the other that it enters.</param>
/// <param name="Project">Shared project that it is for, as its lead names it; null for none.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="AmountFen">Amount in fen, 1 to 10^13.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("alliance_money_sent")]
public sealed record AllianceMoneySent(
    string Transfer, string To, string Bucket, string ToBucket, string? Project, string Purpose, long AmountFen,
    DateOnly OccurredOn) : IDated;

/// <summary>Money of another federation arrived. It left there in the same command, and its givers' traces go on here.</summary>
/// <param name="Transfer">Id of the transfer; the same on both sides.</param>
/// <param name="From">The federation that sent it.</param>
/// <param name="Bucket">Bucket it enters.</param>
/// <param name="Project">Shared project that it is for; null for none.</param>
/// <param name="Purpose">What it is for; a restriction.</param>
/// <param name="AmountFen">Amount in fen, 1 to 10^13.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("alliance_money_received")]
public sealed record AllianceMoneyReceived(
    string Transfer, string From, string Bucket, string? Project, string Purpose, long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>What a federation brings to a shared project.</summary>
/// <param name="Federation">The federation.</param>
/// <param name="AmountFen">Its share, in fen.</param>
public sealed record ProjectShare(string Federation, long AmountFen);

/// <summary>Several federations carry a project together (共同项目). It stands with the one that leads.</summary>
/// <param name="Project">Id of the project within the leading federation.</param>
/// <param name="Name">Public name.</param>
/// <param name="Shares">What each brings; the leading one among them.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("shared_project_opened")]
public sealed record SharedProjectOpened(
    string Project, string Name, IReadOnlyList<ProjectShare> Shares, DateOnly OccurredOn) : IDated;
