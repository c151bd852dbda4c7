using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>Who gave.</summary>
public enum DonorKind
{
    /// <summary>A natural person (个人).</summary>
    [JsonStringEnumMemberName("person")] Person,

    /// <summary>A company, authority, association or other body (单位).</summary>
    [JsonStringEnumMemberName("organisation")] Organisation,

    /// <summary>Nobody is named (匿名).</summary>
    [JsonStringEnumMemberName("anonymous")] Anonymous,
}

/// <summary>What of a donor's name may be shown to the public (Charity Law art. 82; PIPL art. 25).</summary>
public enum DonorNaming
{
    /// <summary>Nothing: the donor refused, or did not agree.</summary>
    [JsonStringEnumMemberName("withheld")] Withheld,

    /// <summary>The masked name, such as 张*.</summary>
    [JsonStringEnumMemberName("masked")] Masked,

    /// <summary>The whole name.</summary>
    [JsonStringEnumMemberName("full")] Full,
}

/// <summary>A donor as the immutable log knows one: a pseudonym, and what was said of oneself as ciphertext.</summary>
/// <param name="Id">Pseudonym; names the row of the key that opens <paramref name="Sealed"/>. Destroying the key erases the person.</param>
/// <param name="Kind">Person, organisation or anonymous.</param>
/// <param name="Naming">What of the name may be shown.</param>
/// <param name="Sealed">base64 of nonce, ciphertext and tag (AES-256-GCM, associated data: the donor id); null where nothing was said.</param>
public sealed record DonorRef(string Id, DonorKind Kind, DonorNaming Naming, string? Sealed);

/// <summary>What a part of a gift is.</summary>
public enum GiftPartKind
{
    /// <summary>Money for the purpose itself.</summary>
    [JsonStringEnumMemberName("principal")] Principal,

    /// <summary>The management fee (管理费) that the fund's agreement sets aside at receipt.</summary>
    [JsonStringEnumMemberName("management_fee")] ManagementFee,
}

/// <summary>A part of a gift and the bucket it went to.</summary>
/// <param name="Bucket">Bucket id.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
/// <param name="Kind">Principal or fee.</param>
public sealed record GiftPart(Bucket Bucket, long AmountFen, GiftPartKind Kind);

/// <summary>The row of a donation list that a gift was read from.</summary>
/// <param name="List">SHA-256 of the file, lower-case hex.</param>
/// <param name="Sheet">Name of the sheet in a workbook; null in a CSV file.</param>
/// <param name="Row">Row number in the sheet, as a spreadsheet shows it (1 is the first).</param>
public sealed record ListRow(string List, string? Sheet, int Row);

/// <summary>A gift in money (捐赠) arrived.</summary>
/// <param name="Gift">Id of the gift, also its receipt number: <c>yyyyMMdd-</c> and 13 characters.</param>
/// <param name="Fund">The named fund it is for; null for general money.</param>
/// <param name="Campaign">The fundraising campaign (募捐活动) it answers, a restriction.</param>
/// <param name="Purpose">The purpose (用途) that the donor stated, a restriction.</param>
/// <param name="AmountFen">Amount in fen, 1 to 10^13; the sum of the parts.</param>
/// <param name="Currency">ISO 4217; CNY.</param>
/// <param name="Channel">How it came: bank, alipay, wechat, cash, platform, list.</param>
/// <param name="Donor">Who gave.</param>
/// <param name="Parts">Where it went: one inflow each.</param>
/// <param name="Source">The list row it was imported from.</param>
/// <param name="OccurredOn">Date of receipt, Asia/Shanghai.</param>
[EventType("gift_received")]
public sealed record GiftReceived(
    string Gift, string? Fund, string? Campaign, string? Purpose, long AmountFen, string Currency, string Channel,
    DonorRef Donor, IReadOnlyList<GiftPart> Parts, ListRow? Source, DateOnly OccurredOn) : IDated;

/// <summary>Why a gift may be given back. The law knows no general right to it, so a ground is always named.</summary>
public enum RefundGround
{
    /// <summary>The donation agreement provides for it (协议约定).</summary>
    [JsonStringEnumMemberName("agreement")] Agreement,

    /// <summary>It was paid by mistake (误捐、重复支付).</summary>
    [JsonStringEnumMemberName("payment_error")] PaymentError,

    /// <summary>It was raised unlawfully and an order says to return it (Charity Law art. 111).</summary>
    [JsonStringEnumMemberName("unlawful_fundraising")] UnlawfulFundraising,
}

/// <summary>An unspent part of a gift went back to its donor (退款).</summary>
/// <param name="Gift">The gift.</param>
/// <param name="Refund">Id of the refund.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
/// <param name="Ground">Legal ground.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("gift_refunded")]
public sealed record GiftRefunded(
    string Gift, string Refund, long AmountFen, RefundGround Ground, string Reason, DateOnly OccurredOn) : IDated
{
    /// <summary>Whether it undoes the receipt itself: what came by mistake in the same accounting year never was income.</summary>
    public bool Undoes(GiftReceived gift) => Ground == RefundGround.PaymentError && OccurredOn.Year == gift.OccurredOn.Year;

    /// <summary>Its terms, where the event before it in its command states them.</summary>
    public RefundTermsStated? TermsIn(ILedgerEvent? before) => before is RefundTermsStated terms && terms.Refund == Refund ? terms : null;
}

/// <summary>From where and when a refund is paid. It goes before the refund in the same command; a refund without it was paid on its
/// own day, from the bank, or where it undoes the receipt from the account that the gift had come into.</summary>
/// <param name="Refund">The refund.</param>
/// <param name="Account">Where the money comes from.</param>
/// <param name="PaidOn">Day of the payment, Asia/Shanghai; where it is later than the refund, a payable stands between them. Null
/// where it is owed for now, and paid by a command of its own.</param>
/// <param name="OccurredOn">Business date of the refund.</param>
[EventType("refund_terms_stated")]
public sealed record RefundTermsStated(string Refund, MoneyAccount Account, DateOnly? PaidOn, DateOnly OccurredOn) : IDated
{
    /// <summary>Whether a payable stands between the refund and its payment.</summary>
    [JsonIgnore]
    public bool IsOwed => PaidOn is null || PaidOn > OccurredOn;
}

/// <summary>What of a refund came out of one bucket.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
public sealed record RefundPart(Bucket Bucket, long AmountFen);

/// <summary>A refund was paid on a later day than it was decided (支付应退捐赠款). Its buckets gave the money up before.</summary>
/// <param name="Gift">The gift.</param>
/// <param name="Refund">The refund.</param>
/// <param name="Account">Where the money came from.</param>
/// <param name="Parts">The refund by buckets.</param>
/// <param name="OccurredOn">Day of the payment, Asia/Shanghai.</param>
[EventType("refund_paid")]
public sealed record RefundPaid(
    string Gift, string Refund, MoneyAccount Account, IReadOnlyList<RefundPart> Parts, DateOnly OccurredOn) : IDated;
