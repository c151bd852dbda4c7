using CharityLedger.Domain.Jobs;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Jobs.Scheduling;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Jobs;

/// <summary>The installation's jobs over HTTP (后台任务), for its operators.</summary>
public static class JobRoutes
{
    /// <param name="Subject">What the run works on, such as the name of a read model; left out where the job has no
    /// choice.</param>
    public sealed record RunRequest(string? Subject = null);

    /// <param name="Reason">Why the job begins nothing for a while.</param>
    public sealed record PauseRequest(string Reason);

    /// <summary>The jobs and what does them.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="connectionString">The ledger's database.</param>
    /// <param name="schedules">Whether the host begins by itself what is due.</param>
    public static void AddServices(IServiceCollection services, string connectionString, bool schedules)
    {
        services.AddSingleton<IJob, LedgerCheckJob>().AddSingleton<IJob, DutyCalendarJob>().AddSingleton<IJob, RebuildJob>()
            .AddSingleton<IJob, ImportJob>().AddSingleton<IJob, OldDigestsJob>().AddSingleton<IJob, ContactsJob>().AddSingleton<OldDigests>()
            .AddSingleton<JobList>().AddSingleton<JobBook>().AddSingleton(new JobHolds(connectionString))
            .AddSingleton<JobRunner>().AddSingleton<JobCommands>().AddSingleton<FullCheck>()
            .AddSingleton<LedgerAlarm>();
        if (schedules) Scheduler.AddServices(services, connectionString);
        else services.AddSingleton<IJobWaker, LocalJobs>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/jobs", List).Needs(AccessRule.Operator).ProducesProblem(403)
            .WithName("ListJobs").WithTags("jobs").WithSummary("The installation's jobs (后台任务)");
        api.MapGet("/jobs/{job}/runs", Runs).Needs(AccessRule.Operator).ProducesProblem(403)
            .WithName("ListJobRuns").WithTags("jobs").WithSummary("A job's latest runs (任务运行记录)");
        api.MapPost("/jobs/{job}/runs", Run).AsOperatorCommand().WithoutTrial()
            .WithName("RunJob").WithTags("jobs").WithSummary("Run a job now (立即运行)");
        api.MapPost("/jobs/{job}/pause", Pause).AsOperatorCommand().WithoutTrial()
            .WithName("PauseJob").WithTags("jobs").WithSummary("Pause a job (暂停任务)");
        api.MapPost("/jobs/{job}/resume", Resume).AsOperatorCommand().WithoutTrial()
            .WithName("ResumeJob").WithTags("jobs").WithSummary("Resume a job (恢复任务)");
    }

    private static async Task<Ok<IReadOnlyList<JobStatus>>> List(JobCommands jobs, CancellationToken ct) =>
        TypedResults.Ok(await jobs.ListAsync(ct));

    private static async Task<Results<Ok<IReadOnlyList<EndedRun>>, ProblemHttpResult>> Runs(
        string job, JobCommands jobs, CancellationToken ct)
    {
        var runs = await jobs.RunsAsync(job, ct);
        return runs.Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(runs.Value);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Run(
        string job, RunRequest request, CommandContext context, JobCommands jobs, CancellationToken ct) =>
        (await jobs.AskAsync(job, request.Subject, context, ct)).ToHttp($"jobs/{Uri.EscapeDataString(job)}/runs");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Pause(
        string job, PauseRequest request, CommandContext context, JobCommands jobs, CancellationToken ct) =>
        (await jobs.PauseAsync(job, request.Reason, context, ct)).ToHttp("jobs");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Resume(
        string job, CommandContext context, JobCommands jobs, CancellationToken ct) =>
        (await jobs.ResumeAsync(job, context, ct)).ToHttp("jobs");
}
