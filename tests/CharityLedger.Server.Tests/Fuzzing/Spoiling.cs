using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace CharityLedger.Server.Tests.Fuzzing;

/// <summary>Ways to spoil a request.</summary>
internal sealed class Spoiling(Random random)
{
    private static readonly string[] Texts =
    [
        "", " ", "\u0000", "a\u0000b", "\u0001", "\u200B", "\uFEFF", "\u202E", "\uD83D\uDE00", "e\u0301", "null",
        "-1", "0", "NaN", "1e400", "../../etc/passwd",
        "'; drop table ledger.mt_events; --", "<script>alert(1)</script>", "%00", "{0}", "general",
        "f1+campaign=flood", "fund/x", "request/1",
        "installation", "*", "\r\nX-Injected: 1", "𠮷野家", "\uFFFD", "\uFFFF", "ｆｕｌｌ", "İ", new('x', 41), new('长', 201),
        new('y', 5_000),
    ];

    private static readonly string[] Numbers =
    [
        "0", "-1", "1", "10000000000000", "10000000000001", "9000000000000001", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808",
        "1e3", "1.5", "1E400", "-0", "0.0", "99999999999999999999999999999999", "2147483648",
        "1" + new string('0', 400),
    ];

    private static readonly string[] Days =
        ["0001-01-01", "9999-12-31", "1949-09-30", "2026-02-30", "2026-03-03", "2026-3-2", "20260302",
        "2026-03-02T00:00:00Z", "+2026-03-02", "2024-02-29"];

    private static readonly string[] MediaTypes =
    [
        "application/json; charset=utf-16", "application/json; charset=bogus", "application/json; charset=\"",
        "application/json;", "text/plain", "*/*", "x",
        "application/xml", "application/x-www-form-urlencoded", "multipart/form-data",
        "multipart/form-data; boundary=" + "b", "multipart/form-data; boundary=\"\"",
        "application/problem+json", "application/json, application/json", "application/octet-stream",
        "APPLICATION/JSON; CHARSET=UTF-8",
    ];

    private static readonly (string, string)[] Headers =
    [
        ("Idempotency-Key", ""), ("Idempotency-Key", " "),
        ("Idempotency-Key", new('k', 201)), ("Idempotency-Key", "request/1"), ("Idempotency-Key", "schlüssel"),
        ("Accept", "text/html;q=bogus"), ("Accept", "*"), ("Accept-Encoding", "br;q=2, gzip;q=x"),
        ("Accept-Language", "zz-ZZ-" + "x"), ("Range", "bytes=0-1,5-"),
        ("Range", "bytes=-99999999999999999999"), ("If-None-Match", "\"x"), ("If-Modified-Since", "yesterday"),
        ("Content-Encoding", "gzip"), ("Host", "evil.example"),
        ("X-Forwarded-For", "not an address"), ("X-Forwarded-For", "1.2.3.4, ::1, 999.1.1.1"),
        ("X-Forwarded-Proto", "javascript"), ("X-HTTP-Method-Override", "DELETE"),
        ("Cookie", "charityledger.user=CfDJ8AAAA; =; a"), ("Cookie", "charityledger.form=" + "%00"),
        ("Origin", "null"), ("Sec-Fetch-Site", "cross-site"),
        ("Traceparent", "00-zz"), ("Authorization", "Bearer"), ("Authorization", "Bearer "),
        ("Authorization", "Basic YTpi"), ("Authorization", "Bearer cl_" + "ü"),
        ("Expect", "200-ok"), ("Upgrade", "h2c"), ("Content-Language", "x"), ("Pragma", "\t"),
    ];

    private static readonly string[] Segments =
        ["%00", "%2F", "..", "%2e%2e", "%ED%A0%80", "%FF", "%", "%zz", "%E4%B8%AD", "", "a%20b", "%27%3B--", "-1",
        "0", "9999999999", new('s', 300), new('s', 6_000)];

    private static readonly string[] Values =
        ["", "%00", "%FF", "%ED%A0%80", "%zz", "-1", "0", "1.5", "99999999999999999999", "2026-13", "0000-00",
        "9999-12", "2026-02-30", "true", "yes", "%20", "open,open"];

    private static readonly string[] Names = ["asOf", "", "limit", "before", "after", "fund", "year", "month", "book",
    "min-position", "from", "to", "status", "on", "%00", "a%5B0%5D", "x"];

    private static readonly HttpMethod[] Methods =
    [
        HttpMethod.Delete, HttpMethod.Patch, HttpMethod.Options, HttpMethod.Head, HttpMethod.Get, HttpMethod.Post, HttpMethod.Put,
        new("PROPFIND"), new("get"),
    ];

    /// <summary>Spoils a part of it.</summary>
    public void Spoil(Draft draft)
    {
        Action<Draft>[] ways = draft.Json is null && draft.Bytes is null
            ? [Segment, Value, Value, Header, Method, Media]
            : [Member, Member, Member, Member, Member, Member, Raw, Raw, Media, Segment, Value, Header, Header, Method];
        ways[random.Next(ways.Length)](draft);
    }

