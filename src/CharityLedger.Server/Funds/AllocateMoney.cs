using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Donations;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Campaigns;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Funds;

/// <summary>Allocates general money to a fund, or money of a fund or general money to a project (划拨).</summary>
public static class AllocateMoney
{
    /// <param name="Fund">The fund it goes to; with a project, the fund it comes from, or general money where missing.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Purpose">What it is for.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Project">The project that it is set aside for.</param>
    /// <param name="Restriction">With a project: takes money that this purpose restricts, such as a fund's by an amendment.</param>
    public sealed record Request(
        long AmountFen, string Purpose, DateOnly OccurredOn, string? Fund = null, string? Project = null, string? Restriction = null);

    /// <summary>General money goes to a fund with two others' approval.</summary>
    public static readonly GuardedAction<Request> Action = new("allocate_money")
    {
        Executors = [Role.Accountant],
        Collection = "allocations",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalTransfer, today, policy),
        AmountFen = request => request.AmountFen,
        Handle = (_, request, context, services, ct) => Handle(
            request, context, services.GetRequiredService<Ledger>(), services.GetRequiredService<Ids>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/allocations", Http).AsCommand(Role.Clerk, Role.Accountant)
        .WithName("AllocateMoney").WithTags("funds").WithSummary("Allocate general money to a fund (划拨)");

    public static Task<Result<Receipt>> Handle(Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct) =>
        Conflicts.RetryAsync(() => AttemptAsync(request, context, ledger, ids, ct));

    private static async Task<Result<Receipt>> AttemptAsync(
        Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var date = request.OccurredOn;
        var id = ids.Dated(date, tenant, "allocation", context.Key);
        var (fund, unchanged) = await ledger.EnteredFundAsync(tenant, request.Fund, ct);
        var bound = await ledger.BindGiftAsync(tenant, null, request.Project, date, ct);
        var restriction = Restriction.Of(request.Restriction);
        var from = request.Project is null ? Bucket.General : Bucket.Of(request.Fund, purpose: restriction);
        // What is set aside for a project stays in its fund: of an endowment, the gains.
        var to = request.Project is null ? GiftBucket.Of(request.Fund, fund, date, null, null)
            : Bucket.Of(request.Fund, project: request.Project, purpose: restriction);
        var decision = (bound.Refusal ?? FundUnknown(request, fund) ?? Refuse(request)) is { } refusal
            ? refusal
            : Allocation.Allocate(new MoneyAllocated(id, from, to, request.AmountFen, request.Purpose, date), ledger.Today);
        return Domain.Funds.Fund.Locked(await ledger.AppendAsync(
            context.Envelope(request), id, Streams.Allocation(id), ExpectedVersion.NoStream, decision,
            e => [new PostingRequest.Outflow(e.From, e.AmountFen), new PostingRequest.TransferIn(e.To, 0)],
            asserted: [.. bound.Asserted, .. unchanged], ct: ct), request.Project is null ? null : fund?.Type);
    }

    /// <summary>What general money gets to be restricted by is the fund; only what is set aside for a project is taken from under a purpose.</summary>
    private static Refusal? Refuse(Request request) => Restriction.Check(request.Restriction, "restriction")
        ?? (request.Project is null && Restriction.Of(request.Restriction) is not null
            ? new Refusal(RefusalCode.RestrictionBroken, "Only general money is allocated to a fund.", "restriction") : null);

    private static Refusal? FundUnknown(Request request, FundState? fund) =>
        fund is null && (request.Fund is not null || request.Project is null)
            ? new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund")
            : fund is { IsClosed: true } ? Domain.Funds.Fund.Closed("fund") : null;

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, null, request, context, ct);
}
