using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Disbursements;
using CharityLedger.EventStore;
using CharityLedger.Projections.Payments;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Facts;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using CharityLedger.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Disbursements;

/// <summary>What payees take by themselves (银行代扣): fees, taxes, insurance. A standing approval covers it, or somebody approves it
/// afterwards.</summary>
public static class DirectDebits
{
    private const int Most = 500;

    /// <param name="Payee">Who may take money.</param>
    /// <param name="Purpose">What for.</param>
    /// <param name="CeilingFen">The most that it may take at once, in fen.</param>
    /// <param name="OccurredOn">First day; not after today in Beijing.</param>
    /// <param name="EndsOn">Last day.</param>
    public sealed record Standing(string Payee, string Purpose, long CeilingFen, DateOnly OccurredOn, DateOnly EndsOn);

    /// <param name="Reason">Said in words.</param>
    /// <param name="OccurredOn">Its last day; not after today in Beijing.</param>
    public sealed record Ending(string Reason, DateOnly OccurredOn);

    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Payee">Who took it.</param>
    /// <param name="Purpose">What for.</param>
    /// <param name="PaidOn">The bank's day; not after today in Beijing.</param>
    /// <param name="Reference">The bank's reference.</param>
    /// <param name="Approval">The standing approval under which it falls; without one somebody approves it afterwards.</param>
    /// <param name="Fund">The fund that bears it; general money where missing.</param>
    /// <param name="ManagementFees">Management fees bear it.</param>
    /// <param name="Kind">The expense.</param>
    /// <param name="Account">The account from which it was taken.</param>
    /// <param name="NamedAccount">Code of that account in the register; the first one of its kind where missing.</param>
    /// <param name="Facts">Facts that reports need of it; the defaults of its project and fund where missing.</param>
    public sealed record Request(
        long AmountFen, string Payee, string Purpose, DateOnly PaidOn, string? Reference = null, string? Approval = null, string? Fund = null,
        bool ManagementFees = false, ExpenseKind Kind = ExpenseKind.Administration, MoneyAccount Account = MoneyAccount.Bank,
        string? NamedAccount = null, ReportFacts? Facts = null) : IStatesFacts;

    private sealed record Approving;

    /// <summary>As a payment of its ceiling.</summary>
    public static readonly GuardedAction<Standing> Action = new("give_standing_approval")
    {
        Executors = [Role.Accountant],
        Collection = "standing-approvals",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.CeilingFen, today, policy),
        Parties = request => [request.Payee],
        AmountFen = request => request.CeilingFen,
        Handle = (_, request, context, services, ct) =>
            GiveAsync(request, context, services.GetRequiredService<Ledger>(), services.GetRequiredService<Ids>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api)
    {
        var debits = api.MapGroup("").WithTags("disbursements");
        debits.MapGet("/standing-approvals", Listed).AsRead()
            .WithName("ListStandingApprovals").WithSummary("What payees may take by themselves (代扣授权)");
        debits.MapPost("/standing-approvals", Give).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("GiveStandingApproval").WithSummary("Let a payee take money by itself (代扣授权)");
        debits.MapPost("/standing-approvals/{standing}/end", End).AsCommand(Role.Accountant, Role.Administrator)
            .WithName("EndStandingApproval").WithSummary("End a standing approval before its term (终止代扣授权)");
        debits.MapGet("/direct-debits", List).AsRead()
            .WithName("ListDirectDebits").WithSummary("What the bank paid by itself (银行代扣)");
        debits.MapPost("/direct-debits", Record).AsCommand(Role.Cashier)
            .WithName("RecordDirectDebit").WithSummary("Record what the bank paid by itself (登记银行代扣)");
        debits.MapPost("/direct-debits/{payment}/approval", Approve).AsCommand(Role.Approver)
            .WithName("ApproveDirectDebit").WithSummary("Approve a direct debit afterwards (代扣补批)");
    }

    private static async Task<Ok<IReadOnlyList<StandingApprovalRow>>> Listed(
        CommandContext context, DirectDebitQuery debits, CancellationToken ct) =>
        TypedResults.Ok(await debits.StandingAsync(context.Caller.Federation, ct));

    private static async Task<Ok<IReadOnlyList<DirectDebitRow>>> List(
        bool? unapproved, int? limit, CommandContext context, DirectDebitQuery debits, CancellationToken ct) => TypedResults.Ok(
            await debits.LatestAsync(context.Caller.Federation, unapproved ?? false, Math.Clamp(limit ?? 100, 1, Most), ct));

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Give(
        Standing request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, null, request, context, ct);

