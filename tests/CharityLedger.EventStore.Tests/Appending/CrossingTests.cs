using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Testing;

namespace CharityLedger.EventStore.Tests.Appending;

/// <summary>One command over two federations: what leaves one arrives at the other, or nothing happens.</summary>
public sealed class CrossingTests
{
    private static readonly DateOnly Day = new(2026, 3, 2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Money_crosses_whole_and_its_inflow_names_the_outflow()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await GiveAsync(core, "one", 100);
        var sent = Assert.IsType<AppendResult.Appended>(await core.AppendAsync(Send("key", 60), Ct));
        Assert.Equal(2, sent.Last - sent.First + 1);
        Assert.Equal(sent, await core.AppendAsync(Send("key", 60), Ct));

        var arrived = Assert.Single(await database.StreamAsync("two", "alliancetransfer-t"));
        Assert.Equal(sent.First + 1, arrived.Position);
        Assert.Equal("clerk@one", arrived.Headers.User);
        var posting = Assert.Single(arrived.Headers.Postings!);
        Assert.Equal(new OutflowPart(sent.First, 0, new Interval(0, 60)), posting.Across);
        Assert.Equal(new Interval(0, 60), posting.In);
        var check = await new LedgerCheck(database.Source).RunAsync(ct: Ct);
        Assert.Equal((100, 0), (check.BalanceFen, check.Findings.Count));
    }

    [Fact]
    public async Task Neither_side_moves_where_one_can_not()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await GiveAsync(core, "one", 100);
        Sample.AssertRefused(AppendRefusal.InsufficientFunds, "general", await core.AppendAsync(Send("a", 101), Ct));
        // The receiver's stream moved on meanwhile.
        Assert.Equal(new AppendResult.Refused(AppendRefusal.VersionConflict, "alliance-one"), await core.AppendAsync(Send("b", 60, agreed: 1), Ct));
        Assert.Single(await database.LogAsync());
    }

    [Fact]
    public async Task Two_hosts_keep_both_lines()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var first = database.Open();
        await using var second = database.Open();
        await GiveAsync(first, "one", 1_000);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            (i % 2 == 0 ? first : second).AppendAsync(Send($"key-{i}", 10, transfer: $"t{i}"), Ct)));
        Sample.AssertRefused(AppendRefusal.InsufficientFunds, "general", await first.AppendAsync(Send("more", 1, transfer: "more"), Ct));
        var check = await new LedgerCheck(database.Source).RunAsync(ct: Ct);
        Assert.Equal((1_000, 0), (check.BalanceFen, check.Findings.Count));
    }

    [Fact]
    public async Task The_check_finds_money_that_left_and_never_arrived()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await GiveAsync(core, "one", 100);
        var half = Send("half", 60);
        await core.AppendAsync(half with { Writes = [half.Writes[0]] }, Ct);
        var check = await new LedgerCheck(database.Source).RunAsync(ct: Ct);
        Assert.Equal([new Finding("2", "what left this federation arrived in none")], check.Findings);
    }

    [Theory]
    [InlineData(1, 0, "two")]
    [InlineData(0, 1, "two")]
    [InlineData(-1, 0, "two")]
    [InlineData(0, 0, "one")]
    public async Task Money_crosses_only_from_an_earlier_outflow_of_another_federation(int @event, int posting, string tenant)
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        var command = Send("bad", 1);
        var received = command.Writes[1];
        await Assert.ThrowsAsync<ArgumentException>(() => core.AppendAsync(command with
        {
            Writes = [command.Writes[0], received with
            {
                Tenant = tenant, Stream = "alliancetransfer-other",
                Events = [received.Events[0] with { Postings = [new PostingRequest.Crossing(Bucket.General, @event, posting)] }],
            }],
        }, Ct));
        Assert.Empty(await database.LogAsync());
    }

    private static AppendCommand Send(string key, long fen, string transfer = "t", long agreed = 0) => new("one", "clerk", key, [1],
    [
        new StreamWrite("alliancetransfer-" + transfer, ExpectedVersion.NoStream, [NewEvent.Of(
            new AllianceMoneySent(transfer, "two", Bucket.General, Bucket.General, null, "助学", fen, Day), new PostingRequest.Outflow(Bucket.General, fen))]),
        new StreamWrite("alliancetransfer-" + transfer, ExpectedVersion.NoStream, [NewEvent.Of(
            new AllianceMoneyReceived(transfer, "one", Bucket.General, null, "助学", fen, Day), new PostingRequest.Crossing(Bucket.General, 0, 0))])
        {
            Tenant = "two",
        },
        new StreamWrite("alliance-one", new ExpectedVersion(agreed), []) { Tenant = "two" },
    ]);

    private static Task<AppendResult> GiveAsync(LedgerCore core, string tenant, long fen) => core.AppendAsync(new AppendCommand(
        tenant, "clerk", "gift", [1], [new StreamWrite("gift-g", ExpectedVersion.NoStream, [NewEvent.Of(
            new GiftReceived("g", null, null, null, fen, "CNY", "bank", new DonorRef("g", DonorKind.Anonymous, DonorNaming.Withheld, null),
                [new GiftPart(Bucket.General, fen, GiftPartKind.Principal)], null, Day), new PostingRequest.Inflow(Bucket.General, fen))])]));
}
