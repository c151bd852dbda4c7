using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>A row of a donation list looked like a gift that the ledger already knew; it waits for the accountant's word.</summary>
/// <param name="Held">Id of the held row.</param>
/// <param name="Known">The gift it looks like.</param>
/// <param name="Row">Where it stands.</param>
/// <param name="Fund">Fund of the import.</param>
/// <param name="AmountFen">Amount in fen.</param>
/// <param name="Donor">Who gave, sealed as in a gift.</param>
/// <param name="Purpose">Purpose stated in the row, where the profile reads one.</param>
/// <param name="DatedOn">The date in the row.</param>
[EventType("donation_held")]
public sealed record DonationHeld(
    string Held, string Known, ListRow Row, string? Fund, long AmountFen, DonorRef Donor, string? Purpose, DateOnly DatedOn)
    : IDated
{
    DateOnly IDated.OccurredOn => DatedOn;
}

/// <summary>A donation list was read to its end. A list is known by its bytes; reading it again adds nothing.</summary>
/// <param name="List">SHA-256 of the file, lower-case hex.</param>
/// <param name="FileName">Which list of the federation it is, such as <c>list-3</c>. Before 0.4.0 the file's name as given, which
/// may name a donor: the log can't forget it.</param>
/// <param name="Profile">The import profile.</param>
/// <param name="Fund">The fund its gifts are for.</param>
/// <param name="Rows">Data rows.</param>
/// <param name="Gifts">Rows that stand as gifts because of this list.</param>
/// <param name="Known">Rows that were known from elsewhere.</param>
/// <param name="Refused">Rows that could not be taken.</param>
/// <param name="ComputedTotalFen">Sum of the rows, refused ones aside, in fen.</param>
/// <param name="StatedTotalFen">What the list itself says it adds up to, in fen.</param>
/// <param name="OccurredOn">Business date of the import, Asia/Shanghai.</param>
[EventType("donation_list_imported")]
public sealed record DonationListImported(
    string List, string FileName, string Profile, string? Fund, int Rows, int Gifts, int Known, int Refused,
    long ComputedTotalFen, long? StatedTotalFen, DateOnly OccurredOn) : IDated;

/// <summary>What the accountant said of a held row.</summary>
public enum HeldDecision
{
    /// <summary>It is the gift that is already known.</summary>
    [JsonStringEnumMemberName("same")] Same,

    /// <summary>It is another gift; that gift is received in the same command.</summary>
    [JsonStringEnumMemberName("another")] Another,
}

/// <summary>The accountant decided on a held row.</summary>
/// <param name="Held">The held row.</param>
/// <param name="Decision">Same gift, or another.</param>
/// <param name="Gift">The gift it is.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("held_donation_decided")]
public sealed record HeldDonationDecided(string Held, HeldDecision Decision, string Gift, DateOnly OccurredOn) : IDated;
