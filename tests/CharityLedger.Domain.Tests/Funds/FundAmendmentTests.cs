using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Disbursements;
using CharityLedger.Domain.Donations;
using CharityLedger.Domain.Funds;

namespace CharityLedger.Domain.Tests.Funds;

/// <summary>What was agreed of a fund changes from a day on.</summary>
public sealed class FundAmendmentTests
{
    private static readonly DateOnly Today = D("2026-06-15");
    private static readonly string Paper = new('a', 64);

    [Theory]
    [InlineData("2026-03-31", 500, "fund/f")]
    [InlineData("2026-04-01", 300, "fund/f")]
    [InlineData("2026-04-30", 300, "fund/f")]
    [InlineData("2026-05-01", 300, "fund/f+purpose=养老")]
    [InlineData("2026-06-10", 300, "fund/f")]
    public void A_gift_has_the_fee_and_the_purpose_of_its_day(string day, int fee, string bucket)
    {
        var fund = Of(Amend("2026-05-01", new FundChange(Purpose: "养老")), Amend("2026-06-01", new FundChange(Purpose: "助学")),
            Amend("2026-04-01", new FundChange(ManagementFeeBasisPoints: 300)));
        var gift = Gift.Receive(new IncomingGift("g", "f", null, null, 10_000, "bank", new DonorRef("g", DonorKind.Anonymous, DonorNaming.Withheld, null),
            null, D(day)), fund, Today).Value;
        Assert.Equal((bucket, 10_000 * fee / 10_000), (gift.Parts[0].Bucket.ToString(), gift.Parts[1].AmountFen));
        Assert.Null(gift.Purpose);
        // What its donor bound it to goes before the fund's purpose.
        var own = GiftBucket.Of("f", fund, D(day), null, "书本");
        Assert.Equal("fund/f+purpose=书本", own.ToString());
    }

    [Fact]
    public void An_amendment_says_what_held_before_and_nothing_that_did_not_change()
    {
        var fund = Of();
        var amended = Fund.Amend(Amend("2026-07-01", new FundChange(Name: "甲基金", Sponsor: "乙公司", ManagementFeeBasisPoints: 500)), fund,
            Policy.Default, Today).Value;
        Assert.Equal((new FundChange(Sponsor: "甲公司"), new FundChange(Sponsor: "乙公司")), (amended.Old, amended.New));
        var after = Fund.Evolve(fund, amended)!;
        Assert.Equal(("甲公司", "乙公司"), (after.AsOf(D("2026-06-30")).Sponsor, after.AsOf(D("2026-07-01")).Sponsor));
        Assert.Equal(["甲公司", "乙公司"], after.Sponsors);
        foreach (var sponsor in after.Sponsors)
        {
            Assert.Equal(RefusalCode.InterestedParty,
                RelatedParties.Empty.CheckReceiver(sponsor, "payee", "f", after.Sponsors, null, null)?.Code);
        }

        Assert.Null(RelatedParties.Empty.CheckReceiver("丙公司", "payee", "f", after.Sponsors, null, null));
    }

