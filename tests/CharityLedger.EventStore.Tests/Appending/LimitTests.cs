using CharityLedger.Contracts;
using CharityLedger.Testing;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Appending;

public sealed class LimitTests
{
    private const long MostFen = 10_000_000_000_000;

    [Fact(Timeout = Patience)]
    public async Task An_amount_lies_between_one_fen_and_ten_to_the_thirteen()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();

        Assert.IsType<AppendResult.Appended>(await core.DoAsync(Command("most", In("a", MostFen), In("a", 1))));
        foreach (var (i, fen) in new[] { MostFen + 1, 0, -1, long.MinValue, long.MaxValue }.Index())
        {
            AssertRefused(AppendRefusal.LimitExceeded, "a", await core.DoAsync(Command($"in {i}", In("a", fen))));
            AssertRefused(AppendRefusal.LimitExceeded, "a", await core.DoAsync(Command($"out {i}", Out("a", fen))));
        }

        Assert.IsType<AppendResult.Appended>(await core.DoAsync(Command("all", Out("a", MostFen), Out("a", 1))));
        AssertRefused(AppendRefusal.InsufficientFunds, "a", await core.DoAsync(Command("more", Out("a", 1))));
    }

    [Fact(Timeout = Patience)]
    public async Task A_bucket_takes_nine_times_ten_to_the_fifteen_and_not_a_fen_more()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        var nearly = Enumerable.Repeat(In("a", MostFen), 899).ToList();

        await core.DoAsync(Command("nearly", nearly));
        AssertRefused(AppendRefusal.LimitExceeded, "a", await core.DoAsync(Command("beyond", In("a", MostFen), In("a", 1))));
        Assert.IsType<AppendResult.Appended>(await core.DoAsync(Command("full", In("a", MostFen))));
        AssertRefused(AppendRefusal.LimitExceeded, "a", await core.DoAsync(Command("one more", In("a", 1))));
        Assert.Equal(9_000_000_000_000_000, await database.ScalarAsync<long>("select in_total from charity.bucket"));
    }

    [Fact(Timeout = Patience)]
    public async Task A_command_has_one_to_ten_thousand_events()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        AppendCommand Of(int events) =>
            Command($"{events} events", [Write("fund-1", ExpectedVersion.NoStream, [.. Enumerable.Repeat(Event(), events)])]);

        await Assert.ThrowsAsync<ArgumentException>(() => core.DoAsync(Of(0)));
        await Assert.ThrowsAsync<ArgumentException>(() => core.DoAsync(Of(10_001)));
        var most = Assert.IsType<AppendResult.Appended>(await core.DoAsync(Of(10_000)));
        Assert.Equal((1, 10_000), (most.First, most.Last));
        Assert.Equal(10_000L, await database.ScalarAsync<long>("select version from ledger.mt_streams"));
    }

    [Fact(Timeout = Patience)]
    public async Task A_command_of_the_wrong_form_is_refused_at_the_door()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        var good = Command("good", In("a", 1), Out("a", 1));
        AppendCommand[] bad =
        [
            good with { Key = "" }, good with { Key = new string('k', 201) }, good with { Key = "a\0b" }, good with { Key = "\ud800" },
            good with { Tenant = "" }, good with { User = "\udc00" }, good with { InputHash = [] },
            Command("no stream name", [Write("", ExpectedVersion.Any, Event())]),
            Command("no data", [Write("gift-1", ExpectedVersion.Any, Json(""))]),
            Command("long", [Write("gift-1", ExpectedVersion.Any, Json($"\"{new string('x', 60_000)}\""))]),
            Command("fed by nothing", new PostingRequest.TransferIn("b".AsBucket(), 0)),
            Command("fed by an inflow", In("a", 1), new PostingRequest.TransferIn("b".AsBucket(), 0)),
            Command("fed twice", In("a", 1), Out("a", 1), new PostingRequest.TransferIn("b".AsBucket(), 1), new PostingRequest.TransferIn("c".AsBucket(), 1)),
            Command("takes nothing", new PostingRequest.Take("a".AsBucket(), [])),
            Command("returns nothing", new PostingRequest.Return("a".AsBucket(), new OutflowPart(1, 0, new Interval(5, 5)))),
            good with { DonorKeys = [new DonorKey("d", [1]), new DonorKey("d", [2])] },
        ];

        foreach (var command in bad) await Assert.ThrowsAnyAsync<ArgumentException>(() => core.DoAsync(command));
        Assert.IsType<AppendResult.Appended>(await core.DoAsync(good with { Key = new string('钥', 200) }));
        Assert.Single(await database.LogAsync());
    }

    [Fact(Timeout = Patience)]
    public async Task An_outflow_in_too_many_slices_is_refused_and_a_smaller_one_is_not()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("give", In("a", 20_000)));
        var odd = Enumerable.Range(0, 10_000).Select(i => new Interval(2 * i + 1, 2 * i + 2)).ToList();
        foreach (var (i, part) in odd.Chunk(1_000).Index())
            await core.DoAsync(Command($"refund {i}", new PostingRequest.Take("a".AsBucket(), part)));

        AssertRefused(AppendRefusal.LimitExceeded, "gift-whole", await core.DoAsync(Command("whole", Out("a", 10_000))));
        Assert.IsType<AppendResult.Appended>(await core.DoAsync(Command("part", Out("a", 1_000))));
    }
}
