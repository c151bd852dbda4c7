using System.Net;
using System.Text.Json;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Contacts;

/// <summary>A host with a federation, as the tests of the register use it. The clock stands at 2026-03-02.</summary>
internal sealed class Register : IAsyncDisposable
{
    public const string Day = "2026-03-02", IdentityNumber = "11010519491231002X", CreditCode = "91420100MA4KWXYA1T";

    private Register(TestHost host, Api api) => (Host, Api) = (host, api);

    public TestHost Host { get; }

    public Api Api { get; }

    public static async Task<Register> OpenAsync()
    {
        var host = await TestHost.StartAsync(new FakeClock());
        return new Register(host, await host.FederationAsync("city"));
    }

    /// <summary>A person with a phone, or by decision without one.</summary>
    public static object Person(string name, string? phone = null, string? reason = "本人到访登记", string naming = "withheld") => new
    {
        type = "person", details = new { name, phones = phone is null ? [] : new[] { phone } }, reason, naming, occurredOn = Day,
    };

    public async Task<string> AddAsync(object contact) => (await Api.PostAsync("contacts", contact)).Accepted().Id;

    public async Task<string> GiveAsync(long fen, string? contact = null, object? donor = null, string day = Day) =>
        (await Api.PostAsync("gifts", new { amountFen = fen, channel = "bank", contact, donor, occurredOn = day })).Accepted().Id;

    public Task<Answer> LinkAsync(string contact, params string[] gifts) =>
        Api.PostAsync($"contacts/{contact}/links", new { gifts, reason = "电话核实", occurredOn = Day });

    public Task<Answer> UnlinkAsync(string contact, params string[] gifts) =>
        Api.PostAsync($"contacts/{contact}/links/end", new { gifts, reason = "认错人", occurredOn = Day });

    public Task<Answer> MergeAsync(string contact, string into) =>
        Api.PostAsync($"contacts/{contact}/merger", new { into, reason = "同一人", occurredOn = Day });

    public Task<Answer> UnmergeAsync(string contact) =>
        Api.PostAsync($"contacts/{contact}/merger/end", new { reason = "并非同一人", occurredOn = Day });

    public async Task<JsonElement> ReadAsync(string path) => (await Api.GetAsync(path)).Expect(HttpStatusCode.OK).Body;

    /// <summary>Ids of the contacts that a search finds.</summary>
    public async Task<List<string>> FindAsync(string query) =>
        [.. (await ReadAsync("contacts?" + query)).GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("contact").GetString()!)];

    /// <summary>What a contact gave by years: year, number of gifts, fen.</summary>
    public static List<(int Year, long Gifts, long Fen)> Years(JsonElement shown) =>
    [
        .. shown.GetProperty("years").EnumerateArray().Select(y =>
            (y.GetProperty("year").GetInt32(), y.GetProperty("gifts").GetInt64(), y.GetProperty("amountFen").GetInt64())),
    ];

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
