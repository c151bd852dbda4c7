using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Traces;

/// <summary>Asks what became of a gift. One statement, hence one state of the log.</summary>
public sealed class GiftTraceQuery(NpgsqlDataSource database)
{
    private static readonly string OfGift = ReadModels.Script(typeof(GiftTraceQuery), "trace.sql");

    private static readonly string OfTrustEntry =
        OfGift.Replace("i.kind = 'gift'", "starts_with(i.bucket, 'trust/')", StringComparison.Ordinal);

    /// <summary>The trace of a gift; null where this federation has no such gift (in the projection yet).</summary>
    public async Task<GiftTrace?> OfGiftAsync(string tenant, string gift, CancellationToken ct = default) =>
        await FollowAsync(OfGift, tenant, gift, ct) ?? await WithoutValueAsync(tenant, gift, ct);

    /// <summary>The trace of what came into a trust as a contribution, the federation's own or another's, or as income; from the
    /// trust on. Null where nothing came into a trust under that id (in the projection yet).</summary>
    public Task<GiftTrace?> OfTrustEntryAsync(string tenant, string entry, CancellationToken ct = default) =>
        FollowAsync(OfTrustEntry, tenant, entry, ct);

    private async Task<GiftTrace?> FollowAsync(string sql, string tenant, string gift, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(gift);
        var levels = new List<List<Node>>();
        var guards = new SortedDictionary<Bucket, ReturnsGuard>();
        var position = 0L;
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                var node = Read(reader);
                if (reader.GetInt32(0) == levels.Count) levels.Add([]);
                levels[^1].Add(node);
                if (node.Bucket is { } bucket && node.Tenant == tenant) guards[bucket] = new ReturnsGuard(bucket, reader.GetInt64(10));
                position = reader.GetInt64(11);
            }
        }

        if (levels.Count == 0) return null;
        var parts = new Unfolding(levels, tenant).Parts();
        return new GiftTrace(
            gift, levels[0][0].OccurredOn, parts[^1].Offset.To, position, parts, [.. guards.Values]);
    }

    /// <summary>A gift in kind without a reliable value has no fen that could be followed; only the log itself knows it.</summary>
    private async Task<GiftTrace?> WithoutValueAsync(string tenant, string gift, CancellationToken ct) =>
        (await database.QueryAsync("""
            select (data ->> 'occurredOn')::date, seq_id from ledger.mt_events
            where tenant_id = $1 and stream_id = $2 and version = 1 and type = 'goods_received' and data ->> 'valueFen' = '0'
            """, [tenant, Streams.Gift(gift)],
            r => new GiftTrace(gift, r.GetFieldValue<DateOnly>(0), 0, r.GetInt64(1), [], []), ct)).SingleOrDefault();

    private static Node Read(NpgsqlDataReader r) => new(
        r.GetInt64(1), r.GetInt64(2), r.IsDBNull(3) ? null : r.GetBucket(3),
        r.GetInt64(4), r.GetString(5), r.GetString(6), r.GetFieldValue<DateOnly>(7),
        r.TextOrNull(8), r.TextOrNull(9), r.GetString(12));

    /// <summary>An interval of a bucket's line, or (without bucket) a part of an outflow, that holds offsets of the
    /// gift.</summary>
    private sealed record Node(
        long At, long Length, Bucket? Bucket, long Lo, string Kind, string Id, DateOnly OccurredOn,
        string? Payee, string? Purpose, string Tenant)
    {
        public long End => At + Length;
    }

    /// <summary>
    /// The order of a trace, in one place: offsets of the gift ascending, and where money went on, the walk goes on in
    /// place.
    /// Every level holds disjoint nodes by ascending offset, and a node's children are those of the next level within
    /// it.
    /// </summary>
    private sealed class Unfolding(IReadOnlyList<IReadOnlyList<Node>> levels, string tenant)
    {
        private readonly int[] cursors = new int[levels.Count];
        private readonly List<TracePart> parts = [];

        public IReadOnlyList<TracePart> Parts()
        {
            foreach (var node in levels[0]) Visit(0, node, node, []);
            return parts;
        }

        private void Visit(int level, Node node, Node line, ImmutableList<TraceStep> steps)
        {
            var at = node.At;
            foreach (var child in ChildrenOf(level, node))
            {
                Add(at, child.At, node, line, steps);
                if (child.Bucket is { } bucket)
                {
                    var step = new TraceStep(child.Kind, child.Id, child.OccurredOn, bucket);
                    Visit(level + 1, child, child, steps.Add(step));
                }
                else Visit(level + 1, child, line, steps);
                at = child.End;
            }

            Add(at, node.End, node, line, steps);
        }

        private IEnumerable<Node> ChildrenOf(int level, Node node)
        {
            if (level + 1 == levels.Count) yield break;
            var children = levels[level + 1];
            while (cursors[level + 1] < children.Count && children[cursors[level + 1]].At < node.End)
                yield return children[cursors[level + 1]++];
        }

        /// <summary>Offsets that no child carries on: they lie in the node's bucket, or stay in its outflow.</summary>
        private void Add(long from, long to, Node node, Node line, ImmutableList<TraceStep> steps)
        {
            if (from == to) return;
            var start = line.Lo + from - line.At;
            var positions = new Interval(start, start + to - from);
            var (use, outflow) = node.Bucket is not null
                ? (TraceUse.Unspent, null)
                : (UseOf(node.Kind),
                    new TraceOutflow(node.Id, node.OccurredOn, node.Payee, node.Purpose));
            parts.Add(new TracePart(new Interval(from, to), use, line.Bucket!.Value, positions, outflow, steps,
                line.Tenant == tenant ? null : line.Tenant));
        }

        private static TraceUse UseOf(string kind) => kind switch
        {
            "refund" => TraceUse.Refunded,
            "loss" => TraceUse.Lost,
            _ => TraceUse.Paid,
        };
    }
}
