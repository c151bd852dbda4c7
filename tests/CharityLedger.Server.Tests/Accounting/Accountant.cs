using System.Globalization;
using System.Net;
using System.Text.Json;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>A host with the federation "city", whose accountant works with a clock that can be turned on.</summary>
internal sealed class Accountant : IAsyncDisposable
{
    private Accountant(FakeClock clock, TestHost host, Api api) => (Clock, Host, Api) = (clock, host, api);

    public FakeClock Clock { get; }

    public TestHost Host { get; }

    public Api Api { get; }

    /// <summary>Begins on a day, at noon in Beijing.</summary>
    public static async Task<Accountant> StartAsync(string day)
    {
        var clock = new FakeClock(Noon(day));
        var host = await TestHost.StartAsync(clock);
        return new Accountant(clock, host, await host.FederationAsync("city"));
    }

    public void GoTo(string day) => Clock.Advance(Noon(day) - Clock.GetUtcNow());

    public async Task FundAsync(string fund) => (await Api.PostAsync("funds", Refusing.City.Fund(fund, date: Today))).Accepted();

    public string Today => Clock.GetUtcNow().AddHours(8).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public Task<Answer> GiveAsync(long fen, string? fund = null, string? date = null, string channel = "bank", string? key = null) =>
        Api.PostAsync("gifts", new { amountFen = fen, channel, fund, occurredOn = date ?? Today }, key);

    public Task<Answer> PayAsync(long fen, string? fund = null, string? date = null) =>
        Api.PostAsync("payments", new { amountFen = fen, payee = "某医院", purpose = "物资", fund, occurredOn = date ?? Today });

    public Task<Answer> CloseAsync(string month, string? key = null) => month.EndsWith("-12", StringComparison.Ordinal)
        ? Api.PostAsync($"books/years/{month[..4]}/closing", new { }, key)
        : Api.PostAsync($"books/periods/{month}/closing", new { }, key);

    /// <summary>Enters a voucher of lines such as <c>administration general 500 0</c>.</summary>
    public Task<Answer> EnterAsync(string date, params string[] lines) => Api.PostAsync("books/vouchers", new
    {
        summary = "手工凭证",
        occurredOn = date,
        lines = lines.Select(l => l.Split(' ')).Select(l => new
        {
            account = l[0], bucket = l[1],
            debitFen = long.Parse(l[2], CultureInfo.InvariantCulture), creditFen = long.Parse(l[3], CultureInfo.InvariantCulture),
        }),
    });

    public Task<Answer> CountAsync(string account, long balance, string date) => Api.PostAsync(
        "books/counts", new { account, balanceFen = balance, evidence = "对账单", occurredOn = date });

    /// <summary>The counts once all are there, as <c>day code counted booked difference</c>.</summary>
    public async Task<List<string>> CountsAsync()
    {
        var last = await Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        return [.. (await Api.GetAsync($"books/counts?min-position={last}")).Body.EnumerateArray().Select(c => string.Join(' ',
            new[] { "occurredOn", "account", "countedFen", "bookFen", "differenceFen" }.Select(n => c.GetProperty(n).ToString())))];
    }

    /// <summary>The trial balance once it holds everything, as <c>code debit credit</c>.</summary>
    public async Task<IEnumerable<string>> TrialBalanceAsync(string query = "")
    {
        var last = await Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        var answer = await Api.GetAsync($"trial-balance?min-position={last}{query}");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Body.EnumerateArray().Select(a => string.Create(CultureInfo.InvariantCulture,
            $"{a.GetProperty("account").GetString()} {a.GetProperty("debitFen").GetInt64()} {a.GetProperty("creditFen").GetInt64()}"));
    }

    /// <summary>A statement once it holds everything: its lines by key, and the columns' keys.</summary>
    public async Task<(Dictionary<string, long[]> Lines, List<string> Columns)> StatementAsync(
        string kind, string month, string book = "main")
    {
        var last = await Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        var answer = await Api.GetAsync($"books/statements/{kind}?month={month}&book={book}&min-position={last}");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return (answer.Body.GetProperty("lines").EnumerateArray().ToDictionary(l => l.GetProperty("key").GetString()!,
                l => l.GetProperty("amountsFen").EnumerateArray().Select(a => a.GetInt64()).ToArray()),
            [.. answer.Body.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("key").GetString()!)]);
    }

    /// <summary>What all buckets hold together.</summary>
    public async Task<long> BucketsAsync() => (await Api.GetAsync("balances")).Body.EnumerateArray().Sum(b => b.GetProperty("balanceFen").GetInt64());

    /// <summary>The events of the books' stream, in order.</summary>
    public async Task<List<(string Type, JsonElement Data)>> BooksAsync() =>
        [.. (await Host.Database.RowsAsync(
            "select type, data::text from ledger.mt_events where stream_id = 'books' order by version"))
            .Select(r => ((string)r[0]!, JsonSerializer.Deserialize<JsonElement>((string)r[1]!)))];

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static DateTimeOffset Noon(string day) =>
        new(DateOnly.ParseExact(day, "O", CultureInfo.InvariantCulture).ToDateTime(new TimeOnly(4, 0)), TimeSpan.Zero);
}
