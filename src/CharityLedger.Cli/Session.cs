using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using CharityLedger.EventStore.Embedded;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Spectre.Console;

namespace CharityLedger.Cli;

/// <summary>What a command was told of its surroundings.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string> Data = new("--data")
    {
        Description = "Data folder of the embedded database.", Recursive = true,
        DefaultValueFactory = _ => LedgerHostOptions.DefaultDataFolder,
    };

    public static readonly Option<string?> Connection = new("--connection")
    {
        Description = "Connection string of a PostgreSQL run by others.", Recursive = true,
    };

    public static readonly Option<Uri?> Url = new("--url")
    {
        Description = "Address of a running host.", Recursive = true,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return url;
            result.AddError($"“{text}” is no address of a host, such as http://127.0.0.1:5080.");
            return null;
        },
    };

    public static readonly Option<string?> Token = new("--token")
    {
        Description = "API token; CHARITYLEDGER_TOKEN where missing. Without --url: acts as the system's user where there is none.",
        Recursive = true,
    };

    public static readonly Option<string?> Federation = new("--federation")
    {
        Description = "Federation (慈善总会) to act for; the only one where there is one.", Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Print JSON.", Recursive = true };
}

/// <summary>
/// The command line is a client of the HTTP API. Without <c>--url</c> it opens a private host on the database for the
/// length of the command, beside whatever host runs there.
/// </summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly LedgerHost? host;

    private Session(HttpClient http, LedgerHost? host, bool json) => (Http, this.host, Json) = (http, host, json);

    public HttpClient Http { get; }

    public bool Json { get; }

    /// <summary>Opens a session for a federation, or for the operator of the installation.</summary>
    public static async Task<Session> OpenAsync(ParseResult parsed, bool asOperator, CancellationToken ct)
    {
        var json = parsed.GetValue(GlobalOptions.Json);
        if (parsed.GetValue(GlobalOptions.Url) is { } url)
        {
            return new Session(Client(url, RequiredToken(parsed)), null, json);
        }

        var host = await OpenHostAsync(parsed, ct);
        try
        {
            if (TokenOf(parsed) is { } token) return new Session(Client(host.Address, token), host, json);
            var caller = new Caller(
                asOperator ? Caller.Operator : await FederationAsync(parsed, host.Services.GetRequiredService<NpgsqlDataSource>(), ct),
                Environment.UserName);
            return new Session(Client(host.Address, host.Services.GetRequiredService<ApiTokens>().Lend(caller)), host, json);
        }
        catch
        {
            // Otherwise a refused command would leave the embedded server running.
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a private host on the data folder or the connection.</summary>
    public static async Task<LedgerHost> OpenHostAsync(ParseResult parsed, CancellationToken ct)
    {
        if (parsed.GetValue(GlobalOptions.Url) is not null)
            throw new CliException("not_allowed", "This command works on the database itself: use --data or --connection.");
        try
        {
            return await LedgerHost.StartAsync(new LedgerHostOptions
            {
                Port = 0, Private = true, Demo = false,
                DataFolder = parsed.GetValue(GlobalOptions.Data)!, Connection = parsed.GetValue(GlobalOptions.Connection),
            }, _ => { }, ct);
        }
        catch (EmbeddedPostgresException e)
        {
            throw new CliException(e.Code, e.Message);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or UnauthorizedAccessException)
        {
            // Another master key, a newer schema, a folder of somebody else's: the message says which.
            throw new CliException("start_refused", e.Message);
        }
    }

    /// <summary>The federation that was named, or the only one there is.</summary>
    public static async Task<string> FederationAsync(ParseResult parsed, NpgsqlDataSource database, CancellationToken ct)
    {
        var known = new List<string>();
        await using var command = database.CreateCommand("select tenant_id from ledger.mt_streams where id = 'federation' order by created");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) known.Add(reader.GetString(0));
        var named = parsed.GetValue(GlobalOptions.Federation);
        if (named is not null && !known.Contains(named))
            throw new CliException("federation_unknown", $"There is no federation {named}. Known: {string.Join(", ", known)}.");
        return named ?? (known.Count == 1 ? known[0] : throw new CliException("federation_unknown", known.Count == 0
            ? "There is no federation yet: ledger federation register --name …"
            : $"Say which federation: --federation, one of {string.Join(", ", known)}."));
    }

    /// <summary>Posts a command under a fresh idempotency key; a lost answer is asked for again under the same key.</summary>
    public async Task<JsonElement> PostAsync<T>(string path, T request, CancellationToken ct)
    {
        var key = "cli-" + Guid.CreateVersion7();
        for (var attempt = 1; ; attempt++)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, "/api/v1/" + path)
            {
                Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, CliJson.Options)),
            };
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            message.Headers.Add("Idempotency-Key", key);
            try
            {
                return await AnswerAsync(await Http.SendAsync(message, ct), ct);
            }
            catch (HttpRequestException) when (attempt < 3)
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), ct);
            }
        }
    }

    /// <summary>Gets a resource.</summary>
    public async Task<JsonElement> GetAsync(string path, CancellationToken ct) =>
        await AnswerAsync(await Http.GetAsync("/api/v1/" + path, ct), ct);

    /// <summary>Reads an answer; a problem becomes an exception with its code.</summary>
    public static async Task<JsonElement> AnswerAsync(HttpResponseMessage response, CancellationToken ct)
    {
        using (response)
        {
            var body = await response.Content.ReadAsByteArrayAsync(ct);
            var json = body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body);
            if (response.IsSuccessStatusCode) return json;
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("code", out var code))
                throw new CliException("internal_error", $"The host answered {(int)response.StatusCode}.");
            throw new CliException(code.GetString()!, json.GetProperty("title").GetString()!,
                json.TryGetProperty("field", out var field) ? field.GetString() : null);
        }
    }

    /// <summary>Prints an answer as JSON, or in words.</summary>
    public void Print(JsonElement answer, Action<JsonElement> words)
    {
        if (Json) Console.WriteLine(answer.GetRawText());
        else words(answer);
    }

    /// <summary>Prints what a command made.</summary>
    public void PrintReceipt(JsonElement receipt, string done) => Print(receipt, r =>
    {
        if (r.TryGetProperty("approvals", out var approvals))
        {
            AnsiConsole.MarkupLineInterpolated(
                $"Asked for in request [bold]{r.GetProperty("id").GetString()!}[/]; approvals it needs (需审批人数): {approvals.GetInt32()}");
            return;
        }

        AnsiConsole.MarkupLineInterpolated($"{done} [bold]{r.GetProperty("id").GetString()!}[/]");
        if (r.TryGetProperty("checkCode", out var code) && code.ValueKind == JsonValueKind.String)
            AnsiConsole.MarkupLineInterpolated($"Check code (校验码) [bold]{code.GetString()!}[/]");
    });

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (host is not null) await host.DisposeAsync();
    }

    /// <summary>The token that a running host is asked with.</summary>
    public static string RequiredToken(ParseResult parsed) => TokenOf(parsed)
        ?? throw new CliException("token_missing", "--url needs an API token: --token or CHARITYLEDGER_TOKEN.");

    private static string? TokenOf(ParseResult parsed) =>
        parsed.GetValue(GlobalOptions.Token) ?? Environment.GetEnvironmentVariable("CHARITYLEDGER_TOKEN");

    private static HttpClient Client(Uri url, string token) => new()
    {
        BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };
}

/// <summary>A refusal that the person at the terminal reads.</summary>
internal sealed class CliException(string code, string message, string? field = null) : Exception(message)
{
    public string Code { get; } = code;

    public string? Field { get; } = field;
}
