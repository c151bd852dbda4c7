using CharityLedger.Testing;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Appending;

/// <summary>Streams that commands assert without writing to them: the books, which every posting says are open.</summary>
public sealed class AssertedStreamTests
{
    private static readonly StreamWrite Open = new("books", ExpectedVersion.NoStream, []);

    /// <summary>Loading looks commands up by the index on ids; a command that is decided from memory does not.</summary>
    [Fact(Timeout = Patience)]
    public async Task An_absent_stream_that_was_loaded_once_is_remembered_as_absent()
    {
        const int commands = 40;
        await using var database = await LedgerDatabase.CreateAsync();
        await using (var core = database.Open())
        {
            for (var i = 0; i < commands; i++)
            {
                Assert.IsType<AppendResult.Appended>(await core.DoAsync(
                    Command($"{i}", [Write($"gift-{i}", ExpectedVersion.NoStream, Event(In("general", 1))), Open])));
            }
        }

        // The server tells what a session did when the session has ended.
        await Eventually.HoldsAsync(async () => await database.ScalarAsync<long>(
            "select n_tup_ins from pg_stat_user_tables where relname = 'mt_events'") == commands, "the statistics arrive");
        var looked = await database.ScalarAsync<long>(
            "select idx_scan from pg_stat_user_indexes where indexrelname = 'idx_mt_events_event_id'");
        Assert.InRange(looked, 1, commands / 4);
    }

    [Fact]
    public async Task An_assertion_is_refused_once_the_stream_moved_on_whoever_moved_it()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var one = database.Open();
        await using var other = database.Open();
        for (var i = 0; i < 40; i++)
        {
            Assert.IsType<AppendResult.Appended>(await one.DoAsync(
                Command($"before-{i}", [Write($"gift-{i}", ExpectedVersion.NoStream, Event(In("general", 1))), Open])));
        }

        Assert.IsType<AppendResult.Appended>(await other.DoAsync(Command("close", [Write("books", ExpectedVersion.NoStream, Event())])));
        var refused = Assert.IsType<AppendResult.Refused>(await one.DoAsync(
            Command("after", [Write("gift-after", ExpectedVersion.NoStream, Event(In("general", 1))), Open])));
        Assert.Equal((AppendRefusal.VersionConflict, "books"), (refused.Reason, refused.Subject));
        Assert.IsType<AppendResult.Appended>(await one.DoAsync(Command("again",
            [Write("gift-after", ExpectedVersion.NoStream, Event(In("general", 1))), new StreamWrite("books", new ExpectedVersion(1), [])])));
    }
}
