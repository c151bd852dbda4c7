using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Facts;

namespace CharityLedger.Domain.Tests.Facts;

/// <summary>Facts that reports need: what is one, and that of each the latest counts.</summary>
public sealed class FactRulesTests
{
    private static readonly ReportFacts Whole = new(CostNature.Direct, FieldOfWork.Care, "510100", 0);

    public static TheoryData<ReportFacts, bool, string?> Facts => new()
    {
        { Whole, false, null },
        { Whole with { Division = new CostDivision(10_000, 0, 0) }, false, null },
        { new ReportFacts(Origin: GiftOrigin.Macao), true, null },
        { ReportFacts.None, false, "facts" },
        { ReportFacts.None, true, "facts" },
        { Whole, true, "facts" },
        { Whole with { Origin = GiftOrigin.Mainland }, false, "facts.origin" },
        { Whole with { Region = "51010" }, false, "facts.region" },
        { Whole with { Region = "５１０１００" }, false, "facts.region" },
        { Whole with { Region = "010100" }, false, "facts.region" },
        { Whole with { Recipients = -1 }, false, "facts.recipients" },
        { Whole with { Division = new CostDivision(9_999, 0, 0) }, false, "facts.division" },
        { Whole with { Division = new CostDivision(10_001, -1, 0) }, false, "facts.division" },
        { Whole with { Division = new CostDivision(int.MaxValue, int.MaxValue, 10_002) }, false, "facts.division" },
    };

    [Theory]
    [MemberData(nameof(Facts))]
    public void A_fact_is_one_of_its_kind(ReportFacts facts, bool isGift, string? field) =>
        Assert.Equal(field, FactRules.Check(facts, isGift)?.Field);

    [Fact]
    public void Of_each_fact_the_latest_statement_counts_and_what_is_missing_is_named()
    {
        var facts = new[] { Whole with { Recipients = null }, new ReportFacts(Field: FieldOfWork.Emergency), new ReportFacts(Recipients: 7) }
            .Aggregate((ReportFacts?)null, (f, s) => FactRules.Evolve(f, new FactsStated(["a"], s, new DateOnly(2026, 3, 2))));
        Assert.Equal(Whole with { Field = FieldOfWork.Emergency, Recipients = 7 }, facts);
        Assert.Null(FactRules.CheckComplete(facts!));
        Assert.Equal("facts.region", FactRules.CheckComplete(facts! with { Region = null, Recipients = null })?.Field);
        Assert.Equal(RefusalCode.FactsInvalid, FactRules.CheckRecords([])?.Code);
        Assert.Equal(RefusalCode.FactsInvalid, FactRules.CheckRecords(["a", "a"])?.Code);
        Assert.Equal(RefusalCode.FactsInvalid, FactRules.CheckRecords([.. Enumerable.Range(0, 501).Select(n => $"r{n}")])?.Code);
    }
}
