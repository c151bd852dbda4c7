using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>What makes a party related (关联关系).</summary>
public enum Relation
{
    /// <summary>Founder (发起人).</summary>
    [JsonStringEnumMemberName("founder")] Founder,

    /// <summary>Main donor (主要捐赠人).</summary>
    [JsonStringEnumMemberName("main_donor")] MainDonor,

    /// <summary>Manager or someone close to one (管理人员及其近亲属).</summary>
    [JsonStringEnumMemberName("manager")] Manager,

    /// <summary>Entity that one of them or the federation controls, or that controls it (控制或被控制的组织).</summary>
    [JsonStringEnumMemberName("controlled")] Controlled,

    /// <summary>Any other interested party (其他利害关系人).</summary>
    [JsonStringEnumMemberName("other")] Other,
}

/// <summary>
/// A party was entered in the register of related parties (关联方登记), or its entry changed (MCA Order 81, art. 14-15).
/// </summary>
/// <param name="Party">Id in the register.</param>
/// <param name="Name">Name as published; of a person only what the register publishes.</param>
/// <param name="Relation">What makes it related.</param>
/// <param name="Fund">The fund whose donor it is an interested party of; null where it is the federation's related party.</param>
/// <param name="Note">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("related_party_recorded")]
public sealed record RelatedPartyRecorded(
    string Party, string Name, Relation Relation, string? Fund, string? Note, DateOnly OccurredOn) : IDated;

/// <summary>A party is related no more (关联关系解除).</summary>
/// <param name="Party">Id in the register.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("related_party_ended")]
public sealed record RelatedPartyEnded(string Party, string Reason, DateOnly OccurredOn) : IDated;
