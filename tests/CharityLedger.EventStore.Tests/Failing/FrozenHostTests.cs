using CharityLedger.EventStore.Tests.Appending;
using CharityLedger.Testing;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Failing;

public sealed class FrozenHostTests
{
    [Fact(Timeout = Patience)]
    public async Task A_host_that_stands_still_with_the_lock_in_its_hand_does_not_stop_the_others()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        using var clock = new StandingClock();
        await using var frozen = database.Open(clock, new LedgerCoreOptions { LockPatience = TimeSpan.FromMilliseconds(300) });
        await using var other = database.Open();
        var standing = frozen.DoAsync(Command("frozen", In("a", 1)));
        clock.Asked.Wait(TestContext.Current.CancellationToken);

        Assert.Equal(1, Assert.IsType<AppendResult.Appended>(await other.DoAsync(Command("other", In("a", 1)))).First);

        clock.GoOn.Set();
        Assert.Equal(2, Assert.IsType<AppendResult.Appended>(await standing).First);
        Assert.Equal(2L, await database.ScalarAsync<long>("select in_total from charity.bucket"));
    }

    [Fact(Timeout = Patience)]
    public async Task A_ledger_that_is_stopping_finishes_what_waits_and_takes_nothing_more()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        var core = database.Open();
        var waiting = Enumerable.Range(0, 50).Select(i => core.DoAsync(Command($"waiting {i}"))).ToList();

        await core.DisposeAsync();

        Assert.All(await Task.WhenAll(waiting), a => Assert.IsType<AppendResult.Appended>(a));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => core.DoAsync(Command("late")));
        await core.DisposeAsync();
        Assert.Equal(50, (await database.LogAsync()).Count);
    }

    /// <summary>Lets nobody have the time before it is told to go on.</summary>
    private sealed class StandingClock : TimeProvider, IDisposable
    {
        public ManualResetEventSlim Asked { get; } = new();

        public ManualResetEventSlim GoOn { get; } = new();

        public override DateTimeOffset GetUtcNow()
        {
            Asked.Set();
            GoOn.Wait();
            return base.GetUtcNow();
        }

        public void Dispose()
        {
            Asked.Dispose();
            GoOn.Dispose();
        }
    }
}
