using System.Globalization;

namespace CharityLedger.Contracts;

/// <summary>Money that the federation keeps apart from its own: the welfare-lottery fund and trusts.</summary>
public static partial class Buckets
{
    private const string LotteryPrefix = "lottery/";

    /// <summary>Whether a bucket is of the federation's own charity: general money, management fees, a fund.</summary>
    public static bool IsOwn(string bucket) =>
        WithoutRestriction(bucket) is General or Management || bucket.StartsWith(FundPrefix, StringComparison.Ordinal);

    /// <summary>
    /// The bucket of an indicator of the welfare-lottery fund, of a part of it, or of the part's money. Only the last holds
    /// money; the others bound it.
    /// </summary>
    /// <param name="indicator">Id of the indicator.</param>
    /// <param name="part">Id of the part; null for what is not allotted.</param>
    /// <param name="paid">The part's money.</param>
    /// <param name="carriedTo">Budget year that it was carried over to; null for the indicator's own.</param>
    public static string Lottery(string indicator, string? part = null, bool paid = false, int? carriedTo = null) =>
        LotteryPrefix + Id(indicator) + (part is null ? "" : "/" + Id(part)) + (paid ? "/paid" : "")
        + (carriedTo is { } year ? string.Create(CultureInfo.InvariantCulture, $"+year={year}") : "");

    /// <summary>Whether a bucket is an indicator's, a part's or a part's money.</summary>
    public static bool IsLottery(string bucket) => bucket.StartsWith(LotteryPrefix, StringComparison.Ordinal);

    /// <summary>Whether what lies there is only leave to allot, and no money (指标).</summary>
    public static bool IsQuota(string bucket) => IsLottery(bucket) && bucket.Count(c => c == '/') < 3;

    /// <summary>The bucket of a trust's property.</summary>
    public static string Trust(string id) => TrustPrefix + Id(id);

    /// <summary>The trust whose property lies there; null where it is no trust's.</summary>
    public static string? TrustOf(string bucket) =>
        bucket.StartsWith(TrustPrefix, StringComparison.Ordinal) ? WithoutRestriction(bucket)[TrustPrefix.Length..] : null;
}
