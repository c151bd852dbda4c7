using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Projects;
using CharityLedger.EventStore;
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
                ? surplus.Move(context, left, request.ToPurpose!, request.OccurredOn) : [],
        ], [], [], ct);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        string project, Request request, CommandContext context, Ledger ledger, SurplusMoney surplus,
        CancellationToken ct) => (await Handle(project, request, context, ledger, surplus, ct)).ToHttp("projects");
}
