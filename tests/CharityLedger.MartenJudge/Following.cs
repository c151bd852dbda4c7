using CharityLedger.Contracts.Events;
using Marten;
using Marten.Events;
using Marten.Events.Projections;

namespace CharityLedger.MartenJudge;

/// <summary>A projection of this application's own, which Marten's async daemon keeps up.</summary>
public sealed partial class GivenToFundProjection : MultiStreamProjection<GivenToFund, string>
{
    public GivenToFundProjection()
    {
        Name = "JudgeGivenToFund";
        Identity<GiftReceived>(gift => gift.Fund ?? "general");
    }

    public static void Apply(GiftReceived gift, GivenToFund sum)
    {
        sum.GivenFen += gift.AmountFen;
        sum.Gifts++;
    }
}

internal static class Following
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Waits until the daemon has seen the whole log, and reads what it made of it.</summary>
    public static async Task<IReadOnlyList<GivenToFund>> WaitAsync(IDocumentStore store, string tenant)
    {
        await store.WaitForNonStaleProjectionDataAsync(Patience);
        await using var session = store.QuerySession(tenant);
        return await session.Query<GivenToFund>().OrderBy(s => s.Id).ToListAsync();
    }
}
