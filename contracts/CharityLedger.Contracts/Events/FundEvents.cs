using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>What may be spent of a named fund (冠名基金).</summary>
public enum FundType
{
    /// <summary>Principal and gains may be spent (动本基金).</summary>
    [JsonStringEnumMemberName("expendable")] Expendable,

    /// <summary>Only gains may be spent (不动本基金).</summary>
    [JsonStringEnumMemberName("endowment")] Endowment,
}

/// <summary>A named fund (冠名基金) was set up by an agreement with its sponsor. It is a part of the books, never an account.</summary>
/// <param name="Fund">Id of the fund within its federation.</param>
/// <param name="Name">Public name.</param>
/// <param name="Type">What of it may be spent.</param>
/// <param name="Sponsor">The organisation or person whose name it bears, as agreed for publication.</param>
/// <param name="Agreement">Number of the agreement (协议编号).</param>
/// <param name="Purpose">Purpose (用途) by the agreement.</param>
/// <param name="ManagementFeeBasisPoints">Part of every gift that goes to the federation's management fee, in 1/10,000; 0 to 2,000.</param>
/// <param name="OccurredOn">Date of the agreement, Asia/Shanghai.</param>
[EventType("fund_established")]
public sealed record FundEstablished(
    string Fund, string Name, FundType Type, string Sponsor, string? Agreement, string Purpose,
    int ManagementFeeBasisPoints, DateOnly OccurredOn) : IDated;

/// <summary>Money of one bucket was allotted to another (划拨), usually general money to a named fund.</summary>
/// <param name="Allocation">Id of the allocation.</param>
/// <param name="From">Bucket it leaves.</param>
/// <param name="To">Bucket it enters; the trace of a gift goes on there.</param>
/// <param name="AmountFen">Amount in fen, 1 to 10^13.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("money_allocated")]
public sealed record MoneyAllocated(
    string Allocation, Bucket From, Bucket To, long AmountFen, string Purpose, DateOnly OccurredOn) : IDated;

/// <summary>What allows money to go from one named fund to another. Its restrictions by campaign, project and purpose go along.</summary>
public enum TransferGround
{
    /// <summary>The agreements of both funds provide for it (协议约定).</summary>
    [JsonStringEnumMemberName("agreement")] Agreement,

    /// <summary>The donor consented (捐赠人同意).</summary>
    [JsonStringEnumMemberName("donor_consent")] DonorConsent,

    /// <summary>What is left of a fund goes to the same or a similar purpose (剩余财产, Charity Law art. 58).</summary>
    [JsonStringEnumMemberName("similar_purpose")] SimilarPurpose,
}

/// <summary>What allows a transfer between funds (基金间划转); it goes before the allocation in the same command.</summary>
/// <param name="Allocation">The allocation that moves the money.</param>
/// <param name="Ground">The ground.</param>
/// <param name="Reference">Number of the agreement, letter of consent, or decision.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("transfer_ground_stated")]
public sealed record TransferGroundStated(string Allocation, TransferGround Ground, string Reference, DateOnly OccurredOn) : IDated;

/// <summary>A named fund was closed (基金终止): nothing is left in it, and nothing comes in any more.</summary>
/// <param name="Fund">The fund.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("fund_closed")]
public sealed record FundClosed(string Fund, string Reason, DateOnly OccurredOn) : IDated;
