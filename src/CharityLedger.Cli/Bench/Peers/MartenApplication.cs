using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.MultiTenancy;
using Marten;
using Npgsql;
using Weasel.Core;

namespace CharityLedger.Cli.Bench.Peers;

/// <summary>
/// A plain application on Marten, as its documentation shows one, tuned as well as it is known to go: string streams, conjoined
/// tenancy, quick append, statements prepared, connections not reset.
/// </summary>
internal static class MartenApplication
{
    public const string Tenant = "bench";

    /// <summary>Opens a store in a schema of its own, and creates its tables.</summary>
    /// <param name="connectionString">Its database.</param>
    /// <param name="configure">What this application has beside events.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<DocumentStore> OpenAsync(string connectionString, Action<StoreOptions> configure, CancellationToken ct)
    {
        var store = DocumentStore.For(options =>
        {
            options.Connection(new NpgsqlConnectionStringBuilder(connectionString)
            {
                NoResetOnClose = true, MaxAutoPrepare = 50, AutoPrepareMinUsages = 2,
            }.ConnectionString);
            options.DatabaseSchemaName = "application";
            options.DisableNpgsqlLogging = true;
            options.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
            // The daemon runs when it is told to; otherwise Marten warns that nobody starts it.
            options.Projections.AsyncMode = DaemonMode.Solo;
            options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase);
            options.Policies.AllDocumentsAreMultiTenanted();
            options.Events.StreamIdentity = StreamIdentity.AsString;
            options.Events.TenancyStyle = TenancyStyle.Conjoined;
            options.Events.AppendMode = EventAppendMode.Quick;
            options.Events.EnableUniqueIndexOnEventId = true;
            options.Events.MetadataConfig.CorrelationIdEnabled = true;
            options.Events.MetadataConfig.CausationIdEnabled = true;
            options.Events.MetadataConfig.HeadersEnabled = true;
            options.Events.AddEventType<GiftGiven>();
            options.Events.AddEventType<MoneySpent>();
            configure(options);
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
        ct.ThrowIfCancellationRequested();
        return store;
    }

    /// <summary>A session for each caller: what every example shows.</summary>
    public static async Task GiveAsync(this DocumentStore store, GiftGiven gift, CancellationToken ct)
    {
        await using var session = store.LightweightSession(Tenant);
        session.Events.StartStream(SampleGiving.StreamOf(gift), gift);
        await session.SaveChangesAsync(ct);
    }
}
