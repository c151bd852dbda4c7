using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Disbursements;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Campaigns;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;

namespace CharityLedger.Server.Disbursements;

/// <summary>A payment that may be made, with all that it was decided on.</summary>
/// <param name="Order">The payment.</param>
/// <param name="Asserted">What the command asserts.</param>
/// <param name="Context">The command, which asserts the screening lists.</param>
/// <param name="Types">Types of its parts' funds.</param>
internal sealed record PlannedPayment(
    PaymentApproved Order, IReadOnlyList<StreamWrite> Asserted, CommandContext Context, IReadOnlyList<FundType?> Types);

/// <summary>Decides whether a payment that is asked for may be made: on fund, project, account and lists as they stand, which its
/// command asserts.</summary>
public sealed class PaymentPlans(Ledger ledger, Ids ids, Counterparties counterparties, MoneyRegister register, PaymentOrders orders)
{
    /// <summary>
    /// Carries a request out. One that was approved has its payment on its way, which the bank paid; one that names its day is paid
    /// on it at once; any other one begins its way.
    /// </summary>
    public async Task<Result<Receipt>> HandleAsync(MakePayment.Request request, CommandContext context, CancellationToken ct)
    {
        if (context.Request is not { } approved)
            return await Conflicts.RetryAsync(() => MakeAsync(request, request.OccurredOn, context, ct));
        var tenant = context.Caller.Federation;
        var (state, _, _) = await ledger.LoadAsync<RequestState>(tenant, Streams.Request(approved), Approval.Evolve, ct);
        // What was approved before payments had steps is paid now, whatever day was written into the request then.
        if (await OrderOfAsync(state!, tenant, ct) is not { } order)
            return await Conflicts.RetryAsync(() => MakeAsync(request, ledger.Today, context, ct));
        var named = request.OccurredOn is { } day && day >= order.State!.Since ? day : ledger.Today;
        return await orders.ClearAsync(order.State!.Order.Payment, new Clearing(named), request, context, isRequestClosed: true, ct);
    }

    /// <summary>What the last signature under a request begins: the payment's way, for which its money is reserved.</summary>
    public async Task<Result<IReadOnlyList<StreamWrite>>> BeginAsync(
        string request, MakePayment.Request asked, CommandContext context, CancellationToken ct)
    {
        var id = PaymentOrders.IdOf(ids, context.Caller.Federation, request, ledger.Today);
        var planned = await PlanAsync(id, request, asked, ledger.Today, context, ct);
        return planned.Refusal is { } refusal
            ? refusal
            : (StreamWrite[])[PaymentOrders.Begin(planned.Value.Order), .. planned.Value.Asserted, .. planned.Value.Context.Also];
    }

    /// <summary>What takes a payment back whose request is rejected or withdrawn; nothing where it hasn't begun its way.</summary>
    public async Task<Result<IReadOnlyList<StreamWrite>>> TakeBackAsync(
        RequestState state, ActionRejected rejected, string tenant, CancellationToken ct)
    {
        if (await OrderOfAsync(state, tenant, ct) is not { } order) return Array.Empty<StreamWrite>();
        var end = orders.End(order, new PaymentWithdrawn(order.State!.Order.Payment, rejected.Reason, rejected.OccurredOn));
        return end.Refusal is { } refusal ? refusal : (StreamWrite[])[end.Value];
    }

    /// <summary>The payment that a request's last signature began; null where none did.</summary>
    internal async Task<LoadedOrder?> OrderOfAsync(RequestState state, string tenant, CancellationToken ct)
    {
        if (state.LastSignature is not { } day) return null;
        var order = await orders.LoadAsync(tenant, PaymentOrders.IdOf(ids, tenant, state.Request.Request, day), ct);
        return order.State is null ? null : order;
    }

