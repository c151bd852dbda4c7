namespace CharityLedger.Projections.Balances;

/// <summary>What moved, all in fen but the number of gifts.</summary>
/// <param name="Gifts">Number of gifts.</param>
/// <param name="ReceivedFen">What gifts brought, refunds not taken off.</param>
/// <param name="FeesFen">Management fees set aside from these gifts at receipt; not within <paramref
/// name="ReceivedFen"/>.</param>
/// <param name="AllocatedInFen">Allotted from elsewhere.</param>
/// <param name="AllocatedOutFen">Allotted to elsewhere.</param>
/// <param name="PaidFen">Paid out.</param>
/// <param name="ReturnedFen">Payments that came back.</param>
/// <param name="RefundedFen">Given back to donors.</param>
/// <param name="EarnedFen">What came otherwise than as a gift: yields, dividends, more than its value for what was sold.</param>
/// <param name="LostFen">Value that was lost or written off.</param>
public readonly record struct Figures(
    long Gifts, long ReceivedFen, long FeesFen, long AllocatedInFen, long AllocatedOutFen,
    long PaidFen, long ReturnedFen, long RefundedFen, long EarnedFen = 0, long LostFen = 0)
{
    /// <summary>Nothing moved.</summary>
    public static readonly Figures None;

    /// <summary>What was used: payments without those that came back.</summary>
    public long UsedFen => PaidFen - ReturnedFen;

    /// <summary>What is left.</summary>
    public long LeftFen => ReceivedFen + EarnedFen + AllocatedInFen + ReturnedFen
        - AllocatedOutFen - PaidFen - RefundedFen - LostFen;

    /// <summary>The sum of two.</summary>
    public static Figures operator +(Figures a, Figures b) => new(a.Gifts + b.Gifts, a.ReceivedFen + b.ReceivedFen,
        a.FeesFen + b.FeesFen, a.AllocatedInFen + b.AllocatedInFen, a.AllocatedOutFen + b.AllocatedOutFen,
        a.PaidFen + b.PaidFen, a.ReturnedFen + b.ReturnedFen, a.RefundedFen + b.RefundedFen,
        a.EarnedFen + b.EarnedFen, a.LostFen + b.LostFen);
}
