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
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Funds;

/// <summary>Transfers money from one named fund to another (基金间划转), by two approvals; its restrictions go along.</summary>
public static class TransferFundMoney
{
    /// <param name="To">The fund it goes to.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Ground">What allows it.</param>
    /// <param name="Reference">Number of the agreement, letter of consent, or decision.</param>
    /// <param name="Purpose">What it is for.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Campaign">Takes money that a campaign restricts, and leaves it so.</param>
    /// <param name="Restriction">Takes money that a donor's stated purpose restricts, and leaves it so.</param>
    /// <param name="Project">Takes money that is set aside for a project, and leaves it so.</param>
    public sealed record Request(
        string To, long AmountFen, TransferGround Ground, string Reference, string Purpose, DateOnly OccurredOn,
        string? Campaign = null, string? Restriction = null, string? Project = null);

    /// <summary>Two others approve a transfer between funds.</summary>
    public static readonly GuardedAction<Request> Action = new("transfer_fund_money")
    {
        Executors = [Role.Accountant],
        Collection = "allocations",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalTransfer, today, policy),
        AmountFen = request => request.AmountFen,
        Handle = (fund, request, context, services, ct) => Handle(
            fund!, request, context, services.GetRequiredService<Ledger>(), services.GetRequiredService<Ids>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/funds/{fund}/transfers", Http)
        .AsCommand(Role.Clerk, Role.Accountant)
        .WithName("TransferFundMoney").WithTags("funds").WithSummary("Transfer money to another fund (基金间划转)");

    public static Task<Result<Receipt>> Handle(
        string fund, Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct) =>
        Conflicts.RetryAsync(() => AttemptAsync(fund, request, context, ledger, ids, ct));

    private static async Task<Result<Receipt>> AttemptAsync(
        string fund, Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "allocation", context.Key);
        var from = await ledger.FundAsync(tenant, fund, ct);
        var (to, unchanged) = await ledger.EnteredFundAsync(tenant, request.To, ct);
        var ground = new TransferGroundStated(id, request.Ground, request.Reference, request.OccurredOn);
        var decision = (Restriction.Check(request.Campaign, "campaign") ?? Restriction.Check(request.Restriction, "restriction")
            ?? Check.OptionalId(request.Project, "project")) is { } broken
            ? broken
            : FundTransfer.Decide(new MoneyAllocated(id, Of(fund, null), Of(request.To, to), request.AmountFen, request.Purpose, request.OccurredOn),
                ground, from, to, ledger.Today);
        var envelope = context.Envelope(request, fund);
        if (decision.Refusal is { } refusal) return await ledger.EarlierAsync(envelope, id, ct) ?? (Result<Receipt>)refusal;
        var moved = decision.Value;
        return Fund.Locked(await ledger.AppendAsync(envelope, id,
        [
            new StreamWrite(Streams.Allocation(id), ExpectedVersion.NoStream, [NewEvent.Of(ground), NewEvent.Of(moved,
                new PostingRequest.Outflow(moved.From, moved.AmountFen), new PostingRequest.TransferIn(moved.To, 0))]),
            .. unchanged,
        ], [], [], ct), from!.Type);

        Bucket Of(string id, FundState? entered) => GiftBucket.Of(
            id, entered, request.OccurredOn, Restriction.Of(request.Campaign), Restriction.Of(request.Restriction), request.Project);
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string fund, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, fund, request, context, ct);
}
