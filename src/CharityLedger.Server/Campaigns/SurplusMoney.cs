using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Campaigns;

/// <summary>What a campaign or project has left, and its move to a similar purpose (剩余财产).</summary>
public sealed class SurplusMoney(EventReader log, ProjectionEngine projections, BalancesQuery balances, Ids ids)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Buckets with spendable money that are bound so; null where readers are not up to date.</summary>
    public async Task<IReadOnlyList<(string Bucket, long LeftFen)>?> LeftAsync(
        string tenant, Func<string, bool> isBound, CancellationToken ct)
    {
        if (!await projections.WaitForAsync("BucketBalances", await log.LastPositionAsync(ct), Patience, ct)) return null;
        return
        [
            .. (await balances.BucketsAsync(tenant, ct)).Where(b => b.Figures.LeftFen > 0 && Buckets.IsSpendable(b.Bucket) && isBound(b.Bucket))
                .Select(b => (b.Bucket, b.Figures.LeftFen)),
        ];
    }

    /// <summary>Moves what is left to a similar purpose within the same fund: one allocation a bucket.</summary>
    public IReadOnlyList<StreamWrite> Move(
        CommandContext context, IReadOnlyList<(string Bucket, long LeftFen)> left, Func<string, string> similar, string purpose,
        DateOnly on)
    {
        var tenant = context.Caller.Federation;
        return
        [
            .. left.Select(l =>
            {
                var id = ids.Dated(on, tenant, "allocation", context.Key, l.Bucket);
                var to = similar(l.Bucket);
                return new StreamWrite(Streams.Allocation(id), ExpectedVersion.NoStream,
                [
                    NewEvent.Of(new MoneyAllocated(id, l.Bucket, to, l.LeftFen, purpose, on),
                        new PostingRequest.Outflow(l.Bucket, l.LeftFen), new PostingRequest.TransferIn(to, 0)),
                ]);
            }),
        ];
    }

    /// <summary>The refusal of a closing that asks for a similar purpose and names none.</summary>
    public static Refusal? Check(SurplusGround ground, string? purpose) => ground == SurplusGround.SimilarPurpose
        ? Domain.Check.Text(purpose, "toPurpose", 100) : Domain.Check.Optional(purpose, "toPurpose", 100);
}
