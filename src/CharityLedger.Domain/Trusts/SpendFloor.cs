using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Trusts;

/// <summary>What a trust has to spend in a year, and by which row.</summary>
/// <param name="NetAssetsFen">Net assets at the end of the year before, in fen.</param>
/// <param name="FloorFen">The least to be spent, in fen, rounded up.</param>
/// <param name="SpentFen">What was spent, in fen.</param>
/// <param name="Row">The policy row; its status says whether it is law.</param>
public sealed record TrustSpending(long NetAssetsFen, long FloorFen, long SpentFen, PolicyRow Row)
{
    /// <summary>Whether enough was spent.</summary>
    public bool IsMet => SpentFen >= FloorFen;

    /// <summary>Whether the row binds.</summary>
    public bool IsApplied => Row.Status == PolicyStatus.InForce;
}

/// <summary>
/// The yearly floor of a trust's spending (年度支出下限): a part of its net assets at the end of the year before, the
/// lower the more it has. Bands and parts are rows of the policy table; its draft is shown as such.
/// </summary>
public static class SpendFloor
{
    /// <summary>The floor of a year, by the rows in force on its 1 January; null where no band covers the trust.</summary>
    public static TrustSpending? Of(int year, long netAssetsFen, long spentFen, Policy policy)
    {
        var on = new DateOnly(year, 1, 1);
        var band = Policy.Ids.Where(i => i.StartsWith(PolicyIds.TrustBand, StringComparison.Ordinal)).Distinct()
            .Select(i => policy.Row(i, on)).Where(r => r is not null && r.Number <= netAssetsFen).MaxBy(r => r!.Number);
        if (band is null || policy.Row(PolicyIds.TrustSpendFloor + band.Id[PolicyIds.TrustBand.Length..], on) is not { } floor) return null;
        var fen = (long)(((Int128)netAssetsFen * floor.Number + 9_999) / 10_000);
        return new TrustSpending(netAssetsFen, fen, spentFen, floor);
    }
}
