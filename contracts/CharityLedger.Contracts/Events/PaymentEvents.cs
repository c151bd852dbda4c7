using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>Money of a bucket was spent (拨付).</summary>
/// <param name="Payment">Id of the payment.</param>
/// <param name="Bucket">The bucket it was paid from.</param>
/// <param name="Fund">The fund that bucket belongs to; null for general money.</param>
/// <param name="AmountFen">Amount in fen, 1 to 10^13.</param>
/// <param name="Payee">Who received it: an organisation, or a group of people in general words; never a beneficiary's name.</param>
/// <param name="Purpose">What it was spent on (用途).</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("payment_made")]
public sealed record PaymentMade(
    string Payment, Bucket Bucket, string? Fund, long AmountFen, string Payee, string Purpose, DateOnly OccurredOn) : IDated;

/// <summary>A payment, or a part of one, came back (冲回).</summary>
/// <param name="Payment">The payment.</param>
/// <param name="Reversal">Id of the reversal.</param>
/// <param name="Bucket">The bucket it returns to: the one it was paid from.</param>
/// <param name="AmountFen">Amount in fen, at least 1; all reversals of a payment together never exceed it.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("payment_reversed")]
public sealed record PaymentReversed(
    string Payment, string Reversal, Bucket Bucket, long AmountFen, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>What a payment is for, as an expense (费用类别).</summary>
public enum ExpenseKind
{
    /// <summary>Charitable activity (业务活动成本).</summary>
    [JsonStringEnumMemberName("programme")] Programme,

    /// <summary>Administration (管理费用).</summary>
    [JsonStringEnumMemberName("administration")] Administration,

    /// <summary>Fundraising cost (筹资费用).</summary>
    [JsonStringEnumMemberName("fundraising")] Fundraising,
}

/// <summary>Where the federation's own money lies (资金账户).</summary>
public enum MoneyAccount
{
    /// <summary>Bank account (银行存款).</summary>
    [JsonStringEnumMemberName("bank")] Bank,

    /// <summary>Cash (库存现金).</summary>
    [JsonStringEnumMemberName("cash")] Cash,

    /// <summary>Balance with Alipay (其他货币资金——支付宝).</summary>
    [JsonStringEnumMemberName("alipay")] Alipay,

    /// <summary>Balance with WeChat Pay (其他货币资金——微信支付).</summary>
    [JsonStringEnumMemberName("wechat")] Wechat,
}

/// <summary>
/// How a payment is booked, and what was decided about its payee. It goes before the payment in the same command; a payment
/// without it is programme expense from the bank.
/// </summary>
/// <param name="Payment">The payment.</param>
/// <param name="Kind">The expense.</param>
/// <param name="Account">Where the money comes from.</param>
/// <param name="RelatedParty">The payee's id in the register of related parties.</param>
/// <param name="Decision">The decision that allows a payment to a related party (决议).</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
/// <param name="NamedAccount">Code of the account in the register; the first one of its kind where null.</param>
[EventType("payment_terms_stated")]
public sealed record PaymentTermsStated(
    string Payment, ExpenseKind Kind, MoneyAccount Account, string? RelatedParty, string? Decision, DateOnly OccurredOn,
    string? NamedAccount = null) : IDated;

/// <summary>
/// That who receives something is a related party, and the decision that allows it (关联交易). It stands in the command of the
/// dealing; a payment says it in its terms.
/// </summary>
/// <param name="Dealing">What is received: a trust's distribution or fee, an expenditure of lottery money, goods, a delivery.</param>
/// <param name="Party">Id in the register of related parties.</param>
/// <param name="Decision">The decision that allows it (决议).</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("related_dealing_stated")]
public sealed record RelatedDealingStated(string Dealing, string Party, string Decision, DateOnly OccurredOn) : IDated;

/// <summary>A file that proves something; kept beside the log under its digest, so that what it shows of people can be erased.</summary>
/// <param name="Sha256">Digest, lower-case hex.</param>
/// <param name="Name">File name; never a person's.</param>
/// <param name="MediaType">Media type, such as <c>application/pdf</c>.</param>
/// <param name="Size">Size in bytes.</param>
public sealed record EvidenceFile(string Sha256, string Name, string MediaType, long Size);

/// <summary>That a payment arrived, or was used, was proved by files (拨付凭据).</summary>
/// <param name="Payment">The payment.</param>
/// <param name="Files">The files, 1 to 50.</param>
/// <param name="Note">Said beside.</param>
/// <param name="OccurredOn">Date of the proof in Asia/Shanghai.</param>
[EventType("payment_proven")]
public sealed record PaymentProven(string Payment, IReadOnlyList<EvidenceFile> Files, string? Note, DateOnly OccurredOn) : IDated;

/// <summary>
/// Money moved between the federation's own accounts (资金账户间划转). No bucket gains or loses by it, but for the fee, which
/// general money bears. Where it is on the way, it lies in neither account until it arrives or is returned.
/// </summary>
/// <param name="Move">Id of the move.</param>
/// <param name="From">Account it leaves.</param>
/// <param name="To">Account it enters.</param>
/// <param name="AmountFen">What leaves, in fen, the fee included; 1 to 10^13.</param>
/// <param name="FeeFen">What the bank or platform keeps (手续费), in fen; below the amount.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Reference">Number of the bank's or the platform's statement.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
/// <param name="NamedFrom">Code of the account in the register that it leaves; the first one of its kind where null.</param>
/// <param name="NamedTo">Code of the account in the register that it enters; the first one of its kind where null.</param>
/// <param name="LeftOn">The day on which the bank paid it out, where it was on the way from then on (在途资金): a further event says when
/// it arrived. Null where it arrived on the business date.</param>
[EventType("money_moved")]
public sealed record MoneyMoved(
    string Move, MoneyAccount From, MoneyAccount To, long AmountFen, long FeeFen, string Purpose, string? Reference, DateOnly OccurredOn,
    string? NamedFrom = null, string? NamedTo = null, DateOnly? LeftOn = null) : IDated
{
    /// <summary>Whether it only left, and arrives by a further event.</summary>
    [JsonIgnore]
    public bool OnTheWay => LeftOn is not null;

    /// <summary>What comes in where it arrives, in fen: what left, less the fee.</summary>
    [JsonIgnore]
    public long NetFen => AmountFen - FeeFen;
}

/// <summary>Money that was on the way between own accounts arrived (在途资金到账).</summary>
/// <param name="Move">Id of the move.</param>
/// <param name="ArrivedOn">Day on which the bank took it in, Asia/Shanghai.</param>
/// <param name="Reference">That bank's reference of the line (流水号).</param>
/// <param name="OccurredOn">Day on which it is booked: the bank's day, or the first one after it that is open.</param>
[EventType("money_move_arrived")]
public sealed record MoneyMoveArrived(string Move, DateOnly ArrivedOn, string? Reference, DateOnly OccurredOn) : IDated;

/// <summary>Money that was on the way between own accounts came back to the account that it left (在途资金退回). Its fee stays
/// spent.</summary>
/// <param name="Move">Id of the move.</param>
/// <param name="Reason">What the bank said.</param>
/// <param name="ReturnedOn">Day on which the bank took it in again, Asia/Shanghai.</param>
/// <param name="Reference">That bank's reference of the line (流水号).</param>
/// <param name="OccurredOn">Day on which it is booked: the bank's day, or the first one after it that is open.</param>
[EventType("money_move_returned")]
public sealed record MoneyMoveReturned(string Move, string Reason, DateOnly ReturnedOn, string? Reference, DateOnly OccurredOn) : IDated;
