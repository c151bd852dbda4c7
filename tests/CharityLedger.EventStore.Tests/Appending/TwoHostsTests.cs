using CharityLedger.Testing;
using Npgsql;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Appending;

public sealed class TwoHostsTests
{
    [Fact(Timeout = Patience)]
    public async Task Two_hosts_at_once_leave_positions_gap_free_in_commit_order_and_in_time()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        var (ahead, behind) = (new FakeClock(), new FakeClock());
        behind.Advance(TimeSpan.FromHours(-1));
        await using var one = database.Open(ahead);
        await using var other = database.Open(behind);
        using var done = new CancellationTokenSource();
        var polling = Task.Run(() => PollAsync(database.ConnectionString, done.Token), TestContext.Current.CancellationToken);

        var answers = (await Task.WhenAll(Enumerable.Range(0, 16).Select(async w =>
        {
            var mine = new List<AppendResult.Appended>();
            for (var i = 0; i < 60; i++)
            {
                (w % 2 == 0 ? ahead : behind).Advance(TimeSpan.FromMilliseconds(1));
                var writes = Enumerable.Range(0, 1 + (w + i) % 3)
                    .Select(n => Write($"gift-{w}-{i}-{n}", ExpectedVersion.NoStream, Event(In("hot", 1)))).ToList();
                var answer = await (w % 2 == 0 ? one : other).DoAsync(Command($"{w}-{i}", writes));
                mine.Add(Assert.IsType<AppendResult.Appended>(answer));
                // Whoever asks after an answer comes after it.
                Assert.True(mine.Count < 2 || mine[^1].First > mine[^2].Last);
            }

            return mine;
        }))).SelectMany(a => a).ToList();

        await done.CancelAsync();
        var (seen, polls) = await polling;
        var total = answers.Sum(a => a.Last - a.First + 1);
        Assert.Equal(Enumerable.Range(1, (int)total).Select(i => (long)i), (await database.LogAsync()).Select(e => e.Position));
        Assert.True(polls > 20 && seen > total / 2, $"The poller saw {seen} of {total} events in {polls} polls.");
        Assert.Equal(total, await database.ScalarAsync<long>("select in_total from charity.bucket"));
        Assert.Equal(total, await database.ScalarAsync<long>("select last_value from ledger.mt_events_sequence"));
    }

    /// <summary>
    /// Sees what a projection sees: position n + 1 never before n, and no time before the one before.
    /// </summary>
    private static async Task<(long Seen, int Polls)> PollAsync(string connectionString, CancellationToken done)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(CancellationToken.None);
        var (last, polls, at) = (0L, 0, DateTime.MinValue);
        for (; !done.IsCancellationRequested; polls++)
        {
            await using var command = new NpgsqlCommand(
                "select seq_id, timestamp from ledger.mt_events where seq_id > $1 order by seq_id", connection);
            command.Parameters.AddWithValue(last);
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            while (await reader.ReadAsync(CancellationToken.None))
            {
                Assert.Equal(last + 1, reader.GetInt64(0));
                Assert.True(reader.GetDateTime(1) >= at);
                (last, at) = (reader.GetInt64(0), reader.GetDateTime(1));
            }
        }

        return (last, polls);
    }
}
