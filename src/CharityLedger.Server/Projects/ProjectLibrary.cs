using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Projects;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Projects;

/// <summary>A project's way through the library (项目库): proposed, evaluated, ready, under way; and its milestones.</summary>
public static class ProjectLibrary
{
    /// <summary>A proposal (申报); the id is made where missing.</summary>
    public sealed record Proposal(
        string Name, string Purpose, string Region, string Beneficiaries, string Responsible, DateOnly StartsOn,
        DateOnly EndsOn, DateOnly OccurredOn, string? Project = null, IReadOnlyList<BudgetLine>? Budget = null,
        IReadOnlyList<Milestone>? Milestones = null);

    /// <summary>An evaluation (评审), by a committee or a third party.</summary>
    public sealed record Evaluation(bool Passed, string Evaluator, string Opinion, DateOnly OccurredOn);

    /// <summary>A step to <c>ready</c> or <c>under_way</c>.</summary>
    public sealed record Step(ProjectStage Stage, DateOnly OccurredOn, string? Note = null);

    /// <summary>What shows that a milestone was reached: a document's number, or a file's SHA-256.</summary>
    public sealed record Reaching(string Evidence, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/projects", Propose).AsCommand(Role.Clerk)
            .WithName("ProposeProject").WithTags("projects").WithSummary("Propose a project (项目申报)");
        api.MapPost("/projects/{project}/evaluation", Evaluate).AsCommand(Role.Approver)
            .WithName("EvaluateProject").WithTags("projects").WithSummary("Evaluate a project (项目评审)");
        api.MapPost("/projects/{project}/stage", Advance).AsCommand(Role.Clerk)
            .WithName("AdvanceProject").WithTags("projects").WithSummary("Make a project ready, or begin it (项目出库、实施)");
        api.MapPost("/projects/{project}/milestones/{milestone}/reached", Reach).AsCommand(Role.Clerk)
            .WithName("ReachMilestone").WithTags("projects").WithSummary("Record that a milestone was reached (里程碑完成)");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Propose(
        Proposal request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var id = request.Project ?? ids.Of(context.Caller.Federation, "project", context.Key);
        return await ChangeAsync(id, request, context, ledger, s => Project.Propose(new ProjectProposed(
            id, request.Name, request.Purpose, request.Region, request.Beneficiaries, request.Responsible, request.StartsOn,
            request.EndsOn, request.Budget ?? [], [.. (request.Milestones ?? []).OrderBy(m => m.DueOn)],
            request.OccurredOn), s is not null, ledger.Today), ct);
    }

    private static Task<Results<Created<Receipt>, ProblemHttpResult>> Evaluate(
        string project, Evaluation request, CommandContext context, Ledger ledger, CancellationToken ct) =>
        ChangeAsync(project, request, context, ledger, s => Project.Evaluate(s, new ProjectEvaluated(
            project, request.Passed, request.Evaluator, request.Opinion, request.OccurredOn), ledger.Today), ct);

    private static Task<Results<Created<Receipt>, ProblemHttpResult>> Advance(
        string project, Step request, CommandContext context, Ledger ledger, CancellationToken ct) =>
        ChangeAsync(project, request, context, ledger, s => Project.Advance(s, new ProjectAdvanced(
            project, request.Stage, request.Note, request.OccurredOn), ledger.Today), ct);

    private static Task<Results<Created<Receipt>, ProblemHttpResult>> Reach(
        string project, string milestone, Reaching request, CommandContext context, Ledger ledger, CancellationToken ct) =>
        ChangeAsync(project, request, context, ledger, s => Project.Reach(s, new MilestoneReached(
            project, milestone, request.Evidence, request.OccurredOn), ledger.Today), ct, "/" + milestone);

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> ChangeAsync<TRequest, TEvent>(
        string project, TRequest request, CommandContext context, Ledger ledger,
        Func<ProjectState?, Result<TEvent>> decide, CancellationToken ct, string part = "")
        where TEvent : ILedgerEvent
    {
        var stream = Streams.Project(project);
        var (state, version, _) = await ledger.LoadAsync<ProjectState>(
            context.Caller.Federation, stream, Project.Evolve, ct);
        return (await ledger.AppendAsync(context.Envelope(request, project + part), project, stream,
            new ExpectedVersion(version), decide(state), _ => [], ct: ct)).ToHttp("projects");
    }
}
