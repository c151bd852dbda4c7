using CharityLedger.Contracts;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Weasel.Core;

namespace CharityLedger.MartenJudge;

/// <summary>How docs/marten.md says that a Marten application opens the ledger.</summary>
internal static class JudgeStore
{
    /// <summary>Where this application keeps what is its own.</summary>
    public const string Schema = "judge";

    /// <summary>Any number but the one that the ledger's own hosts use.</summary>
    private const int DaemonLock = 20_260_302;

    /// <param name="services">The application's.</param>
    /// <param name="connection">The ledger's database.</param>
    /// <param name="follow">Whether the async daemon runs the application's projection.</param>
    public static void AddLedger(this IServiceCollection services, string connection, bool follow)
    {
        var marten = services.AddMarten(options =>
        {
            Open(options, connection);
            if (follow) options.Projections.Add(new GivenToFundProjection(), ProjectionLifecycle.Async);
            options.Projections.DaemonLockId = DaemonLock;
        });
        if (follow) marten.AddAsyncDaemon(DaemonMode.HotCold);
    }

    /// <summary>
    /// Its own documents' tables. The store that makes them knows nothing of events, so it can't touch the ledger's tables.
    /// </summary>
    public static async Task CreateTablesAsync(string connection)
    {
        await using var store = DocumentStore.For(options =>
        {
            options.Connection(connection);
            options.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
            Documents(options);
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
    }

    private static void Open(StoreOptions options, string connection)
    {
        options.Connection(connection);
        options.AutoCreateSchemaObjects = AutoCreate.None;
        Documents(options);

        options.Events.DatabaseSchemaName = "ledger";
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.TenancyStyle = TenancyStyle.Conjoined;
        options.Events.EnableUniqueIndexOnEventId = true;
        options.Events.MetadataConfig.CorrelationIdEnabled = true;
        options.Events.MetadataConfig.CausationIdEnabled = true;
        options.Events.MetadataConfig.HeadersEnabled = true;
        foreach (var (alias, type) in EventTypes.All) options.Events.MapEventType(type, alias);
    }

    private static void Documents(StoreOptions options)
    {
        options.DatabaseSchemaName = Schema;
        options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase);
        // Projections number the versions of what they write.
        options.Schema.For<GivenToFund>().MultiTenanted().UseNumericRevisions(true);
    }
}
