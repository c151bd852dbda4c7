using System.Collections.Immutable;
using CharityLedger.Contracts;

namespace CharityLedger.EventStore;

/// <summary>
/// The line of one bucket: inflows lengthen it, outflows take the first unspent positions from the pointer on, refunds
/// leave holes ahead of it (interval FIFO). Unspent is what lies from the pointer to the end, without the holes. All
/// in fen.
/// </summary>
/// <param name="InTotal">Length of the line: everything that ever flowed in. At most <see cref="MaxTotal"/>.</param>
/// <param name="Pointer">Everything before it is spent.</param>
/// <param name="Floor">What is reserved of it: the balance may not go below.</param>
/// <param name="Holes">Taken intervals ahead of the pointer, ascending and disjoint.</param>
/// <param name="Returns">How many reversals flowed in.</param>
public sealed record BucketLine(long InTotal, long Pointer, long Floor, ImmutableArray<Interval> Holes, long Returns)
{
    /// <summary>The most that may ever flow into one bucket: 9·10^15 fen, exact in a JSON number.</summary>
    public const long MaxTotal = 9_000_000_000_000_000;

    /// <summary>The most that one posting may move: 10^13 fen.</summary>
    public const long MaxAmount = 10_000_000_000_000;

    /// <summary>A bucket nothing has flowed into yet.</summary>
    public static BucketLine Empty { get; } = new(0, 0, 0, [], 0);

    /// <summary>Unspent money, in fen.</summary>
    public long Balance
    {
        get
        {
            var balance = InTotal - Pointer;
            foreach (var hole in Holes) balance -= hole.Length;
            return balance;
        }
    }

    /// <summary>What of it is not reserved, in fen.</summary>
    public long Available => Balance - Floor;

    /// <summary>
    /// An inflow takes the next interval; null where the line would become longer than <see cref="MaxTotal"/>.
    /// </summary>
    public (BucketLine Line, Interval In)? Receive(long amount, bool isReturn)
    {
        if (amount > MaxTotal - InTotal) return null;
        var line = this with { InTotal = InTotal + amount, Returns = Returns + (isReturn ? 1 : 0) };
        return (line, new Interval(InTotal, line.InTotal));
    }

    /// <summary>
    /// Sets money aside, or gives it back where negative; null where less is there, or less was reserved. It takes no place on the line.
    /// </summary>
    public BucketLine? Reserve(long amount) =>
        amount <= Available && Floor + amount >= 0 ? this with { Floor = Floor + amount } : null;

    /// <summary>
    /// An outflow takes the first unspent positions; null where the balance would fall below the floor.
    /// </summary>
    public (BucketLine Line, ImmutableArray<Interval> Slices)? Spend(long amount)
    {
        if (Available < amount) return null;
        if (Holes.IsEmpty || Holes[0].From - Pointer > amount)
            return (this with { Pointer = Pointer + amount }, [new Interval(Pointer, Pointer + amount)]);

        var slices = ImmutableArray.CreateBuilder<Interval>();
        var at = Pointer;
        var hole = 0;
        while (amount > 0)
        {
            var end = hole < Holes.Length ? Holes[hole].From : InTotal;
            var take = Math.Min(amount, end - at);
            if (take > 0) slices.Add(new Interval(at, at + take));
            amount -= take;
            at += take;
            while (hole < Holes.Length && Holes[hole].From == at) at = Holes[hole++].To;
        }

        return (this with { Pointer = at, Holes = Holes[hole..] }, slices.ToImmutable());
    }

    /// <summary>
    /// A refund takes given positions, which become holes; null where one of them is already spent or beyond the end. Whether what
    /// is left covers the floor is another question.
    /// </summary>
    public BucketLine? Take(IEnumerable<Interval> positions)
    {
        var holes = Holes.AddRange(positions).Sort((a, b) => a.From.CompareTo(b.From));
        var merged = ImmutableArray.CreateBuilder<Interval>();
        foreach (var next in holes)
        {
            if (next.Length <= 0 || next.From < Pointer || next.To > InTotal) return null;
            if (merged.Count > 0 && next.From < merged[^1].To) return null;
            if (merged.Count > 0 && next.From == merged[^1].To) merged[^1] = merged[^1] with { To = next.To };
            else merged.Add(next);
        }

        var pointer = Pointer;
        if (merged.Count > 0 && merged[0].From == pointer)
        {
            pointer = merged[0].To;
            merged.RemoveAt(0);
        }

        return this with { Pointer = pointer, Holes = merged.ToImmutable() };
    }
}
