using System.Text;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using FsCheck;
using FsCheck.Fluent;

namespace CharityLedger.Domain.Tests.Funds;

/// <summary>An id of a bucket says what its parts say, whatever they are called.</summary>
public sealed class BucketTests
{
    /// <summary>What a hostile caller would write into a field, between harmless texts.</summary>
    private static readonly Gen<string> Texts = Gen.Elements(
            "f1", "洪水", "+", "/", "=", "campaign=", "+campaign=", "+project=p", "+purpose=", "+from=2026-01-01", "+endowment",
            "+asset=g", "fund/", "general", "trust/t", "paid", "＋", " ", "-")
        .NonEmptyListOf().Select(parts => string.Concat(parts.Take(4)));

    [Fact]
    public void A_bucket_names_the_fund_the_campaign_the_project_and_the_purpose_that_it_was_made_of_or_is_not_made() =>
        Prop.ForAll(Texts.Four().ToArbitrary(), t =>
        {
            var (fund, campaign, project, purpose) = t;
            return Made(() => Bucket.Of(fund, campaign, purpose, project)) is not { } bucket
                || (bucket.Fund == fund && bucket.Restriction == (campaign, purpose)
                    && bucket.Project == project && bucket.IsSpendable && bucket.Book == Bucket.MainBook);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_binds_money_but_the_part_that_says_so() =>
        Prop.ForAll(Texts.Three().ToArbitrary(), t =>
        {
            var (fund, purpose, campaign) = t;
            return Made(() => Bucket.Of(fund, campaign)) is null
                || Made(() => Bucket.Of(fund, purpose: purpose)) is not { } bucket || !bucket.IsBoundBy(Bucket.WordOfCampaign(campaign));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_kept_apart_keeps_its_name_and_is_nobodys_own() =>
        Prop.ForAll(Texts.Two().ToArbitrary(), t =>
        {
            var (id, part) = t;
            return (Made(() => Bucket.OfTrust(id)) is not { } trust || (trust.Trust == id && !trust.IsOwn))
                && (Made(() => Bucket.OfAgency(id)) is not { } agency
                    || (agency.IsAgency && !agency.IsOwn && agency.IsSpendable))
                && (Made(() => Bucket.OfLottery(id, part)) is not { } allotted || allotted.IsQuota)
                && (Made(() => Bucket.OfLottery(id, part, paid: true)) is not { } money || !money.IsQuota);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_gift_in_kind_keeps_its_id() =>
        Prop.ForAll(Texts.Two().ToArbitrary(), t =>
            Made(() => Bucket.Of(null, purpose: t.Item1).OfAsset(t.Item2)) is not { } bucket
                || (bucket.Asset == t.Item2 && bucket.Restriction == (null, t.Item1))).QuickCheckThrowOnFailure();

    [Fact]
    public void Whoever_names_a_bucket_that_was_made_means_that_one() =>
        Prop.ForAll(Texts.Four().ToArbitrary(), t =>
        {
            var (a, b, c, d) = t;
            return Enumerable.All<Func<Bucket>>(
            [
                () => Bucket.General, () => Bucket.Management, () => Bucket.Of(a, b, c, d),
                () => Bucket.Of(null, purpose: b), () => Bucket.OfTrust(a), () => Bucket.OfAgency(a),
                () => Bucket.Of(a, b).NotBefore(new DateOnly(2026, 3, 2)).AsPrincipal().OfAsset(d),
                () => Bucket.OfLottery(a, carriedTo: 2027), () => Bucket.OfLottery(a, b, paid: true),
            ], make => Made(make) is not { } made
                || (Bucket.TryParse(made.ToString(), out var parsed) && parsed == made));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("general ")]
    [InlineData("general+")]
    [InlineData("general+else=x")]
    [InlineData("general+purpose=a+purpose=b")]
    [InlineData("general+purpose=a+campaign=b")]
    [InlineData("general+endowment+endowment")]
    [InlineData("general+from=2026-13-01")]
    [InlineData("general+asset=g/h")]
    [InlineData("management+purpose=a")]
    [InlineData("fund")]
    [InlineData("Fund/a")]
    [InlineData("fund/a/b")]
    [InlineData("trust/a+purpose=b")]
    [InlineData("lottery/a/b/c")]
    [InlineData("lottery/a+year=02027")]
    public void No_other_text_names_a_bucket(string text) => Assert.False(Bucket.TryParse(text, out _));

    [Fact]
    public void What_the_log_holds_stays_as_it_is_though_nobody_would_make_it_today()
    {
        const string old =
            """{"allocation":"a","from":"fund/a/b+","to":" ","amountFen":1,"purpose":"p","occurredOn":"2026-03-02"}""";
        var read = (MoneyAllocated)EventTypes.Deserialize("money_allocated", Encoding.UTF8.GetBytes(old));
        Assert.Equal(("fund/a/b+", " "), (read.From.ToString(), read.To.ToString()));
        Assert.Equal(old, Encoding.UTF8.GetString(EventTypes.Serialize(read)));
    }

    [Fact]
    public void A_bucket_that_nobody_named_is_not_used()
    {
        Assert.Throws<InvalidOperationException>(() => default(Bucket).ToString());
        Assert.Throws<InvalidOperationException>(() => default(Bucket).IsRestricted);
        Assert.Throws<InvalidOperationException>(() => JsonSerializer.Serialize(new RefundPart(default, 1)));
    }

    private static Bucket? Made(Func<Bucket> make)
    {
        try
        {
            return make();
        }
        catch (BucketPartException)
        {
            return null;
        }
    }
}
