using System.Globalization;

namespace CharityLedger.Contracts;

/// <summary>Money that the federation keeps apart from its own: the welfare-lottery fund and trusts.</summary>
public readonly partial record struct Bucket
{
    private const string LotteryPrefix = "lottery/", PaidMark = "/paid", YearMark = "+year=";

    /// <summary>Whether it is of the federation's own charity: general money, management fees, a fund.</summary>
    public bool IsOwn => WithoutRestriction == General || WithoutRestriction == Management || Starts(FundPrefix);

    /// <summary>Whether it is an indicator's, a part's or a part's money.</summary>
    public bool IsLottery => Starts(LotteryPrefix);

    /// <summary>Whether what lies there is only leave to allot, and no money (指标).</summary>
    public bool IsQuota => IsLottery && Text.Count(c => c == '/') < 3;

    /// <summary>The trust whose property lies there; null where it is no trust's.</summary>
    public string? Trust => Starts(TrustPrefix) ? Pot[TrustPrefix.Length..] : null;

    /// <summary>
    /// The bucket of an indicator of the welfare-lottery fund, of a part of it, or of the part's money. Only the last holds
    /// money; the others bound it.
    /// </summary>
    /// <param name="indicator">Id of the indicator.</param>
    /// <param name="part">Id of the part; null for what is not allotted.</param>
    /// <param name="paid">The part's money.</param>
    /// <param name="carriedTo">Budget year that it was carried over to; null for the indicator's own.</param>
    public static Bucket OfLottery(string indicator, string? part = null, bool paid = false, int? carriedTo = null) =>
        new(LotteryPrefix + Id(indicator) + (part is null ? "" : "/" + Id(part)) + (paid ? PaidMark : "")
            + (carriedTo is { } year ? string.Create(CultureInfo.InvariantCulture, $"{YearMark}{year}") : ""));

    /// <summary>The bucket of a trust's property.</summary>
    public static Bucket OfTrust(string id) => new(TrustPrefix + Id(id));
}