    private async Task<Result<Receipt>> MakeAsync(
        MakePayment.Request request, DateOnly? day, CommandContext context, CancellationToken ct)
    {
        var id = ids.Dated(day ?? ledger.Today, context.Caller.Federation, "payment", context.Key);
        var planned = await PlanAsync(id, null, request, day ?? ledger.Today, context, ct);
        if (planned.Refusal is { } refusal) return await ledger.EarlierAsync(context.Envelope(request), id, ct) ?? (Result<Receipt>)refusal;
        var (order, asserted, asserting, types) = planned.Value;
        StreamWrite[] writes = day is { } paidOn ? [.. PaymentOrders.Paid(order, paidOn)] : [PaymentOrders.Begin(order)];
        var result = await ledger.AppendAsync(asserting.Envelope(request), id, [.. writes, .. asserted], [], [], ct);
        return types.Aggregate(result, Fund.Locked);
    }

    private async Task<Result<PlannedPayment>> PlanAsync(
        string id, string? request, MakePayment.Request asked, DateOnly day, CommandContext context, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var parts = PartsOf(asked);
        var account = await register.FitAsync(tenant, day, ct, (asked.NamedAccount, asked.Account, "namedAccount"));
        var refusal = (asked.Parts is null ? null : PaymentOrder.CheckParts(asked.AmountFen, [.. parts.Select(p => p.AmountFen)]))
            ?? account.Refusal;
        var planned = new List<PaymentPart>();
        var types = new List<FundType?>();
        var asserted = new Dictionary<string, StreamWrite>(StringComparer.Ordinal);
        Refusal? barred = null;
        foreach (var part in parts)
        {
            var (fund, unchanged) = await ledger.RecallFundAsync(tenant, part.Fund, anew: true, ct);
            var project = await ledger.BindPaymentAsync(tenant, part.Project, ct);
            var terms = new PaymentTermsStated(id, part.Kind, asked.Account, asked.RelatedParty, asked.Decision, day, asked.NamedAccount);
            refusal ??= CheckPot(part) ?? Restriction.Check(part.Campaign, "campaign") ?? Restriction.Check(part.Restriction, "restriction")
                ?? project.Refusal;
            if (refusal is not null) return refusal;
            var bucket = BucketOf(part);
            refusal = Payment.Pay(new PaymentMade(id, bucket, part.Fund, part.AmountFen, asked.Payee, asked.Purpose, day), terms,
                fund is not null, ledger.Today).Refusal;
            var receiver = await counterparties.ReceiverAsync(context, new Receiver(asked.Payee, "payee", asked.RelatedParty, asked.Decision)
            {
                Fund = part.Fund, Sponsor = fund?.Sponsor,
            }, ct);
            (context, barred) = (receiver.Context, barred ?? receiver.Refusal);
            planned.Add(new PaymentPart(bucket, part.Fund, part.AmountFen, part.Kind));
            types.Add(fund?.Type);
            foreach (var write in unchanged.Concat(project.Asserted)) asserted[write.Stream] = write;
        }

        if ((refusal ?? barred) is { } wrong) return wrong;
        foreach (var write in account.Value) asserted[write.Stream] = write;
        return new PlannedPayment(new PaymentApproved(id, request, planned, asked.Payee, asked.Purpose, asked.Account, asked.NamedAccount,
            asked.RelatedParty, asked.Decision, day), [.. asserted.Values], context, types);
    }

    private static IReadOnlyList<MakePayment.Part> PartsOf(MakePayment.Request r) => r.Parts
        ?? [new MakePayment.Part(r.AmountFen, r.Fund, r.Campaign, r.Restriction, r.Project, r.Kind, r.ManagementFees)];

    private static Bucket BucketOf(MakePayment.Part part) => part.ManagementFees
        ? Bucket.Management
        : Bucket.Of(part.Fund, Restriction.Of(part.Campaign), Restriction.Of(part.Restriction), part.Project);

    private static Refusal? CheckPot(MakePayment.Part part) =>
        part.ManagementFees && (part.Fund ?? part.Campaign ?? part.Restriction ?? part.Project) is not null
            ? new Refusal(RefusalCode.ExpenseKindInvalid, "Management fees belong to no fund, campaign or purpose.", "managementFees")
            : null;
}
