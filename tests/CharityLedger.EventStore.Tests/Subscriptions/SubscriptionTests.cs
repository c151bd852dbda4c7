using CharityLedger.EventStore.Subscriptions;
using CharityLedger.EventStore.Tests.Appending;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.EventStore.Tests.Subscriptions;

public sealed class SubscriptionTests
{
    private static readonly SubscriptionOptions NeverPolls = new() { Poll = TimeSpan.FromHours(1) };
    private static readonly SubscriptionOptions Eager = new() { Poll = TimeSpan.FromMilliseconds(20), PageEvents = 7 };

    [Fact]
    public async Task Everything_arrives_once_and_in_order_from_the_beginning_and_after_a_restart()
    {
        await using var ledger = await StartAsync();
        await using var core = ledger.Open();
        await AppendAsync(core, 0, 20);
        var listener = new Listener(ledger);
        await using (Follow(ledger, Eager, listener))
        {
            await AppendAsync(core, 20, 20);
            await listener.ReachedAsync(40);
        }

        await AppendAsync(core, 40, 20);
        await using (Follow(ledger, Eager, listener)) await listener.ReachedAsync(60);
        Assert.Equal(Enumerable.Range(1, 60).Select(p => (long)p), await listener.HeardAsync());
        Assert.Empty(listener.Failures);
    }

    [Fact]
    public async Task A_notification_wakes_it()
    {
        await using var ledger = await StartAsync();
        await using var core = ledger.Open();
        var listener = new Listener(ledger);
        await using var subscription = Follow(ledger, NeverPolls, listener);
        for (var i = 0; i < 10; i++)
        {
            await AppendAsync(core, i, 1);
            await listener.ReachedAsync(i + 1);
        }
    }

    [Fact]
    public async Task It_looks_by_itself_where_no_notification_comes()
    {
        await using var ledger = await StartAsync();
        await using var core = ledger.Open();
        var listener = new Listener(ledger);
        await using var subscription = Follow(ledger, Eager, listener);
        await AppendAsync(core, 0, 1);
        await listener.ReachedAsync(1);
        // A writer that isn't ours tells nobody.
        await ledger.TamperAsync("""
            insert into ledger.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id)
            select 2, gen_random_uuid(), stream_id, 2, data, type, timestamp, tenant_id from ledger.mt_events
            """);
        await listener.ReachedAsync(2);
    }

    [Fact]
    public async Task Types_that_nobody_asked_for_are_passed_over_but_counted()
    {
        await using var ledger = await StartAsync();
        await using var core = ledger.Open();
        await AppendAsync(core, 0, 10);
        var listener = new Listener(ledger, ["no_such_type"]);
        await using var subscription = Follow(ledger, Eager, listener);
        await listener.ReachedAsync(10);
        Assert.Empty(await listener.HeardAsync());
    }

    [Fact]
    public async Task A_batch_that_fails_leaves_nothing_is_reported_and_comes_again()
    {
        await using var ledger = await StartAsync();
        await using var core = ledger.Open();
        await AppendAsync(core, 0, 20);
        var failed = 0;
        var listener = new Listener(ledger)
        {
            AtTheEnd = _ => ++failed <= 3 ? throw new InvalidDataException("not yet") : Task.CompletedTask,
        };
        await using var subscription = Follow(ledger, Eager, listener);
        await listener.ReachedAsync(20);
        Assert.Equal(Enumerable.Range(1, 20).Select(p => (long)p), await listener.HeardAsync());
        Assert.Equal(3, listener.Failures.Count);
        Assert.All(listener.Failures, e => Assert.IsType<InvalidDataException>(e));
    }

    [Fact]
    public async Task It_survives_the_loss_of_its_connection_in_the_middle_of_a_batch()
    {
        await using var ledger = await StartAsync();
        await using var core = ledger.Open();
        await AppendAsync(core, 0, 50);
        var kills = 0;
        var listener = new Listener(ledger)
        {
            AtTheEnd = async _ => await (++kills % 2 == 1 ? KillAsync(ledger) : Task.CompletedTask),
        };
        await using var subscription = Follow(ledger, Eager, listener);
        await listener.ReachedAsync(50);
        Assert.Equal(Enumerable.Range(1, 50).Select(p => (long)p), await listener.HeardAsync());
        Assert.NotEmpty(listener.Failures);
        Assert.All(listener.Failures, e => Assert.True(e is NpgsqlException or IOException, e.ToString()));
    }

    [Fact]
    public async Task Of_two_hosts_one_works_and_the_other_takes_over_when_it_dies()
    {
        await using var ledger = await StartAsync();
        await using var core = ledger.Open();
        var (first, second) = (new Listener(ledger), new Listener(ledger));
        await AppendAsync(core, 0, 10);
        await using var one = Follow(ledger, Eager, first);
        await first.ReachedAsync(10);
        await using (Follow(ledger, Eager, second))
        {
            // Two who both worked would get in each other's way many times over.
            for (var i = 10; i < 60; i++)
            {
                await AppendAsync(core, i, 1);
                await first.ReachedAsync(i + 1);
            }

            Assert.Equal(0, second.Position);
            await one.DisposeAsync();
            await AppendAsync(core, 60, 10);
            await second.ReachedAsync(70);
        }

        Assert.Equal(60, first.Position);
        Assert.Equal(Enumerable.Range(1, 70).Select(p => (long)p), await first.HeardAsync());
    }

    [Fact]
    public async Task Marten_finds_its_checkpoint_and_its_high_water_mark()
    {
        await using var ledger = await StartAsync();
        await using var core = ledger.Open();
        var listener = new Listener(ledger);
        await using (Follow(ledger, Eager, listener))
        {
            await AppendAsync(core, 0, 25);
            await listener.ReachedAsync(25);
            const string AtTheEnd = "select count(*) from ledger.mt_event_progression where last_seq_id = 25";
            while (await ledger.ScalarAsync<long>(AtTheEnd) < 2)
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Equal(["HighWaterMark", "Listener:All"],
            (await ledger.RowsAsync("select name from ledger.mt_event_progression order by name")).Select(r => r[0]));
    }

    [Fact]
    public async Task A_page_that_lacks_an_event_is_no_page()
    {
        await using var ledger = await StartAsync();
        await using var core = ledger.Open();
        await AppendAsync(core, 0, 10);
        await ledger.TamperAsync("delete from ledger.mt_events where seq_id = 5");
        var listener = new Listener(ledger);
        await using var subscription = Follow(ledger, NeverPolls, listener);
        await listener.UntilAsync(() => listener.Failures.Count > 3);
        Assert.All(listener.Failures, e => Assert.IsType<InvalidOperationException>(e));
        Assert.Empty(await listener.HeardAsync());
    }

    private static async Task<LedgerDatabase> StartAsync()
    {
        var ledger = await LedgerDatabase.CreateAsync();
        await Listener.PrepareAsync(ledger);
        return ledger;
    }

    private static async Task AppendAsync(LedgerCore core, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            var command = Sample.Command(FormattableString.Invariant($"key-{i}"));
            Assert.IsType<AppendResult.Appended>(await core.DoAsync(command));
        }
    }

    private static Subscription Follow(LedgerDatabase ledger, SubscriptionOptions options, Listener listener) =>
        new(ledger.ConnectionString, "Listener", [listener], new Progress(ledger.Source, TimeProvider.System), options);

    private static Task KillAsync(LedgerDatabase ledger) => ledger.RowsAsync("""
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'charityledger-Listener'
        """);
}
