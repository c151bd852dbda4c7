using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using CharityLedger.Browser.Tests;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Access;
using CharityLedger.Server.Demo;
using CharityLedger.Server.Hosting;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;

[assembly: AssemblyFixture(typeof(PublicHost))]

namespace CharityLedger.Browser.Tests;

/// <summary>
/// One real host with the demo and a few planted gifts, and one browser, for all tests of the run. No test writes, so
/// all see the same figures.
/// </summary>
public sealed partial class PublicHost : IAsyncLifetime
{
    public const string Federation = DemoFederation.Id, Fund = "qinghe";

    private readonly string folder = Directory.CreateTempSubdirectory("charityledger-browser-").FullName;
    private readonly List<string> said = [];
    private TestDatabase database = null!;
    private LedgerHost host = null!;
    private IPlaywright playwright = null!;
    private IBrowser browser = null!;
    private int visitors;

    public Uri Address => host.Address;

    /// <summary>The gift that the start of the host invites visitors to look up.</summary>
    public (string Number, string Code) Sample { get; private set; }

    /// <summary>Receipts of the planted gifts, by what the tests call them.</summary>
    public Dictionary<string, (string Number, string Code)> Planted { get; } = [];

    /// <summary>The donation receipt of the planted gift "withheld organisation".</summary>
    public (string Number, string Code) Receipt { get; private set; }

    /// <summary>Makes the check codes.</summary>
    public Ids Ids => host.Services.GetRequiredService<Ids>();

