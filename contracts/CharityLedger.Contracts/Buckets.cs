namespace CharityLedger.Contracts;

/// <summary>
/// Ids of buckets: the money pots that never go below their floor. A bucket is a fund (or the federation's general money)
/// and a restriction; all are in CNY. The federation is the tenant and not part of the id.
/// </summary>
public static class Buckets
{
    /// <summary>Unrestricted money of the federation (非限定).</summary>
    public const string General = "general";

    /// <summary>Management fees set aside at receipt (管理费).</summary>
    public const string Management = "management";

    /// <summary>The federation's own account set (账套).</summary>
    public const string MainBook = "main";

    private const string FundPrefix = "fund/", TrustPrefix = "trust/", Campaign = "+campaign=", Purpose = "+purpose=";

    /// <summary>The bucket of money for a fund (or general) under at most one restriction.</summary>
    /// <param name="fund">Fund id; null for general money.</param>
    /// <param name="campaign">Campaign that binds it.</param>
    /// <param name="purpose">Purpose that binds it.</param>
    public static string Of(string? fund, string? campaign = null, string? purpose = null) =>
        (fund is null ? General : FundPrefix + fund)
        + (campaign is null ? "" : Campaign + campaign) + (purpose is null ? "" : Purpose + purpose);

    /// <summary>The fund that a bucket belongs to; null for general money and management fees.</summary>
    public static string? FundOf(string bucket) =>
        bucket.StartsWith(FundPrefix, StringComparison.Ordinal) ? WithoutRestriction(bucket)[FundPrefix.Length..] : null;

    /// <summary>The account set (账套) that a bucket's money is booked in: a trust's own, <c>trust/&lt;id&gt;</c>, or the
    /// federation's.</summary>
    public static string BookOf(string bucket) =>
        bucket.StartsWith(TrustPrefix, StringComparison.Ordinal) ? WithoutRestriction(bucket) : MainBook;

    /// <summary>Whether a donor's restriction binds its money (限定性): a fund's, a campaign's or a stated purpose's.</summary>
    public static bool IsRestricted(string bucket) => bucket is not (General or Management);

    /// <summary>The campaign and the purpose that bind a bucket's money.</summary>
    public static (string? Campaign, string? Purpose) RestrictionOf(string bucket)
    {
        var words = bucket.Split('+').Skip(1).Select(w => "+" + w).ToList();
        return (Find(Campaign), Find(Purpose));

        string? Find(string prefix) => words.Find(w => w.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
    }

    /// <summary>The bucket of the same fund, or of general money, without campaign and purpose.</summary>
    public static string WithoutRestriction(string bucket)
    {
        var plus = bucket.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? bucket : bucket[..plus];
    }
}
