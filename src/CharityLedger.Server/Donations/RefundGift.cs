using CharityLedger.Contracts.Events;

namespace CharityLedger.Server.Donations;

/// <summary>Refunds the unspent part of a gift (退款).</summary>
public static class RefundGift
{
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Ground">Legal ground.</param>
    /// <param name="Reason">Said in words.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record Request(long AmountFen, RefundGround Ground, string Reason, DateOnly OccurredOn);
}
