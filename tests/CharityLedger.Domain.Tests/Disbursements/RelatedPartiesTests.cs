using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Disbursements;

namespace CharityLedger.Domain.Tests.Disbursements;

/// <summary>Whom the register of related parties knows.</summary>
public sealed class RelatedPartiesTests
{
    private static readonly DateOnly Day = new(2026, 3, 2);

    [Fact]
    public void Who_is_named_is_known_by_id_and_name_however_the_name_is_written_until_it_is_related_no_more()
    {
        var register = new ILedgerEvent[]
        {
            new RelatedPartyRecorded("far-hill", "远山公司", Relation.Controlled, null, null, Day),
            new RelatedPartyRecorded("near-hill", "近山公司", Relation.Controlled, "relief", null, Day),
        }.Aggregate(RelatedParties.Empty, (r, e) => r.Evolve(e));
        Assert.Equal(["far-hill", "远山公司"], register.Known([" 远山 公司", "独山公司"]));
        Assert.Equal(["far-hill", "near-hill", "近山公司", "远山公司"], register.Known(["远山公司", "近山公司"]).Order(StringComparer.Ordinal));
        Assert.Empty(register.Known([]));
        Assert.Empty(register.Evolve(new RelatedPartyEnded("far-hill", "已转让", Day)).Known(["远山公司"]));
    }
}
