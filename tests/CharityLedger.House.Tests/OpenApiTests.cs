using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CharityLedger.Server.Hosting;
using CharityLedger.Testing;

namespace CharityLedger.House.Tests;

/// <summary>
/// <c>contracts/http/openapi.json</c> is the HTTP surface. CHARITYLEDGER_WRITE_SCHEMAS=1 writes it anew, for a change that is
/// meant; the diff is then part of the review.
/// </summary>
public sealed class OpenApiTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_running_host_serves_the_surface_that_the_contract_states()
    {
        var text = (await ServedAsync()).ToJsonString(Indented) + "\n";
        var path = Repository.Path("contracts", "http", "openapi.json");
        if (Environment.GetEnvironmentVariable("CHARITYLEDGER_WRITE_SCHEMAS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), text);
    }

    private static async Task<JsonObject> ServedAsync()
    {
        await using var database = await TestDatabase.CreateAsync();
        var folder = Directory.CreateTempSubdirectory("charityledger-openapi-");
        try
        {
            await using var host = await LedgerHost.StartAsync(new LedgerHostOptions
            {
                Port = 0, Private = true, Demo = false, Connection = database.ConnectionString, DataFolder = folder.FullName,
            }, _ => { }, TestContext.Current.CancellationToken);
            using var http = new HttpClient { BaseAddress = host.Address };
            var served = JsonNode.Parse(
                await http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!.AsObject();
            served.Remove("servers");
            return served;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_operation_has_a_name_a_summary_and_its_refusals()
    {
        var paths = JsonNode.Parse(File.ReadAllText(Repository.Path("contracts", "http", "openapi.json")))!["paths"]!.AsObject();
        var operations = paths.SelectMany(p => p.Value!.AsObject()).Select(o => o.Value!.AsObject()).ToList();
        Assert.NotEmpty(operations);
        foreach (var operation in operations)
        {
            Assert.True(operation.ContainsKey("operationId"), operation.ToJsonString());
            Assert.True(operation.ContainsKey("summary"), operation.ToJsonString());
            Assert.Contains("401", operation["responses"]!.AsObject().Select(r => r.Key));
        }
    }
}
