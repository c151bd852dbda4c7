using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.EventStore;
using CharityLedger.Projections.Traces;

namespace CharityLedger.Projections.Tests;

/// <summary>Traces worked out by hand.</summary>
public sealed class TraceTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly IReadOnlyList<Engine.IProjection> Only = [new GiftTraceProjection()];

    [Fact]
    public async Task A_gift_is_followed_through_an_allocation_to_payments_and_what_is_left()
    {
        await using var ledger = await Ledger.StartAsync(projections: Only);
        var book = new Book(ledger, "jiangcheng");
        await book.GiftAsync("one", ("general", 1_000), ("management", 50));
        await book.GiftAsync("two", ("general", 500));
        await book.TransferAsync("a-1", "general", "fund/x", 1_200);
        await book.PayAsync("p-1", "fund/x", 300, "江城一中", "助学");
        await book.PayAsync("p-2", "fund/x", 800, "江城二中", "助学");

        var trace = await book.TraceAsync("one");
        var step = new TraceStep("transfer", "a-1", book.Today, Bucket.Of("x"));
        Assert.Equal(
            [
                "0-300 Paid fund/x@0 p-1 江城一中 助学 via a-1", "300-1000 Paid fund/x@300 p-2 江城二中 助学 via a-1",
                "1000-1050 Unspent management@0    via ",
            ],
            trace.Parts.Select(Describe));
        Assert.Equal([step], trace.Parts[0].Steps);
        Assert.Equal(book.Today, trace.OccurredOn);
        Assert.Equal(50, trace.UnspentFen);
        Assert.Equal(
            ["0-100 Paid fund/x@1000 p-2 江城二中 助学 via a-1", "100-200 Unspent fund/x@1100    via a-1",
                "200-500 Unspent general@1200    via "],
            (await book.TraceAsync("two")).Parts.Select(Describe));
    }

    [Fact]
    public async Task Money_that_came_back_goes_on_from_its_new_place_and_the_refund_takes_the_last_of_the_trace()
    {
        await using var ledger = await Ledger.StartAsync(projections: Only);
        var book = new Book(ledger, "jiangcheng");
        await book.GiftAsync("one", ("general", 100));
        await book.PayAsync("p-1", "general", 60);
        await book.ReverseAsync("p-1", "r-1", 20);
        await book.ReverseAsync("p-1", "r-2", 10);

        var trace = await book.TraceAsync("one");
        Assert.Equal(
            ["0-30 Paid general@0 p-1 某县民政局 助学 via ", "30-40 Unspent general@120    via r-2",
                "40-60 Unspent general@100    via r-1", "60-100 Unspent general@60    via "],
            trace.Parts.Select(Describe));
        Assert.Equal([new ReturnsGuard(Bucket.General, 2)], trace.Guards);
        var takes = trace.Refund(65);
        var take = Assert.Single(takes!);
        Assert.Equal(new Interval(60, 120), new Interval(take.Positions[0].From, take.Positions[1].To));
        Assert.Equal([new Interval(60, 100), new Interval(100, 120), new Interval(125, 130)], take.Positions);
        Assert.Null(trace.Refund(71));

        await book.RefundAsync("f-1", "one", 65);
        Assert.Equal(
            ["pay:p-1=30", "refund:f-1=65", "unspent:general=5"],
            Book.Leaves(await book.TraceAsync("one")).Select(l => $"{l.Key}={l.Value}"));
    }

    [Fact]
    public async Task A_refund_decided_before_a_reversal_is_refused_by_the_core()
    {
        await using var ledger = await Ledger.StartAsync(projections: Only);
        var book = new Book(ledger, "jiangcheng");
        await book.GiftAsync("one", ("general", 100));
        await book.PayAsync("p-1", "general", 60);
        var stale = await book.TraceAsync("one");
        await book.ReverseAsync("p-1", "r-1", 20);
        var refused = await ledger.AppendAsync(new AppendCommand("jiangcheng", "test", "stale", [1],
            [new StreamWrite("gift-one", ExpectedVersion.Any,
                [new NewEvent("gift_refunded", "{}"u8.ToArray(), stale.Refund(40)!)])])
        {
            Guards = stale.Guards,
        });
        Assert.Equal(new AppendResult.Refused(AppendRefusal.TraceChanged, "general"), refused);
    }

    [Fact]
    public async Task A_gift_of_another_federation_has_no_trace_here()
    {
        await using var ledger = await Ledger.StartAsync(projections: Only);
        var (here, there) = (new Book(ledger, "jiangcheng"), new Book(ledger, "linhe"));
        await here.GiftAsync("one", ("general", 100));
        await there.GiftAsync("two", ("general", 70));
        await there.PayAsync("p-1", "general", 70);
        await here.TraceAsync("one");
        Assert.Null(await here.Traces.OfGiftAsync("jiangcheng", "two", Ct));
        Assert.Equal(100, (await here.TraceAsync("one")).UnspentFen);
        Assert.Equal(0, (await there.TraceAsync("two")).UnspentFen);
    }

    private static string Describe(TracePart part) => string.Create(CultureInfo.InvariantCulture,
        $"{part.Offset.From}-{part.Offset.To} {part.Use} {part.Bucket}@{part.Line.From} "
        + $"{part.Outflow?.Id} {part.Outflow?.Payee} {part.Outflow?.Purpose} "
        + $"via {string.Join(",", part.Steps.Select(s => s.Id))}");
}
