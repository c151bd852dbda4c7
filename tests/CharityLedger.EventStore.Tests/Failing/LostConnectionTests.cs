using CharityLedger.EventStore.Tests.Appending;
using CharityLedger.Testing;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Failing;

public sealed class LostConnectionTests
{
    [Fact(Timeout = Patience)]
    public async Task With_sessions_killed_at_random_moments_every_command_is_answered_right_and_there_once()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var one = database.Open();
        await using var other = database.Open();
        using var answered = new SemaphoreSlim(0);
        var killing = KillAsync(database, answered, kills: 60);

        var answers = await WriteAsync([one, other], writers: 16, until: killing, () => answered.Release());

        var states = await killing;
        Assert.Contains(states, s => s is "active" or "idle in transaction");
        await AssertThereOnceAsync(database, answers);
    }

    [Fact(Timeout = Patience)]
    public async Task With_answers_lost_on_the_wire_every_command_is_answered_right_and_there_once()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var proxy = new CuttingProxy(database.ConnectionString);
        await using var core = database.Open(connectionString: proxy.ConnectionString);
        var random = new Random(7);
        void CutAgain()
        {
            if (random.Next(4) == 0) proxy.CutAtAnswer(random.Next(1, 4));
        }

        var enough = Task.Run(() => SpinWait.SpinUntil(() => proxy.Cuts >= 40), TestContext.Current.CancellationToken);
        var answers = await WriteAsync([core], writers: 8, until: enough, () =>
        {
            lock (random) CutAgain();
        });

        await AssertThereOnceAsync(database, answers);
    }

    [Theory(Timeout = Patience)]
    // The first answer is that to the transaction's beginning, which travels with the first statement.
    [InlineData("a bucket that the host knows", 2, true)]
    [InlineData("one that it has to load", 2, false)]
    [InlineData("one that it has to load", 3, true)]
    public async Task When_the_database_stays_away_the_caller_is_told_and_may_repeat_the_command_safely(
        string bucket, int lostAnswer, bool committedUnseen)
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var proxy = new CuttingProxy(database.ConnectionString);
        await using var core = database.Open(connectionString: proxy.ConnectionString,
            options: new LedgerCoreOptions { Patience = TimeSpan.FromMilliseconds(100) });
        await core.DoAsync(Command("give", In("a bucket that the host knows", 1)));
        var command = Command("lost", In(bucket, 10));

        proxy.CutAtAnswer(lostAnswer, thenDown: true);
        var away = await Assert.ThrowsAsync<LedgerUnavailableException>(() => core.DoAsync(command));
        Assert.False(away.IsDiskFull);
        Assert.Equal(committedUnseen ? 2 : null, await PositionOnceQuietAsync(database, command.Key));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => core.DoAsync(command));

        proxy.IsDown = false;
        Assert.Equal(2, Assert.IsType<AppendResult.Appended>(await core.DoAsync(command)).First);
        Assert.Equal(2, (await database.LogAsync()).Count);
        Assert.Equal(11m, await database.ScalarAsync<decimal>("select sum(in_total) from charity.bucket"));
    }

    /// <summary>Waits, by the append lock, for whatever is under way on the server.</summary>
    private static async Task<long?> PositionOnceQuietAsync(LedgerDatabase database, string key)
    {
        await database.RowsAsync("select pg_advisory_xact_lock(4847320156)");
        return (await database.LogAsync()).SingleOrDefault(e => e.Headers.Key == key)?.Position;
    }

    private static async Task<List<(string Key, AppendResult Answer)>> WriteAsync(
        LedgerCore[] hosts, int writers, Task until, Action afterEach)
    {
        var written = await Task.WhenAll(Enumerable.Range(0, writers).Select(async w =>
        {
            var mine = new List<(string, AppendResult)>();
            for (var i = 0; !until.IsCompleted; i++)
            {
                var key = $"{w}-{i}";
                var command = Command(key, i % 2 == 0 ? In("hot", 10) : Out("hot", 10));
                mine.Add((key, await hosts[w % hosts.Length].DoAsync(command)));
                afterEach();
            }

            return mine;
        }));
        return [.. written.SelectMany(a => a)];
    }

    private static async Task<List<string>> KillAsync(LedgerDatabase database, SemaphoreSlim answered, int kills)
    {
        var random = new Random(11);
        var states = new List<string>();
        while (states.Count < kills)
        {
            for (var n = random.Next(1, 20); n > 0; n--) await answered.WaitAsync(TestContext.Current.CancellationToken);
            var killed = await database.RowsAsync("""
                select state, pg_terminate_backend(pid) from pg_stat_activity
                where application_name = 'charityledger-append' and datname = current_database()
                """);
            states.AddRange(killed.Select(r => (string)r[0]!));
        }

        return states;
    }

    private static async Task AssertThereOnceAsync(LedgerDatabase database, List<(string Key, AppendResult Answer)> answers)
    {
        var log = await database.LogAsync();
        Assert.Equal(Enumerable.Range(1, log.Count).Select(i => (long)i), log.Select(e => e.Position));
        Assert.All(answers, a => Assert.IsType<AppendResult.Appended>(a.Answer));
        Assert.Equal(answers.Select(a => (a.Key, ((AppendResult.Appended)a.Answer).First)).Order(),
            log.Select(e => (e.Headers.Key!, e.Position)).Order());
        var balance = log.Sum(e => e.Headers.Postings![0].In is { } i ? i.Length : -e.Headers.Postings[0].Out!.Sum(o => o.Length));
        Assert.Equal(balance, await database.ScalarAsync<long>("select in_total - pointer from charity.bucket"));
    }
}
