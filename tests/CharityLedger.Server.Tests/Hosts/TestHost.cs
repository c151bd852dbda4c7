using CharityLedger.Projections.Engine;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Hosts;

/// <summary>A database of its own and a host on it, in this process; more hosts may join.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    /// <summary>Where the public would reach it.</summary>
    public const string PublicAddress = "https://charity.example";

    private readonly List<LedgerHost> hosts = [];
    private readonly List<Api> apis = [];
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("charityledger-host-");

    private readonly bool ownsDatabase;

    private TestHost(LedgerDatabase database, bool ownsDatabase = true) => (Database, this.ownsDatabase) = (database, ownsDatabase);

    public LedgerDatabase Database { get; }

    /// <summary>Where the master key lies.</summary>
    public string Folder => folder.FullName;

    /// <summary>What the command line needs to work on this database.</summary>
    public IReadOnlyList<string> CliOptions => ["--connection", Database.ConnectionString, "--data", Folder];

    public LedgerHost First => hosts[0];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<TestHost> StartAsync(TimeProvider? clock = null, bool schedules = false)
    {
        var host = new TestHost(await LedgerDatabase.CreateWithReadModelsAsync());
        await host.JoinAsync(clock, schedules: schedules);
        return host;
    }

    /// <summary>A host on a database that is there already, whose master key is known.</summary>
    /// <param name="database">The database.</param>
    /// <param name="masterKey">Its key.</param>
    /// <param name="clock">The host's clock.</param>
    /// <param name="ownsDatabase">Whether it goes with the host.</param>
    public static async Task<TestHost> StartOnAsync(
        LedgerDatabase database, string masterKey, TimeProvider? clock = null, bool ownsDatabase = true)
    {
        var host = new TestHost(database, ownsDatabase);
        await File.WriteAllTextAsync(Path.Combine(host.Folder, "master.key"), masterKey, Ct);
        await host.JoinAsync(clock);
        return host;
    }

    /// <summary>Starts one more host on the database.</summary>
    /// <param name="clock">Its clock.</param>
    /// <param name="connection">Another way to the same database.</param>
    /// <param name="dataFolder">A data folder of its own, with the master key in it.</param>
    /// <param name="schedules">Whether it has a scheduler for the jobs.</param>
    /// <param name="publicAddress">Where the public reaches it; null where nobody said.</param>
    public async Task<LedgerHost> JoinAsync(
        TimeProvider? clock = null, string? connection = null, string? dataFolder = null, bool schedules = false, string? publicAddress = PublicAddress)
    {
        var host = await LedgerHost.StartAsync(new LedgerHostOptions
        {
            Port = 0, Private = true, Demo = false, Connection = connection ?? Database.ConnectionString, DataFolder = dataFolder ?? Folder,
            Clock = clock ?? TimeProvider.System, Schedules = schedules, PublicAddress = publicAddress,
        }, _ => { }, Ct);
        hosts.Add(host);
        return host;
    }

    /// <summary>A caller with a token of a federation's, or of the operator (<c>*</c>), or with none.</summary>
    public async Task<Api> ApiAsync(string? federation, LedgerHost? host = null)
    {
        host ??= First;
        var api = new Api(host.Address, federation is null ? null : await TokenAsync(federation));
        apis.Add(api);
        return api;
    }

    public Task<string> TokenAsync(string federation) =>
        First.Services.GetRequiredService<ApiTokens>().CreateAsync(new Caller(federation, "clerk"), Ct);

    /// <summary>A caller with a token of one user's.</summary>
    public async Task<Api> UserAsync(string federation, string user) => new(First.Address,
        await First.Services.GetRequiredService<ApiTokens>().CreateAsync(new Caller(federation, user), Ct));

    /// <summary>Adds a user, by one who may.</summary>
    public async Task AddUserAsync(Api by, string user, params string[] roles) =>
        (await by.PostAsync("users", new { user, roles })).Accepted();

    /// <summary>Registers a federation, and returns a caller for it.</summary>
    public async Task<Api> FederationAsync(string federation, string name = "江城市慈善总会")
    {
        var operate = await ApiAsync("*");
        (await operate.PostAsync("federations", new { name, federation })).Accepted();
        return await ApiAsync(federation);
    }

    /// <summary>Waits until the read models hold all that is in the log.</summary>
    public async Task FollowedAsync()
    {
        var last = await Database.Reader.LastPositionAsync(Ct);
        var engine = First.Services.GetRequiredService<ProjectionEngine>();
        Assert.True(await engine.WaitForAllAsync(last, TimeSpan.FromMinutes(1), Ct), "A read model stands still.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var api in apis) api.Dispose();
        foreach (var host in hosts) await host.DisposeAsync();
        if (ownsDatabase) await Database.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
