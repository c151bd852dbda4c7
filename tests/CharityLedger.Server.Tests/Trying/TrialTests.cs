using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CharityLedger.Server.Tests.Doors;
using CharityLedger.Server.Tests.Fuzzing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Trying;

/// <summary>A trial tells what a command does, and does nothing.</summary>
public sealed class TrialTests
{
    private const string All = """
        select (select coalesce(max(seq_id), 0) from ledger.mt_events), (select count(*) from charity.donor_key),
            (select md5(string_agg(b::text, ',' order by b.tenant, b.id)) from charity.bucket b),
            (select count(*) from charity.file), (select count(*) from charity.listed_stream), (select count(*) from charity.contact_digest),
            (select count(*) from charity.restricted_key)
        """;

    private const string Buckets =
        "select tenant || ' ' || id, in_total - pointer - coalesce((select sum(h[2] - h[1]) from (select array[holes[i], holes[i + 1]] as h"
        + " from generate_series(1, array_length(holes, 1), 2) i) x), 0)::bigint, floor from charity.bucket";

    [Fact]
    public async Task Every_command_does_what_its_trial_tells_and_is_refused_as_its_trial_is()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        using var city = await host.FederationAsync("city");
        using var linhe = await host.FederationAsync("linhe");
        (await linhe.PostAsync("alliances", new { partner = "city", agreement = "联盟1号", occurredOn = "2026-01-01" })).Accepted();
        var doors = Door.Of(host.First);
        (Door Door, Answer Answer, Dictionary<string, (long, long)> Money)? trial = null;
        var town = new Town(doors, city, "city", "linhe", new Random(4)) { Before = TryAsync };
        var (done, refused, untried) = (new HashSet<string>(), 0, new HashSet<string>());
        var vouchers = new List<(long From, long To, List<string> Lines)>();
        foreach (var door in Enumerable.Repeat(town.Commands, 3).SelectMany(d => d))
        {
            for (var attempt = 0; attempt < 4; attempt++)
            {
                var log = await host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
                var asked = await town.AskAsync(door);
                var (_, told, before) = trial!.Value;
                if (told.Code == "malformed_request" && told.Body.GetProperty("field").GetString() == "trial")
                {
                    untried.Add(door.Pattern);
                    continue;
                }

                if ((int)asked.Answer.Status >= 300)
                {
                    Assert.Equal((door, asked.Answer.Code, asked.Answer.Status), (door, told.Code, told.Status));
                    refused++;
                    continue;
                }

                told.Expect(HttpStatusCode.OK);
                // Asked for so that others approve it: what it does then is told, and not done.
                if (asked.Answer.Status == HttpStatusCode.Accepted) continue;
                done.Add(door.Pattern);
                Assert.Equal(await EventsAsync(host, log, "city"), Told(told.Body.GetProperty("events")));
                await CheckMoneyAsync(host, told, before);
                vouchers.Add((log + 1, await host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events"),
                    [.. Lines(told)]));
                break;
            }
        }

        await host.FollowedAsync();
        foreach (var (from, to, lines) in vouchers) Assert.Equal(await JournalAsync(host, from, to), lines);
        Assert.True(done.Count >= 60, $"Only {done.Count} commands were carried out.");
        Assert.True(refused >= 20, "Too few were refused.");
        Assert.True(vouchers.Count(v => v.Lines.Count > 0) >= 20, "Too few made vouchers.");
        Assert.Equal(["/api/v1/books/periods/{month}/closing", "/api/v1/books/years/{year}/closing", "/api/v1/users/{user}/password"],
            untried.Order(StringComparer.Ordinal));

