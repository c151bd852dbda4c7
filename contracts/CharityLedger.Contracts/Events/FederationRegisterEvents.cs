using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>What a federation's register keeps of itself (慈善总会登记册).</summary>
public enum RegisterKind
{
    /// <summary>Certificate of registration (登记证书).</summary>
    [JsonStringEnumMemberName("certificate")] Certificate,

    /// <summary>Unified social credit code (统一社会信用代码).</summary>
    [JsonStringEnumMemberName("credit_code")] CreditCode,

    /// <summary>Qualification for deductible gifts (公益性捐赠税前扣除资格): granted for years, and may be lost from a day.</summary>
    [JsonStringEnumMemberName("tax_deduction")] TaxDeduction,

    /// <summary>Exemption from income tax (非营利组织免税资格).</summary>
    [JsonStringEnumMemberName("tax_exemption")] TaxExemption,

    /// <summary>Rating (社会组织评估等级).</summary>
    [JsonStringEnumMemberName("rating")] Rating,

    /// <summary>Leader (负责人): president, vice president, secretary general.</summary>
    [JsonStringEnumMemberName("leader")] Leader,

    /// <summary>Member of the council (理事).</summary>
    [JsonStringEnumMemberName("council_member")] CouncilMember,

    /// <summary>Supervisor (监事).</summary>
    [JsonStringEnumMemberName("supervisor")] Supervisor,

    /// <summary>Member of the staff (工作人员), whose name is sealed.</summary>
    [JsonStringEnumMemberName("staff")] Staff,

    /// <summary>Branch or office elsewhere (分支机构、代表机构).</summary>
    [JsonStringEnumMemberName("branch")] Branch,
}

/// <summary>What an entry of the register says in clear. Which of it a kind has, its table says.</summary>
/// <param name="Name">Name of a leader, member or branch, which the law has published (Charity Law art. 78); never of staff.</param>
/// <param name="Number">Number of a certificate, code, or announcement.</param>
/// <param name="Title">Office or post; of a rating its grade.</param>
/// <param name="Authority">Who issued or granted it.</param>
/// <param name="Note">Said beside; shown to no public, and names nobody.</param>
public sealed record RegisterFacts(
    string? Name = null, string? Number = null, string? Title = null, string? Authority = null, string? Note = null);

/// <summary>Something was entered in the federation's register of itself.</summary>
/// <param name="Entry">Id of the entry.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Facts">What it says.</param>
/// <param name="Person">Of staff: who, sealed.</param>
/// <param name="ValidFrom">First day.</param>
/// <param name="ValidTo">Last day; null where it has no term.</param>
/// <param name="Paper">SHA-256 of the paper, a file of the evidence.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("register_entered")]
public sealed record RegisterEntered(
    string Entry, RegisterKind Kind, RegisterFacts Facts, DonorRef? Person, DateOnly ValidFrom, DateOnly? ValidTo, string? Paper,
    DateOnly OccurredOn) : IDated;

/// <summary>An entry of the register says something else from a day on; what it said before stands for the days before.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Facts">What it says from then on, whole.</param>
/// <param name="Person">Of staff: who, sealed anew.</param>
/// <param name="ChangedFrom">First day of what it says now.</param>
/// <param name="ValidTo">Last day of the entry; null where it has no term.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="Paper">SHA-256 of the paper.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("register_changed")]
public sealed record RegisterChanged(
    string Entry, RegisterFacts Facts, DonorRef? Person, DateOnly ChangedFrom, DateOnly? ValidTo, string Reason, string? Paper,
    DateOnly OccurredOn) : IDated;

/// <summary>An entry of the register ended: a qualification was lost, a member left.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="EndedFrom">First day on which it doesn't hold any more; its own first day where it never should have stood there.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="Paper">SHA-256 of the paper.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("register_ended")]
public sealed record RegisterEnded(string Entry, DateOnly EndedFrom, string Reason, string? Paper, DateOnly OccurredOn) : IDated;
