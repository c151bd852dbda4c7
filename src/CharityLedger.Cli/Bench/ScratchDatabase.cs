using CharityLedger.EventStore;
using CharityLedger.EventStore.Storage;
using Marten;
using Npgsql;

namespace CharityLedger.Cli.Bench;

/// <summary>A database that is made for a run, and dropped after it.</summary>
internal sealed class ScratchDatabase : IAsyncDisposable
{
    private readonly string server;
    private readonly string name;

    private ScratchDatabase(string server, string name)
    {
        (this.server, this.name) = (server, name);
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
        Source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            NoResetOnClose = true, MaxAutoPrepare = 50, AutoPrepareMinUsages = 2,
        });
        Store = LedgerStore.Open(Source);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    public DocumentStore Store { get; }

    /// <summary>With the ledger's schema.</summary>
    public static async Task<ScratchDatabase> CreateAsync(string server, string purpose, CancellationToken ct)
    {
        var database = await EmptyAsync(server, purpose, ct);
        try
        {
            await Schema.UpgradeAsync(database.Store, TimeProvider.System, ct);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>With nothing in it.</summary>
    public static async Task<ScratchDatabase> EmptyAsync(string server, string purpose, CancellationToken ct)
    {
        var name = $"charityledger_bench_{purpose}_{Guid.NewGuid():N}";
        await ExecuteAsync(server, $"create database {name} template template0 encoding 'UTF8'", ct);
        return new ScratchDatabase(server, name);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Source.DisposeAsync();
        await ExecuteAsync(server, $"drop database {name} with (force)", CancellationToken.None);
    }

    private static async Task ExecuteAsync(string server, string sql, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }
}
