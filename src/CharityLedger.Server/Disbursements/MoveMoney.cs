using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Disbursements;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Disbursements;

/// <summary>
/// Moves money between the federation's own accounts (资金账户间划转), such as a platform's balance to the bank, by two
/// approvals: an audit once found 149.71 million yuan moved between accounts without any (Huizhou, 2013).
/// </summary>
public static class MoveMoney
{
    /// <param name="From">Account it leaves.</param>
    /// <param name="To">Account it enters.</param>
    /// <param name="AmountFen">What leaves, in fen, the fee included.</param>
    /// <param name="Purpose">What for.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="FeeFen">What the bank or platform keeps, in fen; general money bears it.</param>
    /// <param name="Reference">Number of the bank's or the platform's statement.</param>
    /// <param name="NamedFrom">Code in the register of the account that it leaves; the first one of its kind where missing.</param>
    /// <param name="NamedTo">Code in the register of the account that it enters; the first one of its kind where missing.</param>
    /// <param name="OnTheWay">Whether it only leaves on that day (在途): when it arrives, a further command says. Otherwise it arrives
    /// that day.</param>
    /// <param name="Arrival">When it arrived, where that is known: on that day, or, where a bank has yet to pay it, no earlier than it
    /// does.</param>
    public sealed record Request(
        MoneyAccount From, MoneyAccount To, long AmountFen, string Purpose, DateOnly OccurredOn, long FeeFen = 0, string? Reference = null,
        string? NamedFrom = null, string? NamedTo = null, bool OnTheWay = false, MoneyOnTheWay.Arrival? Arrival = null);

    /// <summary>Two others approve a move between accounts.</summary>
    public static readonly GuardedAction<Request> Action = new("move_money")
    {
        Executors = [Role.Cashier],
        Collection = "money-moves",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalTransfer, today, policy),
        AmountFen = request => request.AmountFen,
        Pays = request => new PaymentWords("本单位", request.Purpose, request.From, request.NamedFrom),
        Handle = (_, request, context, services, ct) => Handle(request, context, services.GetRequiredService<Ledger>(),
            services.GetRequiredService<Ids>(), services.GetRequiredService<MoneyRegister>(), services.GetRequiredService<PaymentOrders>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/money-moves", Http).AsCommand(Role.Clerk, Role.Cashier, Role.Accountant)
        .WithName("MoveMoney").WithTags("disbursements").WithSummary("Move money between own accounts (资金账户间划转)");

    public static async Task<Result<Receipt>> Handle(
        Request request, CommandContext context, Ledger ledger, Ids ids, MoneyRegister register, PaymentOrders payments, CancellationToken ct)
    {
        var (tenant, day) = (context.Caller.Federation, request.OccurredOn);
        var id = ids.Dated(day, tenant, "move", context.Key);
        var decision = MoneyMove.Decide(new MoneyMoved(id, request.From, request.To, request.AmountFen, request.FeeFen, request.Purpose,
            request.Reference, day, request.NamedFrom, request.NamedTo,
            request.OnTheWay || request.Arrival is not null ? context.PaidOn ?? day : null), ledger.Today);
        var accounts = await register.FitAsync(
            tenant, day, ct, (request.NamedFrom, request.From, "namedFrom"), (request.NamedTo, request.To, "namedTo"));
        if ((decision.Refusal ?? accounts.Refusal) is { } unfit) decision = unfit;
        var arrived = decision.Refusal is null ? await ArrivedAsync(decision.Value) : (StreamWrite[])[];
        if (arrived.Refusal is { } late) decision = late;
        return await ledger.AppendAsync(context.Envelope(request), id, Streams.Move(id), ExpectedVersion.NoStream, decision,
            e => e.FeeFen == 0 ? [] : [new PostingRequest.Outflow(Bucket.General, e.FeeFen)],
            asserted: decision.Refusal is null ? [.. arrived.Value, .. accounts.Value] : [], ct: ct);

        async Task<Result<IReadOnlyList<StreamWrite>>> ArrivedAsync(MoneyMoved moved)
        {
            if (request.Arrival is not { } arrival) return Array.Empty<StreamWrite>();
            var state = MoneyMove.Evolve(null, moved)!;
            // Who asked for it didn't know when it would be paid.
            if (context.Paying.Request is not null && arrival.ArrivedOn < state.LeftOn) arrival = arrival with { ArrivedOn = state.LeftOn };
            return await MoneyOnTheWay.ArriveAsync(state, arrival, tenant, ledger, payments, ct);
        }
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, null, request, context, ct);
}
