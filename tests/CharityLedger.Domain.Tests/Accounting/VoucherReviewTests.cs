using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Accounting;

namespace CharityLedger.Domain.Tests.Accounting;

/// <summary>Which vouchers were reviewed, beside a set of numbers.</summary>
public sealed class VoucherReviewTests
{
    private static readonly DateOnly Month = new(2026, 3, 1);

    [Fact]
    public void Random_reviews_pass_what_a_set_of_numbers_says()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var (state, passed, open) = (ReviewState.None, new HashSet<int>(), new HashSet<int>());
            for (var review = 0; review < 12; review++)
            {
                var from = random.Next(1, 40);
                var ranges = new List<VoucherRange> { new(from, from + random.Next(0, 8)) };
                if (random.Next(2) == 0) ranges.Add(new VoucherRange(ranges[0].To + random.Next(1, 4), ranges[0].To + random.Next(4, 9)));
                var numbers = ranges.SelectMany(r => Enumerable.Range(r.From, r.To - r.From + 1)).ToList();
                var exceptions = numbers.Where(_ => random.Next(6) == 0).Select(n => new ReviewRemark(n, "有误")).ToList();
                var refusal = VoucherReview.Check(state, "main", ranges, exceptions, 60);
                Assert.Equal(numbers.Any(passed.Contains) ? RefusalCode.VoucherIsReviewed : null, refusal?.Code);
                if (refusal is not null) continue;
                state = VoucherReview.Evolve(state, new VouchersReviewed(Month, "main", ranges, exceptions, new string('a', 64), Month));
                passed.UnionWith(numbers.Except(exceptions.Select(e => e.Number)));
                open.ExceptWith(numbers);
                open.UnionWith(exceptions.Select(e => e.Number));
            }

            Assert.Equal(passed.Order(), Enumerable.Range(1, 60).Where(n => state.IsPassed("main", n)));
            Assert.Equal(passed.Count, state.CountOf("main"));
            Assert.Equal(Enumerable.Range(1, 60).Except(passed), state.Missing("main", 60).SelectMany(r => Enumerable.Range(r.From, r.To - r.From + 1)));
            Assert.Equal(open.Order(), state.Open.Keys.Select(k => k.Number));
            Assert.Equal(0, state.CountOf("trust/a"));
        }
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 2)]
    [InlineData(59, 61)]
    [InlineData(1, int.MaxValue)]
    public void Numbers_are_those_of_the_month(int from, int to) => Assert.Equal(
        RefusalCode.VoucherNumbersInvalid, VoucherReview.Check(ReviewState.None, "main", [new VoucherRange(from, to)], [], 60)?.Code);

    [Fact]
    public void A_month_that_was_shut_takes_nothing_until_it_is_lifted()
    {
        var (day, books) = (new DateOnly(2026, 4, 2), BooksState.Open);
        Assert.Equal(RefusalCode.PeriodNotEnded, Books.Shut(books, Month.AddMonths(1), day).Refusal?.Code);
        books = Books.Evolve(books, Books.Shut(books, Month, day).Value);
        Assert.Equal(RefusalCode.PeriodClosed, books.Refuse(new DateOnly(2026, 3, 31))?.Code);
        Assert.Null(books.Refuse(new DateOnly(2026, 4, 1)));
        Assert.Equal(new DateOnly(2026, 4, 1), books.FirstOpen(new DateOnly(2026, 3, 5)));
        Assert.Equal(RefusalCode.PeriodAlreadyClosed, Books.Shut(books, Month, day).Refusal?.Code);
        Assert.Equal(RefusalCode.PeriodNotShut, Books.Lift(books, Month.AddMonths(-1), "更正", day).Refusal?.Code);
        var lifted = Books.Evolve(books, Books.Lift(books, Month, "更正", day).Value);
        Assert.Null(lifted.Refuse(new DateOnly(2026, 3, 31)));
        // An earlier month that is closed leaves this one shut.
        Assert.Equal(Month, Books.Evolve(books, new PeriodClosed(Month.AddMonths(-1), day)).Shut);
        Assert.Null(Books.Evolve(books, new PeriodClosed(Month, day)).Shut);
    }
}
