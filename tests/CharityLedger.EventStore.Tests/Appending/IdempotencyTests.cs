using CharityLedger.Testing;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Appending;

public sealed class IdempotencyTests
{
    [Fact(Timeout = Patience)]
    public async Task The_same_key_from_32_callers_on_two_hosts_at_once_has_one_effect_and_32_equal_answers()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var one = database.Open();
        await using var other = database.Open();
        var command = Command("once", [Write("gift-1", ExpectedVersion.NoStream, Event(In("a", 100)), Event(Out("a", 30)))]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 32)
            .Select(i => Task.Run(() => (i % 2 == 0 ? one : other).DoAsync(command))));

        var answer = Assert.IsType<AppendResult.Appended>(Assert.Single(answers.Distinct()));
        Assert.Equal((1, 2), (answer.First, answer.Last));
        Assert.Equal(2, (await database.LogAsync()).Count);
        Assert.Equal([[100L, 30L]], await database.RowsAsync("select in_total, pointer from charity.bucket"));
    }

    [Fact(Timeout = Patience)]
    public async Task A_repeated_key_gets_the_first_answer_though_the_command_would_be_refused_by_now()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        AppendResult first;
        await using (var core = database.Open())
        {
            await core.DoAsync(Command("give", In("a", 100)));
            first = await core.DoAsync(Command("pay", Out("a", 100)));
            Assert.Equal(first, await core.DoAsync(Command("pay", Out("a", 100))));
        }

        // A host that knows nothing of the first answer.
        await using var restarted = database.Open();
        await restarted.DoAsync(Command("unrelated", In("a", 1)));
        Assert.Equal(first, await restarted.DoAsync(Command("pay", Out("a", 100))));
        Assert.Equal(first, await restarted.DoAsync(Command("pay", Out("a", 100))));
        Assert.Equal(3, (await database.LogAsync()).Count);
    }

    [Fact(Timeout = Patience)]
    public async Task The_same_key_with_another_input_is_refused()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await using var gate = new AppendGate(database, core);
        StreamWrite[] writes = [Write("gift-1", ExpectedVersion.NoStream, Event())];

        var answers = await gate.TogetherAsync(Command("k", writes, "one"), Command("k", writes, "other"));

        Assert.IsType<AppendResult.Appended>(answers[0].Result);
        AssertRefused(AppendRefusal.IdempotencyConflict, "k", answers[1].Result!);
        AssertRefused(AppendRefusal.IdempotencyConflict, "k", await core.DoAsync(Command("k", writes, "other")));
    }

    [Theory(Timeout = Patience)]
    [InlineData(2)]
    [InlineData(1_000)]
    public async Task A_repeated_command_is_known_however_it_is_written(int events)
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("known", In("a", 1)));
        var command = Command("large", [.. Enumerable.Range(0, events)
            .Select(i => Write($"gift-{i}", ExpectedVersion.NoStream, Event(In("a", 1))))]);

        var first = Assert.IsType<AppendResult.Appended>(await core.DoAsync(command));
        await core.DoAsync(Command("between", In("a", 1)));

        Assert.Equal(first, await core.DoAsync(command));
        Assert.Equal(first, await core.DoAsync(command));
        Assert.Equal(events + 3, Assert.IsType<AppendResult.Appended>(await core.DoAsync(Command("after", In("a", 1)))).First);
        Assert.Equal(events + 3L, await database.ScalarAsync<long>("select in_total from charity.bucket"));
    }

    [Fact(Timeout = Patience)]
    public async Task A_key_belongs_to_its_federation()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        // Joined without care, these two would be one.
        var one = Command("b:c", In("a", 1)) with { Tenant = "a" };
        var other = Command("c", In("a", 1)) with { Tenant = "a:b" };

        Assert.Equal(1, Assert.IsType<AppendResult.Appended>(await core.DoAsync(one)).First);
        Assert.Equal(2, Assert.IsType<AppendResult.Appended>(await core.DoAsync(other)).First);
        Assert.Equal(3, Assert.IsType<AppendResult.Appended>(await core.DoAsync(one with { Tenant = "a\n3" })).First);
    }

    [Fact(Timeout = Patience)]
    public async Task A_caller_who_stops_waiting_finds_the_answer_under_the_key()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        using var impatient = new CancellationTokenSource();
        var waiting = core.AppendAsync(Command("k", In("a", 5)), impatient.Token);
        await impatient.CancelAsync();
        await Answer.OfAsync(waiting);

        Assert.IsType<AppendResult.Appended>(await core.DoAsync(Command("k", In("a", 5))));
        Assert.Equal(5L, await database.ScalarAsync<long>("select in_total from charity.bucket"));
        Assert.Single(await database.LogAsync());
    }
}
