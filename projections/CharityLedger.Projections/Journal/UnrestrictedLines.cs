using CharityLedger.Contracts;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Journal;

/// <summary>
/// Follows money without restriction through restricted buckets, along their lines: in by allocation, out by payment,
/// allocation and refund, and in again where a payment comes back. Restricted is the rule there and needs no row.
/// </summary>
internal sealed class UnrestrictedLines
{
    /// <summary>
    /// Both halves go by the index, whatever the planner thinks of a table that it never counted: the intervals that begin
    /// within a range; and since intervals don't overlap, the last one before can reach into it, and none before that.
    /// </summary>
    private const string LoadSql = """
        select distinct u.tenant, u.line, u.lo, u.hi
        from unnest($1::varchar[], $2::varchar[], $3::bigint[], $4::bigint[]) as w(tenant, line, lo, hi)
        cross join lateral (
            (select * from unrestricted x
             where x.tenant = w.tenant and x.line = w.line and x.lo <= w.lo order by x.lo desc limit 1)
          union all
            select * from unrestricted x
            where x.tenant = w.tenant and x.line = w.line and x.lo > w.lo and x.lo < w.hi
        ) u where u.hi > w.lo
        """;

    private readonly Dictionary<(string Tenant, string Line), List<Interval>> known = [];
    private readonly TableRows added = new("unrestricted", "tenant", "line", "lo", "hi");

    /// <summary>Loads what concerns the outflows and returns of some events.</summary>
    public static async Task<UnrestrictedLines> LoadAsync(
        IEnumerable<Posted> facts, ProjectionWriter writer, CancellationToken ct)
    {
        var lines = new UnrestrictedLines();
        var wanted = new List<(string Tenant, string Line, Interval Range)>();
        foreach (var fact in facts)
        {
            var tenant = fact.Stored.Tenant;
            foreach (var posting in fact.Postings)
            {
                if (!posting.Bucket.IsRestricted) continue;
                foreach (var slice in posting.Out ?? []) wanted.Add((tenant, posting.Bucket.ToString(), slice));
                if (posting.Of is { } of) wanted.Add((tenant, OutflowLine(of.Position, of.Posting), of.Offset));
            }
        }

        if (wanted.Count == 0) return lines;
        await writer.QueryAsync(LoadSql, [
            wanted.Select(w => w.Tenant).ToArray(), wanted.Select(w => w.Line).ToArray(),
            wanted.Select(w => w.Range.From).ToArray(), wanted.Select(w => w.Range.To).ToArray()],
            r => lines.Keep(r.GetString(0), r.GetString(1), new Interval(r.GetInt64(2), r.GetInt64(3))), ct);
        return lines;
    }

    /// <summary>Takes an event's postings in order, and tells how much restricted money each moved, in fen.</summary>
    public IReadOnlyList<long> Follow(StoredEvent stored, IReadOnlyList<Posting> postings)
    {
        var free = new List<IReadOnlyList<Interval>>();
        for (var i = 0; i < postings.Count; i++)
        {
            var posting = postings[i];
            free.Add(FreeOffsets(stored.Tenant, postings, i, free));
            if (!posting.Bucket.IsRestricted) continue;
            if (posting.In is { } taken) Add(stored.Tenant, posting.Bucket.ToString(), taken.From, free[i]);
            else Add(stored.Tenant, OutflowLine(stored.Position, i), 0, free[i]);
        }

        return [.. postings.Select((p, i) => p.AmountFen - free[i].Sum(x => x.Length))];
    }

    /// <summary>Writes what came to be in this batch.</summary>
    public Task WriteAsync(ProjectionWriter writer, CancellationToken ct) => writer.CopyAsync(added, ct);

    /// <summary>Which offsets of a posting are free of restriction.</summary>
    private IReadOnlyList<Interval> FreeOffsets(
        string tenant, IReadOnlyList<Posting> postings, int index, List<IReadOnlyList<Interval>> earlier)
    {
        var posting = postings[index];
        // Between account sets it is given anew, and bound by where it comes to lie.
        if (posting.From is { } from && postings[from].Bucket.Book == posting.Bucket.Book) return earlier[from];
        if (!posting.Bucket.IsRestricted) return [new Interval(0, posting.AmountFen)];
        if (posting.Out is { } slices) return Overlaps(tenant, posting.Bucket.ToString(), slices);
        return posting.Of is { } of ? Overlaps(tenant, OutflowLine(of.Position, of.Posting), [of.Offset]) : [];
    }

    /// <summary>What of a line's ranges is free, as offsets into the ranges put one after the other.</summary>
    private List<Interval> Overlaps(string tenant, string line, IReadOnlyList<Interval> ranges)
    {
        var overlaps = new List<Interval>();
        var at = 0L;
        if (!known.TryGetValue((tenant, line), out var free)) return overlaps;
        foreach (var range in ranges)
        {
            for (var i = Math.Max(0, CountUpTo(free, range.From) - 1); i < free.Count && free[i].From < range.To; i++)
            {
                var (lo, hi) = (Math.Max(free[i].From, range.From), Math.Min(free[i].To, range.To));
                if (lo < hi) overlaps.Add(new Interval(at + lo - range.From, at + hi - range.From));
            }

            at += range.Length;
        }

        return overlaps;
    }

    private void Add(string tenant, string line, long start, IReadOnlyList<Interval> offsets)
    {
        foreach (var offset in offsets)
        {
            var free = new Interval(start + offset.From, start + offset.To);
            Keep(tenant, line, free);
            added.Row().Text(tenant).Text(line).Long(free.From).Long(free.To);
        }
    }

    /// <summary>Keeps a line's intervals in order; they don't overlap.</summary>
    private void Keep(string tenant, string line, Interval interval)
    {
        if (!known.TryGetValue((tenant, line), out var intervals)) known[(tenant, line)] = intervals = [];
        intervals.Insert(CountUpTo(intervals, interval.From), interval);
    }

    /// <summary>How many of a line's intervals begin at a place or before it.</summary>
    private static int CountUpTo(List<Interval> intervals, long place)
    {
        var (low, high) = (0, intervals.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (intervals[middle].From <= place) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static string OutflowLine(long position, int posting) =>
        FormattableString.Invariant($"outflow {position}/{posting}");
}
