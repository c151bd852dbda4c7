using System.Text;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore.Tests.Appending;
using CharityLedger.Testing;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Storing;

public sealed class StoredRowTests
{
    private static readonly FundEstablished Fund = new(
        "chunlei", "春蕾基金", FundType.Expendable, "江城纺织", "协议〔2026〕1号", "助学", 500, new DateOnly(2026, 3, 2));

    private static readonly MoneyAllocated Allocated = new(
        "a-1", Bucket.General, Bucket.Of("chunlei"), 300, "助学", new DateOnly(2026, 3, 2));

    [Fact]
    public async Task A_stream_lies_in_the_tables_as_Marten_would_have_put_it()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        var clock = new FakeClock();
        await using var core = database.Open(clock);
        await core.DoAsync(Command("give", In("general", 1_000)));
        var created = clock.Now.UtcDateTime;
        await core.DoAsync(Command("establish", [Write(Streams.Fund("chunlei"), ExpectedVersion.NoStream, NewEvent.Of(Fund))]));
        clock.Advance(TimeSpan.FromMinutes(5));
        var written = clock.Now.UtcDateTime;
        await core.DoAsync(Command("allocate",
        [
            Write(Streams.Fund("chunlei"), new ExpectedVersion(1), Event()),
            Write(Streams.Allocation("a-1"), ExpectedVersion.NoStream, NewEvent.Of(Allocated,
                new PostingRequest.Outflow(Bucket.General, 300), new PostingRequest.TransferIn(Bucket.Of("chunlei"), 0))),
        ]) with { CorrelationId = "request-7", CausationId = "request-6" });

        Assert.Equal(
        [
            [Tenant, "allocation-a-1", "allocation", 1L, written, written, false],
            [Tenant, "fund-chunlei", "fund", 2L, written, created, false],
        ], await database.RowsAsync("""
            select tenant_id, id, type, version, timestamp, created, is_archived from ledger.mt_streams
            where id not like 'gift-%' order by id
            """));
        Assert.Equal(
        [
            [2L, "fund-chunlei", 1L, "fund_established", created, null, null],
            [3L, "fund-chunlei", 2L, "gift_received", written, "request-7", "request-6"],
            [4L, "allocation-a-1", 1L, "money_allocated", written, "request-7", "request-6"],
        ], await database.RowsAsync("""
            select seq_id, stream_id, version, type, timestamp, correlation_id, causation_id from ledger.mt_events
            where seq_id > 1 and tenant_id = 'jiangcheng' and bdata is null and mt_dotnet_type is null and not is_archived
            order by seq_id
            """));
    }

    [Fact]
    public async Task The_data_is_camelCase_JSON_and_the_headers_say_who_and_where_the_money_lies()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("give", In("general", 1_000)));
        await core.DoAsync(Command("allocate", [Write("allocation-a-1", ExpectedVersion.NoStream, NewEvent.Of(Allocated,
            new PostingRequest.Outflow(Bucket.General, 300), new PostingRequest.TransferIn(Bucket.Of("chunlei"), 0)), Event())]));

        await AssertJsonAsync(database, "select data::text from ledger.mt_events where seq_id = 2", """
            {"allocation":"a-1","from":"general","to":"fund/chunlei","amountFen":300,"purpose":"助学","occurredOn":"2026-03-02"}
            """);
        await AssertJsonAsync(database, "select headers::text from ledger.mt_events where seq_id = 2", $$"""
            {"user":"accountant","key":"allocate","hash":"{{Convert.ToBase64String(Command("allocate").InputHash)}}","count":2,
             "postings":[{"bucket":"general","out":[[0,300]]},{"bucket":"fund/chunlei","in":[0,300],"from":0}]}
            """);
        await AssertJsonAsync(database, "select headers::text from ledger.mt_events where seq_id = 3", """{"user":"accountant"}""");
        Assert.Equal(Allocated, (await database.LogAsync())[1].Event);
    }

    [Fact]
    public async Task The_sequence_stands_at_the_last_position_so_that_another_writer_can_go_on()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("one", [Write("fund-1", ExpectedVersion.NoStream, Event(), Event(), Event())]));

        Assert.Equal(4L, await database.ScalarAsync<long>("select nextval('ledger.mt_events_sequence')"));
    }

    [Fact]
    public async Task Listeners_are_told_the_last_position_of_each_commit()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await using var listener = await database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using (var listen = new Npgsql.NpgsqlCommand("listen mt_events_appended", listener))
            await listen.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var told = new List<string>();
        listener.Notification += (_, e) => told.Add(e.Payload);

        await core.DoAsync(Command("one", [Write("fund-1", ExpectedVersion.NoStream, Event(), Event())]));
        await listener.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["2"], told);
    }

    private static async Task AssertJsonAsync(LedgerDatabase database, string sql, string expected)
    {
        using var actual = JsonDocument.Parse(await database.ScalarAsync<string>(sql));
        using var wanted = JsonDocument.Parse(Encoding.UTF8.GetBytes(expected));
        Assert.True(JsonElement.DeepEquals(wanted.RootElement, actual.RootElement), actual.RootElement.GetRawText());
    }
}
