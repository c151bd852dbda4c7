using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CharityLedger.Server.Access;
using CharityLedger.Server.Tests.Doors;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Fuzzing;

/// <summary>
/// Sends requests to every door of a host of its own, one after the other: made from the records in which the host reads them, then
/// spoilt or not. Every answer is judged.
/// </summary>
internal sealed partial class Fuzzer : IAsyncDisposable
{
    private const string MasterKey = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private const string Position = "select coalesce(max(seq_id), 0)::bigint from ledger.mt_events where tenant_id in ('city', 'linhe')";
    private static readonly string[] Unending = ["disabling", "roles", "end"];

    private readonly TestHost host;
    private readonly HttpClient http;
    private readonly Random random;
    private readonly int seed;
    private readonly IReadOnlyList<Door> doors;
    private readonly Spoiling spoiling;
    private readonly Dictionary<int, int> statuses = [];
    private readonly List<string> faults = [];
    private Town town = null!;
    private IReadOnlyList<string?> tokens = [];
    private int accepted, sent;

    private Fuzzer(TestHost host, int seed)
    {
        (this.host, this.seed, random) = (host, seed, new Random(seed));
        spoiling = new Spoiling(random);
        doors = [.. Door.Of(host.First).Where(d => d.Pattern != "/error")];
        http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false, UseCookies = false, AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        });
    }

    /// <summary>What was wrong with answers, each with its request.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>Commands that were carried out or asked for.</summary>
    public int Accepted => accepted;

    /// <summary>How many answers there were of each status.</summary>
    public string Summary => string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => FormattableString.Invariant($"{s.Key}: {s.Value}")));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Two federations with people and things of every kind.</summary>
    public static async Task<Fuzzer> StartAsync(int seed)
    {
        var host = await TestHost.StartOnAsync(await LedgerDatabase.CreateWithReadModelsAsync(), MasterKey, new FakeClock());
        var fuzzer = new Fuzzer(host, seed);
        using var setUp = await host.FederationAsync("city");
        using var linhe = await host.FederationAsync("linhe");
        (await linhe.PostAsync("alliances", new { partner = "city", agreement = "联盟1号", occurredOn = "2026-01-01" })).Accepted();
        fuzzer.town = new Town(fuzzer.doors, setUp, "city", "linhe", fuzzer.random);
        await fuzzer.town.GrowAsync(rounds: 2);
        foreach (var federation in (string[])["city", "linhe"])
            fuzzer.town.Known.Learn(new Dictionary<string, string> { ["f/federation"] = federation });
        await host.AddUserAsync(setUp, "second", "clerk", "approver", "treasurer");
        var made = host.First.Services.GetRequiredService<ApiTokens>();
        fuzzer.tokens = [await made.CreateAsync(new Caller("city", "clerk"), Ct), await made.CreateAsync(new Caller("city", "second"), Ct),
            await made.CreateAsync(new Caller("linhe", "clerk"), Ct), await made.CreateAsync(new Caller(Caller.Operator, "clerk"), Ct), null];
        return fuzzer;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await host.DisposeAsync();
    }

    /// <summary>Sends so many.</summary>
    /// <param name="requests">How many.</param>
    /// <param name="say">Hears how it goes.</param>
    public async Task RunAsync(int requests, Action<string> say)
    {
        var position = await host.Database.ScalarAsync<long>(Position);
        for (var i = 1; i <= requests && faults.Count < 100; i++)
        {
            var draft = Next(i);
            using var request = draft.Request(host.First.Address);
            if (request is null) continue;
            var isRead = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;
            try
            {
                using var answer = await http.SendAsync(request, Ct);
                var text = await answer.Content.ReadAsStringAsync(Ct);
                sent++;
                var status = (int)answer.StatusCode;
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
                Judge(draft, status, answer, text);
                var now = isRead && status < 400 ? position : await host.Database.ScalarAsync<long>(Position);
                if ((status >= 400 || isRead) && now != position) faults.Add($"{status} and yet something was posted: {draft}");
                position = now;
                if (status is 201 or 202) Learn(draft, text);
            }
            catch (HttpRequestException e) when (e.InnerException is not System.Net.Sockets.SocketException)
            {
                // What no client can send, or what the server hangs up on, is no answer to judge.
                statuses[0] = statuses.GetValueOrDefault(0) + 1;
            }

            if (i % 5_000 == 0) say(FormattableString.Invariant($"Seed {seed}: {i} requests, {accepted} carried out; {Summary}"));
        }

        Assert.True(sent > requests * 9 / 10 || faults.Count > 0, "Too many requests could not be sent.");
    }

    private Draft Next(int number)
    {
        var door = doors[random.Next(doors.Count)];
        var address = town.Address(door);
        var values = Known.WordsOf(door).ToDictionary(w => w.Split('/')[1], w => address[w]);
        var draft = new Draft(door) { Json = town.Body(door), MediaType = door.Body is null ? null : "application/json" };
        if (door.Method == HttpMethod.Put) (draft.Bytes, draft.MediaType) = (Town.Evidence, "application/octet-stream");
        else if (door.MediaType == "multipart/form-data" && door.IsApi) (draft.Bytes, draft.MediaType) = (Form(door), "multipart/form-data; boundary=b");
        else if (!door.IsApi && door.Method == HttpMethod.Post) (draft.Bytes, draft.MediaType) = (Encoding.UTF8.GetBytes(
            $"number={town.Known.One("gift", random)}&code=00000000&reason=x&user=u&password=p"), "application/x-www-form-urlencoded");
        draft.Path = door.Address(n => values.GetValueOrDefault(n, "v1"));
        draft.Headers.Add(("Idempotency-Key", string.Create(CultureInfo.InvariantCulture, $"fuzz-{seed}-{number}")));
        // Most of them by one of those who may; and from many places, because one that asks often has to wait.
        if (door.IsApi && tokens[random.Next(10) switch { < 5 => 0, < 7 => 1, 7 => 2, 8 => 3, _ => 4 }] is { } token)
            draft.Headers.Add(("Authorization", "Bearer " + token));
        draft.Headers.Add(("X-Forwarded-For", string.Create(CultureInfo.InvariantCulture, $"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")));
        if (random.Next(3) != 0)
            for (var times = random.Next(1, 4); times > 0; times--) spoiling.Spoil(draft);
        // Whoever asks stays who may ask.
        if (Unending.Contains(door.Pattern.Split('/')[^1]) && values.GetValueOrDefault("user") is "clerk" or "second") draft.Path += "-x";
        return draft;
    }

    private byte[] Form(Door door)
    {
        var profile = random.Next(3) == 0 || door.Pattern.EndsWith("orders", StringComparison.Ordinal) ? "nobody's" : "hubei-red-cross-2020";
        var list = random.Next(2) == 0 ? "日期,姓名,金额\r\n2026-01-02,王小明,100\r\n" : "\u0000\u0001PK\u0003\u0004";
        return Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"profile\"\r\n\r\n{profile}\r\n"
            + $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{list}\r\n--b--\r\n");
    }

    private void Judge(Draft draft, int status, HttpResponseMessage answer, string text)
    {
        if (status >= 500) faults.Add($"{status}: {draft}\n    {Cut(text)}");
        var told = string.Join('\n', answer.Headers.SelectMany(h => h.Value.Select(v => $"{h.Key}: {v}"))) + "\n" + text;
        if (Inside().Match(told) is { Success: true } found) faults.Add($"“{found.Value}” in {status}: {draft}\n    {Cut(text)}");
        var isProblem = status >= 400 && draft.Door.IsApi && draft.Path.StartsWith(Door.ApiRoot, StringComparison.Ordinal)
            && !draft.Path.Contains("..", StringComparison.Ordinal) && text.Length > 0;
        if (isProblem && answer.Content.Headers.ContentType?.MediaType != "application/problem+json" && status is not (414 or 431))
            faults.Add($"{status} that is no problem JSON: {draft}\n    {answer.Content.Headers.ContentType} {Cut(text)}");
    }

    private void Learn(Draft draft, string text)
    {
        accepted++;
        var body = JsonSerializer.Deserialize<JsonElement>(text);
        if (draft.Spoilt.Contains("method") || draft.Spoilt.Contains("path")) return;
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("id", out _)) return;
        var words = Known.WordsOf(draft.Door);
        var steps = draft.Path.Split('/');
        var pattern = draft.Door.Pattern.Split('/');
        var address = words.ToDictionary(w => w, w => Uri.UnescapeDataString(steps[Array.IndexOf(pattern, $"{{{w.Split('/')[1]}}}")]));
        town.Learn(draft.Door, address, draft.Json, new Answer((System.Net.HttpStatusCode)(body.TryGetProperty("approvals", out _) ? 202 : 201), body));
    }

    private static string Cut(string text) => text.Length <= 600 ? text : text[..600] + "…";

    [GeneratedRegex(@"System\.|CharityLedger\.|Microsoft\.|Npgsql|Marten|\+Request|`\d\[|   at [A-Z]|StackTrace|Exception\b")]
    private static partial Regex Inside();
}
