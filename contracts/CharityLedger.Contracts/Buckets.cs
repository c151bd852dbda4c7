using System.Globalization;

namespace CharityLedger.Contracts;

/// <summary>A text can't be a part of a bucket's id: it holds a character that separates parts.</summary>
public sealed class BucketPartException(string part) : ArgumentException($"“{part}” can't name a pot of money: it holds a + or a /.");

/// <summary>
/// Ids of buckets: the money pots that never go below their floor. A bucket is a fund (or the federation's general money)
/// and a restriction; all are in CNY. The federation is the tenant and not part of the id. What binds it follows as
/// suffixes in this order: campaign, project, purpose, <c>+from=</c> (a date before which it may not be used), <c>+endowment</c>
/// (principal, of which only the gains are spent), <c>+asset=</c> (value that is goods or equity and no money).
/// Every part is checked when an id is made: none may hold what separates parts, so an id says no more than its parts.
/// </summary>
public static partial class Buckets
{
    /// <summary>Unrestricted money of the federation (非限定).</summary>
    public const string General = "general";

    /// <summary>Management fees set aside at receipt (管理费).</summary>
    public const string Management = "management";

    /// <summary>The federation's own account set (账套).</summary>
    public const string MainBook = "main";

    private const string FundPrefix = "fund/", TrustPrefix = "trust/", AgencyPrefix = "agency/";
    private const string Campaign = "+campaign=", Project = "+project=", Purpose = "+purpose=", From = "+from=",
        Endowment = "+endowment", Asset = "+asset=";

    /// <summary>The bucket of money for a fund (or general) under its restrictions.</summary>
    /// <param name="fund">Fund id; null for general money.</param>
    /// <param name="campaign">Campaign that binds it.</param>
    /// <param name="purpose">Purpose that binds it.</param>
    /// <param name="project">Project that it is set aside for.</param>
    public static string Of(string? fund, string? campaign = null, string? purpose = null, string? project = null) =>
        (fund is null ? General : FundPrefix + Id(fund)) + (campaign is null ? "" : Campaign + Word(campaign))
        + (project is null ? "" : Project + Id(project)) + (purpose is null ? "" : Purpose + Word(purpose));

    /// <summary>What stands in the ids of all buckets that a campaign binds.</summary>
    public static string OfCampaign(string campaign) => Campaign + Word(campaign);

    /// <summary>What stands in the ids of all buckets that a project binds.</summary>
    public static string OfProject(string project) => Project + Id(project);

    /// <summary>Whether a word of <see cref="OfCampaign"/> or <see cref="OfProject"/> binds a bucket.</summary>
    public static bool IsBound(string bucket, string word) => (bucket + "+").Contains(word + "+", StringComparison.Ordinal);

    /// <summary>The fund that a bucket belongs to; null for general money and management fees.</summary>
    public static string? FundOf(string bucket) =>
        bucket.StartsWith(FundPrefix, StringComparison.Ordinal) ? WithoutRestriction(bucket)[FundPrefix.Length..] : null;

    /// <summary>The account set (账套) that a bucket's money is booked in: a trust's own, <c>trust/&lt;id&gt;</c>, or the
    /// federation's.</summary>
    public static string BookOf(string bucket) =>
        bucket.StartsWith(TrustPrefix, StringComparison.Ordinal) ? WithoutRestriction(bucket) : MainBook;

    /// <summary>
    /// Whether a donor's restriction binds what lies there (限定性): a fund's, a campaign's, a stated purpose's, a date's.
    /// That it is goods and no money binds nothing.
    /// </summary>
    public static bool IsRestricted(string bucket) => MoneyOf(bucket) is not (General or Management);

    /// <summary>Money held for a beneficiary whom its giver named (受托代理): never the federation's own.</summary>
    public static string Agency(string id) => AgencyPrefix + Id(id);

    /// <summary>Whether a bucket holds money of others.</summary>
    public static bool IsAgency(string bucket) => bucket.StartsWith(AgencyPrefix, StringComparison.Ordinal);

    /// <summary>The bucket of what lies in another but may not be used before a date.</summary>
    public static string NotBefore(string bucket, DateOnly date) =>
        bucket + From + date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The date before which a bucket's money may not be used; null where it may be now.</summary>
    public static DateOnly? NotBeforeOf(string bucket) => Suffix(bucket, From) is { } date
        ? DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    /// <summary>The bucket of a fund's principal (不动本): only an approved release takes from it.</summary>
    public static string Principal(string bucket) => bucket + Endowment;

    /// <summary>Whether a bucket holds principal.</summary>
    public static bool IsPrincipal(string bucket) => bucket.EndsWith(Endowment, StringComparison.Ordinal);

    /// <summary>The bucket that the gains of a bucket's principal go to, and its released principal; any other itself.</summary>
    public static string GainsOf(string bucket) => IsPrincipal(bucket) ? bucket[..^Endowment.Length] : bucket;

    /// <summary>The bucket of a gift in kind, under what binds it.</summary>
    public static string OfAsset(string bucket, string gift) => bucket + Asset + Id(gift);

    /// <summary>The gift in kind that a bucket holds; null where it holds money.</summary>
    public static string? AssetOf(string bucket)
    {
        var at = bucket.IndexOf(Asset, StringComparison.Ordinal);
        return at < 0 ? null : bucket[(at + Asset.Length)..];
    }

    /// <summary>The bucket that the proceeds of a gift in kind go to; a bucket of money itself.</summary>
    public static string MoneyOf(string bucket)
    {
        var at = bucket.IndexOf(Asset, StringComparison.Ordinal);
        return at < 0 ? bucket : bucket[..at];
    }

    /// <summary>Whether payments may take from it: money, no principal, and nothing that waits for a date.</summary>
    public static bool IsSpendable(string bucket) =>
        AssetOf(bucket) is null && !IsPrincipal(bucket) && !bucket.Contains(From, StringComparison.Ordinal);

    /// <summary>The campaign and the purpose that bind a bucket's money.</summary>
    public static (string? Campaign, string? Purpose) RestrictionOf(string bucket) =>
        (Suffix(bucket, Campaign), Suffix(bucket, Purpose));

    /// <summary>The project that a bucket's money is set aside for; null where there is none.</summary>
    public static string? ProjectOf(string bucket) => Suffix(bucket, Project);

    /// <summary>The bucket of the same fund, or of general money, without campaign and purpose.</summary>
    public static string WithoutRestriction(string bucket)
    {
        var plus = bucket.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? bucket : bucket[..plus];
    }

    /// <summary>An id as a part.</summary>
    private static string Id(string id) => id.AsSpan().IndexOfAny('+', '/') < 0 ? id : throw new BucketPartException(id);

    /// <summary>Words of people as a part.</summary>
    private static string Word(string word) => !word.Contains('+', StringComparison.Ordinal) ? word : throw new BucketPartException(word);

    private static string? Suffix(string bucket, string prefix) => bucket.Split('+').Skip(1).Select(w => "+" + w)
        .FirstOrDefault(w => w.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
}
