using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>What the federation is in a charitable trust (慈善信托).</summary>
public enum TrustRole
{
    /// <summary>It holds the property (受托人).</summary>
    [JsonStringEnumMemberName("trustee")] Trustee,

    /// <summary>It gave property of its own; a trust company holds it (委托人).</summary>
    [JsonStringEnumMemberName("settlor")] Settlor,

    /// <summary>It carries the projects out that a trust company's trust pays for (项目执行人).</summary>
    [JsonStringEnumMemberName("project_manager")] ProjectManager,
}

/// <summary>Why a trust was filed (备案).</summary>
public enum TrustFilingCause
{
    /// <summary>It was established.</summary>
    [JsonStringEnumMemberName("establishment")] Establishment,

    /// <summary>It has a new trustee.</summary>
    [JsonStringEnumMemberName("new_trustee")] NewTrustee,

    /// <summary>Something else changed.</summary>
    [JsonStringEnumMemberName("other_change")] OtherChange,
}

/// <summary>Whose fee a trust paid.</summary>
public enum TrustFeeKind
{
    /// <summary>The trustee's (受托人报酬).</summary>
    [JsonStringEnumMemberName("trustee")] Trustee,

    /// <summary>The supervisor's (监察人报酬).</summary>
    [JsonStringEnumMemberName("supervisor")] Supervisor,
}

/// <summary>Which way money of a trust went, of what is taken back.</summary>
public enum TrustEntryKind
{
    /// <summary>A settlor's contribution (收到信托财产).</summary>
    [JsonStringEnumMemberName("contribution")] Contribution,

    /// <summary>The federation's own, as a settlor (交付信托财产).</summary>
    [JsonStringEnumMemberName("funding")] Funding,

    /// <summary>Income (信托收益).</summary>
    [JsonStringEnumMemberName("income")] Income,

    /// <summary>A fee (信托报酬).</summary>
    [JsonStringEnumMemberName("fee")] Fee,

    /// <summary>A distribution (信托支出).</summary>
    [JsonStringEnumMemberName("distribution")] Distribution,
}

/// <summary>What a report on a trust is.</summary>
public enum TrustReportKind
{
    /// <summary>On affairs and finances of a year (年度报告).</summary>
    [JsonStringEnumMemberName("yearly")] Yearly,

    /// <summary>That it ended (终止报告).</summary>
    [JsonStringEnumMemberName("termination")] Termination,

    /// <summary>On its liquidation (清算报告).</summary>
    [JsonStringEnumMemberName("liquidation")] Liquidation,
}

/// <summary>A charitable trust was signed (设立慈善信托). It has an account set of its own, apart from the federation's.</summary>
/// <param name="Trust">Id of the trust within its federation.</param>
/// <param name="Name">Name.</param>
/// <param name="Agreement">Number of the trust document.</param>
/// <param name="Role">What the federation is in it.</param>
/// <param name="Trustee">The trust company that holds it; null where the federation does.</param>
/// <param name="Settlors">Who else than the federation gave property.</param>
/// <param name="Supervisor">Who supervises (监察人), where there is one.</param>
/// <param name="Purpose">Charitable purpose.</param>
/// <param name="Scope">Scope of beneficiaries; never an interested party.</param>
/// <param name="EndsOn">Last day of its term; null where it has none.</param>
/// <param name="OccurredOn">Day on which the document was signed, Asia/Shanghai.</param>
/// <param name="YearlyFeesFen">The most that its document allows as fees in a calendar year, in fen; null where it names none.</param>
[EventType("trust_established")]
public sealed record TrustEstablished(
    string Trust, string Name, string Agreement, TrustRole Role, string? Trustee, IReadOnlyList<DonorRef> Settlors,
    string? Supervisor, string Purpose, string Scope, DateOnly? EndsOn, DateOnly OccurredOn, long? YearlyFeesFen = null) : IDated;

/// <summary>A trust, or a change of it, was filed with civil affairs (备案).</summary>
/// <param name="Trust">The trust.</param>
/// <param name="Number">Filing number (备案号).</param>
/// <param name="Authority">Who filed it.</param>
/// <param name="Cause">Why.</param>
/// <param name="OccurredOn">Day of the filing, Asia/Shanghai.</param>
[EventType("trust_filed")]
public sealed record TrustFiled(
    string Trust, string Number, string Authority, TrustFilingCause Cause, DateOnly OccurredOn) : IDated;

