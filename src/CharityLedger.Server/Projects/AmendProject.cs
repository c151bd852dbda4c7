using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Projects;
using CharityLedger.EventStore;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Evidence;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Projects;

/// <summary>Amends a project's budget, content or term, from a day on (项目变更). As it was evaluated by another, it is amended with another.</summary>
public static class AmendProject
{
    /// <param name="Change">What is new.</param>
    /// <param name="EffectiveFrom">First day of the new; it may lie ahead.</param>
    /// <param name="Reason">Said in words.</param>
    /// <param name="Paper">SHA-256 of the paper, sent before.</param>
    /// <param name="OccurredOn">Date of the decision; not after today in Beijing.</param>
    public sealed record Request(ProjectChange Change, DateOnly EffectiveFrom, string Reason, string Paper, DateOnly OccurredOn);

    /// <summary>Somebody else approves it, as somebody else evaluated the project.</summary>
    public static readonly GuardedAction<Request> Action = new("amend_project")
    {
        Executors = [Role.Clerk],
        Collection = "projects",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalProjectChange, today, policy),
        Handle = (project, request, context, services, ct) => Handle(
            project!, request, context, services.GetRequiredService<Ledger>(), services.GetRequiredService<EvidenceStore>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/projects/{project}/amendments", Http).AsCommand(Role.Clerk)
        .WithName("AmendProject").WithTags("projects").WithSummary("Amend a project's budget, content or term (项目变更)");

    private static async Task<Result<Receipt>> Handle(
        string project, Request request, CommandContext context, Ledger ledger, EvidenceStore store, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var (state, version, _) = await ledger.LoadAsync<ProjectState>(tenant, Streams.Project(project), Project.Evolve, ct);
        var decision = Project.Amend(state, new ProjectAmended(project, new ProjectChange(), request.Change, request.EffectiveFrom, request.Reason,
            request.Paper, request.OccurredOn), ledger.Today);
        return await ledger.AppendAsync(context.Envelope(request, project), project, Streams.Project(project), new ExpectedVersion(version),
            await store.ProvenAsync(decision, request.Paper, tenant, ct), _ => [], ct: ct);
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string project, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, project, request, context, ct);
}
