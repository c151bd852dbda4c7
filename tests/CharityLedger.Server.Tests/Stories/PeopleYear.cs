using System.Net;
using System.Text.Json;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Stories;

/// <summary>
/// A federation with a route, people who come and go, and a clock that only goes forward. What it does it also does with coins, and
/// with a purse for what is promised, neither of which knows of the ledger's code.
/// </summary>
internal sealed class PeopleYear : IAsyncDisposable
{
    public const string Schools = "schools", Relief = "relief";

    private static readonly (string User, string Role)[] Roles =
    [
        ("clerk", "clerk"), ("cashier", "cashier"), ("accountant", "accountant"), ("one", "approver"), ("two", "approver"), ("auditor", "auditor"),
    ];

    private readonly FakeClock clock;
    private readonly Dictionary<string, Api> people = new(StringComparer.Ordinal);

    private PeopleYear(TestHost host, FakeClock clock) => (Host, this.clock) = (host, clock);

    public TestHost Host { get; }

    /// <summary>What lies where, by coins.</summary>
    public LedgerModel Coins { get; } = new();

    /// <summary>What is promised of each bucket, in fen.</summary>
    public SortedDictionary<string, long> Promised { get; } = new(StringComparer.Ordinal);

    /// <summary>Who is there, by the post that he holds.</summary>
    public Dictionary<string, string> Posts { get; } = new(StringComparer.Ordinal);

    /// <summary>Who stands in for a post, and until when.</summary>
    public Dictionary<string, (string User, DateOnly To)> StandIns { get; } = new(StringComparer.Ordinal);

    public DateOnly Today => DateOnly.FromDateTime(clock.Now.ToOffset(TimeSpan.FromHours(8)).DateTime);

    public Api Head => people["head"];

    public Api Clerk => people["clerk"];

    public Api Cashier => people["cashier"];

    public Api Accountant => people["accountant"];

    public Api Auditor => people["auditor"];

