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
        app.MapGet("/healthz/ready", async (Readiness readiness, NpgsqlDataSource database, CancellationToken ct) =>
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
                return Results.Text("the database is away: " + e.Message, statusCode: 503);
            }
        }).ExcludeFromDescription();
    }
}
