using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Cli.Bench.Sums;

/// <summary>What was given to each fund: the simplest read model there is, which every event store can build.</summary>
internal sealed class FundSums : IProjection
{
    private const string Add = """
        insert into given as t (tenant, fund, amount_fen, gifts)
        select * from unnest($1::varchar[], $2::varchar[], $3::bigint[], $4::bigint[])
        on conflict (tenant, fund) do update
        set amount_fen = t.amount_fen + excluded.amount_fen, gifts = t.gifts + excluded.gifts
        """;

    public string Name => "FundSums";

    public int Version => 1;

    public IReadOnlyList<string>? Types { get; } = EventTypes.AliasesOf(typeof(GiftReceived));

    public Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        var sums = new Dictionary<(string Tenant, string Fund), (long AmountFen, long Gifts)>();
        foreach (var stored in events)
        {
            var gift = (GiftReceived)stored.Event;
            var key = (stored.Tenant, gift.Fund ?? Bucket.General.ToString());
            var sum = sums.GetValueOrDefault(key);
            sums[key] = (sum.AmountFen + gift.AmountFen, sum.Gifts + 1);
        }

        return writer.ExecuteAsync(Add, [
            sums.Keys.Select(k => k.Tenant).ToArray(), sums.Keys.Select(k => k.Fund).ToArray(),
            sums.Values.Select(s => s.AmountFen).ToArray(), sums.Values.Select(s => s.Gifts).ToArray()], ct);
    }
}
