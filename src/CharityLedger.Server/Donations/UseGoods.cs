using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Donations;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Facts;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Donations;

/// <summary>
/// What is done with a gift in kind (实物使用): distribution and its reversal, sale, write-off, return to the donor. Each is an
/// event of the gift's own stream; two at a time are a version conflict, so that no unit is used twice.
/// </summary>
public static class UseGoods
{
    /// <param name="Quantity">How much of it.</param>
    /// <param name="Recipient">Who receives it: an organisation, or people in general words.</param>
    /// <param name="Purpose">What it is for.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="RelatedParty">Its id in the register of related parties, where it stands there.</param>
    /// <param name="Decision">The decision that allows a dealing with a related party.</param>
    /// <param name="Facts">Facts that reports need of it; the defaults of its project and fund where missing.</param>
    public sealed record Distribution(
        long Quantity, string Recipient, string Purpose, DateOnly OccurredOn, string? RelatedParty = null, string? Decision = null,
        ReportFacts? Facts = null) : IStatesFacts;

    /// <param name="Quantity">How much came back.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record Reversal(long Quantity, string Reason, DateOnly OccurredOn);

    /// <param name="Quantity">How much of it.</param>
    /// <param name="ProceedsFen">What the buyer paid.</param>
    /// <param name="CostFen">Necessary cost of the sale.</param>
    /// <param name="Buyer">Who bought.</param>
    /// <param name="Reason">Why it was sold.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="RelatedParty">Its id in the register of related parties, where it stands there.</param>
    /// <param name="Decision">The decision that allows a dealing with a related party.</param>
    public sealed record Sale(
        long Quantity, long ProceedsFen, string Buyer, string Reason, DateOnly OccurredOn, long CostFen = 0,
        string? RelatedParty = null, string? Decision = null);

    /// <param name="Quantity">How much of it.</param>
    /// <param name="Reason">Why it can't be used.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record WriteOff(long Quantity, string Reason, DateOnly OccurredOn);

    /// <param name="Quantity">How much of it.</param>
    /// <param name="Ground">Legal ground.</param>
    /// <param name="Reason">Said in words.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record Return(long Quantity, RefundGround Ground, string Reason, DateOnly OccurredOn);

