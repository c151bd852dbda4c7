using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>
/// A list of names that special measures forbid to deal with (反洗钱特别预防措施名单) was loaded, and took the place of an
/// earlier one of the same id. Names are kept as digests under the installation's key alone.
/// </summary>
/// <param name="List">Id of the list, such as <c>un</c>.</param>
/// <param name="Source">Where it was published.</param>
/// <param name="Digests">Digest of each name, 32 hexadecimal digits.</param>
/// <param name="OccurredOn">Date of the list, Asia/Shanghai.</param>
[EventType("screening_list_loaded")]
public sealed record ScreeningListLoaded(
    string List, string Source, IReadOnlyList<string> Digests, DateOnly OccurredOn) : IDated;

/// <summary>More names of the list that was loaded before it in the same command: one event holds 1,500 of them.</summary>
/// <param name="List">Id of the list.</param>
/// <param name="Digests">Digest of each name, 32 hexadecimal digits.</param>
/// <param name="OccurredOn">Date of the list, Asia/Shanghai.</param>
[EventType("screening_list_continued")]
public sealed record ScreeningListContinued(string List, IReadOnlyList<string> Digests, DateOnly OccurredOn) : IDated;

/// <summary>
/// A gift arrived whose donor's name is on a list; or a donation list has a gift so large that its source has to be stated. It is
/// held: neither in the books nor given back, until somebody decides.
/// </summary>
/// <param name="Gift">Id that the gift has, or would have.</param>
/// <param name="List">The list that holds the name; null where none does.</param>
/// <param name="Received">The gift as it would have been received.</param>
/// <param name="Terms">What was stated beside it.</param>
/// <param name="OccurredOn">Day on which it arrived, Asia/Shanghai.</param>
/// <param name="NeedsSource">Whether a word on its source is missing.</param>
/// <param name="Pledge">The pledge that it fulfils once it is received.</param>
/// <param name="YieldAgreement">The agreement that it is a yield of once it is received.</param>
[EventType("gift_held_for_screening")]
public sealed record GiftHeldForScreening(
    string Gift, string? List, GiftReceived Received, GiftTermsStated? Terms, DateOnly OccurredOn, bool NeedsSource = false,
    string? Pledge = null, string? YieldAgreement = null) : IDated;

/// <summary>What was decided on a held gift.</summary>
public enum ScreeningDecision
{
    /// <summary>The donor is another of the same name (排除); the gift is received on that day.</summary>
    [JsonStringEnumMemberName("cleared")] Cleared,

    /// <summary>The donor is the one on the list (确认); the money stays frozen and is reported, never simply given back.</summary>
    [JsonStringEnumMemberName("confirmed")] Confirmed,
}

/// <summary>It was decided on a held gift.</summary>
/// <param name="Gift">The gift.</param>
/// <param name="Decision">What.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("screening_decided")]
public sealed record ScreeningDecided(string Gift, ScreeningDecision Decision, string Reason, DateOnly OccurredOn) : IDated;