/// <summary>A settlor's money came into a trust.</summary>
/// <param name="Trust">The trust.</param>
/// <param name="Contribution">Id of the contribution.</param>
/// <param name="Settlor">Pseudonym of the settlor.</param>
/// <param name="AmountFen">Amount in fen, 1 to 10^13.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("trust_contribution_received")]
public sealed record TrustContributionReceived(
    string Trust, string Contribution, string Settlor, long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>The federation as settlor gave money of its own to a trust: spent here, received there.</summary>
/// <param name="Trust">The trust.</param>
/// <param name="Contribution">Id of the contribution.</param>
/// <param name="From">Bucket of the federation that it leaves.</param>
/// <param name="AmountFen">Amount in fen, 1 to 10^13.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("trust_funded")]
public sealed record TrustFunded(string Trust, string Contribution, Bucket From, long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>A trust's property earned something (信托收益).</summary>
/// <param name="Trust">The trust.</param>
/// <param name="Income">Id of the income.</param>
/// <param name="Source">What earned it, such as interest.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("trust_income_received")]
public sealed record TrustIncomeReceived(
    string Trust, string Income, string Source, long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>A trust paid a fee (信托报酬).</summary>
/// <param name="Trust">The trust.</param>
/// <param name="Fee">Id of the fee.</param>
/// <param name="Kind">Whose fee.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
/// <param name="To">Bucket of the federation that earned it as the trustee; null where it went to others.</param>
[EventType("trust_fee_paid")]
public sealed record TrustFeePaid(
    string Trust, string Fee, TrustFeeKind Kind, long AmountFen, DateOnly OccurredOn, Bucket? To = null) : IDated;

/// <summary>A trust's money went to its purpose (信托财产支出).</summary>
/// <param name="Trust">The trust.</param>
/// <param name="Distribution">Id of the distribution.</param>
/// <param name="Payee">Who received it: an organisation, or people in general words; never an interested party.</param>
/// <param name="Purpose">What for.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("trust_distributed")]
public sealed record TrustDistributed(
    string Trust, string Distribution, string Payee, string Purpose, long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>A distribution, or a part of one, came back (冲回).</summary>
/// <param name="Trust">The trust.</param>
/// <param name="Distribution">The distribution.</param>
/// <param name="Reversal">Id of the reversal.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="AmountFen">Amount in fen; all reversals together never exceed the distribution.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("trust_distribution_reversed")]
public sealed record TrustDistributionReversed(
    string Trust, string Distribution, string Reversal, string Reason, long AmountFen, DateOnly OccurredOn) : IDated;

/// <summary>A contribution, income or fee of a trust, or a part of one, was taken back (冲回).</summary>
/// <param name="Trust">The trust.</param>
/// <param name="Entry">Id of the contribution, income or fee.</param>
/// <param name="Kind">What it was.</param>
/// <param name="Reversal">Id of the reversal.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="Other">Bucket of the federation that gave or earned it; null where others did.</param>
/// <param name="AmountFen">Amount in fen; all reversals together never exceed the entry.</param>
/// <param name="EntryOn">Business date of the entry; another year's is no income or expense of this one.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("trust_entry_reversed")]
public sealed record TrustEntryReversed(
    string Trust, string Entry, TrustEntryKind Kind, string Reversal, string Reason, Bucket? Other,
    long AmountFen, DateOnly EntryOn, DateOnly OccurredOn) : IDated;

/// <summary>Another trustee took a trust over (变更受托人). It is to be filed anew.</summary>
/// <param name="Trust">The trust.</param>
/// <param name="Role">What the federation is from now on.</param>
/// <param name="Trustee">The trust company that holds it now; null where the federation does.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("trust_trustee_changed")]
public sealed record TrusteeChanged(
    string Trust, TrustRole Role, string? Trustee, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>A report on a trust was handed in.</summary>
/// <param name="Trust">The trust.</param>
/// <param name="Kind">What it reports on.</param>
/// <param name="Year">The year, of a yearly report.</param>
/// <param name="Document">SHA-256 of the report, lower-case hex.</param>
/// <param name="OccurredOn">Day on which it was handed in, Asia/Shanghai.</param>
[EventType("trust_reported")]
public sealed record TrustReported(
    string Trust, TrustReportKind Kind, int? Year, string Document, DateOnly OccurredOn) : IDated;

/// <summary>A trust ended (信托终止). From now on it only pays what it owes and hands its residue on.</summary>
/// <param name="Trust">The trust.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Day on which it ended, Asia/Shanghai.</param>
[EventType("trust_terminated")]
public sealed record TrustTerminated(string Trust, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>The residue of an ended trust went to a similar purpose (近似目的), as civil affairs approved.</summary>
/// <param name="Trust">The trust.</param>
/// <param name="Residue">Id of the transfer.</param>
/// <param name="To">Bucket that it enters: another trust's, or a fund's.</param>
/// <param name="Approval">Number of the approval.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
/// <param name="OccurredOn">Business date, Asia/Shanghai.</param>
[EventType("trust_residue_transferred")]
public sealed record TrustResidueTransferred(
    string Trust, string Residue, Bucket To, string Approval, long AmountFen, DateOnly OccurredOn) : IDated;
