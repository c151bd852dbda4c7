using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Gifts;
using CharityLedger.Projections.Register;

namespace CharityLedger.Projections.Tests;

public sealed class ListTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gifts_are_paged_newest_first_for_a_federation_and_for_a_fund()
    {
        await using var ledger = await Ledger.StartAsync();
        var (book, other) = (new Book(ledger, "jiangcheng"), new Book(ledger, "linhe"));
        for (var i = 1; i <= 7; i++)
        {
            await book.GiftAsync($"gift-{i}", (i % 2 == 0 ? "fund/x" : "general", i * 10));
            await other.GiftAsync($"other-{i}", ("fund/x", i));
        }

        await ledger.CaughtUpAsync();
        var list = new GiftListQuery(ledger.Database);
        Assert.Equal(["gift-7 gift-6 gift-5", "gift-4 gift-3 gift-2", "gift-1"],
            await PagesAsync(before => list.GiftsAsync("jiangcheng", null, before, new PageSize(3), Ct),
                g => g.Gift, g => g.Position));
        Assert.Equal(["gift-6 gift-4", "gift-2"],
            await PagesAsync(before => list.GiftsAsync("jiangcheng", "x", before, new PageSize(2), Ct),
                g => g.Gift, g => g.Position));
        Assert.Empty(await list.GiftsAsync("jiangcheng", "y", null, new PageSize(50), Ct));
    }

    [Fact]
    public async Task A_gift_is_shown_with_its_refunds_and_without_any_name()
    {
        await using var ledger = await Ledger.StartAsync();
        var book = new Book(ledger, "jiangcheng");
        await book.GiftAsync("one", ("fund/x", 100));
        await book.RefundAsync("f-1", "one", 30);
        await book.RefundAsync("f-2", "one", 5);
        await ledger.CaughtUpAsync();
        var list = new GiftListQuery(ledger.Database);
        var gift = await list.GiftAsync("jiangcheng", "one", Ct);
        Assert.Equal(
            (1L, "one", "x", book.Today, 100L, 35L, "bank", "donor-one", DonorKind.Person, DonorNaming.Masked),
            (gift!.Position, gift.Gift, gift.Fund, gift.OccurredOn, gift.AmountFen, gift.RefundedFen, gift.Channel,
                gift.Donor, gift.DonorKind, gift.Naming));
        Assert.Equal([1, 2, 3], gift.Sealed);
        Assert.Null(await list.GiftAsync("linhe", "one", Ct));
    }

    [Fact]
    public async Task Payments_are_shown_with_what_came_back()
    {
        await using var ledger = await Ledger.StartAsync();
        var book = new Book(ledger, "jiangcheng");
        await book.GiftAsync("one", ("fund/x", 100), ("general", 100));
        await book.PayAsync("p-1", "fund/x", 60, "江城一中", "助学");
        await book.PayAsync("p-2", "general", 10, "江城二中", "修缮");
        await book.ReverseAsync("p-1", "r-1", 20);
        await book.ReverseAsync("p-1", "r-2", 5);
        await ledger.CaughtUpAsync();
        var list = new GiftListQuery(ledger.Database);
        Assert.Equal(
            [new PaymentRow(3, "p-2", null, Bucket.General, book.Today, 10, 0, "江城二中", "修缮"),
                new PaymentRow(2, "p-1", "x", Bucket.Of("x"), book.Today, 60, 25, "江城一中", "助学")],
            await list.PaymentsAsync("jiangcheng", null, null, new PageSize(50), Ct));
        Assert.Equal(["p-1"], (await list.PaymentsAsync("jiangcheng", "x", null, new PageSize(50), Ct)).Select(p => p.Payment));
        Assert.Empty(await list.PaymentsAsync("jiangcheng", "x", new PageStart(2), new PageSize(50), Ct));
    }

    [Fact]
    public async Task The_overview_shows_every_fund_with_its_register_entry_its_months_and_its_fees()
    {
        await using var ledger = await Ledger.StartAsync();
        var book = new Book(ledger, "jiangcheng");
        var registered = new FederationRegistered(
            "jiangcheng", "江城慈善总会", "Jiangcheng Charity Federation", null, "江城", book.Today);
        await ledger.AppendAsync("jiangcheng", Streams.Federation, registered, []);
        foreach (var (fund, name) in new[] { ("x", "晨光助学基金"), ("y", "春晖助老基金") })
        {
            await ledger.AppendAsync("jiangcheng", Streams.Fund(fund), new FundEstablished(
                fund, name, FundType.Expendable, "晨光文具厂", "2026-01", "助学", 500, book.Today), []);
        }

        await book.GiftAsync("one", ("fund/x", 950), ("management", 50));
        book.Today = new DateOnly(2026, 4, 30);
        await book.GiftAsync("two", ("general", 200));
        await book.TransferAsync("a-1", "general", "fund/x+purpose=助学", 80);
        await book.PayAsync("p-1", "fund/x", 300);
        await book.ReverseAsync("p-1", "r-1", 100);
        await book.RefundAsync("f-1", "two", 20);
        await ledger.CaughtUpAsync();

        var register = new RegisterQuery(ledger.Database);
        Assert.Equal(
            [new("jiangcheng", "江城慈善总会", "Jiangcheng Charity Federation", null, "江城", new DateOnly(2026, 3, 2))],
            await register.FederationsAsync(Ct));
        Assert.Null(await register.FederationAsync("linhe", Ct));
        var balances = new BalancesQuery(ledger.Database);
        var overview = await balances.FederationAsync("jiangcheng", Ct);
        Assert.Equal(["晨光助学基金", "春晖助老基金"], overview.Funds.Select(f => f.Fund.AsOf(f.Fund.EstablishedOn).Name));
        Assert.Equal(new Figures(1, 950, 50, 80, 0, 300, 100, 0), overview.Funds[0].Figures);
        Assert.Equal(Figures.None, overview.Funds[1].Figures);
        Assert.Equal(new Figures(1, 200, 0, 0, 80, 0, 0, 20), overview.General);
        Assert.Equal(new Figures(0, 50, 0, 0, 0, 0, 0, 0), overview.Management);
        Assert.Equal((2L, 1_200L, 200L, 980L),
            (overview.Total.Gifts, overview.Total.ReceivedFen, overview.Total.UsedFen, overview.Total.LeftFen));
        Assert.Equal(830, (await balances.FundAsync("jiangcheng", "x", Ct))!.Figures.LeftFen);
        Assert.Null(await balances.FundAsync("jiangcheng", "z", Ct));
        Assert.Equal(
            [(new DateOnly(2026, 3, 1), 950L, 0L), (new DateOnly(2026, 4, 1), 0L, 200L)],
            (await balances.MonthsAsync("jiangcheng", Bucket.Of("x"), Ct))
            .Select(m => (m.Month, m.Figures.ReceivedFen, m.Figures.UsedFen)));
        Assert.Equal([1_000L, 200L],
            (await balances.MonthsAsync("jiangcheng", ct: Ct)).Select(m => m.Figures.ReceivedFen));
        Assert.Equal(
            ["fund/x 750", "fund/x+purpose=助学 80", "general 100", "management 50"],
            (await balances.BucketsAsync("jiangcheng", Ct)).Select(b => $"{b.Bucket} {b.Figures.LeftFen}"));
    }

    private static async Task<List<string>> PagesAsync<T>(
        Func<PageStart?, Task<IReadOnlyList<T>>> page, Func<T, string> name, Func<T, long> position)
    {
        var pages = new List<string>();
        PageStart? before = null;
        while (await page(before) is { Count: > 0 } rows)
        {
            pages.Add(string.Join(" ", rows.Select(name)));
            before = new PageStart(position(rows[^1]));
        }

        return pages;
    }
}
