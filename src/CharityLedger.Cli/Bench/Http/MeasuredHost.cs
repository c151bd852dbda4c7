using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CharityLedger.Cli.Bench.Http;

/// <summary>A host whose gifts are timed: one that this run starts on a database of its own, or one that runs already.</summary>
internal sealed class MeasuredHost : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> owned = new();

    /// <summary>Where its API is.</summary>
    public required Uri Api { get; init; }

    /// <summary>Names somebody who may receive gifts and establish funds.</summary>
    public required string Token { get; init; }

    /// <summary>Its database.</summary>
    public required NpgsqlDataSource Database { get; init; }

    /// <summary>Connection string of its database.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Whether it was started for this run, just now.</summary>
    public bool IsFresh { get; private init; }

    /// <summary>A host of another build, or of this one, that somebody else started.</summary>
    public static MeasuredHost Of(RunningHost running, string connection)
    {
        var source = NpgsqlDataSource.Create(connection);
        var host = new MeasuredHost
        {
            Api = new Uri(running.Address, "/api/v1/"), Token = running.Token, Database = source, ConnectionString = connection,
        };
        host.owned.Push(source);
        return host;
    }

    /// <summary>Starts this build's host as <c>ops/start</c> does, with a federation in it.</summary>
    public static async Task<MeasuredHost> StartAsync(string server, CancellationToken ct)
    {
        var owned = new Stack<IAsyncDisposable>();
        try
        {
            var folder = new Folder();
            owned.Push(folder);
            var database = await ScratchDatabase.CreateAsync(server, "http", ct);
            owned.Push(database);
            var token = await FoundAsync(database.ConnectionString, folder.Path, ct);
            var process = await ServingProcess.StartAsync(typeof(LedgerHost).Assembly.Location,
                ["--port", "0", "--no-demo", "--data", folder.Path, "--connection", database.ConnectionString],
                new Dictionary<string, string>(), ct);
            owned.Push(process);
            var host = new MeasuredHost
            {
                Api = new Uri(process.Address, "/api/v1/"), Token = token, IsFresh = true,
                Database = database.Source, ConnectionString = database.ConnectionString,
            };
            foreach (var one in owned.Reverse()) host.owned.Push(one);
            return host;
        }
        catch
        {
            while (owned.TryPop(out var one)) await one.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (owned.TryPop(out var one)) await one.DisposeAsync();
    }

    /// <summary>A federation, and a token of its first person, by a host that is gone afterwards.</summary>
    private static async Task<string> FoundAsync(string connection, string folder, CancellationToken ct)
    {
        await using var host = await LedgerHost.StartAsync(new LedgerHostOptions
        {
            Port = 0, Private = true, Demo = false, Connection = connection, DataFolder = folder,
        }, _ => { }, ct);
        var tokens = host.Services.GetRequiredService<ApiTokens>();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", tokens.Lend(new Caller(Caller.Operator, "operator")));
        using var answer = await client.PostAsJsonAsync("/api/v1/federations", new { name = "江城慈善总会", federation = "http" }, ct);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"No federation: {await answer.Content.ReadFromJsonAsync<JsonElement>(ct)}");
        return await tokens.CreateAsync(new Caller("http", "head"), ct);
    }

    private sealed class Folder : IAsyncDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("charityledger-bench-");

        public string Path => folder.FullName;

        public ValueTask DisposeAsync()
        {
            folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
