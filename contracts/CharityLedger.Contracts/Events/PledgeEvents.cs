using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>How a donor bound oneself.</summary>
public enum PledgeForm
{
    /// <summary>Publicly, in press, radio, television, the internet (公开承诺).</summary>
    [JsonStringEnumMemberName("public")] Public,

    /// <summary>In a written agreement (书面协议).</summary>
    [JsonStringEnumMemberName("agreement")] Agreement,

    /// <summary>In no such form.</summary>
    [JsonStringEnumMemberName("informal")] Informal,
}

/// <summary>A gift was promised (承诺捐赠). It is no income.</summary>
/// <param name="Pledge">Id of the pledge.</param>
/// <param name="Fund">Fund it is for.</param>
/// <param name="Campaign">Campaign it answers.</param>
/// <param name="Purpose">Purpose it is bound to.</param>
/// <param name="AmountFen">Amount in fen, 1 to 10^13.</param>
/// <param name="Form">How the donor is bound.</param>
/// <param name="ForRelief">Whether it is for poverty relief, care or disaster relief (Charity Law art. 3 (1) to (3)).</param>
/// <param name="DueOn">When it is due.</param>
/// <param name="Donor">Who promised, sealed.</param>
/// <param name="OccurredOn">Date of the promise, Asia/Shanghai.</param>
[EventType("pledge_made")]
public sealed record PledgeMade(
    string Pledge, string? Fund, string? Campaign, string? Purpose, long AmountFen, PledgeForm Form, bool ForRelief, DateOnly? DueOn,
    DonorRef Donor, DateOnly OccurredOn) : IDated
{
    /// <summary>Whether delivery may be demanded (Charity Law art. 41): promised publicly, or for relief in a written
    /// agreement.</summary>
    [JsonIgnore]
    public bool IsEnforceable => Form == PledgeForm.Public || (Form == PledgeForm.Agreement && ForRelief);
}

/// <summary>An instalment of a pledge (分期).</summary>
/// <param name="DueOn">When it is due.</param>
/// <param name="AmountFen">Amount in fen.</param>
public sealed record Instalment(DateOnly DueOn, long AmountFen);

/// <summary>What is promised, and until when.</summary>
/// <param name="AmountFen">Amount in fen.</param>
/// <param name="Instalments">Its instalments, by day; their sum is the amount. None where it is given at once.</param>
/// <param name="DueOn">When all of it is due.</param>
public sealed record PledgeTerms(long AmountFen, IReadOnlyList<Instalment> Instalments, DateOnly? DueOn = null);

/// <summary>A pledge was agreed anew, such as its instalments (承诺变更). Less is promised by a release alone.</summary>
/// <param name="Pledge">The pledge.</param>
/// <param name="Old">What held on that day until now.</param>
/// <param name="New">What holds from that day on.</param>
/// <param name="EffectiveFrom">First day of the new; it may lie ahead.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="Paper">SHA-256 of the paper, a file of the evidence.</param>
/// <param name="OccurredOn">Date of the amendment, Asia/Shanghai.</param>
[EventType("pledge_amended")]
public sealed record PledgeAmended(
    string Pledge, PledgeTerms Old, PledgeTerms New, DateOnly EffectiveFrom, string Reason, string Paper, DateOnly OccurredOn) : IDated;

