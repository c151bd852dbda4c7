using CharityLedger.Testing;

namespace CharityLedger.Projections.Tests;

public sealed class EngineTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_is_not_there_yet_is_built_at_the_start_from_the_whole_log()
    {
        await using var ledger = await Ledger.StartAsync(follow: false);
        await GiveAsync(ledger, 30);
        await ledger.Engine.StartAsync(Ct);
        Assert.True(await ledger.Engine.WaitForAllAsync(30, TimeSpan.Zero, Ct));
        await GiveAsync(ledger, 5);
        await ledger.CaughtUpAsync();
        foreach (var projection in ReadModels.All) Assert.Empty(await ledger.Engine.CompareAsync(projection.Name, Ct));
        Assert.Empty(ledger.Failures);
    }

    [Fact]
    public async Task Readers_see_whole_tables_and_no_row_is_lost_or_doubled_while_rebuilds_and_appends_go_on()
    {
        await using var ledger = await Ledger.StartAsync();
        await GiveAsync(ledger, 50);
        await ledger.CaughtUpAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var appending = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await GiveAsync(ledger, 1);
        }, Ct);
        var reading = Task.Run(async () =>
        {
            var seen = 50L;
            while (!stop.IsCancellationRequested)
            {
                var now = await ledger.ScalarAsync<long>("select count(*) from gift_list.gift");
                Assert.True(now >= seen, $"{now} gifts after {seen}");
                seen = now;
            }
        }, Ct);
        for (var i = 0; i < 3; i++)
            foreach (var projection in ReadModels.All) await ledger.Engine.RebuildAsync(projection.Name, ct: Ct);
        await stop.CancelAsync();
        await Task.WhenAll(appending, reading);
        await ledger.CaughtUpAsync();
        Assert.Equal(ledger.Last, await ledger.ScalarAsync<long>("select count(*) from gift_list.gift"));
        foreach (var projection in ReadModels.All) Assert.Empty(await ledger.Engine.CompareAsync(projection.Name, Ct));
        Assert.Empty(ledger.Failures);
    }

    [Fact]
    public async Task A_rebuild_reports_its_progress_and_changes_no_byte()
    {
        await using var ledger = await Ledger.StartAsync();
        await GiveAsync(ledger, 20);
        await ledger.CaughtUpAsync();
        var before = await ledger.RowsAsync("select * from gift_trace.inflow order by position, posting");
        var progress = new List<long>();
        var result = await ledger.Engine.RebuildAsync("GiftTrace", new Heard(progress), Ct);
        Assert.Equal(20, result.Events);
        Assert.Equal([20], progress);
        Assert.Equal(before, await ledger.RowsAsync("select * from gift_trace.inflow order by position, posting"));
        Assert.Equal(
            ["inflow_gift", "inflow_return", "inflow_source", "inflow_trust", "slice_pkey"],
            (await ledger.RowsAsync(
                "select indexname::text from pg_indexes where schemaname = 'gift_trace' order by 1"))
            .Select(r => r[0]));
    }

    [Fact]
    public async Task A_key_or_an_index_that_is_gone_is_found_and_brought_back_by_a_rebuild()
    {
        await using var ledger = await Ledger.StartAsync();
        foreach (var projection in ReadModels.All) Assert.Empty(await ledger.Engine.MissingAsync(projection.Name, Ct));
        var index = await ledger.ScalarAsync<string>("select min(indexname)::text from pg_indexes where schemaname = 'gift_list' and indexname !~ 'pkey'");
        await ledger.RowsAsync($"alter table gift_list.gift drop constraint gift_pkey; drop index gift_list.{index}");
        var missing = await ledger.Engine.MissingAsync("GiftList", Ct);
        Assert.Contains(missing, m => m.StartsWith("gift PRIMARY KEY", StringComparison.Ordinal));
        Assert.Contains(missing, m => m.Contains(index, StringComparison.Ordinal));
        await ledger.Engine.RebuildAsync("GiftList", ct: Ct);
        Assert.Empty(await ledger.Engine.MissingAsync("GiftList", Ct));
    }

    [Fact]
    public async Task A_row_that_was_tampered_with_is_found()
    {
        await using var ledger = await Ledger.StartAsync();
        await GiveAsync(ledger, 20);
        await ledger.CaughtUpAsync();
        await ledger.RowsAsync("update gift_list.gift set amount = amount + 1 where position = 7");
        Assert.Equal(["gift"], await ledger.Engine.CompareAsync("GiftList", Ct));
        await ledger.Engine.RebuildAsync("GiftList", ct: Ct);
        Assert.Empty(await ledger.Engine.CompareAsync("GiftList", Ct));
    }

    [Fact]
    public async Task A_connection_killed_in_the_middle_of_a_batch_leaves_every_event_in_once()
    {
        var (projection, kills) = (new TypeCount(), 0);
        await using var ledger = await Ledger.StartAsync(projections: [projection]);
        projection.AtTheEnd = async _ =>
        {
            if (++kills % 3 != 0) await KillAsync(ledger);
        };
        for (var i = 0; i < 10; i++)
        {
            await GiveAsync(ledger, 5);
            await ledger.CaughtUpAsync();
        }

        Assert.True(kills > 10);
        Assert.NotEmpty(ledger.Failures);
        Assert.Equal(Enumerable.Range(1, 50).Select(p => (object)(long)p),
            (await ledger.RowsAsync("select position from type_count.noted order by 1")).Select(r => r[0]!));
    }

    [Fact]
    public async Task Two_hosts_share_the_work_and_one_goes_on_when_the_other_stops()
    {
        await using var ledger = await Ledger.StartAsync();
        await using var other = ledger.NewEngine();
        await other.StartAsync(Ct);
        await GiveAsync(ledger, 20);
        Assert.True(await other.WaitForAllAsync(ledger.Last, Long, Ct));
        await KillAsync(ledger);
        await GiveAsync(ledger, 20);
        Assert.True(await other.WaitForAllAsync(ledger.Last, Long, Ct));
        await ledger.Engine.DisposeAsync();
        await GiveAsync(ledger, 20);
        Assert.True(await other.WaitForAllAsync(ledger.Last, Long, Ct));
        foreach (var projection in ReadModels.All) Assert.Empty(await other.CompareAsync(projection.Name, Ct));
    }

    [Fact]
    public async Task A_higher_version_is_rebuilt_at_the_start_and_the_old_host_stops_writing()
    {
        await using var ledger = await Ledger.StartAsync(projections: [new TypeCount(1)]);
        await GiveAsync(ledger, 10);
        await ledger.CaughtUpAsync();
        await using var newer = ledger.NewEngine([new TypeCount(2)]);
        await newer.StartAsync(Ct);
        Assert.Equal([2], (await ledger.RowsAsync("select distinct version from type_count.noted")).Select(r => r[0]));
        await GiveAsync(ledger, 1);
        while (ledger.Failures.IsEmpty) Ct.ThrowIfCancellationRequested();
        await ledger.Engine.DisposeAsync();
        await GiveAsync(ledger, 10);
        Assert.True(await newer.WaitForAllAsync(21, Long, Ct));
        Assert.Equal([2, 21L],
            (await ledger.RowsAsync(
                "select max(version), count(distinct position) from type_count.noted where version = 2")).Single());
        Assert.Equal(21, await ledger.ScalarAsync<long>("select count(*) from type_count.noted"));
    }

    [Fact]
    public async Task An_older_program_does_not_start_on_a_newer_read_model()
    {
        await using var ledger = await Ledger.StartAsync(projections: [new TypeCount(2)]);
        await using var older = ledger.NewEngine([new TypeCount(1)]);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => older.StartAsync(Ct));
        Assert.Contains("version 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fold_that_fails_is_reported_shows_in_the_status_and_goes_on_once_it_can()
    {
        var projection = new TypeCount();
        await using var ledger = await Ledger.StartAsync(projections: [projection]);
        var broken = true;
        projection.AtTheEnd = _ => broken ? throw new InvalidDataException("no such rule") : Task.CompletedTask;
        await GiveAsync(ledger, 3);
        while ((await ledger.Engine.StatusAsync(Ct)).Single().Failure is not InvalidDataException)
            Ct.ThrowIfCancellationRequested();
        Assert.Equal(3, (await ledger.Engine.StatusAsync(Ct)).Single().Lag);
        Assert.False(await ledger.Engine.WaitForAllAsync(3, TimeSpan.FromMilliseconds(10), Ct));
        broken = false;
        await ledger.CaughtUpAsync();
        Assert.Equal((3L, 0L, null),
            (await ledger.Engine.StatusAsync(Ct)).Select(s => (s.Position, s.Lag, s.Failure)).Single());
        Assert.Equal(3, await ledger.ScalarAsync<long>("select count(*) from type_count.noted"));
    }

    [Fact]
    public async Task A_rebuild_that_is_given_up_leaves_the_live_one_as_it_was()
    {
        var projection = new TypeCount();
        await using var ledger = await Ledger.StartAsync(projections: [projection]);
        await GiveAsync(ledger, 3);
        await ledger.CaughtUpAsync();
        projection.AtTheEnd = _ => throw new InvalidDataException("in the middle");
        await Assert.ThrowsAsync<InvalidDataException>(() => ledger.Engine.RebuildAsync("TypeCount", ct: Ct));
        Assert.Equal(3, await ledger.ScalarAsync<long>("select count(*) from type_count.noted"));
        projection.AtTheEnd = _ => Task.CompletedTask;
        await ledger.Engine.RebuildAsync("TypeCount", ct: Ct);
        Assert.Equal(3, await ledger.ScalarAsync<long>("select count(*) from type_count.noted"));
        Assert.Empty(await ledger.RowsAsync("select nspname from pg_namespace where nspname like 'type_count\\__%'"));
    }

    [Fact]
    public async Task A_log_restored_from_an_older_backup_gets_its_read_models_anew()
    {
        await using var ledger = await Ledger.StartAsync(follow: false, projections: [new TypeCount()]);
        await GiveAsync(ledger, 10);
        await ledger.Engine.StartAsync(Ct);
        await ledger.Engine.DisposeAsync();
        await ledger.TamperAsync("delete from ledger.mt_events where seq_id > 6");
        await using var next = ledger.NewEngine([new TypeCount()]);
        await next.StartAsync(Ct);
        Assert.Equal(6, await ledger.ScalarAsync<long>("select count(*) from type_count.noted"));
        Assert.Equal(6, (await next.StatusAsync(Ct)).Single().Position);
    }

    [Fact]
    public async Task A_model_that_throws_stops_no_other_and_all_go_on_together_once_it_works()
    {
        var broken = new TypeCount();
        await using var ledger = await Ledger.StartAsync(projections: [broken, .. ReadModels.All]);
        broken.AtTheEnd = _ => throw new InvalidDataException("no such rule");
        await GiveAsync(ledger, 30);
        foreach (var model in ReadModels.All) Assert.True(await ledger.Engine.WaitForAsync(model.Name, 30, Long, Ct));
        Assert.False(await ledger.Engine.WaitForAsync("TypeCount", 1, TimeSpan.Zero, Ct));
        broken.AtTheEnd = _ => Task.CompletedTask;
        await GoOnTogetherAsync(ledger);
        Assert.All(ledger.Failures, f => Assert.Equal(("TypeCount", typeof(InvalidDataException)), (f.Name, f.Exception.GetType())));
    }

    [Fact]
    public async Task A_rebuilt_model_joins_the_others_again()
    {
        await using var ledger = await Ledger.StartAsync(projections: [new TypeCount(), .. ReadModels.All]);
        await GiveAsync(ledger, 30);
        await ledger.CaughtUpAsync();
        foreach (var model in new[] { "TypeCount", "Journal" }) await ledger.Engine.RebuildAsync(model, ct: Ct);
        await GoOnTogetherAsync(ledger);
        Assert.Empty(ledger.Failures);
    }

    [Fact]
    public async Task Two_hosts_fold_each_page_once_whoever_of_them_loses_its_connection()
    {
        await using var ledger = await Ledger.StartAsync(projections: [new TypeCount(), .. ReadModels.All]);
        await using var other = ledger.NewEngine([new TypeCount(), .. ReadModels.All]);
        await other.StartAsync(Ct);
        for (var i = 0; i < 10; i++)
        {
            await GiveAsync(ledger, 5);
            if (i % 3 == 0) await KillAsync(ledger);
            await GiveAsync(ledger, 5);
            await ledger.CaughtUpAsync();
            Assert.True(await other.WaitForAllAsync(ledger.Last, Long, Ct));
        }

        await GoOnTogetherAsync(ledger);
    }

    /// <summary>All models come to move in one transaction, and hold every event once.</summary>
    private static async Task GoOnTogetherAsync(Ledger ledger)
    {
        await Eventually.HoldsAsync(
            async () =>
            {
                await GiveAsync(ledger, 1);
                await ledger.CaughtUpAsync();
                return await ledger.ScalarAsync<long>(
                    "select count(distinct xmin::text) from ledger.mt_event_progression") == 1;
            }, "all in one transaction");
        Assert.Equal(Enumerable.Range(1, (int)ledger.Last).Select(p => (object)(long)p),
            (await ledger.RowsAsync("select position from type_count.noted order by 1")).Select(r => r[0]!));
        foreach (var model in ReadModels.All) Assert.Empty(await ledger.Engine.CompareAsync(model.Name, Ct));
    }

    private static async Task GiveAsync(Ledger ledger, int count)
    {
        var book = new Book(ledger, "jiangcheng");
        for (var i = 0; i < count; i++)
            await book.GiftAsync(FormattableString.Invariant($"gift-{ledger.Last + 1}"), ("general", 100 + i));
    }

    private static Task<List<object?[]>> KillAsync(Ledger ledger) => ledger.RowsAsync("""
        select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
            and application_name like 'charityledger-%'
            and application_name not in ('charityledger-append', 'charityledger-projections')
        """);

    private sealed class Heard(List<long> positions) : IProgress<long>
    {
        public void Report(long value) => positions.Add(value);
    }
}
