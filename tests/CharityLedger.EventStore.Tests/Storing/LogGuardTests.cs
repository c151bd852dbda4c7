using CharityLedger.Testing;
using Npgsql;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Storing;

/// <summary>What the database refuses by itself, also to the role that owns it.</summary>
public sealed class LogGuardTests
{
    private const string AsWriter =
        "select pg_advisory_xact_lock(4847320156), set_config('charity.appending', 'on', true); ";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Intrusions =>
    [
        // The right position, but nobody who knows of the lock.
        Insert(3),
        "select pg_advisory_xact_lock(4847320156); " + Insert(3),
        // A writer of the ledger who is wrong about the end of the log.
        AsWriter + Insert(4),
        AsWriter + Insert(0),
        AsWriter + Insert(3, 5),
        "update ledger.mt_events set data = '{}'",
        "update ledger.mt_events set data = '{}' where false",
        "delete from ledger.mt_events where seq_id = 2",
        "truncate ledger.mt_events",
        "truncate ledger.mt_streams cascade",
    ];

    [Theory]
    [MemberData(nameof(Intrusions))]
    public async Task Who_writes_past_the_core_is_refused_and_the_log_stays_as_it_was(string sql)
    {
        await using var database = await TwoEventsAsync();
        var before = await database.LogAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.RowsAsync(sql));

        Assert.Equal("LG001", refused.SqlState);
        Assert.Equal(before.Select(e => e.Id), (await database.LogAsync()).Select(e => e.Id));
    }

    [Fact]
    public async Task Who_only_claims_to_hold_the_append_lock_waits_for_nobody_and_is_refused()
    {
        await using var database = await TwoEventsAsync();
        await using var holder = await database.Source.OpenConnectionAsync(Ct);
        await using var transaction = await holder.BeginTransactionAsync(Ct);
        await using (var take = new NpgsqlCommand("select pg_advisory_xact_lock(4847320156)", holder))
            await take.ExecuteNonQueryAsync(Ct);

        var refused = await Assert.ThrowsAsync<PostgresException>(
            () => database.RowsAsync("select set_config('charity.appending', 'on', true); " + Insert(3)));

        Assert.Equal("LG001", refused.SqlState);
    }

    [Fact]
    public async Task A_writer_that_keeps_to_the_rules_appends()
    {
        await using var database = await TwoEventsAsync();

        await using (var command = database.Source.CreateCommand(AsWriter + Insert(3, 4))) await command.ExecuteNonQueryAsync(Ct);

        Assert.Equal([1, 2, 3, 4], (await database.LogAsync()).Select(e => e.Position));
    }

    private static async Task<LedgerDatabase> TwoEventsAsync()
    {
        var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("first", [Write("fund-1", ExpectedVersion.Any, Event())]));
        await core.DoAsync(Command("second", [Write("fund-1", ExpectedVersion.Any, Event())]));
        return database;
    }

    private static string Insert(params long[] positions) => $"""
        insert into ledger.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id)
        select p, gen_random_uuid(), stream_id, p + 100, data, type, timestamp, tenant_id
        from ledger.mt_events, unnest(array[{string.Join(',', positions)}]::bigint[]) p where seq_id = 1
        """;
}
