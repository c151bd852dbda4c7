using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Jobs;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Jobs;
using CharityLedger.Server.Jobs.Scheduling;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace CharityLedger.Server.Pages.Console;

/// <summary>A job with its latest runs.</summary>
public sealed record OperatorJob(JobStatus Status, IReadOnlyList<EndedRun> Runs);

/// <summary>What the operators' page shows.</summary>
/// <param name="User">Who is signed in.</param>
/// <param name="Jobs">All jobs.</param>
/// <param name="Copy">That this is a copy which nobody has switched on.</param>
/// <param name="Alarm">What the last check of the ledger found wrong.</param>
/// <param name="HasDashboard">Whether this host has a scheduler to look into.</param>
/// <param name="Done">What was just done.</param>
/// <param name="Refused">Why it was not.</param>
/// <param name="Token">Proves that a form is ours.</param>
/// <param name="Servers">The database's servers.</param>
public sealed record OperatorModel(
    string User, IReadOnlyList<OperatorJob> Jobs, LedgerCopy? Copy, LedgerChecked? Alarm, bool HasDashboard, string? Done, string? Refused,
    AntiforgeryTokenSet Token, ServersStatus Servers);

/// <summary>The page of the installation's operators (运维): jobs, their runs, and what may be done about them.</summary>
public static class OperatorPages
{
    /// <summary>Where it stands.</summary>
    public const string Home = "/ops";

    private const int MostRuns = 10;

    /// <summary>What the page reads and works with.</summary>
    public sealed record Tools(
        JobCommands Jobs, CopyMark Copy, LedgerAlarm Alarm, IAntiforgery Antiforgery, NpgsqlDataSource Database, ServerDisk Disk);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods(Home, PublicSite.Read, Show).Page().SignedInOperator();
        app.MapPost(Home + "/job/{job}/{step}", Act).SignedInOperator().WithMetadata(new RequestSizeLimitAttribute(8 * 1024));
        Dashboard.Map(app);
    }

    private static async Task<IResult> Show(string? done, string? refused, HttpContext http, [AsParameters] Tools tools, CancellationToken ct)
    {
        var jobs = new List<OperatorJob>();
        foreach (var status in await tools.Jobs.ListAsync(ct))
            jobs.Add(new OperatorJob(status, [.. (await tools.Jobs.RunsAsync(status.Job, ct)).Value.Take(MostRuns)]));
        var model = new OperatorModel(ApiTokenHandler.CallerOf(http.User).User, jobs, await tools.Copy.ReadAsync(ct), await tools.Alarm.ReadAsync(ct),
            Dashboard.IsThere(http.RequestServices), done, refused, SignIn.TokenOf(http),
            await DatabaseServers.StatusAsync(tools.Database, tools.Disk.IsSeen, ct));
        return PublicSite.RenderUnkept<OperatorPage>(http, new { Site = Site.Of(http), Model = model });
    }

    private static async Task<IResult> Act(string job, string step, [FromForm] string? subject, [FromForm] string? reason,
        HttpContext http, [AsParameters] Tools tools, CancellationToken ct)
    {
        if (!await tools.Antiforgery.IsRequestValidAsync(http)) return PublicSite.Message(http, "error", 400);
        var context = new CommandContext(ApiTokenHandler.CallerOf(http.User), "ops-" + Guid.CreateVersion7(), step + "_job");
        Result<Receipt> result = step switch
        {
            "run" => await tools.Jobs.AskAsync(job, string.IsNullOrEmpty(subject) ? null : subject, context, ct),
            "pause" => await tools.Jobs.PauseAsync(job, reason ?? "", context, ct),
            "resume" => await tools.Jobs.ResumeAsync(job, context, ct),
            _ => new Refusal(RefusalCode.NotFound, "There is no such step."),
        };
        var said = result.Refusal is { } refusal ? "refused=" + refusal.Code.Text() : "done=" + step;
        return Results.LocalRedirect($"{http.Request.PathBase}{Home}?{said}");
    }
}