    [Fact]
    public void What_can_not_be_amended_is_refused()
    {
        Assert.Equal(RefusalCode.AmendmentEmpty, Code(new FundChange()));
        Assert.Equal(RefusalCode.AmendmentEmpty, Code(new FundChange(Purpose: "助学")));
        Assert.Equal(RefusalCode.FeeRateInvalid, Code(new FundChange(ManagementFeeBasisPoints: 2_001)));
        Assert.Equal(RefusalCode.TextTooLong, Code(new FundChange(Purpose: new string('长', 101))));
        Assert.Equal(RefusalCode.TextMissing, Code(new FundChange(Sponsor: " ")));
        Assert.Equal(RefusalCode.FundTermsMissing, Code(new FundChange(Committee: [])));
        Assert.Equal(RefusalCode.DateInvalid, Code(new FundChange(Name: "乙"), from: "2025-12-31"));
        Assert.Equal(RefusalCode.PeriodInvalid, Code(new FundChange(Name: "乙"), from: "2201-01-01"));
        Assert.Equal(RefusalCode.DateInFuture, Fund.Amend(Amend("2026-07-01", new FundChange(Name: "乙")) with { OccurredOn = Today.AddDays(1) },
            Of(), Policy.Default, Today).Refusal?.Code);
        Assert.Equal(RefusalCode.DigestInvalid, Fund.Amend(Amend("2026-07-01", new FundChange(Name: "乙")) with { Paper = "1" },
            Of(), Policy.Default, Today).Refusal?.Code);
        Assert.Equal(RefusalCode.FundClosed, Fund.Amend(Amend("2026-07-01", new FundChange(Name: "乙")),
            Fund.Evolve(Of(), new FundClosed("f", "完", Today)), Policy.Default, Today).Refusal?.Code);
        Assert.Equal(RefusalCode.FundUnknown, Fund.Amend(Amend("2026-07-01", new FundChange(Name: "乙")), null, Policy.Default, Today).Refusal?.Code);

        static RefusalCode? Code(FundChange change, string from = "2026-07-01") =>
            Fund.Amend(Amend(from, change), Of(), Policy.Default, Today).Refusal?.Code;
    }

    [Fact]
    public void Terms_that_are_stated_first_hold_from_the_beginning_and_later_ones_from_their_day()
    {
        var committee = new[] { "一", "二", "三" }.Select(n => new CommitteeMember(n, "委员", "慈善总会")).ToList();
        var fund = Of(new FundTermsStated("f", Terms(1), D("2026-03-01")), new FundTermsStated("f", Terms(2), D("2026-05-01")),
            Amend("2026-06-01", new FundChange(Committee: committee)));
        Assert.Equal((1, 1, 2, 0), (fund.AsOf(D("2026-01-01")).Terms!.InitialFen, fund.AsOf(D("2026-04-30")).Terms!.InitialFen,
            fund.AsOf(D("2026-05-01")).Terms!.InitialFen, fund.AsOf(D("2026-05-31")).Terms!.Committee.Count));
        Assert.Equal((2L, 3), (fund.AsOf(D("2026-06-01")).Terms!.InitialFen, fund.AsOf(D("2026-06-01")).Terms!.Committee.Count));
        Assert.Equal(RefusalCode.CommitteeTooSmall, Fund.Amend(Amend("2026-06-10", new FundChange(Committee: [.. committee.Take(2)])), fund,
            Policy.Default, Today).Refusal?.Code);
        Assert.Equal(RefusalCode.AmendmentEmpty, Fund.Amend(Amend("2026-06-10", new FundChange(Committee: [.. committee])), fund,
            Policy.Default, Today).Refusal?.Code);
    }

    [Fact]
    public void Money_under_an_amended_purpose_is_set_aside_for_a_project_under_that_purpose_alone()
    {
        var from = Bucket.Of("f", purpose: "养老");
        Assert.Null(Allocation.Allocate(Moved(from, Bucket.Of("f", project: "p", purpose: "养老")), Today).Refusal);
        foreach (var to in new[] { Bucket.Of("f", project: "p"), Bucket.Of("f", project: "p", purpose: "助学"), Bucket.Of("g", project: "p", purpose: "养老"),
            Bucket.Of("f") })
            Assert.Equal(RefusalCode.RestrictionBroken, Allocation.Allocate(Moved(from, to), Today).Refusal?.Code);

        static MoneyAllocated Moved(Bucket from, Bucket to) => new("a", from, to, 1, "用途", Today);
    }

    private static DateOnly D(string date) => PolicyTable.Date(date);

    private static FundAmended Amend(string from, FundChange change) => new("f", new FundChange(), change, D(from), "补充协议", Paper, Today);

    private static FundState Of(params ILedgerEvent[] events) =>
        events.Prepend(new FundEstablished("f", "甲基金", FundType.Expendable, "甲公司", "1号", "助学", 500, D("2026-01-01")))
            .Aggregate((FundState?)null, Fund.Evolve)!;

    private static FundTerms Terms(long fen) => new(FundKind.Named, DonorKind.Organisation, fen, 1, "冠名", "用于助学", "权利", "期满", "转入", []);
}
