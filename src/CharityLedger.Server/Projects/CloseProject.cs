using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Projects;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Campaigns;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Projects;

/// <summary>Closes a project, and says what becomes of what is left (项目结项、剩余财产处理).</summary>
public static class CloseProject
{
    /// <param name="Result">What was achieved.</param>
    /// <param name="Treatment">What becomes of what is left, in words.</param>
    /// <param name="OccurredOn">Date of the decision; not after today in Beijing.</param>
    /// <param name="Ground">As planned: the money stays under the project; similar purpose: it moves there.</param>
    /// <param name="ToPurpose">The similar purpose.</param>
    public sealed record Request(
        string Result, string Treatment, DateOnly OccurredOn, SurplusGround Ground = SurplusGround.None,
        string? ToPurpose = null);

    /// <summary>A new use of what is left takes another person.</summary>
    public static readonly GuardedAction<Request> Action = new("close_project")
    {
        Executors = [Role.Accountant],
        Collection = "projects",
        Approvals = (request, policy, today) => SurplusMoney.Approvals(request.Ground, policy, today),
        Handle = (project, request, context, services, ct) => Handle(project!, request, context,
            services.GetRequiredService<Ledger>(), services.GetRequiredService<SurplusMoney>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/projects/{project}/closing", Http).AsCommand(Role.Accountant)
        .WithName("CloseProject").WithTags("projects").WithSummary("Close a project (项目结项)");

    /// <summary>Only the project no longer binds what is left; what else does, stays.</summary>
    public static Task<Result<Receipt>> Handle(
        string project, Request request, CommandContext context, Ledger ledger, SurplusMoney surplus, CancellationToken ct) =>
        surplus.CloseAsync<ProjectState, ProjectClosed>(project, Streams.Project(project), Project.Evolve,
            new Surplus(request.Ground, request.ToPurpose, request.OccurredOn),
            new Bond(Bucket.WordOfProject(project),
                b => Bucket.Of(b.Fund, b.Restriction.Campaign, SurplusMoney.PurposeOf(b, request.ToPurpose))),
            context, context.Envelope(request, project),
            (state, leftFen) => Project.Close(state, new ProjectClosed(
                project, request.Result, leftFen, request.Ground, request.Treatment, request.OccurredOn), ledger.Today), ct);

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string project, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, project, request, context, ct);
}
