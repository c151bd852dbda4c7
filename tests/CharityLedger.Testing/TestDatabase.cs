using System.Collections.Concurrent;
using Npgsql;

namespace CharityLedger.Testing;

/// <summary>
/// A throwaway database on the test process's server; dropped on dispose with whoever is still connected.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<(string, bool), Lazy<Task>> Templates = new();

    private readonly string _server;
    private readonly string _name;

    private TestDatabase(string server, string name)
    {
        (_server, _name) = (server, name);
        ConnectionString = For(server, name);
    }

    public string ConnectionString { get; }

    /// <summary>An empty database.</summary>
    public static Task<TestDatabase> CreateAsync(bool durable = false) => CreateAsync("template0", null, durable);

    /// <summary>An empty database whose texts are ordered by a locale of ICU's.</summary>
    public static async Task<TestDatabase> CreateUnderAsync(string locale)
    {
        var server = await PostgresFixture.ConnectionStringAsync(durable: false);
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(server, $"create database {name} template template0 locale_provider icu icu_locale '{locale}'");
        return new TestDatabase(server, name);
    }

    /// <summary>
    /// A copy of a template, which <paramref name="prepare"/> fills once per process (it gets its connection string
    /// and has to close its connections).
    /// </summary>
    /// <param name="template">A plain lower-case name; one name stands for one <paramref name="prepare"/>.</param>
    public static async Task<TestDatabase> CreateAsync(
        string template, Func<string, Task>? prepare, bool durable = false)
    {
        var server = await PostgresFixture.ConnectionStringAsync(durable);
        if (prepare is not null)
            await Templates.GetOrAdd((template, durable), _ => new(() => FillAsync(server, template, prepare))).Value;
        var name = $"test_{Guid.NewGuid():N}";
        // The file copy is quicker than logging every block where nothing is synced, and the other way round.
        var strategy = durable ? "wal_log" : "file_copy";
        await ExecuteAsync(server, $"create database {name} template {template} strategy {strategy}");
        return new TestDatabase(server, name);
    }

    public async ValueTask DisposeAsync()
    {
        await using (var pool = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(pool);
        await ExecuteAsync(_server, $"drop database {_name} with (force)");
    }

    private static async Task FillAsync(string server, string template, Func<string, Task> prepare)
    {
        await ExecuteAsync(server, $"create database {template} template template0");
        await prepare(For(server, template));
        await using var pool = new NpgsqlConnection(For(server, template));
        NpgsqlConnection.ClearPool(pool);
    }

    private static string For(string server, string database) =>
        new NpgsqlConnectionStringBuilder(server) { Database = database }.ConnectionString;

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