/// <summary>A gift fulfilled a pledge or a part of it; appended with the gift.</summary>
/// <param name="Pledge">The pledge.</param>
/// <param name="Gift">The gift.</param>
/// <param name="AmountFen">Its amount in fen; all of them together never exceed the pledge.</param>
/// <param name="OccurredOn">Date of the gift, Asia/Shanghai.</param>
[EventType("pledge_fulfilled")]
public sealed record PledgeFulfilled(string Pledge, string Gift, long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>Why a pledge need not be fulfilled.</summary>
public enum PledgeReleaseGround
{
    /// <summary>The donor's finances collapsed, reported to civil affairs and explained publicly (Charity Law art. 41).</summary>
    [JsonStringEnumMemberName("hardship")] Hardship,

    /// <summary>The donor withdrew a promise that can't be demanded.</summary>
    [JsonStringEnumMemberName("withdrawn")] Withdrawn,
}

/// <summary>What is open of a pledge will not be demanded.</summary>
/// <param name="Pledge">The pledge.</param>
/// <param name="AmountFen">What was open, in fen.</param>
/// <param name="Ground">Why.</param>
/// <param name="ReportedOn">When it was reported to civil affairs; null for a withdrawn promise.</param>
/// <param name="Report">Number of that report.</param>
/// <param name="ExplainedAt">Where it was explained publicly.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("pledge_released")]
public sealed record PledgeReleased(
    string Pledge, long AmountFen, PledgeReleaseGround Ground, DateOnly? ReportedOn, string? Report,
        string? ExplainedAt, string Reason,
    DateOnly OccurredOn) : IDated;

/// <summary>What a donor keeps while its yield is given.</summary>
public enum YieldGiftKind
{
    /// <summary>The principal stays with the donor, its interest is given (留本捐息).</summary>
    [JsonStringEnumMemberName("interest")] Interest,

    /// <summary>The shares stay with the donor, their dividends are given (股息捐赠).</summary>
    [JsonStringEnumMemberName("dividend")] Dividend,
}

/// <summary>A donor agreed to give yields only (留本捐息、股息捐赠). The principal is never booked.</summary>
/// <param name="Agreement">Id of the agreement.</param>
/// <param name="Kind">Interest or dividends.</param>
/// <param name="Description">What yields: the principal or shares that stay with the donor.</param>
/// <param name="PrincipalFen">The principal, in fen, for information; null where none is stated.</param>
/// <param name="Fund">Fund that the yields are for.</param>
/// <param name="Purpose">Purpose they are bound to.</param>
/// <param name="Until">Last day of the agreement.</param>
/// <param name="Number">Number of the agreement (协议编号).</param>
/// <param name="Donor">Who gives, sealed.</param>
/// <param name="OccurredOn">Date of the agreement, Asia/Shanghai.</param>
[EventType("yield_gift_agreed")]
public sealed record YieldGiftAgreed(
    string Agreement, YieldGiftKind Kind, string Description, long? PrincipalFen, string? Fund, string? Purpose, DateOnly? Until,
    string Number, DonorRef Donor, DateOnly OccurredOn) : IDated;

/// <summary>A yield came as agreed; appended with the gift that it is.</summary>
/// <param name="Agreement">The agreement.</param>
/// <param name="Gift">The gift.</param>
/// <param name="AmountFen">Its amount in fen.</param>
/// <param name="OccurredOn">Date of the gift, Asia/Shanghai.</param>
[EventType("yield_received")]
public sealed record YieldReceived(string Agreement, string Gift, long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>Money in a foreign currency, as it came.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="AmountMinor">Amount in the currency's minor units.</param>
/// <param name="Rate">CNY for one unit of the currency, as a decimal number.</param>
/// <param name="Source">Whose rate it is.</param>
/// <param name="RatedOn">The rate's date.</param>
public sealed record ForeignMoney(string Currency, long AmountMinor, string Rate, string Source, DateOnly RatedOn);

/// <summary>What was stated beside a gift in money; appended with it, where there is anything to state.</summary>
/// <param name="Gift">The gift.</param>
/// <param name="Foreign">The currency it came in; its amount in CNY is the gift's.</param>
/// <param name="UsableFrom">The date before which it may not be used.</param>
/// <param name="Partner">With whom it was raised (合作募捐方); it came through the federation's own account all the same.</param>
/// <param name="SourceOfFunds">Where a large or cash gift comes from, in general words.</param>
/// <param name="Tie">What of it makes it no gift in the sense of the receipt rules: sponsorship, the giver's own
/// benefit; null for none.</param>
/// <param name="OccurredOn">Date of the gift, Asia/Shanghai.</param>
[EventType("gift_terms_stated")]
public sealed record GiftTermsStated(
    string Gift, ForeignMoney? Foreign, DateOnly? UsableFrom, string? Partner, string? SourceOfFunds, string? Tie, DateOnly OccurredOn)
    : IDated;
