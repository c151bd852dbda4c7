using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>What income came from, if not from a giver.</summary>
public enum IncomeKind
{
    /// <summary>Interest on deposits (利息).</summary>
    [JsonStringEnumMemberName("interest")] Interest,

    /// <summary>Dividends on given equity (股息、红利).</summary>
    [JsonStringEnumMemberName("dividend")] Dividend,

    /// <summary>Yield of an investment, such as of a fund's principal (投资收益).</summary>
    [JsonStringEnumMemberName("investment")] Investment,

    /// <summary>Anything else (其他收入).</summary>
    [JsonStringEnumMemberName("other")] Other,
}

/// <summary>Income that is no gift. It may be spent under what binds the fund that earned it.</summary>
/// <param name="Income">Id of the income.</param>
/// <param name="Kind">What it came from.</param>
/// <param name="AmountFen">Amount in fen, 1 to 10^13.</param>
/// <param name="Bucket">The bucket it went to.</param>
/// <param name="Asset">The gift in kind that earned it.</param>
/// <param name="Note">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("income_received")]
public sealed record IncomeReceived(
    string Income, IncomeKind Kind, long AmountFen, Bucket Bucket, string? Asset, string Note, DateOnly OccurredOn) : IDated;

/// <summary>Principal of an endowment fund (不动本) was released for spending, by approval.</summary>
/// <param name="Release">Id of the release.</param>
/// <param name="Fund">The fund.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
/// <param name="From">The principal's bucket.</param>
/// <param name="To">The bucket from which it may be spent.</param>
/// <param name="Ground">What allows it: the agreement's clause, the sponsor's consent.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("principal_released")]
public sealed record PrincipalReleased(
    string Release, string Fund, long AmountFen, Bucket From, Bucket To, string Ground, DateOnly OccurredOn) : IDated;

/// <summary>The date came from which money may be used (时间限制到期).</summary>
/// <param name="Release">Id of the release.</param>
/// <param name="UsableFrom">That date.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
/// <param name="From">The bucket where it waited.</param>
/// <param name="To">The bucket from which it may be spent.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai; not before <paramref name="UsableFrom"/>.</param>
[EventType("time_restriction_lapsed")]
public sealed record TimeRestrictionLapsed(
    string Release, DateOnly UsableFrom, long AmountFen, Bucket From, Bucket To, DateOnly OccurredOn) : IDated;

/// <summary>What allows restricted money another use (Charity Law art. 56).</summary>
public enum UseChangeGround
{
    /// <summary>The changed plan was filed with the authority of the original (变更募捐方案备案).</summary>
    [JsonStringEnumMemberName("plan_filing")] PlanFiling,

    /// <summary>The donor consented (捐赠人同意).</summary>
    [JsonStringEnumMemberName("donor_consent")] DonorConsent,

    /// <summary>Public notice, because the donor can't be reached (公示).</summary>
    [JsonStringEnumMemberName("public_notice")] PublicNotice,
}

/// <summary>Unspent restricted money got another use (改变用途), by approval.</summary>
/// <param name="Change">Id of the change.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
/// <param name="From">Bucket it leaves.</param>
/// <param name="To">Bucket it enters, under another restriction.</param>
/// <param name="Ground">What allows it.</param>
/// <param name="Reference">Filing number, letter of consent, or place of the notice.</param>
/// <param name="GroundOn">Date of filing or of consent, or first day of the notice.</param>
/// <param name="Reason">Why.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
/// <param name="Gift">The gift whose own money it is, such as of the donor who consented; null for the bucket's first money.</param>
[EventType("use_changed")]
public sealed record UseChanged(
    string Change, long AmountFen, Bucket From, Bucket To, UseChangeGround Ground, string Reference, DateOnly GroundOn,
    string Reason, DateOnly OccurredOn, string? Gift = null) : IDated;
