using CharityLedger.Testing;
using Npgsql;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Appending;

public sealed class PoisonTests
{
    [Theory(Timeout = Patience)]
    [InlineData("""{"said":"\u0000"}""", PostgresErrorCodes.UntranslatableCharacter)]
    [InlineData("""{"said":""", PostgresErrorCodes.InvalidTextRepresentation)]
    public async Task Data_that_PostgreSQL_refuses_is_its_callers_error_and_not_its_neighbours(string json, string sqlState)
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await using var gate = new AppendGate(database, core);
        var good = Enumerable.Range(0, 21).Select(i => Command($"good {i}", In("a", 1))).ToList();
        AppendCommand Bad(int i) => Command($"bad {i}", [Write($"gift-bad-{i}", ExpectedVersion.NoStream, Json(json, In("a", 1_000)))]);

        var answers = await gate.TogetherAsync([Bad(0), .. good[..7], Bad(1), Bad(2), .. good[7..], Bad(3)]);

        Assert.All(new[] { 0, 8, 9, 24 }, i => Assert.Equal(sqlState, Assert.IsType<PostgresException>(answers[i].Error).SqlState));
        Assert.Equal(Enumerable.Range(2, 21).Select(i => (long)i),
            answers.Where(a => a.Error is null).Select(a => a.Appended.First));
        Assert.Equal(good.Select(c => c.Key), (await database.LogAsync()).Skip(1).Select(e => e.Headers.Key));
        Assert.Equal(21L, await database.ScalarAsync<long>("select in_total from charity.bucket where id = 'a'"));
        Assert.IsType<AppendResult.Appended>(await core.DoAsync(Command("later", In("a", 1))));
    }

    [Fact(Timeout = Patience)]
    public async Task Data_that_PostgreSQL_refuses_in_a_large_command_is_its_callers_error_too()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await using var gate = new AppendGate(database, core);
        AppendCommand Large(string key, string last) => Command(key, [.. Enumerable.Range(0, 500).Select(i =>
            Write($"gift-{key}-{i}", ExpectedVersion.NoStream, Json(i == 499 ? last : "{}", In("a", 1))))]);

        var answers = await gate.TogetherAsync(Large("one", "{}"), Large("bad", """{"said":"\u0000"}"""), Large("two", "{}"));

        Assert.IsType<PostgresException>(answers[1].Error);
        Assert.Equal((2, 502), (answers[0].Appended.First, answers[2].Appended.First));
        Assert.Equal(1_000L, await database.ScalarAsync<long>("select in_total from charity.bucket"));
    }

    [Fact(Timeout = Patience)]
    public async Task A_place_taken_by_another_writer_of_the_tables_is_found_and_passed()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("first", [Write("fund-1", ExpectedVersion.Any, Event())]));
        await database.TamperAsync("""
            update ledger.mt_streams set version = 2;
            insert into ledger.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id)
            select 2, gen_random_uuid(), stream_id, 2, data, type, timestamp, tenant_id from ledger.mt_events
            """);

        var next = Assert.IsType<AppendResult.Appended>(
            await core.DoAsync(Command("next", [Write("fund-1", ExpectedVersion.Any, Event())])));

        Assert.Equal(3, next.First);
        Assert.Equal([1, 2, 3], (await database.StreamAsync(Tenant, "fund-1")).Select(e => e.Version));
    }

    [Fact(Timeout = Patience)]
    public async Task A_damaged_stream_is_its_own_callers_error_and_not_its_neighbours()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await using var gate = new AppendGate(database, core);
        await core.DoAsync(Command("first", [Write("fund-1", ExpectedVersion.Any, Event(), Event())]));
        await core.DoAsync(Command("give", In("a", 5)));
        await database.RowsAsync("update ledger.mt_streams set version = 1 where id = 'fund-1'");
        // The appender's memory of the stream must not hide the damage.
        await database.RowsAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'charityledger-append'");

        var answers = await gate.TogetherAsync(
            Command("before", Out("a", 1)), Command("damaged", [Write("fund-1", ExpectedVersion.Any, Event())]), Command("after", Out("a", 1)));

        Assert.IsType<PostgresException>(answers[1].Error);
        Assert.Equal(answers[0].Appended.Last + 1, answers[2].Appended.First);
    }
}
