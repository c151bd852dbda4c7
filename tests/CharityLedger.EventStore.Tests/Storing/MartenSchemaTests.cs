using System.Security.Cryptography;
using System.Text;
using CharityLedger.EventStore.Storage;
using CharityLedger.Testing;
using Npgsql;

namespace CharityLedger.EventStore.Tests.Storing;

/// <summary>The database is what Marten's configuration says, and a second start has nothing to do.</summary>
public sealed class MartenSchemaTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_database_matches_martens_configuration()
    {
        await using var database = await LedgerDatabase.CreateAsync();

        await database.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(Ct);

        Assert.Equal("", await Schema.PendingAsync(database.Store, Ct));
        Assert.Empty(await Schema.UpgradeAsync(database.Store, TimeProvider.System, Ct));
    }

    [Fact]
    public async Task The_pending_change_can_be_applied_by_hand()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var store = LedgerStore.Open(source);

        await using (var command = source.CreateCommand(await Schema.PendingAsync(store, Ct)))
            await command.ExecuteNonQueryAsync(Ct);

        Assert.Empty(await Schema.UpgradeAsync(store, TimeProvider.System, Ct));
        await store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(Ct);
    }

    /// <summary>A database is brought up to date when its number is lower: what is described may not change under the same
    /// number once a version with it is released.</summary>
    [Fact]
    public async Task What_is_described_belongs_to_the_number_of_the_schema()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        using var described = new StringWriter();
        foreach (var ours in database.Store.Storage.AllObjects().Where(o => o.Identifier.Schema == "charity"))
            ours.WriteCreateStatement(database.Store.Storage.Database.Migrator, described);

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(described.ToString())))[..16];

        Assert.Equal("6 9bb4f1cdb33515f4", $"{await database.ScalarAsync<long>("select max(number)::bigint from charity.schema_version")} {digest}");
    }

    [Fact]
    public async Task What_somebody_changed_by_hand_is_seen()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await database.RowsAsync("drop trigger check_positions on ledger.mt_events; drop trigger refuse_change on ledger.mt_events");

        var pending = await Schema.PendingAsync(database.Store, Ct);

        Assert.Contains("CREATE TRIGGER check_positions", pending, StringComparison.Ordinal);
        Assert.Contains("CREATE TRIGGER refuse_change", pending, StringComparison.Ordinal);
    }
}
