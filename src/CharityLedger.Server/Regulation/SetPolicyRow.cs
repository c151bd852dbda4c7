using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Regulation;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Regulation;

/// <summary>Sets a row of the policy table for a federation (设置政策参数).</summary>
public static class SetPolicyRow
{
    /// <param name="Row">Id of the row.</param>
    /// <param name="Source">Law and article, or the decision, that says so.</param>
    /// <param name="Reason">Said in words.</param>
    /// <param name="OccurredOn">Date of the decision; not after today in Beijing.</param>
    /// <param name="Value">Its value as the table writes it; the table's where missing.</param>
    /// <param name="InForce">Whether it is applied.</param>
    /// <param name="EffectiveFrom">First day; the date of the decision where missing, never before it.</param>
    /// <param name="EffectiveTo">Last day.</param>
    public sealed record Request(
        string Row, string Source, string Reason, DateOnly OccurredOn, string? Value = null, bool InForce = true,
        DateOnly? EffectiveFrom = null, DateOnly? EffectiveTo = null);

    /// <summary>How others are approved no administrator changes alone.</summary>
    public static readonly GuardedAction<Request> Action = RouteCommands.Rule<Request>("set_policy_row", "policy",
        (_, request, context, services, ct) => Handle(
            request, context, services.GetRequiredService<Ledger>(), services.GetRequiredService<Users>(), ct));

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/policy", Http).AsCommand(Role.Administrator)
        .WithName("SetPolicyRow").WithTags("regulation").WithSummary("Set a row of the policy table (设置政策参数)");

    public static async Task<Result<Receipt>> Handle(
        Request request, CommandContext context, Ledger ledger, Users users, CancellationToken ct)
    {
        var roster = await users.ReadAsync(context.Caller.Federation, ct);
        var decision = PolicySetting.Set(new PolicyRowSet(request.Row, request.Value, request.InForce,
            RouteCommands.Later(request.EffectiveFrom ?? request.OccurredOn, ledger.Today, context), request.EffectiveTo, request.Source, request.Reason,
            request.OccurredOn), ledger.Today, roster.IsBeingSetUp);
        var result = await ledger.AppendAsync(context.Envelope(request), request.Row, Streams.Policy, ExpectedVersion.Any,
            decision, _ => [], ct: ct);
        // Rows on posts say who may what.
        users.Forget(context.Caller.Federation);
        return result;
    }

    /// <summary>Whether a row says how others are approved, or which posts are kept apart.</summary>
    private static bool IsGuarded(string row) =>
        row.StartsWith("approval.", StringComparison.Ordinal) || row.StartsWith("post", StringComparison.Ordinal);

    private static async Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Users users, ApprovalDesk desk, CancellationToken ct)
    {
        if (IsGuarded(request.Row) && !(await users.OfAsync(context.Caller.Federation, ct)).IsBeingSetUp)
            return await desk.SubmitAsync(Action, null, request, context, ct);
        var result = await Handle(request, context, ledger, users, ct);
        return result.Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.Created($"/api/v1/policy/{result.Value.Id}", result.Value);
    }
}