    private static Task<Result<Receipt>> GiveAsync(
        Standing request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var id = ids.Dated(request.OccurredOn, context.Caller.Federation, "standing", context.Key);
        var decision = StandingApproval.Give(new StandingApprovalGiven(
            id, request.Payee, request.Purpose, request.CeilingFen, request.EndsOn, request.OccurredOn), ledger.Today);
        return ledger.AppendAsync(context.Envelope(request), id, Streams.StandingApproval(id), ExpectedVersion.NoStream, decision,
            _ => [], ct: ct);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> End(
        string standing, Ending request, CommandContext context, Ledger ledger, CancellationToken ct)
    {
        var (state, version, _) = await ledger.LoadAsync<StandingApprovalState>(
            context.Caller.Federation, Streams.StandingApproval(standing), StandingApproval.Evolve, ct);
        var decision = StandingApproval.End(state, new StandingApprovalEnded(standing, request.Reason, request.OccurredOn), ledger.Today);
        return (await ledger.AppendAsync(context.Envelope(request, standing), standing, Streams.StandingApproval(standing),
            new ExpectedVersion(version), decision, _ => [], ct: ct)).ToHttp("standing-approvals");
    }

    /// <summary>What the bank did is recorded whoever it paid; a standing approval that is named has to cover it.</summary>
    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Record(Request request, CommandContext context,
        Ledger ledger, Payer payer, PaymentOrders orders, CancellationToken ct)
    {
        return (await Conflicts.RetryAsync(AttemptAsync)).ToHttp("payments");

        async Task<Result<Receipt>> AttemptAsync()
        {
            var tenant = context.Caller.Federation;
            var day = await orders.BookedOnAsync(tenant, request.PaidOn, ct);
            var id = payer.IdOf(context, day);
            var approvals = request.Approval is null
                ? ApprovalCount.OfPayment(request.AmountFen, ledger.Today, await ledger.PolicyAsync(tenant, ct)) : 0;
            var covered = await CoverAsync(request, tenant, ledger, ct);
            var line = await orders.TakeLineAsync(tenant, request.NamedAccount, request.Account, Bucket.MainBook,
                new Clearing(request.PaidOn, request.Reference), id, ct);
            if ((Check.Date(request.PaidOn, ledger.Today, "paidOn") ?? Check.Optional(request.Reference, "reference", 100)
                ?? covered.Refusal ?? line.Refusal) is { } refusal)
                return await ledger.EarlierAsync(context.Envelope<object>(request), id, ct) ?? (Result<Receipt>)refusal;
            var debited = new DirectDebited(id, request.Approval, request.PaidOn, request.Reference, request.Payee, (int)approvals,
                context.Caller.User, day);
            var payment = new MakePayment.Request(request.AmountFen, request.Payee, request.Purpose, Fund: request.Fund, Kind: request.Kind,
                ManagementFees: request.ManagementFees, Account: request.Account, NamedAccount: request.NamedAccount);
            return await payer.PayAsync(payment, day, context with
            {
                IsPaid = true,
                Also =
                [
                    new StreamWrite(Streams.DirectDebit(id), ExpectedVersion.NoStream, [NewEvent.Of(debited)]), .. covered.Value, .. line.Value,
                ],
            }, request, ct);
        }
    }

    /// <summary>What asserts that the standing approval still stands as it was found to cover it; nothing where none is named.</summary>
    private static async Task<Result<IReadOnlyList<StreamWrite>>> CoverAsync(
        Request request, string tenant, Ledger ledger, CancellationToken ct)
    {
        if (request.Approval is not { } standing) return Array.Empty<StreamWrite>();
        var (state, version, _) = await ledger.LoadAsync<StandingApprovalState>(
            tenant, Streams.StandingApproval(standing), StandingApproval.Evolve, ct);
        return StandingApproval.Cover(state, request.Payee, request.AmountFen, request.PaidOn) is { } refusal
            ? refusal
            : (StreamWrite[])[StreamWrite.Unchanged(Streams.StandingApproval(standing), version)];
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Approve(
        string payment, CommandContext context, Ledger ledger, Users users, CancellationToken ct)
    {
        return (await Conflicts.RetryAsync(AttemptAsync)).ToHttp("payments");

        async Task<Result<Receipt>> AttemptAsync()
        {
            var (tenant, by) = (context.Caller.Federation, context.Caller.User);
            var (state, version, _) = await ledger.LoadAsync<DirectDebitState>(
                tenant, Streams.DirectDebit(payment), DirectDebit.Evolve, ct);
            var roster = await users.ReadAsync(tenant, ct);
            var decision = DirectDebit.Approve(state, new DirectDebitApproved(payment, by, ledger.Today), roster);
            return await ledger.AppendAsync(context.Envelope(new Approving(), payment), payment, Streams.DirectDebit(payment),
                new ExpectedVersion(version), decision, _ => [], asserted: [.. roster.Asserting([by])], ct: ct);
        }
    }
}
