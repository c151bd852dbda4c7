using System.Globalization;
using System.Text.Json.Serialization;

namespace CharityLedger.Contracts;

/// <summary>A text can't be a part of a bucket's id: it holds a character that separates parts.</summary>
public sealed class BucketPartException(string part)
    : ArgumentException($"“{part}” can't name a pot of money: it holds a + or a /.");

/// <summary>
/// A bucket: a money pot that never goes below its floor. A bucket is a fund (or the federation's general money)
/// and a restriction; all are in CNY. The federation is the tenant and not part of the id. What binds it follows as
/// suffixes in this order: campaign, project, purpose, <c>+from=</c> (a date before which it may not be used), <c>+endowment</c>
/// (principal, of which only the gains are spent), <c>+asset=</c> (value that is goods or equity and no money).
/// Every part is checked when one is made: none may hold what separates parts, so its text says no more than its parts.
/// A default value is no bucket and has no text.
/// </summary>
[JsonConverter(typeof(BucketJson))]
public readonly partial record struct Bucket : IComparable<Bucket>
{
    /// <summary>The federation's own account set (账套).</summary>
    public const string MainBook = "main";

    private const string FundPrefix = "fund/", TrustPrefix = "trust/", AgencyPrefix = "agency/";
    private const string DateFormat = "yyyy-MM-dd";
    private const string CampaignMark = "+campaign=", ProjectMark = "+project=", PurposeMark = "+purpose=",
        FromMark = "+from=", EndowmentMark = "+endowment", AssetMark = "+asset=";

    private readonly string? text;

    private Bucket(string text) => this.text = text;

    /// <summary>Unrestricted money of the federation (非限定).</summary>
    public static Bucket General { get; } = new("general");

    /// <summary>Management fees set aside at receipt (管理费).</summary>
    public static Bucket Management { get; } = new("management");

    /// <summary>The fund that it belongs to; null for general money and management fees.</summary>
    public string? Fund => Starts(FundPrefix) ? Pot[FundPrefix.Length..] : null;

    /// <summary>The account set (账套) that its money is booked in: a trust's own, <c>trust/&lt;id&gt;</c>, or the
    /// federation's.</summary>
    public string Book => Starts(TrustPrefix) ? Pot : MainBook;

    /// <summary>
    /// Whether a donor's restriction binds what lies there (限定性): a fund's, a campaign's, a stated purpose's, a date's.
    /// That it is goods and no money binds nothing.
    /// </summary>
    public bool IsRestricted => Money != General && Money != Management;

    /// <summary>Whether it holds money of others.</summary>
    public bool IsAgency => Starts(AgencyPrefix);

    /// <summary>The date before which its money may not be used; null where it may be now.</summary>
    public DateOnly? UsableFrom => Suffix(FromMark) is { } date
        ? DateOnly.ParseExact(date, DateFormat, CultureInfo.InvariantCulture) : null;

    /// <summary>Whether it holds principal.</summary>
    public bool IsPrincipal => Text.EndsWith(EndowmentMark, StringComparison.Ordinal);

    /// <summary>The bucket that the gains of its principal go to, and its released principal; any other
    /// itself.</summary>
    public Bucket Gains => IsPrincipal ? new(Text[..^EndowmentMark.Length]) : this;

    /// <summary>The gift in kind that it holds; null where it holds money.</summary>
    public string? Asset
    {
        get
        {
            var at = Text.IndexOf(AssetMark, StringComparison.Ordinal);
            return at < 0 ? null : Text[(at + AssetMark.Length)..];
        }
    }

    /// <summary>The bucket that the proceeds of a gift in kind go to; a bucket of money itself.</summary>
    public Bucket Money
    {
        get
        {
            var at = Text.IndexOf(AssetMark, StringComparison.Ordinal);
            return at < 0 ? this : new(Text[..at]);
        }
    }

    /// <summary>Whether payments may take from it: money, no principal, and nothing that waits for a date.</summary>
    public bool IsSpendable => Asset is null && !IsPrincipal && !Text.Contains(FromMark, StringComparison.Ordinal);

    /// <summary>The campaign and the purpose that bind its money.</summary>
    public (string? Campaign, string? Purpose) Restriction => (Suffix(CampaignMark), Suffix(PurposeMark));

    /// <summary>The project that its money is set aside for; null where there is none.</summary>
    public string? Project => Suffix(ProjectMark);

    /// <summary>The bucket of the same fund, or of general money, without campaign and purpose.</summary>
    public Bucket WithoutRestriction => new(Pot);

    private string Text => text ?? throw new InvalidOperationException("A bucket that nobody named was used.");

    /// <summary>The text of the bucket without all that binds it.</summary>
    private string Pot
    {
        get
        {
            var plus = Text.IndexOf('+', StringComparison.Ordinal);
            return plus < 0 ? Text : Text[..plus];
        }
    }

    /// <summary>The bucket of money for a fund (or general) under its restrictions.</summary>
    /// <param name="fund">Fund id; null for general money.</param>
    /// <param name="campaign">Campaign that binds it.</param>
    /// <param name="purpose">Purpose that binds it.</param>
    /// <param name="project">Project that it is set aside for.</param>
    public static Bucket Of(string? fund, string? campaign = null, string? purpose = null, string? project = null) =>
        new((fund is null ? General.Text : FundPrefix + Id(fund)) + (campaign is null ? "" : WordOfCampaign(campaign))
            + (project is null ? "" : WordOfProject(project)) + (purpose is null ? "" : PurposeMark + Word(purpose)));

    /// <summary>Money held for a beneficiary whom its giver named (受托代理): never the federation's own.</summary>
    public static Bucket OfAgency(string id) => new(AgencyPrefix + Id(id));

    /// <summary>What stands in the ids of all buckets that a campaign binds.</summary>
    public static string WordOfCampaign(string campaign) => CampaignMark + Word(campaign);

    /// <summary>What stands in the ids of all buckets that a project binds.</summary>
    public static string WordOfProject(string project) => ProjectMark + Id(project);

    /// <summary>Whether a word of <see cref="WordOfCampaign"/> or <see cref="WordOfProject"/> binds it.</summary>
    public bool IsBoundBy(string word) => (Text + "+").Contains(word + "+", StringComparison.Ordinal);

    /// <summary>Whether it is another bucket, or that one's money bound further.</summary>
    public bool IsWithin(Bucket other) =>
        Starts(other.Text) && (Text.Length == other.Text.Length || Text[other.Text.Length] == '+');

    /// <summary>The bucket of what lies in it but may not be used before a date.</summary>
    public Bucket NotBefore(DateOnly date) =>
        new(Text + FromMark + date.ToString(DateFormat, CultureInfo.InvariantCulture));

    /// <summary>The bucket of a fund's principal (不动本): only an approved release takes from it.</summary>
    public Bucket AsPrincipal() => new(Text + EndowmentMark);

    /// <summary>The bucket of a gift in kind, under what binds it.</summary>
    public Bucket OfAsset(string gift) => new(Text + AssetMark + Id(gift));

    /// <summary>Its text.</summary>
    /// <exception cref="InvalidOperationException">It is no bucket but a default value.</exception>
    public override string ToString() => Text;

    /// <summary>By the characters of the ids.</summary>
    public int CompareTo(Bucket other) => string.CompareOrdinal(text, other.text);

    /// <summary>An id as a part.</summary>
    private static string Id(string id) => id.AsSpan().IndexOfAny('+', '/') < 0 ? id : throw new BucketPartException(id);

    /// <summary>Words of people as a part.</summary>
    private static string Word(string word) =>
        !word.Contains('+', StringComparison.Ordinal) ? word : throw new BucketPartException(word);

    private bool Starts(string prefix) => Text.StartsWith(prefix, StringComparison.Ordinal);

    private string? Suffix(string mark) => Text.Split('+').Skip(1).Select(w => "+" + w)
        .FirstOrDefault(w => w.StartsWith(mark, StringComparison.Ordinal))?[mark.Length..];
}
