using System.Text.Json;
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

    /// <param name="Said">What the payee said, and by which number it was called; sealed.</param>
    public sealed record CallingBack(string Said);

    /// <param name="Reason">What is to be mended.</param>
    public sealed record SendingBack(string Reason);

    /// <param name="Signer">Who signed: a user without an account.</param>
    /// <param name="Scan">SHA-256 of the scan, sent before; one sheet may hold the signatures of several.</param>
    /// <param name="SignedOn">Day on the paper: not before the request stood as it was signed, nor after today in Beijing.</param>
    public sealed record PaperSignature(string Signer, string Scan, DateOnly SignedOn);

    /// <param name="By">Who signed.</param>
    /// <param name="EnteredBy">Who entered the signature.</param>
    /// <param name="SignedOn">Day on the paper.</param>
    /// <param name="Scan">SHA-256 of the scan, by which it is fetched.</param>
    public sealed record OnPaper(string By, string EnteredBy, DateOnly SignedOn, string Scan);

    /// <param name="Post">The post; null where approvals are counted.</param>
    /// <param name="SignedBy">Who signed for it; null for nobody yet.</param>
    public sealed record Step(RoutePost Post, string? SignedBy);

    /// <param name="Route">The route; null where approvals are counted.</param>
    /// <param name="Steps">The posts that sign, in order.</param>
    /// <param name="Persons">The fewest persons who sign.</param>
    /// <param name="Next">Who may sign next by an account; nobody where it is signed, closed or sent back.</param>
    /// <param name="IsSentBack">Whether it waits for who asked.</param>
    /// <param name="NextOnPaper">Who may sign next on paper.</param>
    /// <param name="OnPaper">Which signatures are on paper, in the order in which they were entered.</param>
    public sealed record Signers(
        string? Route, IReadOnlyList<Step> Steps, int Persons, IReadOnlyList<string> Next, bool IsSentBack,
        IReadOnlyList<string> NextOnPaper, IReadOnlyList<OnPaper> OnPaper);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/requests", List).AsRead()
            .WithName("ListRequests").WithTags("approvals").WithSummary("Requests that need approval (审批事项)");
        api.MapGet("/requests/{request}", Find).AsRead()
            .WithName("FindRequest").WithTags("approvals").WithSummary("One request (审批事项)");
        api.MapGet("/requests/{request}/signers", FindSigners).AsRead()
            .WithName("FindSigners").WithTags("approvals").WithSummary("Who signed a request, and who may sign next (会签情况)");
        api.MapPost("/requests/{request}/call-back",
                async Task<Results<Created<Receipt>, ProblemHttpResult>> (
                    string request, CallingBack body, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
                (await desk.CallBackAsync(request, body.Said, context, ct)).ToHttp("requests"))
            .AsCommand(Role.Approver, Role.Clerk, Role.Cashier, Role.Accountant, Role.Administrator)
            .WithName("CallPayeeBack").WithTags("approvals").WithSummary("Say that the payee was called back about the account (回访核实)");
        api.MapPost("/requests/{request}/sending-back", SendBack)
            .AsCommand(Role.Approver, Role.Clerk, Role.Cashier, Role.Accountant, Role.Administrator)
            .WithName("SendRequestBack").WithTags("approvals").WithSummary("Send a request back to be mended (退回)");
        api.MapPost("/requests/{request}/asking-again", AskAgain)
            .AsCommand(Role.Clerk, Role.Cashier, Role.Accountant, Role.Administrator)
            .WithName("AskAgain").WithTags("approvals").WithSummary("Ask again for what was sent back, mended (重新提交)");
        api.MapPost("/requests/{request}/approvals", Approve)
            .AsCommand(Role.Approver, Role.Clerk, Role.Cashier, Role.Accountant, Role.Administrator)
            .WithName("ApproveRequest").WithTags("approvals").WithSummary("Approve what another person asked for (审批通过)");
        api.MapPost("/requests/{request}/paper-signatures",
                async Task<Results<Created<Receipt>, ProblemHttpResult>> (
                    string request, PaperSignature body, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
                (await desk.EnterAsync(request, body.Signer, body.Scan, body.SignedOn, context, ct)).ToHttp("requests"))
            .AsCommand(Role.Approver, Role.Clerk, Role.Cashier, Role.Accountant, Role.Administrator)
            .WithName("EnterPaperSignature").WithTags("approvals").WithSummary("Enter a signature on paper of who has no account (纸质签字)");
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

    private static async Task<Results<Ok<Signers>, ProblemHttpResult>> FindSigners(
        string request, CommandContext context, ApprovalDesk desk, CancellationToken ct)
    {
        var found = await desk.SignersAsync(context.Caller.Federation, request, ct);
        if (found.Refusal is { } unknown) return Problems.Of(unknown);
        var (state, next, nextOnPaper) = found.Value;
        return TypedResults.Ok(new Signers(state.Route?.Route,
            [.. (state.Route?.Posts ?? []).Select((p, i) => new Step(p, state.Signatures.FirstOrDefault(s => s.Steps.Contains(i))?.By))],
            state.Request.Approvals, next, state.IsSentBack, nextOnPaper,
            [.. state.OnPaper.Select(p => new OnPaper(p.By, p.EnteredBy, p.SignedOn, p.Scan))]));
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> SendBack(
        string request, SendingBack body, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        (await desk.SendBackAsync(request, body.Reason, context, ct)).ToHttp("requests");

    /// <param name="body">What is asked, as the body of a request to the action's own address.</param>
    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> AskAgain(
        string request, JsonElement body, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        (await desk.AskAgainAsync(request, body, context, ct)).ToHttp("requests");

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
