using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Funds;
using CharityLedger.Domain.Projects;
using CharityLedger.EventStore;
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

    /// <summary>Money that gets another purpose changes its use, which another person approves.</summary>
    public static readonly GuardedAction<Request> Action = new("close_project")
    {
        Executors = [Role.Treasurer],
        Collection = "projects",
        Approvals = (request, policy, today) => request.Ground == SurplusGround.SimilarPurpose
            ? ApprovalCount.Of(PolicyIds.ApprovalChangeOfUse, today, policy) : 0,
        Handle = (project, request, context, services, ct) => Handle(project!, request, context,
            services.GetRequiredService<Ledger>(), services.GetRequiredService<SurplusMoney>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/projects/{project}/closing", Http).AsCommand(Role.Treasurer)
        .WithName("CloseProject").WithTags("projects").WithSummary("Close a project (项目结项)");

    public static async Task<Result<Receipt>> Handle(
        string project, Request request, CommandContext context, Ledger ledger, SurplusMoney surplus, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var stream = Streams.Project(project);
        var (state, version, _) = await ledger.LoadAsync<ProjectState>(tenant, stream, Project.Evolve, ct);
        var left = await surplus.LeftAsync(tenant, b => Buckets.ProjectOf(b) == project, ct);
        if (left is null) return new Refusal(RefusalCode.PositionNotReached, "The balances are not up to date; try again.");
        Result<ProjectClosed> decision = SurplusMoney.Check(request.Ground, request.ToPurpose) is { } refusal
            ? refusal
            : Project.Close(state, new ProjectClosed(project, request.Result, left.Sum(l => l.LeftFen), request.Ground,
                request.Treatment, request.OccurredOn), ledger.Today);
        var envelope = context.Envelope(request, project);
        if (decision.Refusal is not null)
            return await ledger.EarlierAsync(envelope, project, ct) ?? (Result<Receipt>)decision.Refusal;
        return await ledger.AppendAsync(envelope, project,
        [
            new StreamWrite(stream, new ExpectedVersion(version), [NewEvent.Of(decision.Value)]),
            .. request.Ground == SurplusGround.SimilarPurpose
                ? surplus.Move(context, left, Similar, request.ToPurpose!, request.OccurredOn) : [],
        ], [], [], ct);

        // Only this project no longer binds it; what else does, stays.
        string Similar(string bucket) => Buckets.Of(Buckets.FundOf(bucket), Buckets.RestrictionOf(bucket).Campaign, Restriction.Of(request.ToPurpose));
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string project, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, project, request, context, ct);
}
