using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Projections.Requests;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Approvals;

/// <summary>Requests that need approval (审批事项): read, approve, reject, carry out.</summary>
public static class RequestCommands
{
    private const int Most = 500;

    /// <param name="Reason">Why it is rejected or withdrawn.</param>
    public sealed record Rejection(string Reason);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/requests", List).AsRead()
            .WithName("ListRequests").WithTags("approvals").WithSummary("Requests that need approval (审批事项)");
        api.MapGet("/requests/{request}", Find).AsRead()
            .WithName("FindRequest").WithTags("approvals").WithSummary("One request (审批事项)");
        api.MapPost("/requests/{request}/approvals", Approve).AsCommand(Role.Approver)
            .WithName("ApproveRequest").WithTags("approvals").WithSummary("Approve what another person asked for (审批通过)");
        api.MapPost("/requests/{request}/rejections", Reject)
            .AsCommand(Role.Approver, Role.Clerk, Role.Cashier, Role.Accountant, Role.Administrator)
            .WithName("RejectRequest").WithTags("approvals").WithSummary("Reject a request, or withdraw an own one (驳回、撤回)");
        api.MapPost("/requests/{request}/execution", Execute)
            .AsCommand(Role.Approver, Role.Clerk, Role.Cashier, Role.Accountant, Role.Administrator)
            .WithName("ExecuteRequest").WithTags("approvals").WithSummary("Carry out an approved request (执行)");
    }

    private static async Task<Results<Ok<IReadOnlyList<RequestRow>>, ProblemHttpResult>> List(
        string? status, int? limit, CommandContext context, RequestsQuery requests, CancellationToken ct) =>
        status is null or "open" or "rejected" or "executed"
            ? TypedResults.Ok(await requests.LatestAsync(context.Caller.Federation, status, Math.Clamp(limit ?? 100, 1, Most), ct))
            : Problems.Of(new Refusal(RefusalCode.MalformedRequest, "status is open, rejected or executed.", "status"));

    private static async Task<Results<Ok<RequestRow>, ProblemHttpResult>> Find(
        string request, CommandContext context, RequestsQuery requests, CancellationToken ct) =>
        Ledger.IsName(request) && await requests.FindAsync(context.Caller.Federation, request, ct) is { } row
            ? TypedResults.Ok(row)
            : Problems.Of(new Refusal(RefusalCode.RequestUnknown, "There is no such request.", "request"));

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Approve(
        string request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        (await desk.ApproveAsync(request, context, ct)).ToHttp("requests");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Reject(
        string request, Rejection rejection, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        (await desk.RejectAsync(request, rejection.Reason, context, ct)).ToHttp("requests");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Execute(
        string request, CommandContext context, ApprovalDesk desk, CancellationToken ct)
    {
        var (result, action) = await desk.ExecuteAsync(request, null, context, ct);
        return result.ToHttp(action?.Collection ?? "requests");
    }
}
