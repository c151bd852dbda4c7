using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CharityLedger.Domain;
using CharityLedger.EventStore;

namespace CharityLedger.Cli.Bench.Http;

/// <summary>
/// Gifts posted over HTTP to a whole host in a process of its own, over connections that stay open and each carry one gift at a time.
/// The floor is a <see cref="BareEndpoint"/>, in a process of its own as well.
/// </summary>
/// <param name="connections">How many.</param>
/// <param name="options">The server, the sizes, and the host where it runs already.</param>
/// <param name="raw">The floor's database.</param>
internal sealed class HttpWorkload(int connections, BenchOptions options, ScratchDatabase raw) : Workload
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string fund = "bench-" + Guid.NewGuid().ToString("N")[..8];
    private MeasuredHost? host;
    private ServingProcess? bare;
    private HttpClient? gifts, rows;
    private HttpFigures? figures;

    public override string Name =>
        string.Create(CultureInfo.InvariantCulture, $"http, {connections} connection{(connections == 1 ? "" : "s")}");

    public override string Floor => "bare Kestrel, one insert for each group";

    public override HttpFigures? Http => figures;

    private static string Today => TimeProvider.System.Today().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public override async Task PrepareAsync(CancellationToken ct)
    {
        host = options.Running is { } running
            ? MeasuredHost.Of(running, options.ConnectionString)
            : await MeasuredHost.StartAsync(options.ConnectionString, ct);
        gifts = Client(host.Api, host.Token);
        await PostAsync(gifts, "funds",
            new { fund, name = "助学基金 " + fund, sponsor = "江城纺织有限公司", purpose = "助学", occurredOn = Today }, ct);
        await GiveAsync(gifts, ct);
        var first = host.IsFresh ? await CallAsync(gifts, options.Sizes.Start, ct) : null;
        var before = await Counters.SettledAsync(host.Database, ct);
        var counted = await CallAsync(gifts, options.Sizes.Turn, ct);
        var after = await Counters.SettledAsync(host.Database, ct);
        figures = new HttpFigures((double)(after.Transactions - before.Transactions) / counted.Events,
            (double)(after.WalSyncs - before.WalSyncs) / counted.Events, first?.PerSecond, options.Sizes.Start.TotalSeconds);

        // The command line compiles without a profile, a server with one.
        bare = await ServingProcess.StartAsync(typeof(HttpWorkload).Assembly.Location,
            ["bench", "--connection", raw.ConnectionString, "--bare-endpoint", host.ConnectionString],
            new Dictionary<string, string> { ["DOTNET_TieredPGO"] = "1" }, ct);
        rows = Client(new Uri(bare.Address, "/api/v1/"), null);
    }

    public override Task<Turn> FloorAsync(CancellationToken ct) => CallAsync(rows!, options.Sizes.Turn, ct);

    public override async Task<Turn> LedgerAsync(CancellationToken ct)
    {
        var turn = await CallAsync(gifts!, options.Sizes.Turn, ct);
        await LevelAsync(ct);
        return turn;
    }

    public override async ValueTask DisposeAsync()
    {
        gifts?.Dispose();
        rows?.Dispose();
        if (bare is not null) await bare.DisposeAsync();
        if (host is not null) await host.DisposeAsync();
    }

    private static HttpClient Client(Uri address, string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { BaseAddress = address };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A refusal would make the figures meaningless.</summary>
    private static async Task PostAsync<T>(HttpClient client, string path, T body, CancellationToken ct)
    {
        using var response = await client.PostAsJsonAsync(path, body, ct);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(ct);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{path} was refused: {answer}");
    }

    /// <summary>As many callers as connections: each waits for its answer, so none needs a second connection.</summary>
    private Task<Turn> CallAsync(HttpClient client, TimeSpan time, CancellationToken ct) =>
        Turn.OfCallersAsync(connections, time, () => GiveAsync(client, ct));

    private Task GiveAsync(HttpClient client, CancellationToken ct) => PostAsync(client, "gifts", new
    {
        amountFen = 3_000, channel = "bank", occurredOn = Today, fund,
        donor = new { name = "张三丰", kind = "person", naming = "masked" },
    }, ct);

    /// <summary>The floor's next turn must not share the machine with read models that catch up.</summary>
    private async Task LevelAsync(CancellationToken ct)
    {
        var last = await new LogReader(host!.Database).LastPositionAsync(ct);
        await using var command = host.Database.CreateCommand("select min(last_seq_id) from ledger.mt_event_progression");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var watch = Stopwatch.StartNew(); await command.ExecuteScalarAsync(ct) is not long level || level < last;)
        {
            if (watch.Elapsed > Patience) throw new TimeoutException("The read models did not catch up within five minutes.");
            await timer.WaitForNextTickAsync(ct);
        }
    }
}
