using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore.Tests.Appending;
using CharityLedger.Testing;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Storing;

/// <summary>What the check finds in a log that no decision of the ledger would have written.</summary>
public sealed class LedgerCheckTests
{
    private static readonly DateOnly Day = new(2026, 3, 2);

    [Fact(Timeout = Patience)]
    public async Task An_outflow_that_comes_back_in_parts_once_each_is_well()
    {
        Assert.Empty(await FindingsAsync(Received(100), Paid(60), Back(20, 40, 60), Back(40, 0, 40)));
    }

    [Fact(Timeout = Patience)]
    public async Task What_comes_back_a_second_time_is_found()
    {
        var finding = Assert.Single(await FindingsAsync(Received(100), Paid(60), Back(60, 0, 60), Back(20, 40, 60)));
        Assert.Equal(new Finding("4", "general: [40,60) of what left at position 2 came back before"), finding);
    }

    [Fact(Timeout = Patience)]
    public async Task More_than_was_paid_is_found()
    {
        var finding = Assert.Single(await FindingsAsync(Received(100), Paid(60), Back(61, 0, 61)));
        Assert.Equal(new Finding("3", "general: more comes back than the 60 fen that left at position 2"), finding);
    }

    [Fact(Timeout = Patience)]
    public async Task What_never_left_or_left_another_bucket_is_found()
    {
        var other = NewEvent.Of(new PaymentReversed("p", "r", Bucket.Of("x"), 60, "退回", Day),
            new PostingRequest.Return(Bucket.Of("x"), new OutflowPart(2, 0, new Interval(0, 60))));
        Assert.Equal(["general: nothing was spent at position 1 that could come back", "fund/x: what comes back left “general” at position 2"],
            (await FindingsAsync(Received(100), Paid(60), Back(5, 0, 5, of: 1), other)).Select(f => f.Message));
    }

    [Theory(Timeout = Patience)]
    [InlineData("fund_closed", "fund_closed moves money, and no rule says how much")]
    [InlineData("tomorrow_received", "tomorrow_received moves money, and this program doesn't know it")]
    public async Task Money_that_an_unexpected_event_moves_is_found(string type, string message)
    {
        var data = EventTypes.Serialize(new FundClosed("x", "期满", Day));
        Assert.Equal(message, Assert.Single(await FindingsAsync(new NewEvent(type, data, [In("general", 5)]))).Message);
        // Without money it is none of the check's business.
        Assert.Empty(await FindingsAsync(new NewEvent(type, data, [])));
    }

    private static NewEvent Received(long fen) => NewEvent.Of(new IncomeReceived(
        "i", IncomeKind.Other, fen, Bucket.General, null, "利息", Day), In("general", fen));

    private static NewEvent Paid(long fen) =>
        NewEvent.Of(new PaymentMade("p", Bucket.General, null, fen, "某医院", "物资", Day), Out("general", fen));

    private static NewEvent Back(long fen, long from, long to, long of = 2) => NewEvent.Of(
        new PaymentReversed("p", "r", Bucket.General, fen, "退回", Day),
        new PostingRequest.Return(Bucket.General, new OutflowPart(of, 0, new Interval(from, to))));

    private static async Task<IReadOnlyList<Finding>> FindingsAsync(params NewEvent[] events)
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        foreach (var (i, made) in events.Index())
            await core.DoAsync(Command($"step {i}", [Write($"thing-{i}", ExpectedVersion.NoStream, made)]));
        return (await new LedgerCheck(database.Source).RunAsync(ct: TestContext.Current.CancellationToken)).Findings;
    }
}
