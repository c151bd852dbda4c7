using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Disbursements;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;

namespace CharityLedger.Server.Disbursements;

/// <summary>A payment on its way as loaded.</summary>
internal sealed record LoadedOrder(PaymentOrderState? State, long Version);

/// <summary>What the bank says of a payment.</summary>
/// <param name="PaidOn">The bank's day.</param>
/// <param name="Reference">The bank's reference.</param>
/// <param name="FeeFen">What it took for it, in fen.</param>
internal sealed record Clearing(DateOnly PaidOn, string? Reference = null, long FeeFen = 0);

/// <summary>Brings payments on their way (付款单) from the last signature to the bank's line.</summary>
public sealed class PaymentOrders(Ledger ledger, OpenBooks books, Counterparties counterparties, Users users)
{
    private const string FeePayee = "开户银行";

    /// <summary>Id of the payment that a request makes, once it has its last signature.</summary>
    internal static string IdOf(Ids ids, string tenant, string request, DateOnly lastSignature) =>
        ids.Dated(lastSignature, tenant, "payment", CommandContext.OwnKeys + request);

    /// <summary>A payment on its way; none where there is no such.</summary>
    internal async Task<LoadedOrder> LoadAsync(string tenant, string payment, CancellationToken ct)
    {
        var (state, version, _) = await ledger.LoadAsync<PaymentOrderState>(tenant, Streams.PaymentOrder(payment), PaymentOrder.Evolve, ct);
        return new LoadedOrder(state, version);
    }

    /// <summary>A payment begins its way: what reserves the money of its parts.</summary>
    internal static StreamWrite Begin(PaymentApproved order) =>
        new(Streams.PaymentOrder(order.Payment), ExpectedVersion.NoStream, [Holding(NewEvent.Of(order), order, isBack: false)]);

    /// <summary>A payment's way ends without it: what gives the money back.</summary>
    internal Result<StreamWrite> End(LoadedOrder order, PaymentWithdrawn wanted)
    {
        var decision = PaymentOrder.Withdraw(order.State, wanted, ledger.Today);
        return decision.Refusal is { } refusal
            ? refusal
            : Step(order, Holding(NewEvent.Of(decision.Value), order.State!.Order, isBack: true));
    }

    /// <summary>Hands a payment to the bank: who receives it, and who hands it over, is asked once more.</summary>
    internal Task<Result<Receipt>> HandOverAsync<TRequest>(
        string payment, DateOnly day, TRequest request, CommandContext context, CancellationToken ct) =>
        Conflicts.RetryAsync(async () =>
        {
            var order = await LoadAsync(context.Caller.Federation, payment, ct);
            var decision = PaymentOrder.HandOver(order.State, new PaymentHandedOver(payment, day), ledger.Today);
            var bars = await BarsAsync(order.State, context, ct);
            return await StepAsync(bars.Unless(decision), order, payment, bars.Context.Envelope(request, payment), ct);
        });

    /// <summary>The bank returned a payment.</summary>
    internal Task<Result<Receipt>> ReturnAsync<TRequest>(
        PaymentReturned wanted, TRequest request, CommandContext context, CancellationToken ct) =>
        Conflicts.RetryAsync(async () =>
        {
            var order = await LoadAsync(context.Caller.Federation, wanted.Payment, ct);
            return await StepAsync(PaymentOrder.Return(order.State, wanted, ledger.Today), order, wanted.Payment,
                context.Envelope(request, wanted.Payment), ct);
        });

    /// <summary>A payment that was returned may be made again.</summary>
    internal Task<Result<Receipt>> ApproveAgainAsync<TRequest>(
        PaymentApprovedAgain wanted, TRequest request, CommandContext context, CancellationToken ct) =>
        Conflicts.RetryAsync(async () =>
        {
            var order = await LoadAsync(context.Caller.Federation, wanted.Payment, ct);
            return await StepAsync(PaymentOrder.ApproveAgain(order.State, wanted, ledger.Today), order, wanted.Payment,
                context.Envelope(request, wanted.Payment), ct);
        });

