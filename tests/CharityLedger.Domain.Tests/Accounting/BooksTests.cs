using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Accounting;

namespace CharityLedger.Domain.Tests.Accounting;

public sealed class BooksTests
{
    private static readonly DateOnly Today = new(2027, 1, 5), November = new(2026, 11, 1), December = new(2026, 12, 1);

    [Fact]
    public void A_closed_month_closes_all_before_it_and_opening_the_first_opens_them()
    {
        var books = After(new PeriodClosed(November, Today));
        Assert.NotNull(books.Refuse(new DateOnly(2026, 11, 30)));
        Assert.NotNull(books.Refuse(new DateOnly(1999, 1, 1)));
        Assert.Null(books.Refuse(new DateOnly(2026, 12, 1)));
        Assert.Null(After(new PeriodClosed(November, Today), new PeriodReopened(November, "漏记", Today)).Refuse(new DateOnly(1999, 1, 1)));
    }

    [Fact]
    public void Opening_a_later_month_again_leaves_those_before_it_closed_and_their_year_carried_over()
    {
        var books = After(new PeriodClosed(December, Today), new YearClosed(2026, Today), Frozen(December),
            new PeriodClosed(December.AddMonths(1), Today), Frozen(December.AddMonths(1)), new PeriodReopened(December.AddMonths(1), "漏记", Today));
        Assert.Equal(new BooksState(December, December, true, 2026), books);
        Assert.Equal(2025, Books.Evolve(books, new PeriodReopened(December, "漏记", Today)).Year);
    }

    [Fact]
    public void A_month_is_closed_in_its_turn_and_December_with_its_year()
    {
        var books = After(new PeriodClosed(November, Today), Frozen(November));
        Assert.Equal(RefusalCode.YearEndRequired, Books.Close(books, December, withYear: false, Today).Refusal?.Code);
        Assert.Equal(December, Books.Close(books, December, withYear: true, Today).Value.Month);
        Assert.Equal(RefusalCode.PeriodAlreadyClosed, Books.Close(books, November, withYear: false, Today).Refusal?.Code);
        Assert.Equal(RefusalCode.PeriodNotEnded, Books.Close(books, December.AddMonths(1), withYear: false, Today).Refusal?.Code);
        Assert.Equal(RefusalCode.PeriodOutOfOrder,
            Books.Close(After(new PeriodClosed(November.AddMonths(-2), Today), Frozen(November.AddMonths(-2))), November, false, Today).Refusal?.Code);
    }

    [Fact]
    public void The_month_after_waits_until_the_trial_balance_before_it_is_frozen()
    {
        var books = After(new PeriodClosed(November, Today));
        Assert.Equal(RefusalCode.PeriodOutOfOrder, Books.Close(books, December, withYear: true, Today).Refusal?.Code);
        Assert.True(books.IsUnfinished(November));
    }

    [Theory]
    [InlineData("2026-11", true)]
    [InlineData("2026-13", false)]
    [InlineData("2026-1", false)]
    [InlineData("1949-09", false)]
    [InlineData("9999-01", false)]
    [InlineData("", false)]
    public void A_month_is_written_with_its_year(string text, bool isMonth) => Assert.Equal(isMonth, Books.Month(text).Refusal is null);

    /// <summary>民间非营利组织会计制度, 净资产: income is closed to 3101 or 3102 by its restriction, expenses to 3101.</summary>
    [Fact]
    public void The_carry_over_takes_income_by_its_restriction_and_all_expenses_to_unrestricted_net_assets()
    {
        var voucher = Assert.Single(CarryOver.Of(2026,
        [
            (AccountRole.RestrictedDonations, Bucket.Of("x"), -70), (AccountRole.UnrestrictedOtherIncome, Bucket.General, -9),
            (AccountRole.ProgrammeCost, Bucket.Of("x"), 40), (AccountRole.PriorYearAdjustment, Bucket.General, -3),
        ]));
        Assert.Equal(new DateOnly(2026, 12, 31), voucher.OccurredOn);
        Assert.Equal(
            [
                new(AccountRole.RestrictedDonations, Bucket.Of("x"), 70, 0), new(AccountRole.RestrictedNetAssets, Bucket.Of("x"), 0, 70),
                new(AccountRole.UnrestrictedOtherIncome, Bucket.General, 9, 0), new(AccountRole.UnrestrictedNetAssets, Bucket.General, 0, 9),
                new(AccountRole.UnrestrictedNetAssets, Bucket.Of("x"), 40, 0), new(AccountRole.ProgrammeCost, Bucket.Of("x"), 0, 40),
                new(AccountRole.UnrestrictedNetAssets, Bucket.General, -3, 0), new VoucherLine(AccountRole.PriorYearAdjustment, Bucket.General, 0, -3),
            ], voucher.Lines);
    }

    [Fact]
    public void A_carry_over_of_many_buckets_is_cut_into_vouchers_that_each_balance_and_fit_the_log()
    {
        var vouchers = CarryOver.Of(2026, Enumerable.Range(1, 3_000).Select(i =>
            (AccountRole.RestrictedDonations, Bucket.Of($"f-{i}", purpose: new string('助', 100)), -(long)i)));
        Assert.True(vouchers.Count > 1);
        Assert.All(vouchers, v => Assert.True(EventTypes.Serialize(v).Length < 55_000));
        Assert.All(vouchers, v => Assert.Equal(v.Lines.Sum(l => l.DebitFen), v.Lines.Sum(l => l.CreditFen)));
        Assert.Equal(3_000L * 3_001 / 2, vouchers.SelectMany(v => v.Lines).Sum(l => l.DebitFen));
    }

    private static TrialBalanceFrozen Frozen(DateOnly month) => new(month, "main", 1, 0, "", [], Today);

    private static BooksState After(params ILedgerEvent[] events) => events.Aggregate(BooksState.Open, (s, e) => Books.Evolve(s, e));
}
