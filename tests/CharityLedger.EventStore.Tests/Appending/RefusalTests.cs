using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Testing;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Appending;

public sealed class RefusalTests
{
    [Fact(Timeout = Patience)]
    public async Task A_stale_expected_version_is_refused_and_names_the_stream()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("first", [Write("fund-1", ExpectedVersion.NoStream, Event(), Event())]));

        AssertRefused(AppendRefusal.VersionConflict, "fund-1",
            await core.DoAsync(Command("none", [Write("fund-1", ExpectedVersion.NoStream, Event())])));
        AssertRefused(AppendRefusal.VersionConflict, "fund-1",
            await core.DoAsync(Command("stale", [Write("fund-1", new ExpectedVersion(1), Event())])));
        AssertRefused(AppendRefusal.VersionConflict, "fund-1",
            await core.DoAsync(Command("ahead", [Write("fund-1", new ExpectedVersion(3), Event())])));
        AssertRefused(AppendRefusal.VersionConflict, "fund-2",
            await core.DoAsync(Command("absent", [Write("fund-2", new ExpectedVersion(1), Event())])));
        Assert.IsType<AppendResult.Appended>(
            await core.DoAsync(Command("current", [Write("fund-1", new ExpectedVersion(2), Event())])));
        Assert.IsType<AppendResult.Appended>(
            await core.DoAsync(Command("any", [Write("fund-1", ExpectedVersion.Any, Event())])));
        Assert.Equal(4, (await database.StreamAsync(Tenant, "fund-1")).Count);
    }

    [Fact(Timeout = Patience)]
    public async Task A_write_without_events_only_asserts_the_version()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("fund", [Write("fund-1", ExpectedVersion.NoStream, Event())]));

        AssertRefused(AppendRefusal.VersionConflict, "fund-1", await core.DoAsync(Command("stale",
            [Write("gift-1", ExpectedVersion.NoStream, Event()), Write("fund-1", ExpectedVersion.NoStream)])));
        Assert.IsType<AppendResult.Appended>(await core.DoAsync(Command("current",
            [Write("gift-1", ExpectedVersion.NoStream, Event()), Write("fund-1", new ExpectedVersion(1))])));
        Assert.Equal(1L, await database.ScalarAsync<long>("select version from ledger.mt_streams where id = 'fund-1'"));
    }

    [Fact(Timeout = Patience)]
    public async Task What_rests_on_what_was_read_is_refused_once_something_follows_that_concerns_it_and_only_then()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await using var other = database.Open();
        await using var gate = new AppendGate(database, core);
        await core.DoAsync(Gift("first", "a"));
        Assert.Equal(2, Assert.IsType<AppendResult.Appended>(await core.DoAsync(About("a", "whole", 1))).Last);
        // The command itself was another gift to “a”, and “b” is nobody's concern here.
        AssertRefused(AppendRefusal.VersionConflict, "log", await core.DoAsync(About("a", "stale", 1)));
        AssertRefused(AppendRefusal.VersionConflict, "log", await core.DoAsync(About("a", "ahead", 3)));
        Assert.Equal(3, Assert.IsType<AppendResult.Appended>(await core.DoAsync(About("b", "other", 2))).Last);
        // Another host appends, of which this one knows nothing: for another federation, and for this one.
        await other.DoAsync(Gift("elsewhere", "a") with { Tenant = "linhe" });
        Assert.Equal(5, Assert.IsType<AppendResult.Appended>(await core.DoAsync(About("a", "aware", 3))).Last);
        await other.DoAsync(Gift("here", "a"));
        AssertRefused(AppendRefusal.VersionConflict, "log", await core.DoAsync(About("a", "unaware", 5)));
        // The gate's own command comes seventh, and of those that are committed together only the first follows it.
        var answers = await gate.TogetherAsync(About("a", "one", 7), About("a", "two", 7), About("c", "three", 7));
        Assert.Equal(8, answers[0].Appended.Last);
        AssertRefused(AppendRefusal.VersionConflict, "log", answers[1].Result!);
        Assert.Equal(9, answers[2].Appended.Last);
        Assert.Equal(2, Assert.IsType<AppendResult.Appended>(await core.DoAsync(About("a", "whole", 1))).Last);
    }

    [Fact(Timeout = Patience)]
    public async Task A_refused_command_leaves_no_mark_among_its_neighbours()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await using var gate = new AppendGate(database, core);
        // Two streams and two buckets touched twice, then an outflow that the money doesn't cover.
        var refused = Command("refused",
        [
            Write("fund-1", ExpectedVersion.NoStream, Event(In("a", 50), In("b", 7)), Event(Out("a", 30))),
            Write("fund-2", ExpectedVersion.Any, Event(Out("a", 10))),
            Write("fund-1", new ExpectedVersion(2), Event(In("new", 5), Out("b", 8))),
        ]) with { DonorKeys = [new DonorKey("donor-1", [1])] };

        var answers = await gate.TogetherAsync(
            Command("before", In("a", 100)), refused, Command("after", Out("a", 100)), refused with { Key = "refused again" });

        Assert.IsType<AppendResult.Appended>(answers[0].Result);
        AssertRefused(AppendRefusal.InsufficientFunds, "b", answers[1].Result!);
        Assert.Equal(answers[0].Appended.Last + 1, answers[2].Appended.First);
        AssertRefused(AppendRefusal.InsufficientFunds, "b", answers[3].Result!);
        Assert.Equal(["gift-before", "gift-after"], (await database.LogAsync()).Where(e => e.Tenant == Tenant).Select(e => e.Stream));
        Assert.Equal(["gift-after", "gift-before"],
            (await database.RowsAsync($"select id from ledger.mt_streams where tenant_id = '{Tenant}' order by id")).Select(r => r[0]));
        Assert.Equal([["a", 100L, 100L]], await database.RowsAsync("select id, in_total, pointer from charity.bucket"));
        Assert.Empty(await database.RowsAsync("select donor from charity.donor_key"));
    }

    [Fact(Timeout = Patience)]
    public async Task A_key_that_was_refused_may_be_used_again()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        AssertRefused(AppendRefusal.InsufficientFunds, "a", await core.DoAsync(Command("pay", Out("a", 10))));
        await core.DoAsync(Command("give", In("a", 10)));

        Assert.IsType<AppendResult.Appended>(await core.DoAsync(Command("pay", Out("a", 10))));
    }

    [Fact(Timeout = Patience)]
    public async Task A_donor_gets_a_key_once()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await using var gate = new AppendGate(database, core);
        AppendCommand Giving(string key, byte wrapped) =>
            Command(key) with { DonorKeys = [new DonorKey("donor-1", [wrapped])] };

        var answers = await gate.TogetherAsync(Giving("one", 1), Giving("two", 2));

        Assert.IsType<AppendResult.Appended>(answers[0].Result);
        AssertRefused(AppendRefusal.VersionConflict, "donor/donor-1", answers[1].Result!);
        AssertRefused(AppendRefusal.VersionConflict, "donor/donor-1", await core.DoAsync(Giving("three", 3)));
        Assert.Equal(answers[0].Result, await core.DoAsync(Giving("one", 1)));
        Assert.Equal(new byte[] { 1 }, await database.ScalarAsync<byte[]>("select wrapped from charity.donor_key"));
    }

    [Fact(Timeout = Patience)]
    public async Task Whoever_needs_a_pot_empty_is_refused_where_anything_is_left_in_it_or_under_a_restriction_of_it()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await using var other = database.Open();
        Task<AppendResult> Close(string key, string bucket) => core.DoAsync(Command(key) with { Guards = [new EmptyGuard(bucket.AsBucket())] });

        Assert.IsType<AppendResult.Appended>(await Close("before anything", "f"));
        await core.DoAsync(Command("give", In("f", 5), In("fa", 7)));
        // The first host knows of no bucket under a restriction.
        await other.DoAsync(Command("give restricted", In("f+p", 9)));
        AssertRefused(AppendRefusal.NotEmpty, "f", await Close("full", "f"));
        await core.DoAsync(Command("pay", Out("f", 5)));
        AssertRefused(AppendRefusal.NotEmpty, "f", await Close("restricted", "f"));
        await other.DoAsync(Command("pay restricted", new PostingRequest.Take("f+p".AsBucket(), [new Interval(3, 9)])));
        AssertRefused(AppendRefusal.NotEmpty, "f", await Close("half", "f"));
        await other.DoAsync(Command("pay the rest", Out("f+p", 3)));
        Assert.IsType<AppendResult.Appended>(await Close("empty", "f"));
    }

    [Fact(Timeout = Patience)]
    public async Task Whoever_read_what_a_word_binds_is_refused_where_any_pot_of_it_changed_or_came_about()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await using var other = database.Open();
        Task<AppendResult> Close(string key, params (string Bucket, long Fen)[] left) => core.DoAsync(Command(key) with
        {
            Guards = [new LeftGuard("+campaign=c", left.ToDictionary(l => l.Bucket.AsBucket(), l => l.Fen))],
        });

        Assert.IsType<AppendResult.Appended>(await Close("before anything"));
        await core.DoAsync(Command("give", In("g+campaign=c", 5), In("g+campaign=cc", 7), In("g+campaign=c+asset=x", 3)));
        AssertRefused(AppendRefusal.VersionConflict, "+campaign=c", await Close("unread"));
        Assert.IsType<AppendResult.Appended>(await Close("read", ("g+campaign=c", 5)));
        // The first host knows of neither.
        await other.DoAsync(Command("give another", In("f+campaign=c+purpose=p", 2)));
        AssertRefused(AppendRefusal.VersionConflict, "+campaign=c", await Close("late", ("g+campaign=c", 5)));
        await other.DoAsync(Command("pay", Out("g+campaign=c", 1)));
        AssertRefused(AppendRefusal.VersionConflict, "+campaign=c", await Close("paid", ("g+campaign=c", 5), ("f+campaign=c+purpose=p", 2)));
        Assert.IsType<AppendResult.Appended>(await Close("anew", ("g+campaign=c", 4), ("f+campaign=c+purpose=p", 2)));
    }

    [Fact(Timeout = Patience)]
    public async Task A_refund_decided_before_a_reversal_is_refused()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("give", In("a", 100)));
        var paid = (AppendResult.Appended)await core.DoAsync(Command("pay", Out("a", 60)));
        AppendCommand Refund(string key, long from, long to, long returns) =>
            Command(key, new PostingRequest.Take("a".AsBucket(), [new Interval(from, to)])) with { Guards = [new ReturnsGuard("a".AsBucket(), returns)] };

        Assert.IsType<AppendResult.Appended>(await core.DoAsync(
            Command("back", new PostingRequest.Return("a".AsBucket(), new OutflowPart(paid.First, 0, new Interval(50, 60))))));
        AssertRefused(AppendRefusal.TraceChanged, "a", await core.DoAsync(Refund("early", 90, 100, 0)));
        AssertRefused(AppendRefusal.TraceChanged, "a", await core.DoAsync(Refund("spent", 55, 65, 1)));
        AssertRefused(AppendRefusal.TraceChanged, "a", await core.DoAsync(Refund("beyond", 105, 111, 1)));
        Assert.IsType<AppendResult.Appended>(await core.DoAsync(Refund("right", 90, 100, 1)));
        Assert.Equal([[110L, 60L, new long[] { 90, 100 }, 1L]],
            await database.RowsAsync("select in_total, pointer, holes, returns from charity.bucket"));
    }

    private static AppendCommand Gift(string key, string channel)
    {
        var donor = new DonorRef(key, DonorKind.Anonymous, DonorNaming.Withheld, null);
        var gift = new GiftReceived(key, null, null, null, 1, "CNY", channel, donor,
            [new GiftPart(Bucket.General, 1, GiftPartKind.Principal)], null, new DateOnly(2026, 3, 2));
        return Command(key, [Write("gift-" + key, ExpectedVersion.NoStream, NewEvent.Of(gift))]);
    }

    /// <summary>A gift by a channel that was decided on there having been none by it since a position.</summary>
    private static AppendCommand About(string channel, string key, long position) =>
        Gift(key, channel) with { Since = new SinceGuard(position, ["gift_received"], e => e is GiftReceived gift && gift.Channel == channel) };
}