    private T One<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    /// <summary>A member of the body, however deep it lies.</summary>
    private void Member(Draft draft)
    {
        if (draft.Bytes is not null || draft.Json is null) return;
        var places = Objects(draft.Json).ToList();
        if (places.Count == 0) return;
        var place = One(places);
        var names = place.Select(p => p.Key).ToList();
        var name = names.Count == 0 ? "unknown" : One(names);
        switch (random.Next(9))
        {
            case 0: Say("left out"); place.Remove(name); break;
            case 1:
                Say("unknown member");
                place[One(["amount", "__proto__", "$type", "a.b", "['", "\u0000", new('n', 3_000)])] = 1;
                break;
            case 2: Say("null"); place[name] = null; break;
            case 3:
                Say("other type");
                place[name] = One<Func<JsonNode>>(
                    [() => new JsonObject(), () => new JsonArray(), () => true, () => 1, () => "x", () => new JsonArray(new JsonArray())])();
                break;
            case 4:
                Say("many items");
                place[name] = new JsonArray([.. Enumerable.Range(0, 6_000).Select(i => JsonValue.Create(FormattableString.Invariant($"{i}")))]);
                break;
            case 5:
                Say("doubled");
                Replace(draft, place, name, place[name]?.ToJsonString() ?? "null", doubled: true);
                break;
            case 6: Say("deep"); Replace(draft, place, name, new string('[', 3_000) + new string(']', 3_000)); break;
            case 7:
                Say("half a character");
                Replace(draft, place, name, One(["\"\\ud800\"", "\"a\\udc00b\"", "\"\\u0000\"", "\"\\x\"", "\"\t\"", "'x'", "undefined"]));
                break;
            default: Worse(); break;
        }

        void Say(string what) => draft.Spoilt.Add($"{what}: {name}");

        void Worse()
        {
            Say("odd value");
            var odd = name.EndsWith("On", StringComparison.Ordinal) || random.Next(6) == 0 ? Quote(One(Days))
                : place[name]?.GetValueKind() == System.Text.Json.JsonValueKind.Number || random.Next(6) == 0 ? One(Numbers) : Quote(One(Texts));
            Replace(draft, place, name, odd);
        }
    }

    /// <summary>Writes a member as text, which no tree of JSON could hold.</summary>
    private static void Replace(Draft draft, JsonObject place, string name, string text, bool doubled = false)
    {
        const string Mark = "\uE000mark\uE000";
        place[name] = Mark;
        var written = draft.Json!.ToJsonString();
        var marked = Quote(Mark);
        draft.Bytes = Encoding.UTF8.GetBytes(written.Replace(marked, doubled ? $"{text},{Quote(name)}:{text}" : text, StringComparison.Ordinal));
    }

    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    /// <summary>The bytes of the body.</summary>
    private void Raw(Draft draft)
    {
        if (draft.Body is not { } body) return;
        (var what, draft.Bytes) = random.Next(11) switch
        {
            0 => ("cut", body[..random.Next(body.Length + 1)]),
            1 => ("flipped", Flip(body)),
            2 => ("a mark before it", [0xEF, 0xBB, 0xBF, .. body]),
            3 => ("UTF-16", Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body))),
            4 => ("compressed", Compress(body)),
            5 => ("nothing", []),
            6 => ("null", "null"u8.ToArray()),
            7 => ("a list", [(byte)'[', .. body, (byte)']']),
            8 => ("something behind it", [.. body, .. "{}"u8]),
            9 => ("zeros", new byte[random.Next(1, 2_000)]),
            _ => ("too large", random.Next(8) == 0 ? Encoding.UTF8.GetBytes($"{{\"x\":\"{new string('z', (1 << 20) + 1)}\"}}") : "\"\""u8.ToArray()),
        };
        draft.Spoilt.Add(what);
    }

    private void Media(Draft draft)
    {
        draft.MediaType = One(MediaTypes);
        draft.Spoilt.Add("media type");
    }

    private void Segment(Draft draft)
    {
        var steps = draft.Path.Split('/');
        steps[random.Next(1, steps.Length)] = One(Segments);
        draft.Path = string.Join('/', steps);
        draft.Spoilt.Add("path");
    }

    private void Value(Draft draft)
    {
        var value = random.Next(12) == 0 ? new string('v', 5_000) : One(Values);
        draft.Query.Add($"{One(Names)}={value}");
        draft.Spoilt.Add("query");
    }

    private void Header(Draft draft)
    {
        var header = One(Headers);
        draft.Headers.RemoveAll(h => h.Name == header.Item1);
        draft.Headers.Add(header);
        draft.Spoilt.Add("header");
    }

    private void Method(Draft draft)
    {
        draft.Method = One(Methods);
        draft.Spoilt.Add("method");
    }

    private byte[] Flip(byte[] body)
    {
        if (body.Length == 0) return body;
        var copy = body.ToArray();
        for (var flips = random.Next(1, 4); flips > 0; flips--) copy[random.Next(copy.Length)] = (byte)random.Next(256);
        return copy;
    }

    private static byte[] Compress(byte[] body)
    {
        using var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionLevel.Fastest)) gzip.Write(body);
        return to.ToArray();
    }

    private static IEnumerable<JsonObject> Objects(JsonNode node) => node switch
    {
        JsonObject place => place.Select(p => p.Value).OfType<JsonNode>().SelectMany(Objects).Prepend(place),
        JsonArray items => items.OfType<JsonNode>().SelectMany(Objects),
        _ => [],
    };
}
