using CharityLedger.Testing;
using Npgsql;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Storing;

/// <summary>Digests of before are erased, and nothing else can be.</summary>
public sealed class OldDigestsTests
{
    private const string Erasing = "select set_config('charity.erasing_digests', 'on', true); ";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>What somebody may try who says that digests are erased.</summary>
    public static TheoryData<string> Tries =>
    [
        "update ledger.mt_events set data = '{}'",
        """update ledger.mt_events set headers = jsonb_set(headers, '{hash}', '"x"')""",
        """update ledger.mt_events set headers = jsonb_set(headers, '{hash}', '"-"') - 'user'""",
        """update ledger.mt_events set headers = jsonb_set(headers, '{hash}', '"-"'), type = 'other'""",
        """update ledger.mt_events set headers = jsonb_set(headers, '{hash}', '"-"'), data = data || '{"amountFen": 1}'""",
        """update ledger.mt_events set headers = jsonb_set(headers, '{hash}', '"-"'), seq_id = seq_id + 100""",
        "update ledger.mt_events set headers = headers where seq_id = 3",
        "delete from ledger.mt_events",
    ];

    [Fact]
    public async Task They_are_erased_and_every_other_byte_of_the_log_stays()
    {
        await using var database = await FilledAsync();
        var before = await RowsAsync(database);
        Assert.True(await new OldDigests(database.Source).AreThereAsync(Ct));

        var heard = new List<long>();
        Assert.Equal(2, await new OldDigests(database.Source).EraseAsync(3, new Heard(heard), Ct));

        Assert.False(await new OldDigests(database.Source).AreThereAsync(Ct));
        Assert.Equal(before, await RowsAsync(database));
        Assert.Equal([3], heard);
        Assert.Equal(["-", "-", Convert.ToBase64String(New(3))],
            (await database.LogAsync()).OrderBy(e => e.Position).Select(e => e.Headers.Hash));
        // Whoever was cut off begins again; there is nothing left to do.
        Assert.Equal(2, await new OldDigests(database.Source).EraseAsync(3, new Heard(heard), Ct));
    }

    [Theory]
    [MemberData(nameof(Tries))]
    public async Task Nothing_else_can_be_changed_by_saying_that_digests_are_erased(string sql)
    {
        await using var database = await FilledAsync();
        var before = await RowsAsync(database);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.RowsAsync(Erasing + sql));

        Assert.Equal("LG001", refused.SqlState);
        Assert.Equal(before, await RowsAsync(database));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_old_key_answers_its_first_outcome_without_comparing_and_a_new_one_compares(bool erased)
    {
        await using var database = await FilledAsync();
        if (erased) await new OldDigests(database.Source).EraseAsync(3, new Heard([]), Ct);
        // One core knows the commands only from the log, the other from its memory as well.
        await using var core = database.Open();
        for (var again = 0; again < 2; again++)
        {
            var repeat = Assert.IsType<AppendResult.Appended>(await core.AppendAsync(Asked("old-1", New(9)), Ct));
            Assert.Equal((1, true), (repeat.First, repeat.IsRepeat));
            Assert.Equal(AppendRefusal.IdempotencyConflict,
                Assert.IsType<AppendResult.Refused>(await core.AppendAsync(Asked("new-3", New(9)), Ct)).Reason);
            Assert.True(Assert.IsType<AppendResult.Appended>(await core.AppendAsync(Asked("new-3", New(3)), Ct)).IsRepeat);
        }

        Assert.NotNull(await database.Reader.FindCommandAsync(Tenant, "old-1", New(9), Ct));
        Assert.Null(await database.Reader.FindCommandAsync(Tenant, "new-3", New(9), Ct));
    }

    /// <summary>Two commands with digests of before, one with a digest of now.</summary>
    private static async Task<LedgerDatabase> FilledAsync()
    {
        var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        foreach (var command in new[] { Asked("old-1", new byte[32]), Asked("old-2", new byte[32]), Asked("new-3", New(3)) })
            Assert.IsType<AppendResult.Appended>(await core.AppendAsync(command, Ct));
        return database;
    }

    private static byte[] New(byte what) => [2, .. Enumerable.Repeat(what, 16)];

    private static AppendCommand Asked(string key, byte[] hash) => Command(key, In("a", 100)) with { InputHash = hash };

    /// <summary>All that stands in the log, but for the digests.</summary>
    private static Task<List<object?[]>> RowsAsync(LedgerDatabase database) => database.RowsAsync(
        "select (to_jsonb(e) - 'headers')::text, (e.headers - 'hash')::text from ledger.mt_events e order by seq_id");

    private sealed class Heard(List<long> heard) : IProgress<long>
    {
        public void Report(long value) => heard.Add(value);
    }
}
