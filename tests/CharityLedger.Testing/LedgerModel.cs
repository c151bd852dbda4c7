namespace CharityLedger.Testing;

/// <summary>
/// The ledger as one would do it with coins: every bucket is a queue of coin rolls, each marked with the gift it came
/// from.
/// Nothing here knows of intervals, pointers or holes; it is written apart from the production code, to judge it.
/// </summary>
public sealed class LedgerModel
{
    /// <summary>Fen <see cref="From"/> to <see cref="To"/> of a gift, and whether a donor's restriction still binds
    /// them.</summary>
    public readonly record struct Roll(string Gift, long From, long To, bool Restricted)
    {
        public long Amount => To - From;
    }

    private readonly SortedDictionary<string, List<Roll>> buckets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Bucket, List<Roll> Spent)> payments = [];
    private readonly List<(string Refund, List<Roll> Rolls)> refunds = [];

    /// <summary>Unspent money by bucket.</summary>
    public IReadOnlyDictionary<string, long> Balances =>
        buckets.ToDictionary(b => b.Key, b => b.Value.Sum(r => r.Amount));

    /// <summary>Unspent money by bucket that a donor's restriction binds.</summary>
    public IReadOnlyDictionary<string, long> RestrictedBalances =>
        buckets.ToDictionary(b => b.Key, b => b.Value.Where(r => r.Restricted).Sum(r => r.Amount));

    public void Gift(string gift, params IEnumerable<(string Bucket, long Amount)> parts)
    {
        var at = 0L;
        foreach (var (bucket, amount) in parts)
        {
            Queue(bucket).Add(new Roll(gift, at, at + amount, IsRestricted(bucket)));
            at += amount;
        }
    }

    public void Pay(string payment, string bucket, long amount) =>
        payments[payment] = (bucket, TakeFirst(bucket, amount));

    /// <summary>Moved money keeps its donor's restriction, until it comes where there is none.</summary>
    public void Transfer(string from, string to, long amount) =>
        Queue(to).AddRange(TakeFirst(from, amount)
            .Select(r => r with { Restricted = r.Restricted && IsRestricted(to) }));

    /// <summary>The last coins of the payment come back to the end of its bucket's queue.</summary>
    public void Reverse(string payment, long amount)
    {
        var (bucket, spent) = payments[payment];
        var back = new List<Roll>();
        while (amount > 0)
        {
            var last = spent[^1];
            var take = Math.Min(amount, last.Amount);
            back.Insert(0, last with { From = last.To - take });
            spent.RemoveAt(spent.Count - 1);
            if (take < last.Amount) spent.Add(last with { To = last.To - take });
            amount -= take;
        }

        Queue(bucket).AddRange(back);
    }

    /// <summary>The gift's last unspent coins, wherever they lie, go back to the donor.</summary>
    public void Refund(string refund, string gift, long amount)
    {
        var back = new List<Roll>();
        while (amount > 0)
        {
            var (queue, index) = buckets.Values.SelectMany(q => q.Select((roll, i) => (Queue: q, Index: i)))
                .Where(x => x.Queue[x.Index].Gift == gift).MaxBy(x => x.Queue[x.Index].To);
            var roll = queue[index];
            var take = Math.Min(amount, roll.Amount);
            back.Add(roll with { From = roll.To - take });
            queue.RemoveAt(index);
            if (take < roll.Amount) queue.Insert(index, roll with { To = roll.To - take });
            amount -= take;
        }

        refunds.Add((refund, back));
    }

    /// <summary>The gift's last coins in a bucket go to another, in the order in which they lay there.</summary>
    public void ChangeUse(string gift, string from, string to, long amount)
    {
        var queue = Queue(from);
        var moved = new List<(int Index, Roll Roll)>();
        foreach (var (roll, index) in queue.Select((r, i) => (r, i)).Where(x => x.r.Gift == gift).OrderByDescending(x => x.r.To).ToList())
        {
            var take = Math.Min(amount, roll.Amount);
            amount -= take;
            queue[index] = roll with { To = roll.To - take };
            if (take > 0) moved.Add((index, roll with { From = roll.To - take }));
        }

        if (amount > 0) throw new InvalidOperationException($"{from} does not hold that much of {gift}.");
        queue.RemoveAll(r => r.Amount == 0);
        Queue(to).AddRange(moved.OrderBy(m => m.Index).Select(m => m.Roll with { Restricted = m.Roll.Restricted && IsRestricted(to) }));
    }

    /// <summary>What of a gift lies unspent, by bucket.</summary>
    public IEnumerable<(string Bucket, long Amount)> Lying(string gift) =>
        buckets.Select(b => (b.Key, b.Value.Where(r => r.Gift == gift).Sum(r => r.Amount))).Where(b => b.Item2 > 0);

    public long Unspent(string gift) => buckets.Values.SelectMany(q => q).Where(r => r.Gift == gift).Sum(r => r.Amount);

    /// <summary>What of a payment has not come back.</summary>
    public long Outstanding(string payment) => payments[payment].Spent.Sum(r => r.Amount);

    /// <summary>A gift's amounts by leaf: <c>pay:id</c>, <c>refund:id</c>, <c>unspent:bucket</c>.</summary>
    public SortedDictionary<string, long> Trace(string gift)
    {
        var leaves = payments.Select(p => ("pay:" + p.Key, p.Value.Spent))
            .Concat(refunds.Select(r => ("refund:" + r.Refund, r.Rolls)))
            .Concat(buckets.Select(b => ("unspent:" + b.Key, b.Value)));
        var trace = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (leaf, rolls) in leaves)
        {
            var amount = rolls.Where(r => r.Gift == gift).Sum(r => r.Amount);
            if (amount > 0) trace[leaf] = amount;
        }

        return trace;
    }

    private static bool IsRestricted(string bucket) => bucket is not ("general" or "management");

    private List<Roll> Queue(string bucket) =>
        buckets.TryGetValue(bucket, out var queue) ? queue : buckets[bucket] = [];

    private List<Roll> TakeFirst(string bucket, long amount)
    {
        var queue = Queue(bucket);
        if (queue.Sum(r => r.Amount) < amount)
            throw new InvalidOperationException($"{bucket} does not hold {amount} fen.");
        var taken = new List<Roll>();
        while (amount > 0)
        {
            var first = queue[0];
            var take = Math.Min(amount, first.Amount);
            taken.Add(first with { To = first.From + take });
            queue.RemoveAt(0);
            if (take < first.Amount) queue.Insert(0, first with { From = first.From + take });
            amount -= take;
        }

        return taken;
    }
}
