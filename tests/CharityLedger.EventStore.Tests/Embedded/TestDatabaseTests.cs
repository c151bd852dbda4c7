using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.EventStore.Tests.Embedded;

public sealed class TestDatabaseTests
{
    [Fact]
    public async Task Two_throwaway_databases_do_not_see_each_other()
    {
        await using var one = await TestDatabase.CreateAsync();
        await using var other = await TestDatabase.CreateAsync();

        await ScalarAsync(one, "create table t (n int)");

        Assert.Equal("t", await ScalarAsync(one, "select to_regclass('t')::text"));
        Assert.Equal(DBNull.Value, await ScalarAsync(other, "select to_regclass('t')::text"));
    }

    [Fact]
    public async Task A_disposed_database_is_gone_even_with_a_session_open()
    {
        var database = await TestDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var session = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);

        await database.DisposeAsync();

        var gone = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(database, "select 1"));
        Assert.Equal(PostgresErrorCodes.InvalidCatalogName, gone.SqlState);
    }

    [Fact]
    public async Task A_template_is_prepared_once_and_copied_each_time()
    {
        var prepared = 0;
        async Task Prepare(string connectionString)
        {
            Interlocked.Increment(ref prepared);
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("create table filled as select 7 as n", connection);
            await command.ExecuteNonQueryAsync();
        }

        var databases = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => TestDatabase.CreateAsync("filled_template", Prepare)));

        foreach (var database in databases)
        {
            Assert.Equal(7, await ScalarAsync(database, "select n from filled"));
            await database.DisposeAsync();
        }
        Assert.Equal(1, prepared);
    }

    private static async Task<object?> ScalarAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
