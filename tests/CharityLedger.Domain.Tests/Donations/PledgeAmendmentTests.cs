using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Donations;
using CharityLedger.Domain.Federations;

namespace CharityLedger.Domain.Tests.Donations;

/// <summary>What was promised, and what a federation is called, changes from a day on.</summary>
public sealed class PledgeAmendmentTests
{
    private static readonly DateOnly Today = D("2026-06-15");
    private static readonly string Paper = new('a', 64);

    [Theory]
    [InlineData("2026-03-31", 1_000, null)]
    [InlineData("2026-03-31", 1_001, RefusalCode.PledgeExceeded)]
    [InlineData("2026-04-01", 1_500, null)]
    [InlineData("2026-04-01", 1_501, RefusalCode.PledgeExceeded)]
    public void A_gift_fulfils_what_is_promised_on_its_day(string day, long fen, RefusalCode? code)
    {
        var pledge = Pledge.Evolve(Made, Amended("2026-04-01", new PledgeTerms(1_500, [])));
        Assert.Equal(code, Pledge.Fulfil(pledge, new GiftReceived("g", null, null, null, fen, "CNY", "bank", Made.Made.Donor, [], null, D(day)))
            .Refusal?.Code);
        Assert.Equal(1_500, Pledge.Release(pledge, new PledgeReleased("p", 0, PledgeReleaseGround.Withdrawn, null, null, null, "变故", D(day)), Today)
            .Value.AmountFen);
    }

    [Theory]
    [InlineData(1_000, "", RefusalCode.AmendmentEmpty)]
    [InlineData(999, "", RefusalCode.PledgeReleaseUnfounded)]
    [InlineData(0, "", RefusalCode.AmountNotPositive)]
    [InlineData(1_000, "2026-07-01:1000", null)]
    [InlineData(1_000, "2026-07-01:400 2026-08-01:600", null)]
    [InlineData(1_000, "2026-07-01:400 2026-07-01:600", RefusalCode.InstalmentsInvalid)]
    [InlineData(1_000, "2026-07-01:400 2026-08-01:601", RefusalCode.InstalmentsInvalid)]
    [InlineData(1_000, "2026-07-01:1000 2026-08-01:0", RefusalCode.AmountNotPositive)]
    [InlineData(1_000, "2201-07-01:1000", RefusalCode.InstalmentsInvalid)]
    public void Instalments_follow_each_other_and_come_to_the_amount(long fen, string instalments, RefusalCode? code)
    {
        var parts = instalments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(i => i.Split(':'))
            .Select(i => new Instalment(D(i[0]), long.Parse(i[1], System.Globalization.CultureInfo.InvariantCulture))).ToList();
        var amended = Pledge.Amend(Made, Amended("2026-06-01", new PledgeTerms(fen, parts)), Today);
        Assert.Equal(code, amended.Refusal?.Code);
        if (code is null) Assert.Equal((parts[^1].DueOn, 1_000), (amended.Value.New.DueOn, amended.Value.Old.AmountFen));
    }

    [Fact]
    public void A_federation_keeps_what_an_amendment_leaves_and_has_each_name_from_its_day_on()
    {
        var registered = new FederationRegistered("city", "江城市慈善总会", "Jiangcheng Charity", null, null, D("2026-01-01"));
        var register = FederationRegister.Empty;
        foreach (var (from, change) in new[]
            { ("2026-05-01", new FederationChange(Head: "李四")), ("2026-03-01", new FederationChange(Name: "联合总会", Head: "张三")) })
        {
            var amended = FederationWords.Amend(new FederationAmended("city", new FederationChange(), change, D(from), "换届", Paper, Today),
                FederationWords.Of(registered, register), Today);
            register = register.Evolve(amended.Value);
        }

        var words = FederationWords.Of(registered, register);
        Assert.Equal(new FederationWords("江城市慈善总会", "Jiangcheng Charity", null, null), words.AsOf(D("2026-02-28")));
        Assert.Equal(new FederationWords("联合总会", "Jiangcheng Charity", "张三", null), words.AsOf(D("2026-03-01")));
        Assert.Equal(new FederationWords("联合总会", "Jiangcheng Charity", "李四", null), words.AsOf(D("2026-05-01")));
        Assert.Equal(RefusalCode.AmendmentEmpty, FederationWords.Amend(new FederationAmended("city", new FederationChange(),
            new FederationChange(Head: "李四"), D("2026-06-01"), "换届", Paper, Today), words, Today).Refusal?.Code);
    }

    private static DateOnly D(string date) => PolicyTable.Date(date);

    private static PledgeAmended Amended(string from, PledgeTerms terms) => new("p", terms, terms, D(from), "协商", Paper, Today);

    private static PledgeState Made => Pledge.Evolve(null, new PledgeMade("p", null, null, null, 1_000, PledgeForm.Informal, false, null,
        new DonorRef("p", DonorKind.Organisation, DonorNaming.Withheld, null), D("2026-01-05")))!;
}
