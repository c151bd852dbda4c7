using CharityLedger.Contracts;
using CharityLedger.Projections.Alliances;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Alliances;

/// <summary>What federations of one installation do together (联盟): services, routes and reports.</summary>
internal static class AllianceRoutes
{
    public static void AddServices(IServiceCollection services) =>
        services.AddSingleton<AlliancesQuery>().AddSingleton<GuardedAction>(SendMoney.Action)
            .AddSingleton<GuardedAction>(SendGoods.Action);

    public static void Map(IEndpointRouteBuilder api)
    {
        AgreeAlliance.Map(api);
        SendMoney.Map(api);
        ConfirmMoney.Map(api);
        SendGoods.Map(api);
        OpenSharedProject.Map(api);
        api.MapGet("/alliance-transfers", Transfers).AsRead().WithName("ListAllianceTransfers").WithTags("alliances")
            .WithSummary("What was sent to and received from other federations (联盟往来)");
        api.MapGet("/shared-projects", Projects).AsRead().WithName("ListSharedProjects").WithTags("alliances")
            .WithSummary("Shared projects, with the shares of each (共同项目份额)");
        api.MapGet("/consolidated", Consolidated).AsRead(AccessRule.Operator).WithName("Consolidated").WithTags("alliances")
            .WithSummary("All federations together, what they sent each other counted once (合并汇总)");
    }

    private static async Task<Results<Ok<IReadOnlyList<AllianceTransfer>>, ProblemHttpResult>> Transfers(
        string? status, CommandContext context, AlliancesQuery alliances, CancellationToken ct) =>
        status is null or "expected" or "arrived"
            ? TypedResults.Ok(await alliances.TransfersAsync(context.Caller.Federation, status, ct))
            : Problems.Of(new Refusal(RefusalCode.MalformedRequest, "status is one of: expected, arrived.", "status"));

    private static async Task<Ok<IReadOnlyList<SharedProjectLine>>> Projects(
        CommandContext context, AlliancesQuery alliances, CancellationToken ct) =>
        TypedResults.Ok(await alliances.ProjectsAsync(context.Caller.Federation, ct));

    private static async Task<Ok<Consolidated>> Consolidated(AlliancesQuery alliances, CancellationToken ct) =>
        TypedResults.Ok(await alliances.ConsolidatedAsync(ct));
}
