using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Approvals;

/// <summary>How many approvals an action needs, by the policy row in force on its date.</summary>
public static class ApprovalCount
{
    /// <summary>By one row, such as <c>approval.transfer</c>; one where no row is in force.</summary>
    public static long Of(string row, DateOnly on, Policy policy) => policy.Number(row, on) ?? 1;

    /// <summary>A payment above the threshold needs more.</summary>
    public static long OfPayment(long amountFen, DateOnly on, Policy policy) =>
        policy.Number(PolicyIds.ApprovalPaymentLargeAbove, on) is { } fen && amountFen > fen
            ? Of(PolicyIds.ApprovalPaymentLarge, on, policy)
            : Of(PolicyIds.ApprovalPayment, on, policy);
}
