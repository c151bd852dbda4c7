using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Funds;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.EventStore;
using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;

namespace CharityLedger.Server.Campaigns;

/// <summary>What becomes of what is left.</summary>
/// <param name="Ground">As planned, or to a similar purpose.</param>
/// <param name="ToPurpose">The similar purpose.</param>
/// <param name="On">Date of the decision.</param>
public sealed record Surplus(SurplusGround Ground, string? ToPurpose, DateOnly On);

/// <summary>What a campaign or project binds: the word in its buckets' ids, and the same bucket without it, under another purpose.</summary>
public sealed record Bond(string Word, Func<Bucket, Bucket> Similar);

/// <summary>Closes a campaign or project, and moves what it has left to a similar purpose (剩余财产).</summary>
public sealed class SurplusMoney(
    Ledger ledger, ProjectionEngine projections, BalancesQuery balances, Ids ids)
{
    /// <summary>Money that gets another purpose changes its use, which another person approves.</summary>
    public static long Approvals(SurplusGround ground, Policy policy, DateOnly today) => ground == SurplusGround.SimilarPurpose
        ? ApprovalCount.Of(PolicyIds.ApprovalChangeOfUse, today, policy) : 0;

    /// <summary>The purpose that binds money of a bucket afterwards: the donor's own, where there is one, or the similar one.</summary>
    public static string? PurposeOf(Bucket bucket, string? similar) => bucket.Restriction.Purpose ?? Restriction.Of(similar);

    /// <summary>Closes it, with all that it has left at that moment: what comes in or goes out meanwhile makes it a conflict.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="stream">Its stream.</param>
    /// <param name="evolve">Folds its events.</param>
    /// <param name="surplus">What becomes of what is left.</param>
    /// <param name="bond">What it binds.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="envelope">The request.</param>
    /// <param name="decide">Decides, of its state and what is left in fen.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Result<Receipt>> CloseAsync<TState, TEvent>(
        string id, string stream, Func<TState?, ILedgerEvent, TState?> evolve, Surplus surplus, Bond bond, CommandContext context,
        Envelope envelope, Func<TState?, long, Result<TEvent>> decide, CancellationToken ct)
        where TState : class
        where TEvent : ILedgerEvent
    {
        var tenant = context.Caller.Federation;
        var (state, version, _) = await ledger.LoadAsync<TState>(tenant, stream, evolve, ct);
        var left = await LeftAsync(tenant, bond.Word, ct);
        if (left is null) return new Refusal(RefusalCode.PositionNotReached, "The balances are not up to date; try again.");
        var decision = Check(surplus) is { } refusal ? refusal : decide(state, left.Sum(l => l.LeftFen));
        if (decision.Refusal is not null)
            return await ledger.EarlierAsync(envelope, id, ct) ?? (Result<Receipt>)decision.Refusal;
        return await ledger.AppendAsync(envelope, id,
        [
            new StreamWrite(stream, new ExpectedVersion(version), [NewEvent.Of(decision.Value)]),
            .. surplus.Ground == SurplusGround.SimilarPurpose ? Move(context, left, bond.Similar, surplus) : [],
        ], [], [new LeftGuard(bond.Word, left.ToDictionary(l => l.Bucket, l => l.LeftFen))], ct);
    }

    /// <summary>Buckets with spendable money that are bound so; null where readers are not up to date.</summary>
    private async Task<IReadOnlyList<(Bucket Bucket, long LeftFen)>?> LeftAsync(
        string tenant, string word, CancellationToken ct)
    {
        if (!await projections.CatchUpAsync("BucketBalances", ct)) return null;
        return
        [
            .. (await balances.BucketsAsync(tenant, ct)).Where(b => b.Figures.LeftFen > 0 && b.Bucket.IsSpendable && b.Bucket.IsBoundBy(word))
                .Select(b => (b.Bucket, b.Figures.LeftFen)),
        ];
    }

    /// <summary>Moves what is left to a similar purpose within the same fund: one allocation a bucket.</summary>
    private IReadOnlyList<StreamWrite> Move(
        CommandContext context, IReadOnlyList<(Bucket Bucket, long LeftFen)> left, Func<Bucket, Bucket> similar, Surplus surplus)
    {
        var (purpose, on) = (surplus.ToPurpose!, surplus.On);
        var tenant = context.Caller.Federation;
        return
        [
            .. left.Select(l =>
            {
                var id = ids.Dated(on, tenant, "allocation", context.Key, l.Bucket.ToString());
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
    private static Refusal? Check(Surplus surplus) => surplus.Ground == SurplusGround.SimilarPurpose
        ? Domain.Check.Text(surplus.ToPurpose, "toPurpose", 100) : Domain.Check.Optional(surplus.ToPurpose, "toPurpose", 100);
}
