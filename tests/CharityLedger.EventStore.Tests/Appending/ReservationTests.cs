using CharityLedger.Contracts;
using CharityLedger.Testing;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Appending;

/// <summary>Money that is set aside for a stream: nobody else gets at it.</summary>
public sealed class ReservationTests
{
    [Fact(Timeout = Patience)]
    public async Task What_is_reserved_is_neither_spent_nor_moved_nor_refunded_nor_reserved_again()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("give", In("a", 100)));
        await DoneAsync(core, Reserving("ask", 70));

        AssertRefused(AppendRefusal.InsufficientFunds, "a", await core.DoAsync(Command("pay", Out("a", 31))));
        AssertRefused(AppendRefusal.InsufficientFunds, "a",
            await core.DoAsync(Command("move", Out("a", 31), new PostingRequest.TransferIn("b".AsBucket(), 0))));
        AssertRefused(AppendRefusal.InsufficientFunds, "a",
            await core.DoAsync(Command("refund", new PostingRequest.Take("a".AsBucket(), [new Interval(50, 81)]))));
        AssertRefused(AppendRefusal.InsufficientFunds, "a", await core.DoAsync(Reserving("ask too", 31)));
        await DoneAsync(core, Command("pay the rest", Out("a", 30)));
    }

    [Fact(Timeout = Patience)]
    public async Task It_takes_no_place_on_the_line_and_the_event_that_gives_it_back_may_spend_it()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("give", In("a", 100)));
        await DoneAsync(core, Reserving("ask", 70));
        await DoneAsync(core, Command("pay another", Out("a", 30)));

        await DoneAsync(core, Command("pay", [Write("request-ask", new ExpectedVersion(1), Event(Out("a", 70)) with { Reservations = [Of("a", -70)] })]));

        Assert.Equal([["a", 100L, 100L, 0L]], await database.RowsAsync("select id, in_total, pointer, floor from charity.bucket"));
        var stream = await database.StreamAsync(Tenant, "request-ask");
        Assert.Equal([[Of("a", 70)], [Of("a", -70)]], stream.Select(e => e.Headers.Reservations));
        Assert.Equal([new Interval(30, 100)], stream[1].Headers.Postings![0].Out);
    }

    [Fact(Timeout = Patience)]
    public async Task More_than_is_reserved_is_not_given_back()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("give", In("a", 100)));
        await DoneAsync(core, Reserving("ask", 70));

        AssertRefused(AppendRefusal.InsufficientFunds, "a",
            await core.DoAsync(Command("back", [Write("request-ask", new ExpectedVersion(1), Event() with { Reservations = [Of("a", -71)] })])));
        AssertRefused(AppendRefusal.InsufficientFunds, "never there", await core.DoAsync(Command("back",
            [Write("request-ask", new ExpectedVersion(1), Event() with { Reservations = [Of("never there", -1)] })])));
    }

    [Fact(Timeout = Patience)]
    public async Task Of_two_who_ask_at_once_for_the_same_money_one_gets_it_on_one_host_and_on_two()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await using var other = database.Open();
        await using var gate = new AppendGate(database, core);
        await core.DoAsync(Command("give", In("a", 100)));

        var answers = await gate.TogetherAsync(Reserving("one", 60), Reserving("two", 60), Command("pay", Out("a", 41)));
        Assert.IsType<AppendResult.Appended>(answers[0].Result);
        AssertRefused(AppendRefusal.InsufficientFunds, "a", answers[1].Result!);
        AssertRefused(AppendRefusal.InsufficientFunds, "a", answers[2].Result!);

        AssertRefused(AppendRefusal.InsufficientFunds, "a", await other.DoAsync(Reserving("three", 41)));
        await DoneAsync(other, Reserving("four", 40));
        AssertRefused(AppendRefusal.InsufficientFunds, "a", await core.DoAsync(Command("pay one", Out("a", 1))));
    }

    [Fact(Timeout = Patience)]
    public async Task A_reservation_of_nothing_beyond_the_limit_or_twice_of_one_pot_is_its_makers_fault()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        foreach (var wrong in (Reservation[][])[[Of("a", 0)], [Of("a", BucketLine.MaxAmount + 1)], [Of("a", 1), Of("a", -1)]])
        {
            await Assert.ThrowsAsync<ArgumentException>(() => core.DoAsync(
                Command("ask", [Write("request-ask", ExpectedVersion.NoStream, Event() with { Reservations = wrong })])));
        }
    }

    private static Reservation Of(string bucket, long fen) => new(bucket.AsBucket(), fen);

    private static AppendCommand Reserving(string key, long fen) =>
        Command(key, [Write("request-" + key, ExpectedVersion.NoStream, Event() with { Reservations = [Of("a", fen)] })]);

    private static async Task DoneAsync(LedgerCore core, AppendCommand command) =>
        Assert.IsType<AppendResult.Appended>(await core.DoAsync(command));
}
