using System.Text.Json;
using CharityLedger.MartenJudge;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Opens a ledger's database with plain Marten, and reads it, follows it with a projection of its own, or tries to change it.
// Prints what it found as one line of JSON.
if (args is not [("read" or "follow" or "write") and var verb, var connection, var tenant, var stream])
{
    await Console.Error.WriteLineAsync("Usage: CharityLedger.MartenJudge read|follow|write CONNECTION TENANT STREAM");
    return 2;
}

if (verb == "follow") await JudgeStore.CreateTablesAsync(connection);

var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning)
    .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Services.AddLedger(connection, follow: verb == "follow");
using var host = builder.Build();
await host.StartAsync();

var store = host.Services.GetRequiredService<IDocumentStore>();
object found = verb switch
{
    "read" => await Reading.LookAsync(store, tenant, stream),
    "follow" => await Following.WaitAsync(store, tenant),
    _ => await Writing.TryAllAsync(store, tenant, stream),
};
Console.WriteLine(JsonSerializer.Serialize(found, JsonSerializerOptions.Web));
await host.StopAsync();
return 0;