    /// <summary>Goods are written off by several persons.</summary>
    public static readonly GuardedAction<WriteOff> WriteOffAction = new("write_off_goods")
    {
        Executors = [Role.Accountant],
        Collection = "goods/write-offs",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalWriteOff, today, policy),
        Handle = (gift, request, context, services, ct) => WriteOffAsync(
            gift!, request, context, services.GetRequiredService<Ledger>(), services.GetRequiredService<Ids>(), ct),
    };

    /// <summary>A sale can cost what it brings and would then be a write-off in other words: another person approves it.</summary>
    public static readonly GuardedAction<Sale> SaleAction = new("sell_goods")
    {
        Executors = [Role.Accountant],
        Collection = "goods/sales",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalPayment, today, policy),
        Parties = request => [request.Buyer, request.RelatedParty],
        AmountFen = request => request.ProceedsFen,
        Handle = (gift, request, context, services, ct) => SellAsync(
            gift!, request, context, services.GetRequiredService<Ledger>(), services.GetRequiredService<Ids>(),
            services.GetRequiredService<Counterparties>(), ct),
    };

    /// <summary>Goods go back to their donor as money does.</summary>
    public static readonly GuardedAction<Return> ReturnAction = new("return_goods")
    {
        Executors = [Role.Accountant],
        Collection = "goods/returns",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalPayment, today, policy),
        Concerns = (gift, _) => Concerned.Givers(Streams.Gift(gift!), events => events.OfType<GoodsReceived>().Select(e => e.Donor)),
        Handle = (gift, request, context, services, ct) => GiveBackAsync(
            gift!, request, context, services.GetRequiredService<Ledger>(), services.GetRequiredService<Ids>(),
            services.GetRequiredService<Counterparties>(), ct),
    };

    /// <summary>As the reversal of a payment: who says that goods came back may have kept them.</summary>
    public static readonly GuardedAction<Reversal> ReverseAction = new("reverse_goods_distribution")
    {
        Executors = [Role.Accountant],
        Collection = "goods/reversals",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalPayment, today, policy),
        Concerns = (subject, _) => new Concerned(Streams.Gift(Subjects.Two(subject!).Thing), events => events.OfType<GoodsDistributed>()
            .Where(made => made.Distribution == Subjects.Two(subject!).Within).Select(made => made.Recipient)),
        Handle = (subject, request, context, services, ct) => ReverseAsync(
            subject!, request, context, services.GetRequiredService<Ledger>(), services.GetRequiredService<Ids>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api)
    {
        var goods = api.MapGroup("/goods/{gift}").WithTags("donations");
        goods.MapPost("/distributions",
            Distribute).AsCommand(Role.Clerk).WithName("DistributeGoods").WithSummary("Distribute goods (发放物资)");
        goods.MapPost("/distributions/{distribution}/reversals", Reverse).AsCommand(Role.Clerk)
            .WithName("ReverseGoodsDistribution").WithSummary("Take distributed goods back (发放冲回)");
        goods.MapPost("/sales", Sell).AsCommand(Role.Clerk).WithName("SellGoods").WithSummary("Sell a gift in kind (变卖)");
        goods.MapPost("/write-offs", Write).AsCommand(Role.Clerk).WithName("WriteOffGoods").WithSummary("Write off goods (报废)");
        goods.MapPost("/returns",
            GiveBack).AsCommand(Role.Clerk).WithName("ReturnGoods").WithSummary("Give a gift in kind back (退还实物)");
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Distribute(
        string gift, Distribution request, CommandContext context, Ledger ledger, Ids ids, Counterparties counterparties,
        CancellationToken ct)
    {
        var id = ids.Dated(request.OccurredOn, context.Caller.Federation, "distribution", context.Key);
        var receiver = new Receiver(request.Recipient, "recipient", request.RelatedParty, request.Decision);
        var asked = await counterparties.DealingAsync(
            context, await OfFundAsync(gift, receiver, context, ledger, ct), id, request.OccurredOn, ct);
        var wanted = new GoodsDistributed(gift, id, request.Quantity, 0, default, request.Recipient, request.Purpose, request.OccurredOn);
        var result = await AppendAsync(gift, id, asked.Context.Envelope(request, gift), ledger,
            (goods, _) => asked.Unless(GoodsUse.Distribute(goods, wanted, ledger.Today)), (e, _, _) => Spent(e.Bucket, e.ValueFen), ct);
        return result.ToHttp($"goods/{gift}/distributions");
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Reverse(
        string gift, string distribution, Reversal request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(ReverseAction, Subjects.Of(gift, distribution), request, context, ct);

    private static Task<Result<Receipt>> ReverseAsync(
        string subject, Reversal request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var (gift, distribution) = Subjects.Two(subject);
        var id = ids.Dated(request.OccurredOn, context.Caller.Federation, "goods-reversal", context.Key);
        var wanted = new GoodsDistributionReversed(
            gift, distribution, id, request.Quantity, 0, default, request.Reason, request.OccurredOn);
        return AppendAsync(gift, id, context.Envelope(request, subject), ledger,
            (goods, _) => GoodsUse.Reverse(goods, wanted, ledger.Today), LastOutstanding, ct);
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Sell(
        string gift, Sale request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(SaleAction, gift, request, context, ct);

    private static async Task<Result<Receipt>> SellAsync(string gift, Sale request, CommandContext context, Ledger ledger, Ids ids,
        Counterparties counterparties, CancellationToken ct)
    {
        var id = ids.Dated(request.OccurredOn, context.Caller.Federation, "sale", context.Key);
        var buyer = new Receiver(request.Buyer, "buyer", request.RelatedParty, request.Decision);
        var asked = await counterparties.DealingAsync(
            context, await OfFundAsync(gift, buyer, context, ledger, ct), id, request.OccurredOn, ct);
        var wanted = new GoodsSold(gift, id, request.Quantity, 0, request.ProceedsFen, request.CostFen, default, default, request.Buyer,
            request.Reason, request.OccurredOn);
        return await AppendAsync(gift, id, asked.Context.Envelope(request, gift), ledger,
            (goods, _) => asked.Unless(GoodsUse.Sell(goods, wanted, ledger.Today)), (e, _, _) => Sold(e), ct);
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Write(
        string gift, WriteOff request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(WriteOffAction, gift, request, context, ct);

    private static Task<Result<Receipt>> WriteOffAsync(
        string gift, WriteOff request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var id = ids.Dated(request.OccurredOn, context.Caller.Federation, "write-off", context.Key);
        var wanted = new GoodsWrittenOff(gift, id, request.Quantity, 0, default, request.Reason, request.OccurredOn);
        return AppendAsync(gift, id, context.Envelope(request, gift), ledger,
            (goods, _) => GoodsUse.WriteOff(goods, wanted, ledger.Today), (e, _, _) => Spent(e.Bucket, e.ValueFen), ct);
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> GiveBack(
        string gift, Return request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(ReturnAction, gift, request, context, ct);

    private static async Task<Result<Receipt>> GiveBackAsync(string gift, Return request, CommandContext context, Ledger ledger,
        Ids ids, Counterparties counterparties, CancellationToken ct)
    {
        var (received, _, _) = await ledger.LoadAsync<GoodsReceived>(
            context.Caller.Federation, Streams.Gift(gift), (s, e) => s ?? e as GoodsReceived, ct);
        var asked = await counterparties.SealedAsync(context, received?.Donor, "gift", ct);
        var id = ids.Dated(request.OccurredOn, context.Caller.Federation, "goods-return", context.Key);
        var wanted = new GoodsReturned(gift, id, request.Quantity, 0, default, request.Ground, request.Reason, request.OccurredOn);
        return await AppendAsync(gift, id, asked.Context.Envelope(request, gift), ledger,
            (goods, state) => asked.Unless(
                GoodsUse.Return(goods, wanted, state?.ReceiptedFen ?? 0, state?.KeptFen ?? 0, ledger.Today)),
            (e, _, _) => Spent(e.Bucket, e.ValueFen), ct);
    }

    /// <summary>
    /// A sale carries the value on into money as far as the money goes, so that the gift's trace goes on there; the rest of the
    /// value is an outflow of its own (a loss), and what came above it an inflow (a gain).
    /// </summary>
    public static IReadOnlyList<PostingRequest> Sold(GoodsSold sale)
    {
        var postings = new List<PostingRequest>();
        if (sale.KeptFen > 0)
        {
            postings.Add(new PostingRequest.Outflow(sale.Bucket, sale.KeptFen));
            postings.Add(new PostingRequest.TransferIn(sale.MoneyBucket, 0));
        }

        if (sale.LossFen > 0) postings.Add(new PostingRequest.Outflow(sale.Bucket, sale.LossFen));
        if (sale.GainFen > 0) postings.Add(new PostingRequest.Inflow(sale.MoneyBucket, sale.GainFen));
        return postings;
    }

    /// <summary>Who receives goods, with the fund whose goods they are.</summary>
    private static async Task<Receiver> OfFundAsync(
        string gift, Receiver receiver, CommandContext context, Ledger ledger, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var (goods, _, _) = await ledger.LoadAsync<GoodsState>(tenant, Streams.Gift(gift), Goods.Evolve, ct);
        var fund = goods is null ? null : goods.Received.Bucket.Fund;
        return receiver with { Fund = fund, Sponsors = (await ledger.FundAsync(tenant, fund, ct))?.Sponsors ?? [] };
    }

    private static async Task<Result<Receipt>> AppendAsync<TEvent>(
        string gift, string id, Envelope envelope, Ledger ledger, Func<GoodsState?, GiftState?, Result<TEvent>> decide,
        Func<TEvent, GoodsState, IReadOnlyList<StoredEvent>, IReadOnlyList<PostingRequest>> postings, CancellationToken ct)
        where TEvent : ILedgerEvent
    {
        var (goods, version, events) = await ledger.LoadAsync<GoodsState>(
            envelope.Caller.Federation, Streams.Gift(gift), Goods.Evolve, ct);
        var state = events.Aggregate((GiftState?)null, (s, e) => Gift.Evolve(s, e.Event));
        return await ledger.AppendAsync(envelope, id, Streams.Gift(gift), new ExpectedVersion(version), decide(goods, state),
            e => postings(e, goods!, events), ct: ct);
    }

    private static IReadOnlyList<PostingRequest> Spent(Bucket bucket, long valueFen) =>
        valueFen == 0 ? [] : [new PostingRequest.Outflow(bucket, valueFen)];

    /// <summary>What comes back is the last of the distribution's value that has not come back yet (docs/adr/0002).</summary>
    private static IReadOnlyList<PostingRequest> LastOutstanding(
        GoodsDistributionReversed back, GoodsState goods, IReadOnlyList<StoredEvent> events)
    {
        if (back.ValueFen == 0) return [];
        var distribution = goods.Distributions[back.Distribution];
        var part = new Interval(distribution.ValueFen - back.ValueFen, distribution.ValueFen);
        return [new PostingRequest.Return(back.Bucket, new OutflowPart(events[distribution.Version - 1].Position, 0, part))];
    }
}
