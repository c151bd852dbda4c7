using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Tests;

/// <summary>A start that has read models to build, and what is there of them meanwhile.</summary>
public sealed class StartingTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Old_tables_are_read_until_the_new_ones_stand_but_hold_nothing_for_who_waits()
    {
        await using var ledger = await Ledger.StartAsync(projections: [new TypeCount()]);
        await GiveAsync(ledger, 10);
        await ledger.CaughtUpAsync();
        await ledger.Engine.DisposeAsync();

        var (newer, gate) = (new TypeCount(2), new TaskCompletionSource());
        newer.AtTheEnd = _ => gate.Task.WaitAsync(Long);
        await using var engine = ledger.NewEngine([newer, new TypeCount(1, "Other")]);
        await engine.BeginAsync(Ct);
        await GiveAsync(ledger, 2);
        Assert.True(await engine.WaitForAsync("Other", 12, Long, Ct));
        Assert.Equal(new ModelBuild("TypeCount", 0, 10), Assert.Single(engine.Building));
        Assert.Equal([1, 10L], (await ledger.RowsAsync("select max(version), count(*) from type_count.noted")).Single());
        // Long enough for a look at the rows, where the old version's checkpoint stands at 10.
        Assert.False(await engine.WaitForAsync("TypeCount", 1, TimeSpan.FromSeconds(1.5), Ct));

        gate.SetResult();
        await engine.Built.WaitAsync(Long, Ct);
        Assert.Empty(engine.Building);
        await GiveAsync(ledger, 1);
        Assert.True(await engine.WaitForAllAsync(13, Long, Ct));
        foreach (var name in new[] { "TypeCount", "Other" }) Assert.Empty(await engine.CompareAsync(name, Ct));
        Assert.Empty(ledger.Failures);
    }

    [Fact]
    public async Task Tables_ahead_of_a_restored_log_are_read_by_nobody_while_they_are_built_anew()
    {
        await using var ledger = await Ledger.StartAsync(projections: [new TypeCount()]);
        await GiveAsync(ledger, 10);
        await ledger.CaughtUpAsync();
        await ledger.Engine.DisposeAsync();
        await ledger.TamperAsync("delete from ledger.mt_events where seq_id > 6");

        var (next, gate) = (new TypeCount(), new TaskCompletionSource());
        next.AtTheEnd = _ => gate.Task.WaitAsync(Long);
        await using var engine = ledger.NewEngine([next]);
        await engine.BeginAsync(Ct);
        Assert.Empty(await ledger.RowsAsync("select 1 from pg_namespace where nspname = 'type_count'"));
        gate.SetResult();
        await engine.Built.WaitAsync(Long, Ct);
        Assert.Equal(6, await ledger.ScalarAsync<long>("select count(*) from type_count.noted"));
    }

    [Fact]
    public async Task Two_are_built_at_a_time()
    {
        await using var ledger = await Ledger.StartAsync(follow: false);
        await GiveAsync(ledger, 3);
        var (inside, most, both) = (0, 0, new TaskCompletionSource());
        var models = Enumerable.Range(1, 5).Select(i => new TypeCount(1, $"Type{i}")).ToList();
        foreach (var model in models)
        {
            model.AtTheEnd = async _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref inside));
                if (inside == 2) both.TrySetResult();
                await both.Task.WaitAsync(Long);
                Interlocked.Decrement(ref inside);
            };
        }

        await using var engine = ledger.NewEngine(models);
        await engine.StartAsync(Ct);
        Assert.Equal(2, most);
        foreach (var model in models)
            Assert.Equal(3, await ledger.ScalarAsync<long>($"select count(*) from {model.Name.ToLowerInvariant()}.noted"));
    }

    [Fact]
    public async Task A_model_that_can_not_be_built_ends_the_start()
    {
        await using var ledger = await Ledger.StartAsync(follow: false);
        await GiveAsync(ledger, 3);
        var broken = new TypeCount { AtTheEnd = _ => throw new InvalidDataException("no such rule") };
        await using var engine = ledger.NewEngine([broken]);
        await Assert.ThrowsAsync<InvalidDataException>(() => engine.StartAsync(Ct));
    }

    private static async Task GiveAsync(Ledger ledger, int count)
    {
        var book = new Book(ledger, "jiangcheng");
        for (var i = 0; i < count; i++)
            await book.GiftAsync(FormattableString.Invariant($"gift-{ledger.Last + 1}"), ("general", 100 + i));
    }
}
