using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Server.Access;
using CharityLedger.Server.Evidence;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Approvals;

/// <summary>Routes of approval (审批路线) and who stands in for whom (代签授权): decided by several persons, over the paper that says so.</summary>
public static class RouteCommands
{
    /// <param name="Route">Id of the route.</param>
    /// <param name="Scope">Which requests it binds.</param>
    /// <param name="Posts">Who signs, in order.</param>
    /// <param name="Source">The resolution that adopted it.</param>
    /// <param name="OccurredOn">Day of the resolution; not after today in Beijing.</param>
    /// <param name="Paper">SHA-256 of the resolution, sent before.</param>
    /// <param name="EffectiveFrom">First day; the day on which it is carried out where missing.</param>
    public sealed record Setting(
        string Route, RequestScope Scope, IReadOnlyList<Post> Posts, string Source, DateOnly OccurredOn, string? Paper = null,
        DateOnly? EffectiveFrom = null);

    /// <param name="Reason">Said in words.</param>
    /// <param name="OccurredOn">Day of the decision; not after today in Beijing.</param>
    public sealed record Ending(string Reason, DateOnly OccurredOn);

    /// <param name="Post">The post.</param>
    /// <param name="User">Who signs in its place.</param>
    /// <param name="From">First day; not before it is carried out.</param>
    /// <param name="To">Last day.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="OccurredOn">Day of the decision; not after today in Beijing.</param>
    /// <param name="Of">The fund of a committee, or the project of a head; all of them where missing.</param>
    /// <param name="Paper">SHA-256 of the paper that says so, sent before.</param>
    public sealed record StandingIn(
        Post Post, string User, DateOnly From, DateOnly To, string Reason, DateOnly OccurredOn, string? Of = null, string? Paper = null);

    /// <summary>A route, and until when it binds.</summary>
    public sealed record ListedRoute(ApprovalRouteSet Route, DateOnly? EndsOn);

    /// <param name="Routes">The routes, by id.</param>
    /// <param name="StandIns">Who stands in.</param>
    public sealed record Listed(IReadOnlyList<ListedRoute> Routes, IReadOnlyList<StandInNamed> StandIns);

    /// <summary>Sets a route.</summary>
    public static readonly GuardedAction<Setting> SetAction = Rule<Setting>("set_approval_route", "approval-routes", SetAsync);

    /// <summary>Ends a route.</summary>
    public static readonly GuardedAction<Ending> EndAction = Rule<Ending>("end_approval_route", "approval-routes", EndAsync);

    /// <summary>Names a stand-in.</summary>
    public static readonly GuardedAction<StandingIn> StandInAction = Rule<StandingIn>("name_stand_in", "stand-ins", NameAsync);

    /// <summary>Ends a stand-in.</summary>
    public static readonly GuardedAction<Ending> EndStandInAction = Rule<Ending>("end_stand_in", "stand-ins", EndStandInAsync);

