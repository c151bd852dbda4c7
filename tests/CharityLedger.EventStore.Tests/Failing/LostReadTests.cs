using CharityLedger.EventStore.Storage;
using CharityLedger.EventStore.Tests.Appending;
using CharityLedger.Testing;
using Npgsql;
using static CharityLedger.EventStore.Tests.Appending.Sample;

namespace CharityLedger.EventStore.Tests.Failing;

public sealed class LostReadTests
{
    private const int PreparedAtUse = 3;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>However often a statement ran on the connection that is lost, and on the other one that is tried
    /// next.</summary>
    [Fact]
    public async Task Reading_a_stream_over_a_lost_connection_says_that_the_database_was_away_and_the_next_reading_is_right()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var core = database.Open();
        await core.DoAsync(Command("give", In("general", 1)));
        var stored = (await database.LogAsync()).Single();
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            NoResetOnClose = true, MaxAutoPrepare = 10, AutoPrepareMinUsages = PreparedAtUse,
        });
        await using var store = LedgerStore.Open(source);
        var reader = new EventReader(store, source);
        for (var uses = 0; uses <= PreparedAtUse; uses++)
        {
            foreach (var other in new[] { 0, PreparedAtUse })
            {
                var ended = await UseTwoAsync(uses, other);
                await database.RowsAsync($"select pg_terminate_backend({ended}, 5000)");
                var failures = new List<Exception>();
                for (var attempt = 0; attempt < 4; attempt++)
                    if (await Record.ExceptionAsync(ReadAsync) is { } failure) failures.Add(failure);
                Assert.IsAssignableFrom<NpgsqlException>(Assert.Single(failures));
                source.Clear();
            }
        }

        async Task ReadAsync()
        {
            var read = await reader.ReadStreamAsync(stored.Tenant, stored.Stream, ct: Ct);
            Assert.Equal(stored.Position, Assert.Single(read).Position);
        }

        // Reads over each of two connections, and returns the process of the first.
        async Task<int> UseTwoAsync(int first, int second)
        {
            var one = await source.OpenConnectionAsync(Ct);
            var other = await source.OpenConnectionAsync(Ct);
            var process = one.ProcessID;
            await one.DisposeAsync();
            for (var use = 0; use < first; use++) await ReadAsync();
            one = await source.OpenConnectionAsync(Ct);
            await other.DisposeAsync();
            for (var use = 0; use < second; use++) await ReadAsync();
            await one.DisposeAsync();
            return process;
        }
    }
}
