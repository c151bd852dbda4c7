using CharityLedger.Contracts;
using JasperFx;
using JasperFx.Events;
using JasperFx.MultiTenancy;
using Marten;
using Npgsql;
using Weasel.Core;
using Weasel.Core.Migrations;

namespace CharityLedger.EventStore.Storage;

/// <summary>
/// The ledger as Marten knows it: how streams are named, who a tenant is, which events there are, how they are written,
/// and which tables, functions and triggers belong to the database. The one place where Marten is configured.
/// </summary>
public static class LedgerStore
{
    /// <summary>The schema of Marten's own tables.</summary>
    public const string Name = "ledger";

    /// <summary>Makes Marten look at the events' types, which takes most of the time of the first store that is opened; the
    /// next ones find it done.</summary>
    public static async Task PrepareAsync()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1");
        await using var store = Open(nowhere);
    }

    /// <summary>A store on a database. It creates nothing by itself; see <see cref="Schema"/>.</summary>
    /// <param name="database">Where its sessions take their connections; it stays the caller's to close.</param>
    public static DocumentStore Open(NpgsqlDataSource database) => DocumentStore.For(options =>
    {
        options.Connection(database);
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.DatabaseSchemaName = Name;
        options.DisableNpgsqlLogging = true;
        // No retries: Marten would send the same batch again over another connection. Where the lost one was about to
        // prepare it, Npgsql then takes it for prepared there and throws a NullReferenceException.
        options.ConfigurePolly(_ => { });
        options.Serializer(new StoredJson());

        options.Events.DatabaseSchemaName = Name;
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.TenancyStyle = TenancyStyle.Conjoined;
        options.Events.EnableUniqueIndexOnEventId = true;
        options.Events.MetadataConfig.CorrelationIdEnabled = true;
        options.Events.MetadataConfig.CausationIdEnabled = true;
        options.Events.MetadataConfig.HeadersEnabled = true;
        foreach (var (alias, type) in EventTypes.All) options.Events.MapEventType(type, alias);

        options.Storage.Add(new Ours(options.Advanced.Migrator));
    });

    /// <summary>What is the ledger's own in the database. Marten makes it after its event tables, on which the guard of
    /// the log stands.</summary>
    private sealed class Ours(Migrator migrator) : FeatureSchemaBase(CharityTables.Name, migrator)
    {
        protected override IEnumerable<ISchemaObject> schemaObjects() => [.. CharityTables.All, .. LogGuard.All];
    }
}
