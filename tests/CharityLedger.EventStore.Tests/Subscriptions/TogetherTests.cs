using CharityLedger.EventStore.Subscriptions;
using CharityLedger.EventStore.Tests.Appending;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.EventStore.Tests.Subscriptions;

/// <summary>Several subscribers of one subscription: together where they can be, apart where they can't.</summary>
public sealed class TogetherTests
{
    private static readonly SubscriptionOptions Eager = new()
    {
        Poll = TimeSpan.FromMilliseconds(20), PageEvents = 7, StandsStill = TimeSpan.FromMilliseconds(20),
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_is_one_transaction_for_all_with_their_checkpoints_and_the_high_water_mark()
    {
        await using var ledger = await StartAsync();
        var (first, second) = (new Listener(ledger, name: "First"), new Listener(ledger, name: "Second"));
        await using var subscription = Follow(ledger, first, second);
        await AppendAsync(ledger, 0, 30);
        await AllReachedAsync(30, first, second);
        await AreTogetherAsync(ledger);
        Assert.Equal(1, await ledger.ScalarAsync<long>("""
            select count(distinct xmin::text) from (
                select xmin from ledger.mt_event_progression where last_seq_id = 30
                union all select xmin from heard where position = 30) moved
            """));
    }

    [Fact]
    public async Task Who_throws_stops_nobody_and_joins_again_once_it_can()
    {
        await using var ledger = await StartAsync();
        var (sound, broken) = (new Listener(ledger, name: "Sound"), new Listener(ledger, name: "Broken"));
        var isBroken = true;
        broken.AtTheEnd = _ => isBroken ? throw new InvalidDataException("not yet") : Task.CompletedTask;
        await using var subscription = Follow(ledger, broken, sound);
        await AppendAsync(ledger, 0, 30);
        await sound.ReachedAsync(30);
        Assert.Empty(sound.Failures);
        await broken.UntilAsync(() => broken.Failures.Count > 3);
        Assert.Empty(await broken.HeardAsync());
        isBroken = false;
        await broken.ReachedAsync(30);
        await TogetherAgainAsync(ledger, 30, sound, broken);
        Assert.All(broken.Failures, e => Assert.IsType<InvalidDataException>(e));
    }

    [Fact]
    public async Task Whose_statement_the_database_refuses_is_found_among_those_who_wrote_with_it()
    {
        await using var ledger = await StartAsync();
        var (sound, refused) = (new Listener(ledger, name: "Sound"), new Refused());
        await using var subscription = new Subscription(ledger.ConnectionString, "Together", [refused, sound],
            new Progress(ledger.Source, TimeProvider.System), Eager);
        await AppendAsync(ledger, 0, 30);
        await sound.ReachedAsync(30);
        Assert.Empty(sound.Failures);
        Assert.Equal(PostgresErrorCodes.DivisionByZero, Assert.IsType<PostgresException>(refused.Failure).SqlState);
    }

    [Fact]
    public async Task Who_lags_by_more_than_a_page_catches_up_alone_and_joins()
    {
        await using var ledger = await StartAsync();
        await AppendAsync(ledger, 0, 60);
        await ledger.RowsAsync("insert into ledger.mt_event_progression (name, last_seq_id) values ('Ahead:All', 50)");
        var (ahead, behind) = (new Listener(ledger, name: "Ahead"), new Listener(ledger, name: "Behind"));
        await using var subscription = Follow(ledger, ahead, behind);
        await AllReachedAsync(60, ahead, behind);
        Assert.Equal(Positions(51, 60), await ahead.HeardAsync());
        await TogetherAgainAsync(ledger, 60, behind);
        Assert.Empty(ahead.Failures.Concat(behind.Failures));
    }

    [Fact]
    public async Task Whose_checkpoint_is_held_by_another_transaction_waits_alone()
    {
        await using var ledger = await StartAsync();
        var (free, held) = (new Listener(ledger, name: "Free"), new Listener(ledger, name: "Held"));
        await using var subscription = Follow(ledger, free, held);
        await AppendAsync(ledger, 0, 10);
        await AllReachedAsync(10, free, held);
        await using (var other = await ledger.Source.OpenConnectionAsync(Ct))
        await using (var transaction = await other.BeginTransactionAsync(Ct))
        {
            await Checkpoint.LockAsync(other, "Held", Ct);
            await AppendAsync(ledger, 10, 20);
            await free.ReachedAsync(30);
            Assert.Equal(Positions(1, 10), await held.HeardAsync());
        }

        await held.ReachedAsync(30);
        await TogetherAgainAsync(ledger, 30, free, held);
        Assert.Empty(free.Failures.Concat(held.Failures));
    }

    [Fact]
    public async Task Whom_the_leading_host_does_not_know_another_host_brings_on()
    {
        await using var ledger = await StartAsync();
        var (old, added) = (new Listener(ledger, name: "Old"), new Listener(ledger, name: "Added"));
        await using var leading = Follow(ledger, old);
        await AppendAsync(ledger, 0, 10);
        await old.ReachedAsync(10);
        await using var newer = Follow(ledger, new Listener(ledger, name: "Old"), added);
        await added.ReachedAsync(10);
        await AppendAsync(ledger, 10, 30);
        await AllReachedAsync(40, old, added);
        Assert.Equal(Positions(1, 40), await old.HeardAsync());
        Assert.Equal(Positions(1, 40), await added.HeardAsync());
    }

    [Fact]
    public async Task Pages_that_break_the_connection_again_and_again_stop_only_whose_they_are()
    {
        await using var ledger = await StartAsync();
        var (sound, deadly) = (new Listener(ledger, name: "Sound"), new Listener(ledger, name: "Deadly"));
        deadly.AtTheEnd = _ => ledger.RowsAsync("""
            select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
                and application_name = 'charityledger-Together' and state = 'idle in transaction'
            """);
        await using var subscription = Follow(ledger, deadly, sound);
        await AppendAsync(ledger, 0, 30);
        await sound.ReachedAsync(30);
        deadly.AtTheEnd = _ => Task.CompletedTask;
        await deadly.ReachedAsync(30);
        await TogetherAgainAsync(ledger, 30, sound, deadly);
    }

    /// <summary>They heard all of it once and in order, and go on in one transaction.</summary>
    private static async Task TogetherAgainAsync(LedgerDatabase ledger, int last, params Listener[] listeners)
    {
        await Eventually.HoldsAsync(
            async () =>
            {
                await AppendAsync(ledger, last++, 1);
                await AllReachedAsync(last, listeners);
                return await TransactionsAsync(ledger) == 1;
            }, "all in one transaction");
        foreach (var listener in listeners) Assert.Equal(Positions(1, last), await listener.HeardAsync());
    }

    private static Task AreTogetherAsync(LedgerDatabase ledger) =>
        Eventually.HoldsAsync(async () => await TransactionsAsync(ledger) == 1, "all in one transaction");

    /// <summary>How many transactions moved the checkpoints last.</summary>
    private static Task<long> TransactionsAsync(LedgerDatabase ledger) =>
        ledger.ScalarAsync<long>("select count(distinct xmin::text) from ledger.mt_event_progression");

    private static Task AllReachedAsync(long position, params Listener[] listeners) =>
        Task.WhenAll(listeners.Select(l => l.ReachedAsync(position)));

    private static IEnumerable<long> Positions(int from, int to) => Enumerable.Range(from, to - from + 1).Select(p => (long)p);

    private static Subscription Follow(LedgerDatabase ledger, params Listener[] listeners) =>
        new(ledger.ConnectionString, "Together", listeners, new Progress(ledger.Source, TimeProvider.System), Eager);

    private static async Task<LedgerDatabase> StartAsync()
    {
        var ledger = await LedgerDatabase.CreateAsync();
        await Listener.PrepareAsync(ledger);
        return ledger;
    }

    private static async Task AppendAsync(LedgerDatabase ledger, int first, int count)
    {
        await using var core = ledger.Open();
        for (var i = first; i < first + count; i++)
        {
            var command = Sample.Command(FormattableString.Invariant($"key-{i}"));
            Assert.IsType<AppendResult.Appended>(await core.DoAsync(command));
        }
    }

    /// <summary>Its statement fails when it is sent, which is not while it is asked.</summary>
    private sealed class Refused : ISubscriber
    {
        public string Name => "Refused";

        public IReadOnlyList<string>? Types => null;

        public string? Schema => null;

        public Exception? Failure { get; private set; }

        public void Check(string? comment)
        {
        }

        public Task ApplyAsync(IReadOnlyList<StoredEvent> events, PageWriter writer, CancellationToken ct) =>
            writer.ExecuteAsync("select 1 / $1", [0], ct);

        public void Committed(long position) => throw new InvalidOperationException("It never gets on.");

        public void Failed(Exception exception) => Failure = exception;
    }
}
