using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CharityLedger.Server.Tests.Doors;
using CharityLedger.Server.Tests.Hosts;

namespace CharityLedger.Server.Tests.Fuzzing;

/// <summary>What was asked and what came of it.</summary>
internal sealed record Asked(Door Door, IReadOnlyDictionary<string, string> Address, JsonNode? Body, Answer Answer);

/// <summary>A federation that is being set up, which grows by requests made from their records: each answer makes later ones better.</summary>
internal sealed class Town(IReadOnlyList<Door> doors, Api api, string name, string partner, Random random)
{
    /// <summary>Bytes whose digest may be named as evidence.</summary>
    public static readonly byte[] Evidence = "received"u8.ToArray();

    public static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData(Evidence));

    private const int Attempts = 8;

    private static readonly string[] Ends = ["closing", "end", "termination"];

    public Known Known { get; } = new(doors);

    /// <summary>What is done with a request before it is made: its door, path, body and idempotency key.</summary>
    public Func<Door, string, string?, string, Task>? Before { get; init; }

    /// <summary>Commands that take JSON or nothing, and those who may give them.</summary>
    public IReadOnlyList<Door> Commands { get; } = [.. doors.Where(d => d.IsApi && d.Method == HttpMethod.Post
        && d.MediaType == "application/json" && WhoMay.Roles.Any(r => WhoMay.Allows(d, r))).OrderBy(d => Rank(d)).ThenBy(d => d.Names.Count)];

    /// <summary>Every command, again and again; what ends things comes at the end, and last of all the first user.</summary>
    public async Task<IReadOnlyList<Asked>> GrowAsync(int rounds)
    {
        using var file = new ByteArrayContent(Evidence);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        (await api.SendAsync(HttpMethod.Put, $"evidence/{Digest}", file, null)).Expect(HttpStatusCode.OK);
        var asked = new List<Asked>();
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var door in Commands.Where(d => round == rounds || Rank(d) == 0))
            {
                for (var attempt = 0; attempt < Attempts; attempt++)
                {
                    asked.Add(await AskAsync(door));
                    if ((int)asked[^1].Answer.Status < 300) break;
                }
            }
        }

        return asked;
    }

    /// <summary>Asks something of a command that could be carried out, and learns from the answer.</summary>
    public async Task<Asked> AskAsync(Door door)
    {
        var (address, body) = (Address(door), Body(door));
        var (path, text, key) = (Path(door, address), body?.ToJsonString(), Guid.NewGuid().ToString("N"));
        if (Before is not null) await Before(door, path, text, key);
        using var content = text is null ? null : new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        var answer = await api.SendAsync(door.Method, path, content, key);
        if (answer.Status is HttpStatusCode.Created or HttpStatusCode.Accepted) Learn(door, address, body, answer);
        return new Asked(door, address, body, answer);
    }

    /// <summary>The path of a door of the API.</summary>
    public static string Path(Door door, IReadOnlyDictionary<string, string> address)
    {
        var values = Known.WordsOf(door).ToDictionary(w => w.Split('/')[1], w => address[w]);
        return door.Address(n => values[n])[Door.ApiRoot.Length..];
    }

    /// <summary>Values for the words of an address, from what is known.</summary>
    public IReadOnlyDictionary<string, string> Address(Door door)
    {
        var words = Known.WordsOf(door);
        return Known.Place(words, random) ?? words.ToDictionary(w => w, w => Known.Place([w], random)?[w] ?? Made(w.Split('/')[1]));
    }

    /// <summary>A body that could be carried out; null where a door takes none.</summary>
    public JsonNode? Body(Door door) => door.Body is { } type ? Suited(door, new Wishes(Known, [name, partner], random).Of(type)) : null;

    /// <summary>Learns from an answer.</summary>
    public void Learn(Door door, IReadOnlyDictionary<string, string> address, JsonNode? body, Answer answer)
    {
        if (answer.Status == HttpStatusCode.Accepted)
        {
            Known.Learn(new Dictionary<string, string> { ["requests/request"] = answer.Id });
            Known.Learn(new Dictionary<string, string> { ["papers/of"] = "request-" + answer.Id });
        }
        else if (answer.Body.TryGetProperty("heldBy", out _)) Known.Learn(new Dictionary<string, string> { ["holds/gift"] = answer.Id });
        else if (door.Body is null || !door.Pattern.EndsWith('}')) Known.Learn(door, address, answer.Id);
        foreach (var milestone in body?["milestones"] as JsonArray ?? [])
            Known.Learn(new Dictionary<string, string> { ["projects/project"] = answer.Id, ["milestones/milestone"] = milestone!["id"]!.GetValue<string>() });
        if (door.Pattern.EndsWith('}')) Known.Learn(address);
    }

    private static int Rank(Door door) => door.Pattern.Contains("/users", StringComparison.Ordinal) ? 2 + door.Names.Count
        : door.Pattern.Contains("/requests", StringComparison.Ordinal) ? 5
        : Ends.Contains(door.Pattern.Split('/')[^1]) ? 1 : 0;

    /// <summary>What no shape tells: members that belong together, and sums that leave something to spend.</summary>
    private JsonNode Suited(Door door, JsonNode body)
    {
        // A contact is one of the register, and stands in the place of a donor.
        var contact = Known.Place(["contacts/contact"], random)?["contacts/contact"];
        if (body is JsonObject request && request.ContainsKey("contact") && (contact is null || !request.Remove("donor"))) request.Remove("contact");
        else if (body["contact"] is not null) body["contact"] = contact;
        if (body["to"] is JsonObject) body["to"] = contact is null ? null : new JsonObject { ["contact"] = contact };
        var path = door.Pattern[Door.ApiRoot.Length..];
        if (body["facts"] is not null)
        {
            body["facts"] = path is "gifts" or "goods"
                ? new JsonObject { ["origin"] = "mainland" }
                : new JsonObject { ["nature"] = "direct", ["field"] = "care", ["region"] = "510100", ["recipients"] = random.Next(100) };
        }

        switch (path)
        {
            case "books/vouchers" when body["lines"] is JsonArray { Count: > 0 } lines:
                var (debit, credit) = (lines[0]!.DeepClone(), lines[0]!.DeepClone());
                (debit["account"], debit["debitFen"], debit["creditFen"]) = ("administration", 100, 0);
                (credit["account"], credit["debitFen"], credit["creditFen"]) = ("depreciation", 0, 100);
                body["lines"] = new JsonArray(debit, credit);
                break;
            case "campaigns":
                var plan = body["plan"]!;
                (plan["kind"], plan["partners"], plan["emergency"]) = ("directed", new JsonArray(), true);
                (plan["startsOn"], plan["endsOn"]) = ("2026-03-02", "2026-05-31");
                break;
            case "contacts" or "contacts/{contact}/details":
                foreach (var optional in (string[])["origin", "country"]) body.AsObject().Remove(optional);
                body["reason"] = "本人到访登记";
                body["details"] = new JsonObject
                {
                    ["name"] = $"王小{random.Next(1_000)}", ["phones"] = new JsonArray($"138{random.Next(100_000_000):00000000}"),
                };
                break;
            case "contacts/{contact}/links" or "contacts/{contact}/links/end" when Known.One("gift", random) is { } gift:
                body["gifts"] = new JsonArray(gift);
                break;
            case "contacts/{contact}/merger" when Known.One("contact", random) is { } into:
                body["into"] = into;
                break;
            case "pledges" when body["contact"] is null:
                (body["donor"], body["amountFen"]) = (new JsonObject { ["name"] = "某公司", ["kind"] = "organisation" }, 1_000_000);
                break;
            case "use-changes":
                (body["from"], body["to"]) = (new JsonObject { ["purpose"] = "助学" }, new JsonObject { ["purpose"] = "赈灾" });
                body["ground"] = "donor_consent";
                (body["amountFen"], body["groundOn"]) = (1, "2026-01-01");
                break;
            case "goods" or "services":
                (body["kind"], body["valuation"]) = (body["kind"] is null ? null : "goods", new JsonObject { ["basis"] = "voucher", ["note"] = "发票 1" });
                if (body["kind"] is null) body.AsObject().Remove("kind");
                body["quantity"] = 20;
                break;
            case "federation-register":
                (body["kind"], body["validTo"]) = ("staff", null);
                body["words"] = new JsonObject { ["name"] = "王小明", ["title"] = "会计" };
                body.AsObject().Remove("validTo");
                break;
            case "federation-register/{entry}/changes":
                body["words"] = new JsonObject { ["name"] = "王小明", ["title"] = "出纳" };
                break;
            case "funds" when random.Next(2) == 0:
                body["type"] = "endowment";
                break;
            case "projects/{project}/stage":
                body["stage"] = random.Next(2) == 0 ? "ready" : "under_way";
                break;
            case "trusts":
                body["settlors"] = new JsonArray(new JsonObject { ["name"] = "某公司", ["kind"] = "organisation" });
                break;
            case "gifts" or "lottery/indicators" or "trusts/{trust}/contributions" or "pledges" or "agencies":
                body["amountFen"] = 1_000_000;
                // The other name is on a list of blocked ones.
                if (door.Pattern.EndsWith("/gifts", StringComparison.Ordinal) && body["contact"] is null)
                    body["donor"] = new JsonObject { ["name"] = random.Next(2) == 0 ? "某公司" : "坏公司", ["kind"] = "organisation" };
                break;
            case "users/{user}/roles":
                body["roles"] = new JsonArray("administrator", "clerk", "approver", "treasurer");
                break;
            case "users":
                // Whoever set the federation up goes on as its first user.
                body["user"] = Known.One("user", random) is null ? "clerk" : $"user-{random.Next(10_000)}";
                body["roles"] = new JsonArray("administrator", "clerk", "approver", "treasurer");
                break;
        }

        // Who gives is a contact or a donor.
        if (body["contact"] is not null) body.AsObject().Remove("donor");
        return body;
    }

    private string Made(string word) => word switch
    {
        "month" => $"2025-{random.Next(1, 13):00}",
        "year" => "2025",
        _ => $"{word}-{random.Next(100)}",
    };
}
