using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>A post of a federation in which a person stands from a day to a day (岗位); routes of approval name posts.</summary>
public enum Post
{
    /// <summary>Asks for and records (经办人).</summary>
    [JsonStringEnumMemberName("handler")] Handler,

    /// <summary>Answers for projects, or for one (项目负责人).</summary>
    [JsonStringEnumMemberName("project_head")] ProjectHead,

    /// <summary>Keeps the ledgers of income, expense and claims (会计).</summary>
    [JsonStringEnumMemberName("accountant")] Accountant,

    /// <summary>Reviews what accountants enter (审核、复核、稽核).</summary>
    [JsonStringEnumMemberName("accountant_review")] AccountantReview,

    /// <summary>Handles money and the bank's lines (出纳).</summary>
    [JsonStringEnumMemberName("cashier")] Cashier,

    /// <summary>Answers for the finances (财务负责人).</summary>
    [JsonStringEnumMemberName("finance_head")] FinanceHead,

    /// <summary>Secretary general (秘书长).</summary>
    [JsonStringEnumMemberName("secretary_general")] SecretaryGeneral,

    /// <summary>President (会长、理事长).</summary>
    [JsonStringEnumMemberName("president")] President,

    /// <summary>Member of the council (理事).</summary>
    [JsonStringEnumMemberName("council")] Council,

    /// <summary>Supervisor (监事).</summary>
    [JsonStringEnumMemberName("supervisor")] Supervisor,

    /// <summary>Member of the committee of a fund (基金管理委员会).</summary>
    [JsonStringEnumMemberName("fund_committee")] FundCommittee,

    /// <summary>Keeps the archive of vouchers and books (会计档案保管).</summary>
    [JsonStringEnumMemberName("archive")] Archive,
}

/// <summary>A user's name and e-mail were stated; the latest count. They are sealed under a key of their own.</summary>
/// <param name="User">The user.</param>
/// <param name="Key">Id of the key under which they are sealed.</param>
/// <param name="Sealed">AES-256-GCM of name and e-mail, in Base64; without the key they are erased (PIPL art. 47).</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("user_named")]
public sealed record UserNamed(string User, string Key, string Sealed, DateOnly OccurredOn) : IDated;

/// <summary>A user was appointed to a post (任命).</summary>
/// <param name="User">The user.</param>
/// <param name="Post">The post.</param>
/// <param name="Of">The fund of a committee, or the project of its head; null where the post is the federation's own.</param>
/// <param name="From">First day in the post.</param>
/// <param name="To">Last day; null where it is not known yet.</param>
/// <param name="Paper">SHA-256 of the paper that appoints, such as a resolution; null for none.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("post_appointed")]
public sealed record PostAppointed(
    string User, Post Post, string? Of, DateOnly From, DateOnly? To, string? Paper, DateOnly OccurredOn) : IDated;

/// <summary>A user's time in a post ends (免职、离任).</summary>
/// <param name="User">The user.</param>
/// <param name="Post">The post.</param>
/// <param name="Of">The fund or project, as appointed.</param>
/// <param name="LastDay">Last day in the post.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("post_ended")]
public sealed record PostEnded(string User, Post Post, string? Of, DateOnly LastDay, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>
/// One person may stand in posts that the policy table keeps apart, for a reason and until a day (岗位兼任例外). The latest for the same
/// posts counts. It asks for a review every month.
/// </summary>
/// <param name="User">The user.</param>
/// <param name="Posts">The posts; two or more.</param>
/// <param name="Until">Last day.</param>
/// <param name="Reason">Why no second person is there, and who agreed.</param>
/// <param name="Paper">SHA-256 of the paper that says so; null for none.</param>
/// <param name="OccurredOn">First day; business date in Asia/Shanghai.</param>
[EventType("post_exception_stated")]
public sealed record PostExceptionStated(
    string User, IReadOnlyList<Post> Posts, DateOnly Until, string Reason, string? Paper, DateOnly OccurredOn) : IDated;
