using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using CharityLedger.Server.Tests.Doors;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Fuzzing;

/// <summary>What belongs to one federation is for another as if it had never been.</summary>
public sealed partial class OtherFederationTests
{
    /// <summary>What two federations agreed on, each may hear of the other.</summary>
    private static readonly string[] Shared = ["alliance-transfers", "alliance-goods", "alliances", "shared-projects"];

    [Fact]
    public async Task Every_door_answers_another_federation_about_a_thing_as_about_one_that_was_never_there()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        using var city = await host.FederationAsync("city");
        // Two that are the same: one asks about what is there, the other about what never was.
        using var linhe = await host.FederationAsync("linhe");
        using var hanyang = await host.FederationAsync("hanyang");
        var doors = Door.Of(host.First);
        var random = new Random(2);
        var town = new Town(doors, city, "city", "partner", random);
        await town.GrowAsync(rounds: 2);
        var ids = town.Known.Ids.Where(i => i.Length > 4 && !Month().IsMatch(i)).OrderByDescending(i => i.Length).ToList();
        Assert.True(ids.Count > 40, "Too little is there to be told.");
        var wrong = new List<string>();
        foreach (var read in doors.Where(d => d.IsApi && d.Method == HttpMethod.Get && d.Names.Count == 0
            && !Shared.Any(d.Pattern.Contains)))
        {
            var told = (await linhe.GetAsync(read.Pattern[Door.ApiRoot.Length..])).Body.GetRawText();
            wrong.AddRange(ids.Where(i => i.Length > 12 && told.Contains(i, StringComparison.Ordinal)).Select(i => $"{read} tells of {i}"));
        }

        const string OfCity = "select count(*) from ledger.mt_events where tenant_id = 'city'";
        var before = await host.Database.ScalarAsync<long>(OfCity);
        foreach (var door in doors.Where(d => d.IsApi && d.Method != HttpMethod.Put && !Shared.Any(d.Pattern.Contains)
            && d.MediaType == "application/json" && WhoMay.Roles.Any(r => WhoMay.Allows(d, r)) && !d.Pattern.Contains("/users", StringComparison.Ordinal)))
        {
            for (var times = 0; times < 3; times++)
            {
                var (path, body) = (Town.Path(door, town.Address(door)), town.Body(door)?.ToJsonString());
                var never = await AskAsync(hanyang, door, Never(path), body is null ? null : Never(body));
                var there = await AskAsync(linhe, door, path, body);
                if (never != Never(there)) wrong.Add($"{door} {path} {body}\n    of what is there:     {there}\n    of what never was:    {never}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, await host.Database.ScalarAsync<long>(OfCity));

        string Never(string text) => ids.Aggregate(text, (t, id) => t.Replace(id, Other(id), StringComparison.Ordinal));
    }

    /// <summary>What a door says: its status, and its words where it refuses.</summary>
    private static async Task<string> AskAsync(Api api, Door door, string path, string? body)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        var answer = await api.SendAsync(door.Method, path, content, null);
        return $"{answer.Status} {(answer.Status >= HttpStatusCode.BadRequest ? answer.Body.GetRawText() : "")}";
    }

    /// <summary>An id of the same kind that nothing has.</summary>
    private static string Other(string id) => id[..^2] + (id[^2] == 'q' ? 'z' : 'q') + (id[^1] == '7' ? '8' : '7');

    [GeneratedRegex(@"^\d{4}(-\d\d)?$")]
    private static partial Regex Month();
}