    /// <summary>Withdraws a payment that nobody had to approve, or gives it up.</summary>
    internal Task<Result<Receipt>> WithdrawAsync(
        string payment, PaymentSteps.Reasoned request, CommandContext context, CancellationToken ct) =>
        Conflicts.RetryAsync(async () =>
        {
            var envelope = context.Envelope(request, payment);
            var order = await LoadAsync(context.Caller.Federation, payment, ct);
            var end = End(order, new PaymentWithdrawn(payment, request.Reason, ledger.Today));
            if (end.Refusal is { } refusal) return await ledger.EarlierAsync(envelope, payment, ct) ?? (Result<Receipt>)refusal;
            return await ledger.AppendAsync(envelope, payment, [end.Value], [], [], ct);
        });

    /// <summary>
    /// The bank paid: what was reserved is given back and each part is paid, on the bank's day, or where its month is closed on the
    /// first open day. What the bank did is recorded whoever it paid; but a payment that nobody handed over is made by this step, and
    /// asked about as such.
    /// </summary>
    internal async Task<Result<Receipt>> ClearAsync<TRequest>(string payment, Clearing clearing, TRequest request, CommandContext context,
        bool isRequestClosed, CancellationToken ct)
    {
        var result = await Conflicts.RetryAsync(AttemptAsync);
        // The month was closed between the look and the append.
        return result.Refusal?.Code == RefusalCode.PeriodClosed ? await Conflicts.RetryAsync(AttemptAsync) : result;

        async Task<Result<Receipt>> AttemptAsync()
        {
            var tenant = context.Caller.Federation;
            var order = await LoadAsync(tenant, payment, ct);
            var day = (await books.StateAsync(tenant, ct)).FirstOpen(clearing.PaidOn);
            var decision = PaymentOrder.Clear(order.State,
                new PaymentCleared(payment, clearing.PaidOn, clearing.Reference, clearing.FeeFen, day), ledger.Today);
            var bars = order.State?.Step == PaymentStep.ToPay ? await BarsAsync(order.State, context, ct) : new Asked(context, null);
            decision = bars.Unless(decision);
            var envelope = bars.Context.Envelope(request, payment);
            if (decision.Refusal is { } refusal) return await ledger.EarlierAsync(envelope, payment, ct) ?? (Result<Receipt>)refusal;
            var line = await LineAsync(tenant, order.State!, decision.Value, ct);
            if (line.Refusal is { } taken) return await ledger.EarlierAsync(envelope, payment, ct) ?? (Result<Receipt>)taken;
            var closing = isRequestClosed ? [] : await CloseAsync(tenant, order.State!.Order, context.Caller.User, ct);
            return await ledger.AppendAsync(envelope, payment,
            [
                Step(order, Holding(NewEvent.Of(decision.Value), order.State!.Order, isBack: true)),
                .. Paid(order.State.Order, day), .. Fee(order.State.Order, clearing.FeeFen, day), .. line.Value, .. closing,
            ], [], [], ct);
        }
    }

    /// <summary>What pays each part of a payment, in a stream of its own; the first has the payment's id.</summary>
    internal static IEnumerable<StreamWrite> Paid(PaymentApproved order, DateOnly day) => order.Parts.Select((part, i) =>
        Paid(order, part, i == 0 ? order.Payment : FormattableString.Invariant($"{order.Payment}-{i + 1}"), order.Payee, order.Purpose, day));

    private static IEnumerable<StreamWrite> Fee(PaymentApproved order, long fen, DateOnly day) => fen == 0 ? [] :
    [
        Paid(order with { RelatedParty = null, Decision = null }, new PaymentPart(Bucket.General, null, fen, ExpenseKind.Administration),
            order.Payment + "-fee", FeePayee, "付款手续费", day),
    ];

    private static StreamWrite Paid(PaymentApproved order, PaymentPart part, string id, string payee, string purpose, DateOnly day)
    {
        var terms = new PaymentTermsStated(id, part.Kind, order.Account, order.RelatedParty, order.Decision, day, order.NamedAccount);
        var made = NewEvent.Of(new PaymentMade(id, part.Bucket, part.Fund, part.AmountFen, payee, purpose, day),
            new PostingRequest.Outflow(part.Bucket, part.AmountFen));
        return new StreamWrite(Streams.Payment(id), ExpectedVersion.NoStream, IsPlain(terms) ? [made] : [NewEvent.Of(terms), made]);
    }

    /// <summary>A payment that says nothing of itself is programme expense from the bank.</summary>
    private static bool IsPlain(PaymentTermsStated terms) => terms is
    {
        Kind: ExpenseKind.Programme, Account: MoneyAccount.Bank, RelatedParty: null, Decision: null, NamedAccount: null,
    };

