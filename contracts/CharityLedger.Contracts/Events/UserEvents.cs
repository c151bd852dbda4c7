using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>
/// What a user of a federation may do (权限). Nobody's password or name stands in the log in clear: a user is a plain id. In which
/// posts a person stands (岗位) is said by <see cref="PostAppointed"/>.
/// </summary>
public enum Role
{
    /// <summary>Records gifts, imports lists, asks for payments (经办).</summary>
    [JsonStringEnumMemberName("clerk")] Clerk,

    /// <summary>Approves what others ask for (审批).</summary>
    [JsonStringEnumMemberName("approver")] Approver,

    /// <summary>
    /// Cashier and accountant in one person (出纳、会计), as until 0.3.0. It opens what both open for as long as the exception of the
    /// policy table lasts (<c>posts.treasurer_is_both</c>); afterwards it only reads.
    /// </summary>
    [JsonStringEnumMemberName("treasurer")] Treasurer,

    /// <summary>Reads everything and writes nothing (审计).</summary>
    [JsonStringEnumMemberName("auditor")] Auditor,

    /// <summary>Keeps users and policy (管理员).</summary>
    [JsonStringEnumMemberName("administrator")] Administrator,

    /// <summary>Handles money and the bank's lines, counts cash (出纳); enters no vouchers of income or expense, and reviews
    /// nothing.</summary>
    [JsonStringEnumMemberName("cashier")] Cashier,

    /// <summary>Enters vouchers, keeps and closes the books (会计).</summary>
    [JsonStringEnumMemberName("accountant")] Accountant,
}

/// <summary>A user of the federation began to work with the ledger (新增用户).</summary>
/// <param name="User">Id of the user, unique within the federation and never used again.</param>
/// <param name="Roles">What the user may do; at least one.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("user_added", Version = 2)]
public sealed record UserAdded(string User, IReadOnlyList<Role> Roles, DateOnly OccurredOn) : IDated;

/// <summary>A user may do other things from now on (调整岗位).</summary>
/// <param name="User">The user.</param>
/// <param name="Roles">All that the user may do from now on; at least one.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("user_roles_changed", Version = 2)]
public sealed record UserRolesChanged(string User, IReadOnlyList<Role> Roles, DateOnly OccurredOn) : IDated;

/// <summary>A user may do nothing any more (停用用户). This is for good: who comes back is a user of another id.</summary>
/// <param name="User">The user.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("user_disabled")]
public sealed record UserDisabled(string User, DateOnly OccurredOn) : IDated;

/// <summary>
/// Somebody without an account signs on paper (签字人，无账号): a user who has no roles and never does anything by himself, and holds posts
/// and interests as any other.
/// </summary>
/// <param name="User">Id of the user, unique within the federation and never used again.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("paper_signer_added")]
public sealed record PaperSignerAdded(string User, DateOnly OccurredOn) : IDated;

/// <summary>
/// A user declared an interest in a party outside (利害关系申报), and may not ask for, approve or carry out what it gains by
/// (Charity Law art. 14).
/// </summary>
/// <param name="User">The user.</param>
/// <param name="Party">Name or register id of the party.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("interest_declared")]
public sealed record InterestDeclared(string User, string Party, string Reason, DateOnly OccurredOn) : IDated;

/// <summary>A declared interest is over (利害关系消除).</summary>
/// <param name="User">The user.</param>
/// <param name="Party">The party as declared.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("interest_ended")]
public sealed record InterestEnded(string User, string Party, string Reason, DateOnly OccurredOn) : IDated;
