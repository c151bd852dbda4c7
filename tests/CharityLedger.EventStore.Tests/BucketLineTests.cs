using FsCheck;
using FsCheck.Fluent;
using Interval = CharityLedger.Contracts.Interval;

namespace CharityLedger.EventStore.Tests;

public sealed class BucketLineTests
{
    [Fact]
    public void Slices_never_overlap_lie_inside_the_line_and_conserve_every_fen() =>
        Prop.ForAll(Moves.ToArbitrary(), moves =>
        {
            var (line, taken, inflows) = (BucketLine.Empty, new List<Interval>(), 0L);
            foreach (var (kind, fen, at) in moves)
            {
                var before = line;
                switch (kind)
                {
                    case 0:
                        (line, var received) = line.Receive(fen, isReturn: false)!.Value;
                        Assert.Equal(new Interval(inflows, inflows + fen), received);
                        inflows += fen;
                        break;
                    case 1 when line.Spend(fen) is { } spent:
                        Assert.Equal(fen, spent.Slices.Sum(s => s.Length));
                        Assert.Equal(FirstUnspent(taken, inflows, fen), spent.Slices.SelectMany(Fens));
                        taken.AddRange(spent.Slices);
                        line = spent.Line;
                        break;
                    case 1:
                        Assert.True(before.Balance < fen);
                        break;
                    case 2 when line.Take([new Interval(at, at + fen)]) is { } after:
                        taken.Add(new Interval(at, at + fen));
                        line = after;
                        break;
                    default:
                        var positions = Fens(new Interval(at, at + fen)).ToHashSet();
                        Assert.True(at + fen > inflows || taken.SelectMany(Fens).Any(positions.Contains));
                        break;
                }

                Assert.Equal(inflows - taken.Sum(t => t.Length), line.Balance);
                Assert.Equal(taken.Sum(t => t.Length), taken.SelectMany(Fens).Distinct().Count());
                AssertTidy(line);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_floor_is_what_is_reserved_and_payments_and_reservations_keep_it()
    {
        var line = BucketLine.Empty.Receive(100, isReturn: false)!.Value.Line.Reserve(40)!;

        Assert.Equal((40, 100), (line.Floor, line.Balance));
        Assert.Null(line.Spend(61));
        Assert.Null(line.Reserve(61));
        Assert.Null(line.Reserve(-41));
        Assert.Equal(40, line.Spend(60)!.Value.Line.Balance);
        Assert.Equal(100, line.Reserve(60)!.Floor);
        Assert.Equal(0, line.Reserve(-40)!.Floor);
    }

    [Fact]
    public void An_outflow_skips_what_refunds_took_and_swallows_the_hole_behind_it()
    {
        var line = BucketLine.Empty.Receive(10, isReturn: false)!.Value.Line.Take([new Interval(6, 8), new Interval(2, 4)])!;
        Assert.Equal([new Interval(2, 4), new Interval(6, 8)], line.Holes);

        var (after, slices) = line.Spend(4)!.Value;

        Assert.Equal([new Interval(0, 2), new Interval(4, 6)], slices);
        Assert.Equal((8, 0), (after.Pointer, after.Holes.Length));
        Assert.Equal([new Interval(8, 10)], after.Spend(2)!.Value.Slices);
    }

    private static Gen<(int Kind, long Fen, long At)[]> Moves =>
        (from kind in Gen.Choose(0, 2) from fen in Gen.Choose(1, 12) from at in Gen.Choose(0, 60)
         select (kind, (long)fen, (long)at)).ArrayOf();

    private static IEnumerable<long> FirstUnspent(List<Interval> taken, long end, long fen)
    {
        var gone = taken.SelectMany(Fens).ToHashSet();
        for (var at = 0L; at < end && fen > 0; at++)
        {
            if (gone.Contains(at)) continue;
            fen--;
            yield return at;
        }
    }

    private static void AssertTidy(BucketLine line)
    {
        var from = line.Pointer;
        foreach (var hole in line.Holes)
        {
            Assert.True(hole.From > from && hole.To > hole.From);
            from = hole.To;
        }

        Assert.True(from <= line.InTotal);
    }

    private static IEnumerable<long> Fens(Interval i)
    {
        for (var at = i.From; at < i.To; at++) yield return at;
    }
}
