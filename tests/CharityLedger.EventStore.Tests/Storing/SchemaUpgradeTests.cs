using CharityLedger.EventStore.Storage;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.EventStore.Tests.Storing;

public sealed class SchemaUpgradeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hosts_that_start_at_once_upgrade_an_empty_database_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var store = LedgerStore.Open(source);
        var clock = new FakeClock();

        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Schema.UpgradeAsync(store, clock, Ct)));

        var changes = Assert.Single(applied, a => a.Count > 0);
        Assert.Equal(6, changes.Count);
        await using var command = source.CreateCommand("select array_agg(name::text order by number), max(applied_at) from charity.schema_version");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        await reader.ReadAsync(Ct);
        Assert.Equal(changes, reader.GetFieldValue<string[]>(0));
        Assert.Equal(clock.Now, reader.GetFieldValue<DateTimeOffset>(1));
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_and_left_alone()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await database.RowsAsync("insert into charity.schema_version values (99, '99_future.sql', now()) returning 1");

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Schema.UpgradeAsync(database.Store, TimeProvider.System, Ct));

        Assert.Contains("newer program", refused.Message, StringComparison.Ordinal);
    }
}
