using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.Donations;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Donations;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Funds;

/// <summary>Gives unspent restricted money another use (改变用途), by approval. Its trace goes on under the new restriction.</summary>
public static class ChangeUse
{
    /// <param name="Fund">Named fund; general money where missing.</param>
    /// <param name="Campaign">Campaign that restricts it.</param>
    /// <param name="Purpose">Purpose that restricts it.</param>
    public sealed record Use(string? Fund = null, string? Campaign = null, string? Purpose = null);

    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="From">The use it has.</param>
    /// <param name="To">The use it gets.</param>
    /// <param name="Ground">What allows it.</param>
    /// <param name="Reference">Filing number, letter of consent, or place of the notice.</param>
    /// <param name="GroundOn">Date of filing or of consent, or first day of the notice.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Gift">The gift whose own money it is; needed where its donor's consent is the ground. The first money under that
    /// use where missing.</param>
    public sealed record Request(
        long AmountFen, Use From, Use To, UseChangeGround Ground, string Reference, DateOnly GroundOn, string Reason,
            DateOnly OccurredOn, string? Gift = null);

    /// <summary>A use is changed by several persons.</summary>
    public static readonly GuardedAction<Request> Action = new("change_use")
    {
        Executors = [Role.Accountant],
        Collection = "use-changes",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalChangeOfUse, today, policy),
        AmountFen = request => request.AmountFen,
        Handle = (_, request, context, services, ct) => Handle(request, context, services.GetRequiredService<Ledger>(),
            services.GetRequiredService<Ids>(), services.GetRequiredService<TraceReading>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/use-changes", Http).AsCommand(Role.Clerk, Role.Accountant)
        .WithName("ChangeUse").WithTags("funds").WithSummary("Change the use of restricted money (改变用途)");

    /// <summary>The core proves that a gift's money still lies where its trace says; where it doesn't, that is asked again.</summary>
    private static Task<Result<Receipt>> Handle(
        Request request, CommandContext context, Ledger ledger, Ids ids, TraceReading traces, CancellationToken ct) =>
        Conflicts.RetryAsync(() => AttemptAsync(request, context, ledger, ids, traces, ct));

    private static async Task<Result<Receipt>> AttemptAsync(
        Request request, CommandContext context, Ledger ledger, Ids ids, TraceReading traces, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "use-change", context.Key);
        var from = await ledger.FundAsync(tenant, request.From.Fund, ct);
        var (to, unchanged) = await ledger.EnteredFundAsync(tenant, request.To.Fund, ct);
        var refusal = Refuse(request.From, from, "from") ?? Refuse(request.To, to, "to");
        var decision = refusal is not null
            ? refusal
            : UseChange.Decide(new UseChanged(id, request.AmountFen, BucketOf(request.From, null, request.OccurredOn),
                BucketOf(request.To, request.To.Fund == request.From.Fund ? null : to, request.OccurredOn), request.Ground,
                request.Reference, request.GroundOn, request.Reason, request.OccurredOn, request.Gift),
                    await ledger.PolicyAsync(tenant, ct), ledger.Today);
        if (request.Gift is { } gift && decision.Refusal is null)
            return await OfGiftAsync(gift, decision.Value, unchanged, context.Envelope(request), ledger, traces, ct);
        return await ledger.AppendAsync(context.Envelope(request), id, Streams.UseChange(id), ExpectedVersion.NoStream, decision,
            e => [new PostingRequest.Outflow(e.From, e.AmountFen), new PostingRequest.TransferIn(e.To, 0)], asserted: unchanged, ct: ct);
    }

    /// <summary>Moves a gift's own money, wherever in its bucket it lies: the donor who consents is the one whose gift moves.</summary>
    private static async Task<Result<Receipt>> OfGiftAsync(
        string gift, UseChanged change, IReadOnlyList<StreamWrite> unchanged, Envelope envelope, Ledger ledger, TraceReading traces, CancellationToken ct)
    {
        if (!Ledger.IsName(gift)) return new Refusal(RefusalCode.GiftUnknown, "There is no such gift.", "gift");
        var traced = await traces.OfGiftAsync(envelope.Caller.Federation, gift, ct);
        if (traced.Refusal is { } unread) return unread;
        var trace = traced.Value;
        var left = trace?.UnspentIn(change.From) ?? 0;
        Result<UseChanged> decision = trace is null ? new Refusal(RefusalCode.GiftUnknown, "There is no such gift.", "gift")
            : left < change.AmountFen
                ? new Refusal(RefusalCode.InsufficientFunds, $"Of this gift {Yuan.Format(left)} yuan lie there unspent.", "amountFen")
                : change;
        return await ledger.AppendAsync(envelope, change.Change, Streams.UseChange(change.Change), ExpectedVersion.NoStream, decision,
            e => [trace!.Out(e.From, e.AmountFen)!, new PostingRequest.TransferIn(e.To, 0)], guards: trace?.Guards, asserted: unchanged, ct: ct);
    }

    private static Bucket BucketOf(Use use, FundState? entered, DateOnly on) =>
        GiftBucket.Of(use.Fund, entered, on, Restriction.Of(use.Campaign), Restriction.Of(use.Purpose));

    private static Refusal? Refuse(Use use, FundState? fund, string field)
    {
        if ((Restriction.Check(use.Campaign, field + ".campaign")
            ?? Restriction.Check(use.Purpose, field + ".purpose")) is { } refusal)
            return refusal;
        if (use.Fund is null) return null;
        if (fund is null) return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", field + ".fund");
        return fund.IsClosed && field == "to" ? Fund.Closed(field + ".fund") : null;
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, null, request, context, ct);
}