    /// <summary>An event with what it reserves for the payment's parts, or gives back of it: once a bucket.</summary>
    private static NewEvent Holding(NewEvent @event, PaymentApproved order, bool isBack) => @event with
    {
        Reservations = [.. order.Parts.GroupBy(p => p.Bucket)
            .Select(g => new Reservation(g.Key, isBack ? -g.Sum(p => p.AmountFen) : g.Sum(p => p.AmountFen)))],
    };

    private static StreamWrite Step(LoadedOrder order, NewEvent step) =>
        new(Streams.PaymentOrder(order.State!.Order.Payment), new ExpectedVersion(order.Version), [step]);

    private Task<Result<Receipt>> StepAsync<TEvent>(
        Result<TEvent> decision, LoadedOrder order, string payment, Envelope envelope, CancellationToken ct)
        where TEvent : ILedgerEvent => ledger.AppendAsync(
            envelope, payment, Streams.PaymentOrder(payment), new ExpectedVersion(order.Version), decision, _ => [], ct: ct);

    /// <summary>Whether the payee may receive it now, and the caller may pay: one without an interest, who didn't approve it.</summary>
    private async Task<Asked> BarsAsync(PaymentOrderState? state, CommandContext context, CancellationToken ct)
    {
        if (state is null) return new Asked(context, null);
        var (tenant, by, order) = (context.Caller.Federation, context.Caller.User, state.Order);
        Refusal? refusal = null;
        foreach (var fund in order.Parts.Select(p => p.Fund).Distinct())
        {
            var (known, _) = await ledger.RecallFundAsync(tenant, fund, anew: true, ct);
            var asked = await counterparties.ReceiverAsync(context, new Receiver(order.Payee, "payee", order.RelatedParty, order.Decision)
            {
                Fund = fund, Sponsor = known?.Sponsor,
            }, ct);
            (context, refusal) = (asked.Context, refusal ?? asked.Refusal);
        }

        var approved = order.Request is not { } request ? null
            : (await ledger.LoadAsync<RequestState>(tenant, Streams.Request(request), Approval.Evolve, ct)).State;
        var roster = await users.ReadAsync(tenant, ct);
        return new Asked(context, refusal ?? (approved is null ? null : Approval.CheckCarrier(approved, by))
            ?? roster.CheckInterests([by, .. approved?.People ?? []], order.RelatedParty is { } party ? [order.Payee, party] : [order.Payee]));
    }

    /// <summary>Takes the line of the bank's statement; nothing where the bank gave no reference.</summary>
    private async Task<Result<IReadOnlyList<StreamWrite>>> LineAsync(
        string tenant, PaymentOrderState order, PaymentCleared cleared, CancellationToken ct)
    {
        if (cleared.Reference is not { } reference) return Array.Empty<StreamWrite>();
        var account = order.Order.NamedAccount ?? Channels.WordOf(order.Order.Account);
        var stream = Streams.BankLines(account, cleared.PaidOn);
        var (lines, version, _) = await ledger.LoadAsync<HashSet<string>>(tenant, stream,
            (s, e) => e is BankLineTaken taken ? [.. s ?? [], taken.Reference] : s, ct);
        if (lines?.Contains(reference) is true)
        {
            return new Refusal(RefusalCode.BankReferenceTaken,
                $"Another payment of {cleared.PaidOn:yyyy-MM-dd} from this account has the reference “{reference}”.", "reference");
        }

        return (StreamWrite[])[new StreamWrite(stream, new ExpectedVersion(version),
            [NewEvent.Of(new BankLineTaken(account, cleared.PaidOn, reference, cleared.Payment))])];
    }

    /// <summary>That the request behind a payment is carried out.</summary>
    private async Task<IReadOnlyList<StreamWrite>> CloseAsync(string tenant, PaymentApproved order, string by, CancellationToken ct)
    {
        if (order.Request is not { } request) return [];
        var (_, version, _) = await ledger.LoadAsync<RequestState>(tenant, Streams.Request(request), Approval.Evolve, ct);
        return [new StreamWrite(Streams.Request(request), new ExpectedVersion(version),
            [NewEvent.Of(new ActionExecuted(request, by, ledger.Today))])];
    }
}
