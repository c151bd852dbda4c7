using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Funds;

/// <summary>Releases what could not be spent: principal by approval, and money whose date has come.</summary>
public static class ReleaseMoney
{
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Ground">What allows it: the agreement's clause, the sponsor's consent.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Campaign">Of the principal that a campaign restricts.</param>
    /// <param name="Purpose">Of the principal that a stated purpose restricts.</param>
    /// <param name="Project">Of the principal that is set aside for a project.</param>
    public sealed record Principal(
        long AmountFen, string Ground, DateOnly OccurredOn, string? Campaign = null, string? Purpose = null, string? Project = null);

    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="UsableFrom">The date from which it may be used.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Fund">The fund; general money where missing.</param>
    /// <param name="Campaign">Campaign that restricts it.</param>
    /// <param name="Purpose">Purpose that restricts it.</param>
    /// <param name="Project">Project that it is set aside for.</param>
    public sealed record Due(
        long AmountFen, DateOnly UsableFrom, DateOnly OccurredOn, string? Fund = null, string? Campaign = null,
        string? Purpose = null, string? Project = null);

    /// <summary>Principal is released by several persons.</summary>
    public static readonly GuardedAction<Principal> Action = new("release_principal")
    {
        Executors = [Role.Accountant],
        Collection = "releases",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalEndowmentRelease, today, policy),
        AmountFen = request => request.AmountFen,
        Handle = (fund, request, context, services, ct) => Handle(
            fund!, request, context, services.GetRequiredService<Ledger>(), services.GetRequiredService<Ids>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/funds/{fund}/principal-releases", OfPrincipal).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("ReleasePrincipal").WithTags("funds").WithSummary("Release principal of an endowment fund (释放本金)");
        api.MapPost("/time-releases", OfTime).AsCommand(Role.Clerk)
            .WithName("ReleaseByDate").WithTags("funds").WithSummary("Release money whose date has come (时间限制到期)");
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> OfPrincipal(
        string fund, Principal request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, fund, request, context, ct);

    private static async Task<Result<Receipt>> Handle(
        string fund, Principal request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "principal-release", context.Key);
        var state = await ledger.FundAsync(tenant, fund, ct);
        var to = Bucket.Of(fund, Restriction.Of(request.Campaign), Restriction.Of(request.Purpose), request.Project);
        var refusal = Restriction.Check(request.Campaign, "campaign") ?? Restriction.Check(request.Purpose, "purpose")
            ?? Check.OptionalId(request.Project, "project");
        var decision = refusal is not null
            ? refusal
            : Release.OfPrincipal(new PrincipalReleased(id, fund, request.AmountFen, to.AsPrincipal(), to, request.Ground,
                request.OccurredOn), state, ledger.Today);
        return await ledger.AppendAsync(context.Envelope(request, fund), id, Streams.Release(id), ExpectedVersion.NoStream, decision,
            e => [new PostingRequest.Outflow(e.From, e.AmountFen), new PostingRequest.TransferIn(e.To, 0)], ct: ct);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> OfTime(
        Due request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var id = ids.Dated(request.OccurredOn, context.Caller.Federation, "time-release", context.Key);
        var to = Bucket.Of(request.Fund, Restriction.Of(request.Campaign), Restriction.Of(request.Purpose), request.Project);
        var from = to.NotBefore(request.UsableFrom);
        // In an endowment fund the date goes, and the principal stays principal.
        if ((await ledger.FundAsync(context.Caller.Federation, request.Fund, ct))?.Type == FundType.Endowment)
            (from, to) = (from.AsPrincipal(), to.AsPrincipal());
        var refusal = Restriction.Check(request.Campaign, "campaign") ?? Restriction.Check(request.Purpose, "purpose")
            ?? (request.Fund is { } fund ? Check.Id(fund, "fund") : null)
            ?? (request.Project is { } project ? Check.Id(project, "project") : null);
        var decision = refusal is not null
            ? refusal
            : Release.OfTime(new TimeRestrictionLapsed(id, request.UsableFrom, request.AmountFen,
                from, to, request.OccurredOn), ledger.Today);
        var result = await ledger.AppendAsync(context.Envelope(request), id, Streams.Release(id), ExpectedVersion.NoStream, decision,
            e => [new PostingRequest.Outflow(e.From, e.AmountFen), new PostingRequest.TransferIn(e.To, 0)], ct: ct);
        return result.ToHttp("time-releases");
    }
}
