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

    [Fact(Timeout = Patience)]
    public async Task Reservations_that_are_kept_given_back_and_spent_are_well()
    {
        Assert.Empty(await FindingsAsync(
            Received(100), Asked(70), Paid(30), Asked(-20, stream: 1), Paid(20), Asked(-50, stream: 1)));
    }

    [Fact(Timeout = Patience)]
    public async Task What_another_stream_reserved_is_found_where_it_is_given_back()
    {
        var finding = Assert.Single(await FindingsAsync(Received(100), Asked(70), Asked(-70)));
        Assert.Equal(new Finding("3", "general: thing-2 gives back more than it reserved"), finding);
    }

    [Theory(Timeout = Patience)]
    [InlineData("update charity.bucket set floor = floor - 1", null)]
    [InlineData("update ledger.mt_events set headers = headers - 'reservations' where seq_id = 2", null)]
    [InlineData("update ledger.mt_events set headers = jsonb_set(headers, '{reservations,0,fen}', '101') where seq_id = 2",
        "general: what is reserved is more than what lies there")]
    public async Task Reservations_and_floors_that_differ_are_found(string change, string? finding)
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await AppendAsync(database, Received(100), Asked(70));
        await database.TamperAsync(change);
        var found = (await new LedgerCheck(database.Source).RunAsync(ct: TestContext.Current.CancellationToken)).Findings;
        Assert.Contains(found, f => f.Message.StartsWith("the bucket holds", StringComparison.Ordinal));
        if (finding is not null) Assert.Contains(new Finding("2", finding), found);
    }

    /// <param name="fen">What is reserved; negative for what is given back.</param>
    /// <param name="stream">The step in whose stream it stands; null for the step's own.</param>
    private static NewEvent Asked(long fen, int? stream = null) =>
        NewEvent.Of(new FundClosed(stream is { } step ? $"thing-{step}" : "x", "期满", Day)) with { Reservations = [new(Bucket.General, fen)] };

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
        await AppendAsync(database, events);
        return (await new LedgerCheck(database.Source).RunAsync(ct: TestContext.Current.CancellationToken)).Findings;
    }

    /// <summary>Each event comes into a stream of its own, but for those that name an earlier one's.</summary>
    private static async Task AppendAsync(LedgerDatabase database, params NewEvent[] events)
    {
        await using var core = database.Open();
        foreach (var (i, made) in events.Index())
        {
            var stream = EventTypes.All.ContainsKey(made.Type) && EventTypes.Deserialize(made.Type, made.Data) is FundClosed { Fund: var named }
                && named.StartsWith("thing-", StringComparison.Ordinal) ? named : $"thing-{i}";
            Assert.IsType<AppendResult.Appended>(await core.DoAsync(Command($"step {i}", [Write(stream, ExpectedVersion.Any, made)])));
        }
    }
}
