using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Donations;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Money;
using CharityLedger.Projections.Traces;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Donations;

/// <summary>
/// Refunds the unspent part of a gift (退款). Which positions of which buckets are the gift's own is read from the trace; the
/// core proves, under its lock, that they still are, and refuses the refund otherwise, which is then decided anew.
/// </summary>
public static class RefundGift
{
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Ground">Legal ground.</param>
    /// <param name="Reason">Said in words.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Account">Where the money comes from; where missing the bank, or for a payment by mistake the account that it
    /// came into, as long as that still holds as much.</param>
    /// <param name="PaidOn">Day of the payment, where it is a later one; not after today in Beijing.</param>
    /// <param name="Owed">It is decided and not paid yet: its payment is entered on its own.</param>
    public sealed record Request(
        long AmountFen, RefundGround Ground, string Reason, DateOnly OccurredOn, MoneyAccount? Account = null,
        DateOnly? PaidOn = null, bool Owed = false);

    /// <summary>As any payment: asked for by one person, approved by another, paid by the cashier.</summary>
    public static readonly GuardedAction<Request> Action = new("refund_gift")
    {
        Executors = [Role.Cashier, Role.Accountant],
        Collection = "refunds",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        Concerns = (gift, _) => Concerned.Givers(Streams.Gift(gift!), events => events.OfType<GiftReceived>().Select(e => e.Donor)),
        AmountFen = request => request.AmountFen,
        Handle = (gift, request, context, services, ct) => Handle(gift!, request, context, services.GetRequiredService<Ledger>(),
            services.GetRequiredService<Ids>(), services.GetRequiredService<Reading>(), ct),
    };

    /// <summary>What a refund reads.</summary>
    public sealed record Reading(TraceReading Traces, ProjectionEngine Projections, MoneyQuery Money, Counterparties Counterparties);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/gifts/{gift}/refunds", Http)
        .AsCommand(Role.Clerk, Role.Accountant)
        .WithName("RefundGift").WithTags("donations").WithSummary("Refund the unspent part of a gift (退款)");

    public static Task<Result<Receipt>> Handle(
        string gift, Request request, CommandContext context, Ledger ledger, Ids ids, Reading reading, CancellationToken ct) =>
        Conflicts.RetryAsync(() => AttemptAsync(gift, request, context, ledger, ids, reading, ct));

    private static async Task<Result<Receipt>> AttemptAsync(
        string gift, Request request, CommandContext context, Ledger ledger, Ids ids, Reading reading, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "refund", context.Key);
        var (state, version, events) = await ledger.LoadAsync<GiftState>(tenant, Streams.Gift(gift), Gift.Evolve, ct);
        var traced = await reading.Traces.OfGiftAsync(tenant, gift, ct);
        if (traced.Refusal is { } unread) return unread;
        var trace = traced.Value;
        var wanted = new GiftRefunded(gift, id, request.AmountFen, request.Ground, request.Reason, request.OccurredOn);
        var asked = await reading.Counterparties.SealedAsync(
            context, events.Select(e => e.Event).OfType<GiftReceived>().FirstOrDefault()?.Donor, "gift", ct);
        var decision = asked.Unless(
            Gift.Refund(state, wanted, trace?.UnspentFen ?? 0, request.PaidOn ?? request.OccurredOn, ledger.Today));
        var envelope = asked.Context.Envelope(request, gift);
        if (request is { Owed: true, PaidOn: not null })
            decision = new Refusal(RefusalCode.DateInvalid, "What is owed has no day of payment yet.", "paidOn");
        if (decision.Refusal is { } refusal) return await ledger.EarlierAsync(envelope, id, ct) ?? (Result<Receipt>)refusal;
        var account = request.Account is { } named
            ? named
            : await AccountAsync(tenant, (GiftReceived)events[0].Event, wanted, reading, ledger.Today, ct);
        if (account.Refusal is { } unknown) return unknown;
        return await ledger.AppendAsync(envelope, id,
            [new StreamWrite(Streams.Gift(gift), new ExpectedVersion(version),
                EventsOf(wanted, account.Value, request.Owed ? null : request.PaidOn ?? request.OccurredOn, trace!))],
            [], trace!.Guards, ct);
    }

    private static List<NewEvent> EventsOf(GiftRefunded refund, MoneyAccount account, DateOnly? paid, GiftTrace trace)
    {
        var taken = trace.Refund(refund.AmountFen)!;
        List<NewEvent> events =
        [
            NewEvent.Of(new RefundTermsStated(refund.Refund, account, paid, refund.OccurredOn)),
            NewEvent.Of(refund, taken),
        ];
        if (paid is { } paidOn && paidOn > refund.OccurredOn)
        {
            events.Add(NewEvent.Of(new RefundPaid(refund.Gift, refund.Refund, account,
                [.. taken.Select(t => new RefundPart(t.Bucket, t.Positions.Sum(p => p.Length)))], paidOn)));
        }

        return events;
    }

    /// <summary>A platform gives back from its balance what came by mistake. What was settled into the bank since, or banked, is
    /// there no more: then the bank pays.</summary>
    private static async Task<Result<MoneyAccount>> AccountAsync(
        string tenant, GiftReceived gift, GiftRefunded refund, Reading reading, DateOnly today, CancellationToken ct)
    {
        var came = Channels.AccountOf(gift.Channel);
        if (came == MoneyAccount.Bank || !refund.Undoes(gift)) return MoneyAccount.Bank;
        if (!await reading.Projections.CatchUpAsync("Money", ct))
            return new Refusal(RefusalCode.PositionNotReached, "The accounts are not up to date; try again.");
        return (await reading.Money.ReadAsync(tenant, ct)).HeldBy(came, today) >= refund.AmountFen ? came : MoneyAccount.Bank;
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string gift, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, gift, request, context, ct);
}
