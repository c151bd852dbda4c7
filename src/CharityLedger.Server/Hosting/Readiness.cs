using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Server.Hosting;

/// <summary>Whether the host has finished starting.</summary>
public sealed class Readiness
{
    private volatile bool started;

    /// <summary>Everything is up.</summary>
    public void Set() => started = true;

    /// <summary>
    /// <c>/healthz/live</c>: the process answers. <c>/healthz/ready</c>: it has started, its database answers,
    /// and entries can be taken; otherwise what is in the way.
    /// </summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz/live", () => "live").ExcludeFromDescription();
        app.MapGet("/healthz/ready", async (
            Readiness readiness, ProjectionEngine projections, LedgerCore core, NpgsqlDataSource database, RepeatedLines repeated,
            ILogger<Readiness> log, CancellationToken ct) =>
        {
            var building = projections.Building;
            if (building.Count > 0) return Not("building read models: " + Said(building));
            if (!readiness.started) return Not("starting");
            try
            {
                await using var command = database.CreateCommand("select 1");
                await command.ExecuteScalarAsync(ct);
                return core.Hindrance is { } hindrance ? Not("reading only: " + hindrance) : Results.Text("ready");
            }
            catch (NpgsqlException e)
            {
                // What the driver says names servers and users: that is for the log, not for strangers.
                repeated.Say("not ready", count => log.LogWarning(
                    "{Count} asked whether it is ready, and the database is away: {Reason}", count, e.Message));
                return Not("the database is away");
            }
        }).ExcludeFromDescription();
    }

    /// <summary>How far each model is, such as <c>Journal 400 of 1000</c>.</summary>
    internal static string Said(IEnumerable<ModelBuild> building) =>
        string.Join(", ", building.Select(b => FormattableString.Invariant($"{b.Name} {b.Position} of {b.Last}")));

    private static IResult Not(string reason) => Results.Text(reason, statusCode: 503);
}