    internal Log Log { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        host = await LedgerHost.StartAsync(new LedgerHostOptions
        {
            Port = 0, Connection = database.ConnectionString, DataFolder = folder, Clock = new FakeClock(),
            PublicAddress = "https://charity.example",
        }, said.Add);
        var sample = SampleLine().Match(said[^1]);
        Sample = (sample.Groups[1].Value, sample.Groups[2].Value);
        await PlantAsync();
        var reader = host.Services.GetRequiredService<EventReader>();
        Assert.True(await host.Services.GetRequiredService<ProjectionEngine>()
            .WaitForAllAsync(await reader.LastPositionAsync(), TimeSpan.FromSeconds(30)));
        Log = await Log.ReadAsync(reader, Federation);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium(),
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>A new visitor: own cookies, own network address, no cache; to this host, or to another.</summary>
    public async Task<Visit> VisitAsync(int width = 1440, bool script = true, Uri? address = null)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = (address ?? Address).ToString(),
            JavaScriptEnabled = script,
            ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 844 : 900 },
            DeviceScaleFactor = 1,
            Locale = "zh-CN",
            ExtraHTTPHeaders = new Dictionary<string,
                string> { ["X-Forwarded-For"] = $"203.0.113.{Interlocked.Increment(ref visitors)}" },
        });
        return new Visit(context, await context.NewPageAsync(), script);
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        await host.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Gifts by donors who chose differently, received through the API.</summary>
    private async Task PlantAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", host.Services.GetRequiredService<ApiTokens>().Lend(new Caller(Federation, "tester")));
        await GiveAsync(http, "withheld person", 12_345, new { name = "慕容秋水", kind = "person", naming = "withheld" });
        await GiveAsync(http, "masked person", 23_456, new { name = "诸葛明远", kind = "person", naming = "masked" });
        await GiveAsync(http, "named person", 34_567, new { name = "端木晴", kind = "person", naming = "full" });
        await GiveAsync(http, "organisation", 45_678,
            new { name = "云汀市试验田农业合作社", kind = "organisation", naming = "full" });
        await GiveAsync(http, "withheld organisation", 56_789,
            new { name = "云汀不具名贸易有限公司", kind = "organisation", naming = "withheld" });
        await GiveAsync(http, "anonymous", 67_890, null);
        await GiveAsync(http, "erased person", 78_901, new { name = "司徒一空", kind = "person", naming = "full" });
        await PostAsync(http, "receipt-books", new { year = 2026, code = "51010126", occurredOn = "2026-03-01" });
        Receipt = await PostAsync(http, $"gifts/{Planted["withheld organisation"].Number}/receipts", new { occurredOn = "2026-03-02" });
        await EntrustAsync(http);
        await GrantAsync(http);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var erase = source.CreateCommand("delete from charity.donor_key where donor = $1");
        erase.Parameters.AddWithValue(Planted["erased person"].Number);
        Assert.Equal(1, await erase.ExecuteNonQueryAsync());
    }

    /// <summary>A trust whose settlors chose differently, and whose supervisor is a person.</summary>
    private static async Task EntrustAsync(HttpClient http)
    {
        const string On = "2026-03-01";
        await PostAsync(http, "trusts", new
        {
            trust = "xinyuan", name = "心愿慈善信托", agreement = "云信〔2026〕1号", role = "project_manager", trustee = "云汀信托有限公司",
            purpose = "资助乡村教师", scope = "云汀市乡村学校教师", supervisor = "端木直", occurredOn = On,
            settlors = new[]
            {
                new { name = "云汀远山实业有限公司", kind = "organisation", naming = "full" },
                new { name = "欧阳静", kind = "person", naming = "masked" }, new { name = "上官云", kind = "person", naming = "withheld" },
            },
        });
        await PostAsync(http, "trusts/xinyuan/filings", new { number = "云民慈信备2026001", authority = "云汀市民政局", occurredOn = On });
        await PostAsync(http, "trusts/xinyuan/contributions", new { amountFen = 10_000_000, occurredOn = On });
        await PostAsync(http, "trusts/xinyuan/income", new { source = "利息", amountFen = 12_300, occurredOn = On });
        await PostAsync(http, "trusts/xinyuan/fees", new { kind = "supervisor", amountFen = 20_000, occurredOn = On });
        var (spent, _) = await PostAsync(http, "trusts/xinyuan/distributions",
            new { payee = "云汀市教师进修学校", purpose = "教师培训", amountFen = 3_000_000, occurredOn = On });
        await PostAsync(http, $"trusts/xinyuan/distributions/{spent}/reversals", new { amountFen = 500_000, reason = "结余", occurredOn = On });
        await PostAsync(http, "trusts/xinyuan/reports",
            new { document = new string('a', 64), kind = "yearly", year = 2025, occurredOn = On });
    }

    /// <summary>Lottery money for two regions, of which one has priority.</summary>
    private static async Task GrantAsync(HttpClient http)
    {
        const string On = "2026-03-01", Indicator = "lottery/indicators/fc2026";
        await PostAsync(http, "lottery/indicators", new
        {
            indicator = "fc2026", document = "云财社〔2026〕18号", level = "city", year = 2026, purpose = "elderly", projectCode = "2296002",
            target = "服务老人 500 人次", amountFen = 10_000_000, occurredOn = On,
        });
        foreach (var (part, region, priority, fen) in new[] { ("shan", "云山县", true, 6_000_000), ("cheng", "云城区", false, 2_000_000) })
        {
            await PostAsync(http, Indicator + "/parts",
                new { part, region, unit = region + "民政局", project = region + "居家养老", priority, amountFen = fen, occurredOn = On });
        }

        await PostAsync(http, Indicator + "/parts/shan/tranches", new { document = "云财拨〔2026〕9号", amountFen = 5_000_000, occurredOn = On });
        var (spent, _) = await PostAsync(http, Indicator + "/parts/shan/expenditures",
            new { type = "equipment", payee = "云山县颐养服务中心", use = "护理床", amountFen = 3_000_000, occurredOn = On });
        await PostAsync(http, $"{Indicator}/expenditures/{spent}/reversals", new { amountFen = 100_000, reason = "退货", occurredOn = On });
        await PostAsync(http, $"{Indicator}/expenditures/{spent}/labels",
            new { photo = new string('b', 64), place = "颐养服务中心", occurredOn = On });
    }

    private async Task GiveAsync(HttpClient http, string name, long amountFen, object? donor) => Planted[name] =
        await PostAsync(http, "gifts", new { amountFen, channel = "bank", occurredOn = "2026-03-01", fund = Fund, donor });

    private static async Task<(string Number, string Code)> PostAsync(HttpClient http, string path, object body)
    {
        var answer = await http.PostAsJsonAsync("/api/v1/" + path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (made.GetProperty("id").GetString()!, made.TryGetProperty("checkCode", out var code) ? code.GetString()! : "");
    }

    private static string Chromium() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(p => new[] { "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome" }.Select(n => Path.Combine(p, n)))
        .FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("The browser tests need Chromium; ops/test installs it.");

    [GeneratedRegex("receipt number ([0-9a-z-]+), check code ([0-9a-z]+)")]
    private static partial Regex SampleLine();
}
