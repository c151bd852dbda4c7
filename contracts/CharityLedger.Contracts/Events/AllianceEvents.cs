using System.Text.Json.Serialization;

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
    string Transfer, string To, Bucket Bucket, Bucket ToBucket, string? Project, string Purpose, long AmountFen,
    DateOnly OccurredOn) : IDated;

/// <summary>Money of another federation arrived. It left there in the same command, and its givers' traces go on here.</summary>
/// <param name="Transfer">Id of the transfer; the same on both sides.</param>
/// <param name="From">The federation that sent it.</param>
/// <param name="Bucket">Bucket it enters.</param>
/// <param name="Project">Shared project that it is for; null for none.</param>
/// <param name="Purpose">What it is for; a restriction.</param>
/// <param name="AmountFen">Amount in fen, 1 to 10^13.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
/// <param name="LeftOn">The day on which the sender's bank paid it out, from which on it is expected here (待到账): a further event says when
/// the bank here took it in. Null where that was on the business date.</param>
[EventType("alliance_money_received")]
public sealed record AllianceMoneyReceived(
    string Transfer, string From, Bucket Bucket, string? Project, string Purpose, long AmountFen, DateOnly OccurredOn,
    DateOnly? LeftOn = null) : IDated
{
    /// <summary>Whether the bank here took it in by a further event.</summary>
    [JsonIgnore]
    public bool IsExpected => LeftOn is not null;
}

/// <summary>The receiver of another federation's money confirmed that its bank took it in (联盟拨入到账确认).</summary>
/// <param name="Transfer">Id of the transfer.</param>
/// <param name="Account">Where it came in.</param>
/// <param name="NamedAccount">Code of that account in the register; the first one of its kind where null.</param>
/// <param name="ArrivedOn">Day on which the bank took it in, Asia/Shanghai.</param>
/// <param name="Reference">That bank's reference of the line (流水号).</param>
/// <param name="OccurredOn">Day on which it is booked: the bank's day, or the first one after it that is open.</param>
[EventType("alliance_money_confirmed")]
public sealed record AllianceMoneyConfirmed(
    string Transfer, MoneyAccount Account, string? NamedAccount, DateOnly ArrivedOn, string? Reference, DateOnly OccurredOn) : IDated;

/// <summary>Goods of a gift in kind, or a part of it, went to another federation. They arrive there in the same command.</summary>
/// <param name="Transfer">Id of the transfer; the id of the gift in kind that the other has from now on.</param>
/// <param name="To">The federation that receives them.</param>
/// <param name="Gift">The gift in kind.</param>
/// <param name="Quantity">How much of it.</param>
/// <param name="ValueFen">The quantity's share of the value that was left, in fen; 0 where it has no reliable value.</param>
/// <param name="Bucket">Bucket they leave.</param>
/// <param name="ToBucket">Bucket of the other that they enter.</param>
/// <param name="Project">Shared project that they are for, as its lead names it; null for none.</param>
/// <param name="Purpose">What they are for.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("alliance_goods_sent")]
public sealed record AllianceGoodsSent(
    string Transfer, string To, string Gift, long Quantity, long ValueFen, Bucket Bucket, Bucket ToBucket, string? Project,
    string Purpose, DateOnly OccurredOn) : IDated;

/// <summary>Goods of another federation arrived. They left there in the same command; their givers stay known there alone, and
/// their traces go on here.</summary>
/// <param name="Gift">Id of the gift in kind here; the id of the transfer on both sides.</param>
/// <param name="From">The federation that sent them.</param>
/// <param name="Kind">Goods, fixed asset, equity or securities.</param>
/// <param name="Description">What it is.</param>
/// <param name="Quantity">How much of it.</param>
/// <param name="Unit">Unit of the quantity.</param>
/// <param name="ValueFen">Value in fen, as it left there.</param>
/// <param name="Valuation">What the value rests on.</param>
/// <param name="Bucket">Bucket they enter.</param>
/// <param name="Project">Shared project that they are for; null for none.</param>
/// <param name="Purpose">What they are for.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("alliance_goods_received")]
public sealed record AllianceGoodsReceived(
    string Gift, string From, AssetKind Kind, string Description, long Quantity, string Unit, long ValueFen, Valuation Valuation,
    Bucket Bucket, string? Project, string Purpose, DateOnly OccurredOn) : IDated;

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