        async Task TryAsync(Door door, string path, string? body, string key)
        {
            var before = await host.Database.RowsAsync(All);
            var money = await MoneyAsync(host);
            var answer = await city.PostTextAsync(path + "?trial=true", body ?? "", key);
            Assert.Equal(before, await host.Database.RowsAsync(All));
            trial = (door, answer, money);
        }
    }

    private static async Task CheckMoneyAsync(TestHost host, Answer told, Dictionary<string, (long, long)> before)
    {
        var after = await MoneyAsync(host);
        var changed = after.Where(b => b.Key.StartsWith("city ", StringComparison.Ordinal) && before.GetValueOrDefault(b.Key) != b.Value).Select(b => b.Key);
        var told2 = told.Body.GetProperty("buckets").EnumerateArray().ToDictionary(b => "city " + b.GetProperty("bucket").GetString());
        Assert.Empty(changed.Except(told2.Keys));
        foreach (var (id, bucket) in told2)
        {
            Assert.Equal(before.GetValueOrDefault(id), (Fen("beforeFen"), Fen("reservedBeforeFen")));
            Assert.Equal(after[id], (Fen("afterFen"), Fen("reservedAfterFen")));

            long Fen(string name) => bucket.GetProperty(name).GetInt64();
        }
    }

    private static async Task<Dictionary<string, (long, long)>> MoneyAsync(TestHost host) =>
        (await host.Database.RowsAsync(Buckets)).ToDictionary(r => (string)r[0]!, r => ((long)r[1]!, (long)r[2]!));

    private static async Task<List<string>> EventsAsync(TestHost host, long after, string tenant) =>
        [.. (await host.Database.LogAsync()).Where(e => e.Position > after && e.Tenant == tenant)
            .Select(e => $"{e.Type} {e.Stream} {Unsealed(JsonNode.Parse(e.Data.Span)!)}")];

    private static List<string> Told(JsonElement events) =>
        [.. events.EnumerateArray().Select(e =>
            $"{e.GetProperty("type").GetString()} {e.GetProperty("stream").GetString()} {Unsealed(JsonNode.Parse(e.GetProperty("data").GetRawText())!)}")];

    /// <summary>In one order, and without what is sealed anew each time.</summary>
    private static string Unsealed(JsonNode node) => Sorted(node)!.ToJsonString();

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonArray array => new JsonArray([.. array.Select(Sorted)]),
        JsonObject known => new JsonObject(known.Where(m => m.Key != "sealed").OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))),
        _ => node?.DeepClone(),
    };

    private static IEnumerable<string> Lines(Answer told) =>
        from v in told.Body.GetProperty("vouchers").EnumerateArray()
        from l in v.GetProperty("lines").EnumerateArray()
        select string.Join(' ', v.GetProperty("book").GetString(), v.GetProperty("occurredOn").GetString(), v.GetProperty("summary").GetString(),
            l.GetProperty("line").GetInt32(), l.GetProperty("account").GetString(), l.GetProperty("bucket").GetString(),
            l.GetProperty("debitFen").GetInt64(), l.GetProperty("creditFen").GetInt64());

    private static async Task<List<string>> JournalAsync(TestHost host, long from, long to) =>
        [.. (await host.Database.RowsAsync($"""
            select v.book || ' ' || to_char(v.occurred_on, 'YYYY-MM-DD') || ' ' || v.summary || ' ' || l.line || ' ' || l.account || ' '
                || l.bucket || ' ' || l.debit || ' ' || l.credit
            from journal.voucher v join journal.line l using (tenant, position, book)
            where v.tenant = 'city' and v.position between {from} and {to}
            order by v.position, (select min(o.line) from journal.line o
                where o.tenant = v.tenant and o.position = v.position and o.book = v.book), l.line
            """)).Select(r => (string)r[0]!)];

    [Fact]
    public async Task What_is_done_already_under_a_key_is_told_with_its_position()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        using var city = await host.FederationAsync("city");
        var gift = (await city.PostAsync("gifts", City.Gift(100), "k")).Accepted();
        var told = (await city.PostAsync("gifts?trial=true", City.Gift(100), "k")).Expect(HttpStatusCode.OK).Body;
        Assert.Equal((gift.Id, gift.Position), (told.GetProperty("id").GetString(), told.GetProperty("doneAt").GetInt64()));
        Assert.Empty(told.GetProperty("events").EnumerateArray());
        (await city.PostAsync("gifts?trial=true", City.Gift(200), "k")).Refused("idempotency_conflict", HttpStatusCode.Conflict);
        (await city.PostAsync("gifts?trial=perhaps", City.Gift(100))).Refused("malformed_request", HttpStatusCode.BadRequest);
        // No is no trial.
        (await city.PostAsync("gifts?trial=false", City.Gift(100))).Accepted();
    }
}