    public static async Task<PeopleYear> StartAsync()
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.FromHours(8)));
        var year = new PeopleYear(await TestHost.StartAsync(clock), clock);
        using var setUp = await year.Host.FederationAsync("city");
        foreach (var fund in new[] { Schools, Relief })
        {
            (await setUp.PostAsync("funds", new
            {
                fund, name = fund + "基金", sponsor = "远山公司", purpose = "助学", occurredOn = year.Today,
            })).Accepted();
        }

        await year.Host.AddUserAsync(setUp, "head", "administrator");
        year.people["head"] = await year.Host.UserAsync("city", "head");
        foreach (var (user, role) in Roles)
            await year.JoinAsync(user, role);
        foreach (var (post, user) in new[] { ("accountant_review", "lin"), ("secretary_general", "song"), ("president", "tang") })
        {
            await year.JoinAsync(user, "clerk");
            await year.AppointAsync(user, post);
        }

        await year.DecideAsync("approval-routes", new
        {
            route = "payments", scope = new { action = "make_payment" }, posts = new[] { "accountant_review", "secretary_general", "president" },
            source = "理事会决议1号", occurredOn = year.Today,
        });
        return year;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var api in people.Values) api.Dispose();
        await Host.DisposeAsync();
    }

    public void Pass(int days) => clock.Advance(TimeSpan.FromDays(days));

    /// <summary>Somebody joins, with one role.</summary>
    public async Task JoinAsync(string user, string role)
    {
        await Host.AddUserAsync(Head, user, role);
        people[user] = await Host.UserAsync("city", user);
    }

    /// <summary>Somebody leaves; his post is empty then.</summary>
    public async Task LeaveAsync(string user)
    {
        (await Head.PostAsync($"users/{user}/disabling", new { })).Accepted();
        foreach (var (post, _) in Posts.Where(p => p.Value == user).ToList()) Posts.Remove(post);
    }

    public async Task AppointAsync(string user, string post)
    {
        await DecideAsync($"users/{user}/posts", new { post, from = Today });
        Posts[post] = user;
    }

    /// <summary>What several persons decide about the federation itself.</summary>
    public Task<string> DecideAsync(string path, object body) => DecideAsync(Head, path, body, Head);

    /// <summary>What one asks for, others approve by count, and one carries out.</summary>
    public async Task<string> DecideAsync(Api by, string path, object body, Api executor)
    {
        var asked = (await by.PostAsync(path, body)).Expect(HttpStatusCode.Accepted);
        for (var i = 0; i < asked.Body.GetProperty("approvals").GetInt32(); i++)
            (await people[i == 0 ? "one" : "two"].PostAsync($"requests/{asked.Id}/approvals", new { })).Accepted();
        return (await executor.PostAsync($"requests/{asked.Id}/execution", new { })).Accepted().Id;
    }

    /// <summary>
    /// The posts sign, each by whom the year says holds it or stands in for it, or the next one above; none of them may be another.
    /// </summary>
    /// <returns>The answer to the last signature.</returns>
    public async Task<Answer> SignAsync(string request)
    {
        Answer? answer = null;
        var signed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var post in new[] { "accountant_review", "secretary_general", "president" })
        {
            var due = Due(post);
            if (due.Overlaps(signed)) continue;
            Assert.Equal(due.Order(StringComparer.Ordinal), (await NextAsync(request)).Order(StringComparer.Ordinal));
            var signer = due.Order(StringComparer.Ordinal).First();
            answer = await people[signer].PostAsync($"requests/{request}/approvals", new { });
            signed.Add(signer);
            if (answer.Code is not null) return answer;
        }

        return answer!;
    }

    /// <summary>After the bank gave a payment back, it is approved again, to the account that the payee has now.</summary>
    public async Task ApproveAgainAsync(string request, string contact, int account, bool isNew)
    {
        var again = (await Clerk.PostAsync($"payment-orders/{request}/approval-again",
            new { reason = "账号已更正", to = new { contact, account = $"a{account}" } })).Expect(HttpStatusCode.Accepted);
        if (isNew)
        {
            (await people["one"].PostAsync($"requests/{again.Id}/approvals", new { })).Refused("call_back_missing", HttpStatusCode.Conflict);
            (await Cashier.PostAsync($"requests/{again.Id}/call-back", new { said = "账号无误" })).Accepted();
        }

        (await people["one"].PostAsync($"requests/{again.Id}/approvals", new { })).Accepted();
        (await Cashier.PostAsync($"requests/{again.Id}/execution", new { })).Accepted();
    }

    /// <summary>Sends a paper, and returns its digest.</summary>
    public Task<string> SendAsync(string text) => Head.SendPaperAsync(text);

    private async Task<List<string>> NextAsync(string request) =>
    [
        .. (await Auditor.GetAsync($"requests/{request}/signers")).Body.GetProperty("next").EnumerateArray().Select(u => u.GetString()!),
    ];

    /// <summary>Balances, promises and the trace of every gift are what coins and purse say.</summary>
    public async Task AgreesAsync(IEnumerable<string> gifts)
    {
        var rows = await Host.Database.RowsAsync("""
            select id, in_total - pointer - coalesce((
                select sum(holes[2 * i] - holes[2 * i - 1]) from generate_series(1, cardinality(holes) / 2) i), 0)::bigint, floor
            from charity.bucket where tenant = 'city' order by id
            """);
        Assert.Equal(Coins.Balances.Where(b => b.Value > 0).ToDictionary(),
            rows.Where(r => (long)r[1]! > 0).ToDictionary(r => (string)r[0]!, r => (long)r[1]!));
        Assert.Equal(Promised.Where(p => p.Value > 0), rows.Where(r => (long)r[2]! > 0).Select(r => KeyValuePair.Create((string)r[0]!, (long)r[2]!))
            .OrderBy(p => p.Key, StringComparer.Ordinal));
        await Host.FollowedAsync();
        foreach (var gift in gifts) Assert.Equal(Coins.Trace(gift), await TraceAsync(gift));
    }

    private HashSet<string> Due(string post)
    {
        string[] upwards = ["accountant_review", "secretary_general", "president"];
        foreach (var at in upwards.SkipWhile(p => p != post))
        {
            var due = new HashSet<string>(StringComparer.Ordinal);
            if (Posts.TryGetValue(at, out var holder)) due.Add(holder);
            if (StandIns.TryGetValue(at, out var standIn) && Today <= standIn.To) due.Add(standIn.User);
            if (due.Count > 0) return due;
        }

        throw new InvalidOperationException("The year leaves the president's post never empty.");
    }

    private async Task<SortedDictionary<string, long>> TraceAsync(string gift)
    {
        var leaves = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var part in (await Auditor.GetAsync($"gifts/{gift}/trace")).Body.GetProperty("parts").EnumerateArray())
        {
            var leaf = part.GetProperty("use").GetString() switch
            {
                "unspent" => "unspent:" + part.GetProperty("bucket").GetString(),
                "refunded" => "refund:" + Outflow(part),
                _ => "pay:" + Outflow(part),
            };
            leaves[leaf] = leaves.GetValueOrDefault(leaf) + part.GetProperty("amountFen").GetInt64();
        }

        return leaves;
    }

    private static string? Outflow(JsonElement part) => part.GetProperty("outflow").GetProperty("id").GetString();
}