    public static void Map(IEndpointRouteBuilder api)
    {
        var routes = api.MapGroup("").WithTags("approvals");
        routes.MapGet("/approval-routes", List).AsRead()
            .WithName("ListApprovalRoutes").WithSummary("Which posts sign what, and who stands in (审批路线)");
        routes.MapPost("/approval-routes", (Setting request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
            desk.SubmitAsync(SetAction, null, request, context, ct)).AsCommand(Role.Administrator)
            .WithName("SetApprovalRoute").WithSummary("Set which posts sign (设置审批路线)");
        routes.MapPost("/approval-routes/{route}/end",
            (string route, Ending request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
            desk.SubmitAsync(EndAction, route, request, context, ct)).AsCommand(Role.Administrator)
            .WithName("EndApprovalRoute").WithSummary("End a route of approval (终止审批路线)");
        routes.MapPost("/stand-ins", (StandingIn request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
            desk.SubmitAsync(StandInAction, null, request, context, ct)).AsCommand(Role.Administrator)
            .WithName("NameStandIn").WithSummary("Let somebody sign in a post's place, until a day (代签授权)");
        routes.MapPost("/stand-ins/{standIn}/end",
            (string standIn, Ending request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
            desk.SubmitAsync(EndStandInAction, standIn, request, context, ct)).AsCommand(Role.Administrator)
            .WithName("EndStandIn").WithSummary("End a stand-in before its last day (终止代签授权)");
    }

    /// <summary>What a change of the rules needs, by which others are approved.</summary>
    internal static GuardedAction<TRequest> Rule<TRequest>(string name, string collection,
        Func<string?, TRequest, CommandContext, IServiceProvider, CancellationToken, Task<Result<Receipt>>> handle) => new(name)
        {
            Executors = [Role.Administrator],
            Collection = collection,
            Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalRules, today, policy),
            Handle = (subject, request, context, services, ct) => handle(subject, request, context, services, ct),
        };

    /// <summary>A first day; of what others approved days later, the day on which it is carried out.</summary>
    internal static DateOnly Later(DateOnly wanted, DateOnly today, CommandContext context) =>
        context.Paying.Request is not null && wanted < today ? today : wanted;

    private static async Task<Ok<Listed>> List(CommandContext context, RequestBook book, CancellationToken ct)
    {
        var (routes, _) = await book.RoutesAsync(context.Caller.Federation, ct);
        return TypedResults.Ok(new Listed(
            [.. routes.Routes.Values.Select(r => new ListedRoute(r.Set, r.EndsOn))], [.. routes.StandIns.Values]));
    }

    private static Task<Result<Receipt>> SetAsync(
        string? subject, Setting r, CommandContext context, IServiceProvider services, CancellationToken ct) =>
        ChangeAsync(r.Route, r, null, r.Paper, context, services, (routes, today) => routes.Set(new ApprovalRouteSet(r.Route, r.Scope, r.Posts,
            Later(r.EffectiveFrom ?? today, today, context), r.Source, r.Paper, r.OccurredOn), Book(services).Actions, today), ct);

    /// <summary>The route binds until the day before.</summary>
    private static Task<Result<Receipt>> EndAsync(
        string? route, Ending r, CommandContext context, IServiceProvider services, CancellationToken ct) =>
        ChangeAsync(route!, r, route, null, context, services, (routes, today) =>
            routes.End(new ApprovalRouteEnded(route!, r.Reason, today.AddDays(-1), r.OccurredOn), today), ct);

    private static async Task<Result<Receipt>> NameAsync(
        string? subject, StandingIn r, CommandContext context, IServiceProvider services, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = services.GetRequiredService<Ids>().Dated(r.From, tenant, "stand-in", context.Key);
        var roster = await services.GetRequiredService<Users>().ReadAsync(tenant, ct);
        return await ChangeAsync(id, r, null, r.Paper, context, services, (routes, today) => roster.Find(r.User) is { } unknown
            ? unknown
            : routes.Name(new StandInNamed(id, new RoutePost(r.Post, r.Of), r.User, Later(r.From, today, context), r.To, r.Reason, r.Paper,
                r.OccurredOn), today), ct);
    }

    private static Task<Result<Receipt>> EndStandInAsync(
        string? standIn, Ending r, CommandContext context, IServiceProvider services, CancellationToken ct) =>
        ChangeAsync(standIn!, r, standIn, null, context, services, (routes, today) =>
            routes.End(new StandInEnded(standIn!, r.Reason, r.OccurredOn), today), ct);

    private static async Task<Result<Receipt>> ChangeAsync<TRequest, TEvent>(
        string id, TRequest request, string? subject, string? paper, CommandContext context, IServiceProvider services,
        Func<ApprovalRoutes, DateOnly, Result<TEvent>> decide, CancellationToken ct)
        where TEvent : ILedgerEvent
    {
        var (tenant, ledger) = (context.Caller.Federation, services.GetRequiredService<Ledger>());
        var (routes, stood) = await Book(services).RoutesAsync(tenant, ct);
        var decision = await services.GetRequiredService<EvidenceStore>().ProvenAsync(decide(routes, ledger.Today), paper, tenant, ct);
        return await ledger.AppendAsync(context.Envelope(request, subject), id, stood.Stream, stood.Expected, decision, _ => [], ct: ct);
    }

    private static RequestBook Book(IServiceProvider services) => services.GetRequiredService<RequestBook>();
}
