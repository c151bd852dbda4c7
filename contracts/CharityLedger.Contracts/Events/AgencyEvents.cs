using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Events;

/// <summary>
/// Money came for a beneficiary whom the giver named, with nothing left to the federation's discretion (受托代理): a liability
/// and never income, outside of totals and ratios.
/// </summary>
/// <param name="Agency">Id of the entrustment; names its bucket.</param>
/// <param name="AmountFen">Amount in fen, 1 to 10^13.</param>
/// <param name="Channel">How it came.</param>
/// <param name="Giver">Who gave, sealed.</param>
/// <param name="Beneficiary">Who is to have it, sealed.</param>
/// <param name="Purpose">What it is for, as the giver said.</param>
/// <param name="OccurredOn">Date of receipt, Asia/Shanghai.</param>
[EventType("agency_received")]
public sealed record AgencyReceived(
    string Agency, long AmountFen, string Channel, DonorRef Giver, DonorRef Beneficiary, string Purpose, DateOnly OccurredOn) : IDated;

/// <summary>Where entrusted money went.</summary>
public enum AgencyDestination
{
    /// <summary>To the beneficiary (转交).</summary>
    [JsonStringEnumMemberName("beneficiary")] Beneficiary,

    /// <summary>Back to the giver (退回).</summary>
    [JsonStringEnumMemberName("giver")] Giver,
}

/// <summary>Entrusted money was handed on.</summary>
/// <param name="Agency">The entrustment.</param>
/// <param name="Delivery">Id of the delivery.</param>
/// <param name="AmountFen">Amount in fen, at least 1.</param>
/// <param name="Destination">To whom.</param>
/// <param name="Reason">Said in words.</param>
/// <param name="OccurredOn">Business date in Asia/Shanghai.</param>
[EventType("agency_delivered")]
public sealed record AgencyDelivered(
    string Agency, string Delivery, long AmountFen, AgencyDestination Destination, string Reason, DateOnly OccurredOn) : IDated;
