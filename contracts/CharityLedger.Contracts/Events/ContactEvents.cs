using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>What a contact (往来方) is.</summary>
public enum ContactType
{
    /// <summary>A natural person (个人).</summary>
    [JsonStringEnumMemberName("person")] Person,

    /// <summary>A company, authority, association or other body (单位).</summary>
    [JsonStringEnumMemberName("organisation")] Organisation,

    /// <summary>People who live together, such as a family that receives aid (家庭).</summary>
    [JsonStringEnumMemberName("household")] Household,
}

/// <summary>Where a contact comes from: the annual report tells money from mainland China from that of beyond (境内、境外).</summary>
public enum ContactOrigin
{
    /// <summary>Mainland China (境内).</summary>
    [JsonStringEnumMemberName("mainland")] Mainland,

    /// <summary>Hong Kong (香港).</summary>
    [JsonStringEnumMemberName("hong_kong")] HongKong,

    /// <summary>Macao (澳门).</summary>
    [JsonStringEnumMemberName("macao")] Macao,

    /// <summary>Taiwan (台湾).</summary>
    [JsonStringEnumMemberName("taiwan")] Taiwan,

    /// <summary>Another country (国外).</summary>
    [JsonStringEnumMemberName("overseas")] Overseas,
}

/// <summary>A part that a contact plays for the federation.</summary>
public enum ContactPart
{
    /// <summary>Gives (捐赠人).</summary>
    [JsonStringEnumMemberName("donor")] Donor,

    /// <summary>Is paid (收款方).</summary>
    [JsonStringEnumMemberName("payee")] Payee,

    /// <summary>Is helped (受益人).</summary>
    [JsonStringEnumMemberName("recipient")] Recipient,

    /// <summary>Works together with the federation (合作方).</summary>
    [JsonStringEnumMemberName("partner")] Partner,

    /// <summary>Acts for somebody who is helped (监护人).</summary>
    [JsonStringEnumMemberName("guardian")] Guardian,

    /// <summary>Sells to it (供应商).</summary>
    [JsonStringEnumMemberName("supplier")] Supplier,

    /// <summary>Works for it (工作人员).</summary>
    [JsonStringEnumMemberName("staff")] Staff,

    /// <summary>Is related to it (关联方).</summary>
    [JsonStringEnumMemberName("related_party")] RelatedParty,
}

/// <summary>On what it rests that records are of one contact.</summary>
public enum ContactGround
{
    /// <summary>A strong identifier: identity number, credit code, or the name together with a phone.</summary>
    [JsonStringEnumMemberName("identifier")] Identifier,

    /// <summary>A person's decision, whose reason is sealed.</summary>
    [JsonStringEnumMemberName("decision")] Decision,
}

/// <summary>
/// Somebody whom the federation deals with was entered in the register (登记往来方). Who that is stands in it as ciphertext alone: the
/// key lies beside the log, where that of a donor lies, under the contact's id.
/// </summary>
/// <param name="Contact">Id of the contact; it says nothing of whom it is.</param>
/// <param name="Type">Person, organisation or household.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Country">ISO 3166-1 code of the country, of one from overseas; null for the others.</param>
/// <param name="Parts">Parts that it plays.</param>
/// <param name="Naming">What of its name may be shown where it gives.</param>
/// <param name="Ground">Why it is a contact of its own.</param>
/// <param name="Sealed">base64 of nonce, ciphertext and tag (AES-256-GCM): name, numbers, accounts, and the reason.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("contact_registered")]
public sealed record ContactRegistered(
    string Contact, ContactType Type, ContactOrigin Origin, string? Country, IReadOnlyList<ContactPart> Parts, DonorNaming Naming,
    ContactGround Ground, string Sealed, DateOnly OccurredOn) : IDated;

/// <summary>What is known of a contact changed (变更往来方信息): all of it is sealed anew, under the same key. What was given or issued
/// before keeps the name that it had.</summary>
/// <param name="Contact">Id of the contact.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Country">Its country, of one from overseas.</param>
/// <param name="Naming">What of its name may be shown where it gives from now on.</param>
/// <param name="Sealed">As of <see cref="ContactRegistered"/>.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("contact_details_changed")]
public sealed record ContactDetailsChanged(
    string Contact, ContactOrigin Origin, string? Country, DonorNaming Naming, string Sealed, DateOnly OccurredOn) : IDated;

/// <summary>A contact plays a further part (增加往来角色).</summary>
/// <param name="Contact">Id of the contact.</param>
/// <param name="Part">The part.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("contact_part_added")]
public sealed record ContactPartAdded(string Contact, ContactPart Part, DateOnly OccurredOn) : IDated;

/// <summary>A contact plays a part no more (取消往来角色).</summary>
/// <param name="Contact">Id of the contact.</param>
/// <param name="Part">The part.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("contact_part_dropped")]
public sealed record ContactPartDropped(string Contact, ContactPart Part, DateOnly OccurredOn) : IDated;

/// <summary>
/// Gifts that arrived without a contact are of this one (关联捐赠). A gift is of one contact at a time: the latest link counts. The gifts,
/// what is sealed of them, their receipts and traces stay as they are.
/// </summary>
/// <param name="Contact">Id of the contact.</param>
/// <param name="Gifts">1 to 500 ids of gifts.</param>
/// <param name="Ground">Why.</param>
/// <param name="Sealed">The reason, sealed under the contact's key; null where the identifier is the reason.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("gifts_linked")]
public sealed record GiftsLinked(
    string Contact, IReadOnlyList<string> Gifts, ContactGround Ground, string? Sealed, DateOnly OccurredOn) : IDated;

/// <summary>Gifts are not of this contact after all (取消关联捐赠); those that another one got since stay with that.</summary>
/// <param name="Contact">Id of the contact.</param>
/// <param name="Gifts">1 to 500 ids of gifts.</param>
/// <param name="Sealed">The reason, sealed under the contact's key.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("gifts_unlinked")]
public sealed record GiftsUnlinked(string Contact, IReadOnlyList<string> Gifts, string Sealed, DateOnly OccurredOn) : IDated;

/// <summary>A contact is the same as another (合并往来方): from now on its sums and lists are that one's. It keeps its stream and its key, so
/// that this can be undone, in any order with other mergers.</summary>
/// <param name="Contact">The one that goes up in the other.</param>
/// <param name="Into">The other.</param>
/// <param name="Sealed">The reason, sealed under the contact's key.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("contacts_merged")]
public sealed record ContactsMerged(string Contact, string Into, string Sealed, DateOnly OccurredOn) : IDated;

/// <summary>A merger was a mistake (撤销合并).</summary>
/// <param name="Contact">The one that stands by itself again, with what went up in it.</param>
/// <param name="From">The one in which it had gone up.</param>
/// <param name="Sealed">The reason, sealed under the contact's key.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("contacts_unmerged")]
public sealed record ContactsUnmerged(string Contact, string From, string Sealed, DateOnly OccurredOn) : IDated;
