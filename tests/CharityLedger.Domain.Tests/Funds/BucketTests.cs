using CharityLedger.Contracts;
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
            var bucket = Made(() => Buckets.Of(fund, campaign, purpose, project));
            return bucket is null
                || (Buckets.FundOf(bucket) == fund && Buckets.RestrictionOf(bucket) == (campaign, purpose)
                    && Buckets.ProjectOf(bucket) == project && Buckets.IsSpendable(bucket) && Buckets.BookOf(bucket) == Buckets.MainBook);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_binds_money_but_the_part_that_says_so() =>
        Prop.ForAll(Texts.Three().ToArbitrary(), t =>
        {
            var (fund, purpose, campaign) = t;
            var (bucket, word) = (Made(() => Buckets.Of(fund, purpose: purpose)), Made(() => Buckets.OfCampaign(campaign)));
            return bucket is null || word is null || !Buckets.IsBound(bucket, word);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_kept_apart_keeps_its_name_and_is_nobodys_own() =>
        Prop.ForAll(Texts.Two().ToArbitrary(), t =>
        {
            var (id, part) = t;
            var (trust, agency) = (Made(() => Buckets.Trust(id)), Made(() => Buckets.Agency(id)));
            var (allotted, money) = (Made(() => Buckets.Lottery(id, part)), Made(() => Buckets.Lottery(id, part, paid: true)));
            return (trust is null || (Buckets.TrustOf(trust) == id && !Buckets.IsOwn(trust)))
                && (agency is null || (Buckets.IsAgency(agency) && !Buckets.IsOwn(agency) && Buckets.IsSpendable(agency)))
                && (allotted is null || Buckets.IsQuota(allotted)) && (money is null || !Buckets.IsQuota(money));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_gift_in_kind_keeps_its_id() =>
        Prop.ForAll(Texts.Two().ToArbitrary(), t =>
        {
            var bucket = Made(() => Buckets.OfAsset(Buckets.Of(null, purpose: t.Item1), t.Item2));
            return bucket is null || (Buckets.AssetOf(bucket) == t.Item2 && Buckets.RestrictionOf(bucket) == (null, t.Item1));
        }).QuickCheckThrowOnFailure();

    private static string? Made(Func<string> make)
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
