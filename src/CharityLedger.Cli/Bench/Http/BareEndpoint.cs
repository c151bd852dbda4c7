using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CharityLedger.Cli.Bench.Http;

/// <summary>
/// The floor of a gift over HTTP: Kestrel, one route, JSON read, and a row of the same bytes stored with those that wait beside it by
/// the raw group insert. No person, no rule, no fund, no read model.
/// </summary>
internal static class BareEndpoint
{
    /// <param name="database">Where the rows go.</param>
    /// <param name="ledger">The ledger's database, whose last gift is the sample.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task ServeAsync(string database, string ledger, CancellationToken ct)
    {
        await using var raw = Source(database);
        await using var stored = Source(ledger);
        var log = await RawLog.OpenAsync(raw, stored, "gift_received", ct);
        await using var connection = await log.OpenAsync(ct);
        await using var gathering = new Gathering<JsonElement>(gifts => log.InsertGroupAsync(connection, gifts.Count, CancellationToken.None));

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.MapPost("/api/v1/gifts", async http =>
        {
            var gift = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body, cancellationToken: http.RequestAborted);
            await gathering.BringAsync(gift);
            http.Response.StatusCode = StatusCodes.Status201Created;
            await http.Response.WriteAsJsonAsync(new { id = Guid.NewGuid(), position = log.Position });
        });
        await app.StartAsync(ct);
        Console.WriteLine("The floor" + ServingProcess.ReadyAt + app.Urls.Single());
        await app.WaitForShutdownAsync(ct);
    }

    private static NpgsqlDataSource Source(string connection) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection)
        {
            NoResetOnClose = true, MaxAutoPrepare = 50, AutoPrepareMinUsages = 2,
        });
}
