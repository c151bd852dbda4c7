using System.Net;
using CharityLedger.Contracts;
using CharityLedger.EventStore;
using CharityLedger.EventStore.Backups;
using CharityLedger.EventStore.Embedded;
using CharityLedger.EventStore.Storage;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Access;
using CharityLedger.Server.Backups;
using CharityLedger.Server.Demo;
using CharityLedger.Server.Evidence;
using CharityLedger.Server.Files;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;

namespace CharityLedger.Server.Hosting;

/// <summary>
/// A running CharityLedger: database, core, projections and web server. <c>ops/start</c> runs one; the command line and
/// the tests run private ones.
/// </summary>
public sealed class LedgerHost : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> resources = new();
    private EmbeddedPostgres? embedded;
    private WebApplication? app;
    private ILogger? log;
    private RepeatedLines? repeated;

    private LedgerHost()
    {
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Connection string of its database.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Changes of the schema that this start made.</summary>
    public IReadOnlyList<string> AppliedChanges { get; private set; } = [];

    /// <summary>Its services.</summary>
    public IServiceProvider Services => app!.Services;

    /// <summary>Starts a host. It listens while read models are built, and is ready when this returns.</summary>
    /// <param name="options">How.</param>
    /// <param name="say">Hears what is being done, one line each.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<LedgerHost> StartAsync(LedgerHostOptions options, Action<string> say, CancellationToken ct = default)
    {
        var host = new LedgerHost();
        var address = PublicAddress.Parse(options.PublicAddress);
        try
        {
            await host.OpenDatabaseAsync(options, say, ct);
            await host.ServeAsync(options, address, say, ct);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the process is told to stop.</summary>
    public Task WaitForShutdownAsync() => app!.WaitForShutdownAsync();

    /// <summary>Stops serving, finishes what was accepted, and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        while (resources.TryPop(out var resource)) await resource.DisposeAsync();
    }

    private async Task OpenDatabaseAsync(LedgerHostOptions options, Action<string> say, CancellationToken ct)
    {
        if (options.Connection is not null)
        {
            ConnectionString = DatabaseServers.Connection(options.Connection);
            say("Using the given PostgreSQL.");
            return;
        }

        if (!options.Private) Keep(new Released(HostLock.Take(options.DataFolder)));
        // Takes a second of a processor, which PostgreSQL's start leaves free.
        var prepared = Task.Run(LedgerStore.PrepareAsync, ct);
        embedded = Keep(await EmbeddedPostgres.StartAsync(options.DataFolder, say, ct));
        ConnectionString = embedded.ConnectionString;
        await prepared;
    }

    private async Task ServeAsync(LedgerHostOptions options, PublicAddress address, Action<string> say, CancellationToken ct)
    {
        var database = Keep(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            ApplicationName = "charityledger", MaxPoolSize = 60, NoResetOnClose = true, MaxAutoPrepare = 100, AutoPrepareMinUsages = 5,
        }));
        await EmptyDatabase.RefuseUnfinishedAsync(database, ct);
        var store = Keep(LedgerStore.Open(database));
        AppliedChanges = await Schema.UpgradeAsync(store, options.Clock, ct);
        foreach (var change in AppliedChanges) say($"Applied {change}.");
        var disk = new ServerDisk(options.KeepFree);
        await disk.LookAsync(database, ct);
        if (!disk.IsSeen) say("The database's disk can't be seen from here: entries are refused once it is full, and not before.");
        var master = await MasterKey.LoadAsync(options.DataFolder, database, ct);
        var copy = new CopyMark(database, options.Clock);
        await copy.NoticeAsync(embedded is null ? null : await embedded.FileIdAsync(ct), ct);
        if (await copy.ReadAsync(ct) is { } mark) say(mark.ToString());
        await ProveReservedAsync(new EventReader(store, database), ct);
        var files = await OpenFilesAsync(options, database, master, disk, ct);
        var evidence = new EvidenceStore(files);
        await new EvidenceMove(evidence, options.DataFolder).RunAsync(say, ct);
        var core = Keep(new LedgerCore(store, ConnectionString, options.Clock, new LedgerCoreOptions { Disk = disk }));
        var projections = Keep(new ProjectionEngine(ConnectionString, Report));
        await projections.BeginAsync(ct);

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(LedgerHost).Assembly.GetName().Name,
        });
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Commands are small; donation lists have a limit of their own.
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Logging.ClearProviders();
        // Standard output belongs to what the host, or the command line, has to say.
        builder.Logging.AddSimpleConsole(c => c.SingleLine = true).SetMinimumLevel(options.Private ? LogLevel.Error : LogLevel.Warning);
        // It takes them for unsealed where it doesn't seal them itself.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // It says of each form that its page is not kept, which our pages say themselves, and of each broken cookie, which anybody can send.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Critical);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(c => c.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton(files).AddHostedService<UploadSweep>().AddSingleton(disk).AddHostedService<DiskWatch>();
        var formKeys = new FormKeys(database, master);
        builder.Services.AddDataProtection().SetApplicationName("CharityLedger")
            .AddKeyManagementOptions(keys => keys.XmlRepository = formKeys);
        builder.Services.AddSingleton(evidence).AddSingleton(address).AddSingleton(copy).AddHostedService<CopyWatch>().AddSingleton<BackupWriter>();
        Composition.AddServices(builder.Services, database, store, core, projections, master, options.Clock);
        Jobs.JobRoutes.AddServices(builder.Services, ConnectionString, options.Schedules ?? !options.Private);
        app = builder.Build();
        // Kept, because projections outlive the services that it comes from.
        log = app.Services.GetRequiredService<ILogger<LedgerHost>>();
        repeated = app.Services.GetRequiredService<RepeatedLines>();
        Composition.Map(app);
        await formKeys.PrepareAsync(app.Services.GetRequiredService<IDataProtectionProvider>(), ct);
        await app.StartAsync(ct);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        if (projections.Building.Any(b => b.Last > 0))
            say($"Listening at {Address}; ready once {projections.Building.Count} read models are built.");
        await projections.Built.WaitAsync(ct);
        if (options is { Demo: true, Private: false }) await app.Services.GetRequiredService<DemoFederation>().LoadAsync(say, ct);
        app.Services.GetRequiredService<Readiness>().Set();
    }

    private async Task<FileStore> OpenFilesAsync(
        LedgerHostOptions options, NpgsqlDataSource database, MasterKey master, ServerDisk disk, CancellationToken ct)
    {
        var place = FilePlaces.Open(options.Files, database, options.Clock);
        if (place is IDisposable client) Keep(new Released(client));
        var files = new FileStore(place, master, Path.Combine(options.DataFolder, "incoming"), options.Clock, disk);
        await files.ProveAsync(database, options.Files, ct);
        return files;
    }

    /// <summary>A federation of that name would own what is the installation's, and its users would be operators.</summary>
    private static async Task ProveReservedAsync(EventReader reader, CancellationToken ct)
    {
        var taken = await reader.VersionsAsync(Tenants.Installation, [Streams.Federation], ct);
        if (taken.Count > 0)
            throw new InvalidOperationException($"A federation is called “{Tenants.Installation}”, which is the ledger's own name by now.");
    }

    private void Report(string projection, Exception e)
    {
        // An absent database is no defect, and comes up every second for each of them.
        var isAway = e is NpgsqlException and (not PostgresException or { IsTransient: true });
        repeated?.Say(isAway ? "read models" : "projection " + projection, count =>
        {
            if (isAway) log?.LogWarning("The read models wait for the database ({Count} attempts): {Reason}", count, e.Message);
            else log?.LogWarning(e, "The projection {Name} starts again ({Count} times)", projection, count);
        });
    }

    private T Keep<T>(T resource)
        where T : IAsyncDisposable
    {
        resources.Push(resource);
        return resource;
    }

    private sealed class Released(IDisposable resource) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            resource.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
