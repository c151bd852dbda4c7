using Npgsql;

namespace CharityLedger.Server.Hosting;

/// <summary>Whether the host has finished starting.</summary>
public sealed class Readiness
{
    private volatile bool started;

    /// <summary>Everything is up.</summary>
    public void Set() => started = true;

    /// <summary><c>/healthz/live</c>: the process answers. <c>/healthz/ready</c>: it has started, and its database answers.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz/live", () => "live").ExcludeFromDescription();
        app.MapGet("/healthz/ready", async (Readiness readiness, NpgsqlDataSource database, ILogger<Readiness> log, CancellationToken ct) =>
        {
            if (!readiness.started) return Results.Text("starting", statusCode: 503);
            try
            {
                await using var command = database.CreateCommand("select 1");
                await command.ExecuteScalarAsync(ct);
                return Results.Text("ready");
            }
            catch (NpgsqlException e)
            {
                // What the driver says names servers and users: that is for the log, not for strangers.
                log.LogWarning("The database is away: {Reason}", e.Message);
                return Results.Text("the database is away", statusCode: 503);
            }
        }).ExcludeFromDescription();
    }
}
