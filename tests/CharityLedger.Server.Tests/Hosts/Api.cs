using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace CharityLedger.Server.Tests.Hosts;

/// <summary>What a host answered.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">Its body; text as a string.</param>
/// <param name="Location">Where it says that something lies.</param>
internal sealed record Answer(HttpStatusCode Status, JsonElement Body, string? Location = null)
{
    /// <summary>The refusal's code; null where there was none.</summary>
    public string? Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetString() : null;

    public string Id => Body.GetProperty("id").GetString()!;

    public long Position => Body.GetProperty("position").GetInt64();

    /// <summary>This answer, where it is a receipt.</summary>
    public Answer Accepted()
    {
        Assert.True(Status == HttpStatusCode.Created, $"{Status}: {Body}");
        return this;
    }

    /// <summary>This answer, where it has this status.</summary>
    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{Status}: {Body}");
        return this;
    }

    /// <summary>Fails unless this is that refusal, as problem JSON.</summary>
    public void Refused(string code, HttpStatusCode status)
    {
        Assert.Equal((code, status), (Code, Status));
        Assert.Equal("urn:charityledger:" + code, Body.GetProperty("type").GetString());
        Assert.False(string.IsNullOrWhiteSpace(Body.GetProperty("title").GetString()));
    }
}

/// <summary>A caller of the HTTP API who knows nothing of the product's own classes.</summary>
internal sealed class Api : IDisposable
{
    private readonly HttpClient http;

    public Api(Uri address, string? token)
    {
        http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        }) { BaseAddress = new Uri(address, "/api/v1/") };
        if (token is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Token = token;
    }

    /// <summary>What it calls with.</summary>
    public string? Token { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task<Answer> PostAsync(string path, object body, string? key = null) =>
        PostTextAsync(path, JsonSerializer.Serialize(body), key);

    /// <summary>Posts a text as it is, also one that is no JSON.</summary>
    public Task<Answer> PostTextAsync(string path, string json, string? key = null) =>
        PostBytesAsync(path, Encoding.UTF8.GetBytes(json), key);

    public async Task<Answer> PostBytesAsync(string path, byte[] body, string? key = null, string type = "application/json")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return await SendAsync(HttpMethod.Post, path, content, key);
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, null);

    /// <summary>The bytes of a file, as they come.</summary>
    public Task<byte[]> BytesAsync(string path) => http.GetByteArrayAsync(path, Ct);

    /// <summary>Sends a paper of some words, and returns its digest.</summary>
    public async Task<string> SendPaperAsync(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/octet-stream");
        (await SendAsync(HttpMethod.Put, "evidence/" + sha256, content, null)).Expect(HttpStatusCode.OK);
        return sha256;
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, string? key)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        // A long body waits until the host wants it.
        request.Headers.ExpectContinue = content?.Headers.ContentLength > 1 << 20;
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await http.SendAsync(request, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        var isJson = response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json";
        return new Answer(response.StatusCode, isJson ? JsonSerializer.Deserialize<JsonElement>(text) : JsonSerializer.SerializeToElement(text),
            response.Headers.Location?.ToString());
    }

    /// <summary>Sends a donation list, and hears of each line of the answer as it comes.</summary>
    /// <returns>The last line, or the refusal that came in its stead.</returns>
    public async Task<JsonElement> ImportAsync(
        string file, string profile, string query = "", Action<JsonElement>? heard = null)
    {
        using var form = new MultipartFormDataContent { { new StringContent(profile), "profile" } };
        form.Add(new StreamContent(File.OpenRead(file)), "file", Path.GetFileName(file));
        using var request = new HttpRequestMessage(HttpMethod.Post, "imports/donations" + query) { Content = form };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
        var last = default(JsonElement);
        while (await lines.ReadLineAsync(Ct) is { } line)
        {
            last = JsonSerializer.Deserialize<JsonElement>(line);
            heard?.Invoke(last);
        }

        return last;
    }

    public void Dispose() => http.Dispose();
}
