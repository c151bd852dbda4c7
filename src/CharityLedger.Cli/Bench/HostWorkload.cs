using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CharityLedger.Domain;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Cli.Bench;

/// <summary>
/// People who use a whole host over HTTP, each waiting for an answer before the next request: routes, roles, decisions, the core,
/// and the read models that follow.
/// </summary>
/// <param name="kind">What they do; also the federation's id.</param>
/// <param name="ledger">The ledger's database.</param>
/// <param name="turn">How long a turn takes.</param>
internal abstract class HostWorkload(string kind, ScratchDatabase ledger, TimeSpan turn) : Workload
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("charityledger-bench-");
    private readonly List<HttpClient> clients = [];
    private LedgerHost? host;

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"{kind}, {Callers} callers");

    /// <summary>How many wait at once.</summary>
    protected virtual int Callers => 16;

    /// <summary>The host's services.</summary>
    protected IServiceProvider Services => host!.Services;

    /// <summary>Today in Beijing, as requests state it.</summary>
    protected static string Today => TimeProvider.System.Today().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public override async Task PrepareAsync(CancellationToken ct)
    {
        host = await LedgerHost.StartAsync(new LedgerHostOptions
        {
            Port = 0, Private = true, Demo = false, Connection = ledger.ConnectionString, DataFolder = folder.FullName,
            Clock = TimeProvider.System,
        }, _ => { }, ct);
        await RegisterAsync(host, kind, ct);
        await BeginAsync(await ClientAsync(kind, "head", ct), ct);
    }

    public override async Task<Turn> LedgerAsync(CancellationToken ct)
    {
        await StockAsync(turn, ct);
        var result = await CallAsync(ActAsync, ct);
        // The floor's next turn must not share the machine with read models that catch up.
        var last = await new LogReader(ledger.Source).LastPositionAsync(ct);
        await host!.Services.GetRequiredService<ProjectionEngine>().WaitForAllAsync(last, TimeSpan.FromMinutes(5), ct);
        return result;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var client in clients) client.Dispose();
        if (host is not null) await host.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Has all callers do it, again and again until the turn is over.</summary>
    protected Task<Turn> CallAsync(Func<Action<double>, CancellationToken, Task<int>> act, CancellationToken ct) =>
        Turn.OfCallersAsync(Callers, turn, answered => act(answered, ct));

    /// <summary>Sets the federation up, as its first person.</summary>
    protected abstract Task BeginAsync(HttpClient head, CancellationToken ct);

    /// <summary>Brings what a turn uses up; not timed.</summary>
    protected virtual Task StockAsync(TimeSpan time, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Does it once.</summary>
    /// <param name="answered">Hears how many milliseconds each command waited.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>How many events came of it.</returns>
    protected abstract Task<int> ActAsync(Action<double> answered, CancellationToken ct);

    /// <summary>A person with a token.</summary>
    protected async Task<HttpClient> ClientAsync(string federation, string user, CancellationToken ct)
    {
        var client = await ClientAsync(host!, federation, user, ct);
        clients.Add(client);
        return client;
    }

    /// <summary>Somebody who only looks.</summary>
    protected HttpClient Visitor()
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = host!.Address };
        clients.Add(client);
        return client;
    }

    /// <summary>Registers a federation with a host.</summary>
    internal static async Task RegisterAsync(LedgerHost host, string federation, CancellationToken ct)
    {
        using var operate = await ClientAsync(host, Caller.Operator, "operator", ct);
        await PostAsync(operate, "federations", new { name = "江城慈善总会", federation }, null, ct);
    }

    private static async Task<HttpClient> ClientAsync(LedgerHost host, string federation, string user, CancellationToken ct)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(host.Address, "/api/v1/") };
        var token = await host.Services.GetRequiredService<ApiTokens>().CreateAsync(new Caller(federation, user), ct);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Reads, and says how many milliseconds that took.</summary>
    protected static async Task<int> GetAsync(HttpClient who, string path, Action<double> answered, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        using var response = await who.GetAsync(path, ct);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync(ct);
        answered(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return 1;
    }

    /// <summary>Posts, and returns the id of what came of it. A refusal would make the figures meaningless.</summary>
    protected static async Task<string> PostAsync<T>(
        HttpClient who, string path, T body, Action<double>? answered, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        using var response = await who.PostAsJsonAsync(path, body, ct);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(ct);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{path} was refused: {answer}");
        answered?.Invoke(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return answer.GetProperty("id").GetString()!;
    }
}

/// <summary>Commands of theirs, beside PostgreSQL storing the bytes of an event for each.</summary>
/// <param name="kind">What they do; also the federation's id.</param>
/// <param name="sample">Type of the event whose bytes the floor stores.</param>
/// <param name="ledger">The ledger's database.</param>
/// <param name="raw">The floor's database.</param>
/// <param name="turn">How long a turn takes.</param>
internal abstract class CommandWorkload(string kind, string sample, ScratchDatabase ledger, ScratchDatabase raw, TimeSpan turn)
    : HostWorkload(kind, ledger, turn)
{
    private readonly ScratchDatabase stored = ledger;
    private readonly TimeSpan time = turn;
    private RawLog? floor;

    public override string Floor => string.Create(CultureInfo.InvariantCulture, $"one insert for each group of {Callers}");

    public override async Task PrepareAsync(CancellationToken ct)
    {
        await base.PrepareAsync(ct);
        await ActAsync(_ => { }, ct);
        floor = await RawLog.OpenAsync(raw.Source, stored.Source, sample, ct);
    }

    public override async Task<Turn> FloorAsync(CancellationToken ct) => await floor!.InsertGroupsAsync(Callers, time, ct);
}
