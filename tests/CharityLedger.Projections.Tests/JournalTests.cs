using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Journal;

namespace CharityLedger.Projections.Tests;

/// <summary>Vouchers worked out by hand from the accounting system's entries.</summary>
public sealed class JournalTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bank", "1002")]
    [InlineData("list", "1002")]
    [InlineData("alipay", "1009")]
    [InlineData("wechat", "1009")]
    [InlineData("cash", "1001")]
    public async Task A_gift_is_income_by_its_restriction_and_its_fee_is_unrestricted(string channel, string money)
    {
        await using var ledger = await Ledger.StartAsync();
        var book = new Book(ledger, "jiangcheng");
        await book.GiftAsync("one", channel, [("fund/x", 950), ("management", 50)]);
        await book.GiftAsync("two", channel, [("general", 70)]);
        Assert.Equal(
            [$"{money} fund/x 950 0", "410102 fund/x 0 950", $"{money} management 50 0", "410101 management 0 50"],
            await VoucherAsync(ledger, 1));
        Assert.Equal([$"{money} general 70 0", "410101 general 0 70"], await VoucherAsync(ledger, 2));
    }

    [Fact]
    public async Task A_payment_releases_what_a_restriction_bound_and_not_what_the_federation_itself_set_aside()
    {
        await using var ledger = await Ledger.StartAsync();
        var book = new Book(ledger, "jiangcheng");
        await book.GiftAsync("one", ("general", 1_000));
        await book.GiftAsync("two", ("fund/x", 100));
        await book.TransferAsync("a-1", "general", "fund/x", 400);
        await book.PayAsync("p-1", "fund/x", 150);
        await book.ReverseAsync("p-1", "r-1", 70);
        await book.PayAsync("p-2", "fund/x", 420);
        Assert.Equal(["3101 general 400 0", "3101 fund/x 0 400"], await VoucherAsync(ledger, 3));
        Assert.Equal(
            ["5101 fund/x 150 0", "1002 fund/x 0 150", "3102 fund/x 100 0", "3101 fund/x 0 100"],
            await VoucherAsync(ledger, 4));
        // The last 70 came back: 50 set aside, and of the restricted 100 the last 20.
        Assert.Equal(
            ["5101 fund/x -70 0", "1002 fund/x 0 -70", "3102 fund/x -20 0", "3101 fund/x 0 -20"],
            await VoucherAsync(ledger, 5));
        Assert.Equal(
            ["5101 fund/x 420 0", "1002 fund/x 0 420", "3102 fund/x 20 0", "3101 fund/x 0 20"],
            await VoucherAsync(ledger, 6));
    }

    [Fact]
    public async Task Paying_from_management_fees_is_administration()
    {
        await using var ledger = await Ledger.StartAsync();
        var book = new Book(ledger, "jiangcheng");
        await book.GiftAsync("one", ("fund/x", 950), ("management", 50));
        await book.PayAsync("p-1", "management", 30);
        Assert.Equal(["5301 management 30 0", "1002 management 0 30"], await VoucherAsync(ledger, 2));
    }

    /// <summary>民间非营利组织会计制度: 业务活动成本 5101, 管理费用 5301, 筹资费用 5401; 库存现金 1001, 其他货币资金 1009.</summary>
    [Theory]
    [InlineData(ExpenseKind.Programme, MoneyAccount.Cash, "5101", "1001")]
    [InlineData(ExpenseKind.Administration, MoneyAccount.Bank, "5301", "1002")]
    [InlineData(ExpenseKind.Fundraising, MoneyAccount.Alipay, "5401", "1009")]
    [InlineData(ExpenseKind.Fundraising, MoneyAccount.Wechat, "5401", "1009")]
    public async Task A_payment_and_its_reversal_are_booked_by_its_terms(ExpenseKind kind, MoneyAccount account, string expense, string money)
    {
        await using var ledger = await Ledger.StartAsync();
        var book = new Book(ledger, "jiangcheng");
        await book.GiftAsync("one", ("general", 100));
        await book.StateAsync(new PaymentTermsStated("p-1", kind, account, null, null, book.Today));
        await book.PayAsync("p-1", "general", 30);
        await book.ReverseAsync("p-1", "r-1", 10);
        Assert.Equal([$"{expense} general 30 0", $"{money} general 0 30"], await VoucherAsync(ledger, 3));
        Assert.Equal([$"{expense} general -10 0", $"{money} general 0 -10"], await VoucherAsync(ledger, 4));
    }

    /// <summary>民间非营利组织会计制度: 支付宝余额 1009 结算至 1002, 手续费入 5401 筹资费用.</summary>
    [Theory]
    [InlineData(MoneyAccount.Alipay, MoneyAccount.Bank, 6, "1009", "1002")]
    [InlineData(MoneyAccount.Cash, MoneyAccount.Bank, 0, "1001", "1002")]
    [InlineData(MoneyAccount.Bank, MoneyAccount.Wechat, 1, "1002", "1009")]
    public async Task A_settled_balance_goes_to_the_bank_and_its_fee_is_fundraising_cost(
        MoneyAccount from, MoneyAccount to, long fee, string credited, string debited)
    {
        await using var ledger = await Ledger.StartAsync();
        var book = new Book(ledger, "jiangcheng");
        await book.GiftAsync("one", "alipay", [("general", 1_000)]);
        await ledger.AppendAsync("jiangcheng", Streams.Move("m"), new MoneyMoved("m", from, to, 1_000, fee, "提现", null, book.Today),
            fee == 0 ? [] : [new PostingRequest.Outflow(Bucket.General, fee)]);
        string[] settled = [$"{debited} general {1_000 - fee} 0", $"{credited} general 0 {1_000 - fee}"];
        string[] cost = fee == 0 ? [] : [$"5401 general {fee} 0", $"{credited} general 0 {fee}"];
        Assert.Equal([.. settled, .. cost], await VoucherAsync(ledger, 2));
    }

    /// <summary>民间非营利组织会计制度: 应退捐赠款 5301 / 2209 when the duty arises, 2209 / 1002 when it is paid.</summary>
    [Fact]
    public async Task A_refund_is_booked_as_its_terms_say_and_what_is_paid_later_is_owed_between()
    {
        await using var ledger = await Ledger.StartAsync();
        var book = new Book(ledger, "jiangcheng");
        await book.GiftAsync("one", "alipay", [("fund/x", 90)]);
        Task StateAsync(string refund, MoneyAccount account, DateOnly paid) => ledger.AppendAsync(
            "jiangcheng", Streams.Gift("one"), new RefundTermsStated(refund, account, paid, book.Today), []);
        await StateAsync("f-1", MoneyAccount.Bank, book.Today);
        await book.RefundAsync("f-1", "one", 10, RefundGround.PaymentError);
        await StateAsync("f-2", MoneyAccount.Cash, book.Today.AddDays(1));
        await book.RefundAsync("f-2", "one", 20);
        await ledger.AppendAsync("jiangcheng", Streams.Gift("one"), new RefundPaid(
            "one", "f-2", MoneyAccount.Cash, [new RefundPart(Bucket.Of("x"), 20)], book.Today.AddDays(1)), []);
        // Terms of another refund say nothing of this one.
        await book.RefundAsync("f-3", "one", 5, RefundGround.PaymentError);
        Assert.Equal(["1002 fund/x -10 0", "410102 fund/x 0 -10"], await VoucherAsync(ledger, 3));
        Assert.Equal(["5301 fund/x 20 0", "2209 fund/x 0 20", "3102 fund/x 20 0", "3101 fund/x 0 20"], await VoucherAsync(ledger, 5));
        Assert.Equal(["2209 fund/x 20 0", "1001 fund/x 0 20"], await VoucherAsync(ledger, 6));
        Assert.Equal(["1009 fund/x -5 0", "410102 fund/x 0 -5"], await VoucherAsync(ledger, 7));
    }

    [Fact]
    public async Task A_refund_is_an_expense_unless_it_undoes_a_mistake_of_the_same_year()
    {
        await using var ledger = await Ledger.StartAsync();
        var book = new Book(ledger, "jiangcheng") { Today = new DateOnly(2025, 12, 31) };
        await book.GiftAsync("one", "alipay", [("fund/x", 90), ("management", 10)]);
        await book.RefundAsync("f-1", "one", 40, RefundGround.PaymentError);
        book.Today = new DateOnly(2026, 1, 1);
        await book.RefundAsync("f-2", "one", 20, RefundGround.PaymentError);
        await book.RefundAsync("f-3", "one", 5, RefundGround.Agreement);
        Assert.Equal(
            ["1009 management -10 0", "410101 management 0 -10", "1009 fund/x -30 0", "410102 fund/x 0 -30"],
            await VoucherAsync(ledger, 2));
        foreach (var (position, fen) in new[] { (3, 20), (4, 5) })
        {
            Assert.Equal(
                [$"5301 fund/x {fen} 0", $"2209 fund/x 0 {fen}", $"2209 fund/x {fen} 0", $"1002 fund/x 0 {fen}",
                    $"3102 fund/x {fen} 0", $"3101 fund/x 0 {fen}"],
                await VoucherAsync(ledger, position));
        }

        var journal = new JournalQuery(ledger.Database);
        Assert.Equal(
            [new("1002", 0, 25), new("2209", 25, 25), new("3101", 0, 25), new("3102", 25, 0), new("5301", 25, 0)],
            await journal.TrialBalanceAsync("jiangcheng", from: new DateOnly(2026, 1, 1), ct: Ct));
        Assert.Equal(
            [new("1009", 60, 0), new("410101", 0, 0), new("410102", 0, 60)],
            await journal.TrialBalanceAsync("jiangcheng", to: new DateOnly(2025, 12, 1), ct: Ct));
    }

    /// <summary>民间非营利组织会计制度, 3201 以前年度净资产调整: a payment of an earlier year is closed to net assets; what comes back of
    /// it is no expense of this year. What was restricted of it is restricted again.</summary>
    [Fact]
    public async Task What_comes_back_of_an_earlier_years_payment_adjusts_prior_years()
    {
        await using var ledger = await Ledger.StartAsync();
        var book = new Book(ledger, "jiangcheng") { Today = new DateOnly(2026, 12, 31) };
        await book.GiftAsync("one", ("fund/x", 100));
        await book.PayAsync("p-1", "fund/x", 60);
        await book.ReverseAsync("p-1", "r-1", 10);
        book.Today = new DateOnly(2027, 1, 1);
        await book.ReverseAsync("p-1", "r-2", 20);
        Assert.Equal(["5101 fund/x -10 0", "1002 fund/x 0 -10", "3102 fund/x -10 0", "3101 fund/x 0 -10"], await VoucherAsync(ledger, 3));
        Assert.Equal(["3201 fund/x -20 0", "1002 fund/x 0 -20", "3102 fund/x -20 0", "3101 fund/x 0 -20"], await VoucherAsync(ledger, 4));
    }

    /// <summary>The same of lottery money, of what was only passed through (which never was income), and of a trust.</summary>
    [Fact]
    public async Task What_comes_back_of_an_earlier_years_lottery_or_trust_money_adjusts_prior_years_too()
    {
        await using var ledger = await Ledger.StartAsync(projections: [new JournalProjection()]);
        var (then, now) = (new DateOnly(2026, 12, 31), new DateOnly(2027, 1, 1));
        Bucket paid = Bucket.OfLottery("i", "a", paid: true), passed = Bucket.OfLottery("i", "b", paid: true);
        foreach (var (treatment, bucket) in new[] { (LotteryTreatment.Subsidy, paid), (LotteryTreatment.Agency, passed) })
        {
            await AppendAsync(ledger, new LotteryTranchePaid("i", "a", "t", 2026, "号", treatment, 100, then),
                new PostingRequest.Inflow(Bucket.OfLottery("i", "x"), 100), new PostingRequest.Inflow(bucket, 100));
            var spent = await AppendAsync(ledger, new LotteryExpenditureMade("i", "a", "e", 2026, LotteryExpense.Relief, "某户", "救助", treatment, 60, then),
                new PostingRequest.Outflow(bucket, 60));
            await AppendAsync(ledger, new LotteryExpenditureReversed("i", "a", "e", "r", 2026, "退回", treatment, 20, now),
                new PostingRequest.Return(bucket, new OutflowPart(spent, 0, new Interval(40, 60))));
        }

        await AppendAsync(ledger, new TrustContributionReceived("t", "c", "s", 100, then), new PostingRequest.Inflow(Bucket.OfTrust("t"), 100));
        var given = await AppendAsync(ledger, new TrustDistributed("t", "d", "某校", "助学", 60, then), new PostingRequest.Outflow(Bucket.OfTrust("t"), 60));
        await AppendAsync(ledger, new TrustDistributionReversed("t", "d", "r", "退回", 20, now),
            new PostingRequest.Return(Bucket.OfTrust("t"), new OutflowPart(given, 0, new Interval(40, 60))));

        Assert.Equal([$"3201 {paid} -20 0", $"1002 {paid} 0 -20", $"3102 {paid} -20 0", $"3101 {paid} 0 -20"], await VoucherAsync(ledger, 3));
        Assert.Equal([$"2601 {passed} -20 0", $"1801 {passed} 0 -20"], await VoucherAsync(ledger, 6));
        Assert.Equal(["3201 trust/t -20 0", "1002 trust/t 0 -20", "3102 trust/t -20 0", "3101 trust/t 0 -20"], await VoucherAsync(ledger, 9));

        static Task<long> AppendAsync(Ledger ledger, ILedgerEvent @event, params PostingRequest[] postings) =>
            ledger.AppendAsync("jiangcheng", "lottery-i", @event, postings);
    }

    /// <summary>The policy row <c>accounting.prior_year_reversals</c> begins with 2026-12-01: all that version 0.1.0 wrote lies
    /// before, and gives the books that it gave there.</summary>
    [Fact]
    public async Task A_reversal_dated_before_the_rule_stays_in_the_expenses_of_its_year()
    {
        await using var ledger = await Ledger.StartAsync();
        var book = new Book(ledger, "jiangcheng") { Today = new DateOnly(2025, 12, 30) };
        await book.GiftAsync("one", ("fund/x", 100));
        await book.PayAsync("p-1", "fund/x", 60);
        foreach (var (reversal, on) in new[] { ("r-1", new DateOnly(2026, 1, 5)), ("r-2", new DateOnly(2026, 11, 30)) })
        {
            book.Today = on;
            await book.ReverseAsync("p-1", reversal, 10);
        }

        book.Today = new DateOnly(2026, 12, 1);
        await book.ReverseAsync("p-1", "r-3", 10);
        string[] then = ["5101 fund/x -10 0", "1002 fund/x 0 -10", "3102 fund/x -10 0", "3101 fund/x 0 -10"];
        Assert.Equal(then, await VoucherAsync(ledger, 3));
        Assert.Equal(then, await VoucherAsync(ledger, 4));
        Assert.Equal(["3201 fund/x -10 0", .. then[1..]], await VoucherAsync(ledger, 5));
    }

    /// <summary>Entered vouchers of an earlier year were taken back through 3201 before the rule too; what they made restricted
    /// leaves 3102 with it from the rule's first day on.</summary>
    [Fact]
    public async Task Restricted_income_of_an_entered_voucher_leaves_3102_from_the_rules_first_day_on()
    {
        await using var ledger = await Ledger.StartAsync(projections: [new JournalProjection()]);
        foreach (var (voucher, on) in new[] { ("v-1", new DateOnly(2026, 11, 30)), ("v-2", new DateOnly(2026, 12, 1)) })
        {
            await ledger.AppendAsync("jiangcheng", "voucher-" + voucher, new VoucherEntered(voucher, "补记",
            [
                new(AccountRole.Receivables, Bucket.Of("x"), 50, 0), new(AccountRole.RestrictedSubsidies, Bucket.Of("x"), 0, 50),
            ], null, new DateOnly(2025, 6, 1)), []);
            await ledger.AppendAsync("jiangcheng", "voucher-" + voucher, new VoucherReversed(voucher, voucher + "r", "误记", on), []);
        }

        string[] red = ["1122 fund/x -50 0", "3201 fund/x 0 -50"];
        Assert.Equal(red, await VoucherAsync(ledger, 2));
        Assert.Equal([.. red, "3102 fund/x 50 0", "3101 fund/x 0 50"], await VoucherAsync(ledger, 4));
    }

    [Fact]
    public async Task Vouchers_are_numbered_without_gap_in_each_account_set_and_month()
    {
        await using var ledger = await Ledger.StartAsync();
        var book = new Book(ledger, "jiangcheng");
        await book.GiftAsync("one", ("general", 1), ("management", 1));
        await book.GiftAsync("two", ("trust/t", 5));
        book.Today = new DateOnly(2026, 2, 28);
        await book.GiftAsync("three", ("general", 1));
        await new Book(ledger, "linhe").GiftAsync("four", ("general", 1));
        book.Today = new DateOnly(2026, 3, 1);
        // What a single event moves in two account sets is two vouchers.
        await book.GiftAsync("five", ("general", 2), ("trust/t", 3), ("general", 4));
        await ledger.CaughtUpAsync();
        var rows = await ledger.RowsAsync("""
            select position, book, month::text, number, summary, preparer from journal.voucher
            where tenant = 'jiangcheng' order by position, book
            """);
        Assert.Equal(
            ["1 main 2026-03-01 1 接受捐赠 one test", "2 trust/t 2026-03-01 1 接受捐赠 two test",
                "3 main 2026-02-01 1 接受捐赠 three test", "5 main 2026-03-01 2 接受捐赠 five test",
                "5 trust/t 2026-03-01 2 接受捐赠 five test"],
            rows.Select(r => string.Join(' ', r)));
        var journal = new JournalQuery(ledger.Database);
        Assert.Equal([new("1002", 8, 0), new("410102", 0, 8)],
            await journal.TrialBalanceAsync("jiangcheng", book: "trust/t", ct: Ct));
        Assert.Equal([new("1002", 9, 0), new("410101", 0, 9)], await journal.TrialBalanceAsync("jiangcheng", ct: Ct));
    }

    [Fact]
    public async Task Before_2026_vouchers_carry_the_codes_of_the_2004_chart()
    {
        await using var ledger = await Ledger.StartAsync();
        var book = new Book(ledger, "jiangcheng") { Today = new DateOnly(2025, 12, 31) };
        await book.GiftAsync("one", ("fund/x", 950), ("management", 50));
        await book.PayAsync("p-1", "management", 30);
        book.Today = new DateOnly(2026, 1, 1);
        await book.PayAsync("p-2", "management", 20);
        Assert.Equal(["5201 management 30 0", "1002 management 0 30"], await VoucherAsync(ledger, 2));
        Assert.Equal(["5301 management 20 0", "1002 management 0 20"], await VoucherAsync(ledger, 3));
    }

    [Fact]
    public async Task The_journal_is_paged_by_whole_vouchers()
    {
        await using var ledger = await Ledger.StartAsync();
        var book = new Book(ledger, "jiangcheng");
        for (var i = 1; i <= 5; i++) await book.GiftAsync($"gift-{i}", ("general", i), ("management", 1));
        await ledger.CaughtUpAsync();
        var journal = new JournalQuery(ledger.Database);
        Assert.Equal([1, 2], (await journal.LinesAsync("jiangcheng", null, new PageSize(2), Ct)).Select(l => l.Position).Distinct());
        Assert.Equal([3, 4], (await journal.LinesAsync("jiangcheng", new PageStart(2), new PageSize(2), Ct)).Select(l => l.Position).Distinct());
        Assert.Equal(4, (await journal.LinesAsync("jiangcheng", new PageStart(4), new PageSize(2), Ct)).Count);
        Assert.Empty(await journal.LinesAsync("linhe", null, new PageSize(50), Ct));
    }

    private static async Task<IEnumerable<string>> VoucherAsync(Ledger ledger, long position)
    {
        await ledger.CaughtUpAsync();
        var lines = await new JournalQuery(ledger.Database).LinesAsync("jiangcheng", new PageStart(position - 1), new PageSize(1), Ct);
        return lines.Where(l => l.Position == position).OrderBy(l => l.Line)
            .Select(l => FormattableString.Invariant($"{l.Account} {l.Bucket} {l.DebitFen} {l.CreditFen}"));
    }
}
