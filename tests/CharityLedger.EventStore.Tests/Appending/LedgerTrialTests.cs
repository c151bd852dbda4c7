using CharityLedger.Contracts;
using CharityLedger.Testing;
using Npgsql;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Appending;

/// <summary>A trial is outside of the lock, and what it finds is a snapshot's. That it finds what an append finds is the model's
/// test.</summary>
public sealed class LedgerTrialTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = Patience)]
    public async Task It_answers_while_somebody_holds_the_append_lock_and_takes_none_itself()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("give", In("a", 100)));
        await using (var holder = await database.Source.OpenConnectionAsync(Ct))
        {
            await using var transaction = await holder.BeginTransactionAsync(Ct);
            await using var locking = new NpgsqlCommand("select pg_advisory_xact_lock(4847320156)", holder);
            await locking.ExecuteNonQueryAsync(Ct);
            Assert.Equal("appended 2-2", Said((await TryAsync(database, Command("pay", Out("a", 100)))).Result));
        }

        // Nothing of it is there: the same money is still to be had.
        Assert.Equal("appended 2-2", Said(await core.DoAsync(Command("pay another", Out("a", 100)))));
    }

    [Fact(Timeout = Patience)]
    public async Task It_shows_events_with_their_money_and_lines_before_and_after()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("give", In("a", 100)));
        var reserving = Event(Out("a", 10), new PostingRequest.TransferIn("b".AsBucket(), 0)) with
        {
            Reservations = [new Reservation("a".AsBucket(), 60)],
        };

        var trial = await TryAsync(database, Command("move", [Write("move", ExpectedVersion.NoStream, reserving)]));

        var tried = Assert.Single(trial.Events);
        Assert.Equal((2L, "move", 1L, "move"), (tried.Position, tried.Stream, tried.Version, tried.Headers.Key));
        Assert.Equal([new Interval(0, 10)], tried.Headers.Postings![0].Out);
        Assert.Equal(["a 100/0 90/60", "b 0/0 10/0"], trial.Buckets.OrderBy(b => b.Bucket.ToString(), StringComparer.Ordinal)
            .Select(b => $"{b.Bucket} {b.Before.Balance}/{b.Before.Floor} {b.After.Balance}/{b.After.Floor}"));
    }

    [Fact(Timeout = Patience)]
    public async Task Of_too_little_it_tells_how_much_there_is()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("give", In("a", 100)));
        var refused = Assert.IsType<AppendResult.Refused>((await TryAsync(database, Command("pay", Out("a", 130)))).Result);
        Assert.Equal((100L, 130L), (refused.AvailableFen, refused.AskedFen));
        await Assert.ThrowsAsync<ArgumentException>(() => TryAsync(database, Command(new string('k', 201))));
    }

    private static Task<Trial> TryAsync(LedgerDatabase database, AppendCommand command) =>
        new LedgerTrial(database.Source, TimeProvider.System).RunAsync(command, Ct);
}
