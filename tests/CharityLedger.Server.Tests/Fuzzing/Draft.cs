using System.Text;
using System.Text.Json.Nodes;
using CharityLedger.Server.Tests.Doors;

namespace CharityLedger.Server.Tests.Fuzzing;

/// <summary>A request before it is sent: every part of it may be spoilt.</summary>
internal sealed class Draft(Door door)
{
    public Door Door { get; } = door;

    public HttpMethod Method { get; set; } = door.Method;

    /// <summary>Path with its slash at the beginning, encoded as it will be sent.</summary>
    public string Path { get; set; } = "/";

    /// <summary>Names and values of the query, encoded as they will be sent.</summary>
    public List<string> Query { get; } = [];

    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>The body as JSON; what is done to <see cref="Bytes"/> comes after it.</summary>
    public JsonNode? Json { get; set; }

    public byte[]? Bytes { get; set; }

    public string? MediaType { get; set; }

    /// <summary>What was done to it, for who reads a failure.</summary>
    public List<string> Spoilt { get; } = [];

    /// <summary>The body that will be sent.</summary>
    public byte[]? Body => Bytes ?? (Json is null ? null : Encoding.UTF8.GetBytes(Json.ToJsonString()));

    /// <summary>The request; null where nothing could send it.</summary>
    public HttpRequestMessage? Request(Uri host)
    {
        var target = Path + (Query.Count == 0 ? "" : "?" + string.Join('&', Query));
        var raw = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        if (!Uri.TryCreate(host.GetLeftPart(UriPartial.Authority) + target, raw, out var uri)) return null;
        var request = new HttpRequestMessage(Method, uri);
        if (Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            if (MediaType is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", MediaType);
        }

        foreach (var (name, value) in Headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    public override string ToString()
    {
        var body = Body is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
        return $"{Method} {Cut(Path, 200)}{(Query.Count > 0 ? "?" : "")}{Cut(string.Join('&', Query), 200)} [{string.Join(", ", Spoilt)}] "
            + $"{string.Join("; ", Headers.Select(h => $"{h.Name}: {Cut(h.Value, 60)}"))} {MediaType} {Cut(body, 500)}";
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most] + "…";
}
