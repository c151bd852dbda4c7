using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>How a contact may be dealt with.</summary>
public enum ContactStanding
{
    /// <summary>As any other.</summary>
    [JsonStringEnumMemberName("free")] Free,

    /// <summary>It asked to be forgotten (限制处理).</summary>
    [JsonStringEnumMemberName("restricted")] Restricted,

    /// <summary>Its keys were destroyed (已删除).</summary>
    [JsonStringEnumMemberName("erased")] Erased,
}

/// <summary>Why a contact's keys are destroyed (Personal Information Protection Law art. 47).</summary>
public enum ErasureGround
{
    /// <summary>The last term has run out for which a law asks to keep what it gave (保存期限届满).</summary>
    [JsonStringEnumMemberName("retention_over")] RetentionOver,

    /// <summary>It should never have been entered: without consent, or against a law or an agreement (违法处理).</summary>
    [JsonStringEnumMemberName("unlawful")] Unlawful,

    /// <summary>A court or an authority ordered it (有权机关要求).</summary>
    [JsonStringEnumMemberName("ordered")] Ordered,
}

/// <summary>
/// A contact asked to be forgotten (限制处理): from now on it is in no list, picker or search, what it gave shows no name, and nothing new
/// names it. Its keys, and those of the gifts that are its own, open nothing until this is lifted or they are destroyed.
/// </summary>
/// <param name="Contact">Id of the contact.</param>
/// <param name="Sealed">The request in words, sealed under the contact's key.</param>
/// <param name="By">Who took the request.</param>
/// <param name="OccurredOn">Day on which it was asked for.</param>
[EventType("contact_restricted")]
public sealed record ContactRestricted(string Contact, string Sealed, string By, DateOnly OccurredOn) : IDated;

/// <summary>The person took the request to be forgotten back (解除限制).</summary>
/// <param name="Contact">Id of the contact.</param>
/// <param name="Reason">In words that name nobody: who approved it read them.</param>
/// <param name="By">Who entered it.</param>
/// <param name="OccurredOn">Day on which it was taken back.</param>
[EventType("contact_restriction_lifted")]
public sealed record ContactRestrictionLifted(string Contact, string Reason, string By, DateOnly OccurredOn) : IDated;

/// <summary>An auditor looked at a contact that asked to be forgotten (查阅受限往来方).</summary>
/// <param name="Contact">Id of the contact.</param>
/// <param name="By">The auditor.</param>
/// <param name="Sealed">The reason in words, sealed under the contact's key.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai.</param>
[EventType("contact_opened")]
public sealed record ContactOpened(string Contact, string By, string Sealed, DateOnly OccurredOn) : IDated;

/// <summary>An event that holds what was known of a contact in clear, since it is older than the register or in somebody's own words.</summary>
/// <param name="Position">Its place in the log.</param>
/// <param name="Type">Its type.</param>
/// <param name="Stream">Its stream.</param>
public sealed record ClearMention(long Position, string Type, string Stream);

/// <summary>
/// A contact's keys were destroyed (删除个人信息), in the transaction of this event, with all that it was found by: its own, and those of the
/// gifts that came without a contact and were linked to it. Nobody can open what is sealed with them; amounts, traces and proofs stay.
/// </summary>
/// <param name="Contact">Id of the contact.</param>
/// <param name="Ground">Why.</param>
/// <param name="Reason">In words that name nobody.</param>
/// <param name="Gifts">How many gifts lost their name.</param>
/// <param name="Mentions">How many events hold its name, a number, phone or account in clear.</param>
/// <param name="Remains">The first of them, at most 200.</param>
/// <param name="Request">The request with its approvals; null where the federation is still being set up by one person.</param>
/// <param name="By">Who carried it out.</param>
/// <param name="OccurredOn">Day in Asia/Shanghai.</param>
[EventType("contact_erased")]
public sealed record ContactErased(
    string Contact, ErasureGround Ground, string Reason, int Gifts, int Mentions, IReadOnlyList<ClearMention> Remains, string? Request,
    string By, DateOnly OccurredOn) : IDated;
