using CharityLedger.EventStore;
using CharityLedger.EventStore.Storage;
using CharityLedger.Projections.Engine;
using Marten;
using Npgsql;

namespace CharityLedger.Testing;

/// <summary>A throwaway database with the ledger's schema, an appender and a reader on it.</summary>
public sealed class LedgerDatabase : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly Lazy<DocumentStore> store;

    private LedgerDatabase(TestDatabase database)
    {
        this.database = database;
        Source = NpgsqlDataSource.Create(database.ConnectionString);
        store = new(() => LedgerStore.Open(Source));
    }

    public string ConnectionString => database.ConnectionString;

    public NpgsqlDataSource Source { get; }

    /// <summary>Marten on the database, opened when it is first asked for: most tests need none beside their host's.</summary>
    public DocumentStore Store => store.Value;

    public EventReader Reader => new(Store, Source);

    /// <param name="durable">True for crash tests: fsync and full page writes stay on.</param>
    public static async Task<LedgerDatabase> CreateAsync(bool durable = false) =>
        new(await TestDatabase.CreateAsync("ledger_template", UpgradeAsync, durable));

    /// <summary>One whose read models have their tables: making them takes longer than many a test.</summary>
    public static async Task<LedgerDatabase> CreateWithReadModelsAsync() =>
        new(await TestDatabase.CreateAsync("ledger_with_read_models", BuildReadModelsAsync));

    /// <summary>An empty one whose texts are ordered by a locale of ICU's.</summary>
    public static async Task<LedgerDatabase> CreateUnderAsync(string locale) => new(await TestDatabase.CreateUnderAsync(locale));

    /// <summary>A database as a dump of plain statements leaves it, whatever schema that is.</summary>
    public static async Task<LedgerDatabase> RestoreAsync(string dump)
    {
        var database = new LedgerDatabase(await TestDatabase.CreateAsync());
        await using (var command = database.Source.CreateCommand(dump)) await command.ExecuteNonQueryAsync();
        return database;
    }

    /// <summary>A copy of this one, to which nobody may be connected meanwhile.</summary>
    public async Task<LedgerDatabase> CopyAsync()
    {
        var name = await ScalarAsync<string>("select current_database()::text");
        Source.Clear();
        return new LedgerDatabase(await TestDatabase.CreateAsync(name, prepare: null));
    }

    /// <summary>An appender, as one host has it.</summary>
    public LedgerCore Open(TimeProvider? clock = null, LedgerCoreOptions? options = null, string? connectionString = null) =>
        new(Store, connectionString ?? ConnectionString, clock ?? TimeProvider.System, options);

    /// <summary>The rows of a query, each as an array; null for NULL.</summary>
    public async Task<List<object?[]>> RowsAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add([.. row.Select(v => v is DBNull ? null : v)]);
        }

        return rows;
    }

    /// <summary>Runs what the guard of the log would refuse, as a broken disk or an administrator with ill intent
    /// would.</summary>
    public async Task TamperAsync(string sql)
    {
        await using var command = Source.CreateCommand(
            $"set session_replication_role = replica; {sql}; set session_replication_role = origin");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The one value of a query.</summary>
    public async Task<T> ScalarAsync<T>(string sql) => (T)(await RowsAsync(sql)).Single().Single()!;

    /// <summary>The whole log.</summary>
    public async Task<List<StoredEvent>> LogAsync()
    {
        var log = new List<StoredEvent>();
        await foreach (var stored in Reader.ReadAllAsync()) log.Add(stored);
        return log;
    }

    /// <summary>One stream's events.</summary>
    public Task<IReadOnlyList<StoredEvent>> StreamAsync(string tenant, string stream) => Reader.ReadStreamAsync(tenant, stream);

    public async ValueTask DisposeAsync()
    {
        if (store.IsValueCreated) await Store.DisposeAsync();
        await Source.DisposeAsync();
        await database.DisposeAsync();
    }

    private static async Task BuildReadModelsAsync(string connectionString)
    {
        await UpgradeAsync(connectionString);
        await using var engine = new ProjectionEngine(connectionString, (_, e) => throw e);
        await engine.StartAsync();
    }

    private static async Task UpgradeAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var store = LedgerStore.Open(source);
        await Schema.UpgradeAsync(store, TimeProvider.System);
    }
}
