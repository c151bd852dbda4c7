using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Disbursements;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Campaigns;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Disbursements;

/// <summary>Pays out of a fund, of general money or of management fees (拨付).</summary>
public static class MakePayment
{
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Payee">Who receives it: an organisation, or a group of people in general words.</param>
    /// <param name="Purpose">What it is spent on (用途).</param>
    /// <param name="Fund">The fund; general money where missing.</param>
    /// <param name="Campaign">Takes money that a campaign restricts.</param>
    /// <param name="Restriction">Takes money that a donor's stated purpose restricts.</param>
    /// <param name="Project">Takes money that is set aside for a project.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Kind">The expense: programme, administration or fundraising.</param>
    /// <param name="ManagementFees">Takes management fees, which serve administration.</param>
    /// <param name="Account">Where the money comes from.</param>
    /// <param name="RelatedParty">The payee's id in the register of related parties.</param>
    /// <param name="Decision">The decision that allows a payment to a related party.</param>
    /// <param name="NamedAccount">Code of that account in the register; the first one of its kind where missing.</param>
    public sealed record Request(
        long AmountFen, string Payee, string Purpose, DateOnly OccurredOn, string? Fund = null, string? Campaign = null,
        string? Restriction = null, string? Project = null, ExpenseKind Kind = ExpenseKind.Programme, bool ManagementFees = false,
        MoneyAccount Account = MoneyAccount.Bank, string? RelatedParty = null, string? Decision = null, string? NamedAccount = null);

    /// <summary>A payment is asked for by one person and approved by another, a large one by two; the treasurer pays.</summary>
    public static readonly GuardedAction<Request> Action = new("make_payment")
    {
        Executors = [Role.Treasurer],
        Collection = "payments",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        Parties = request => [request.Payee, request.RelatedParty],
        AmountFen = request => request.AmountFen,
        Handle = (_, request, context, services, ct) => Handle(request, context, services.GetRequiredService<Ledger>(),
            services.GetRequiredService<Ids>(), services.GetRequiredService<Counterparties>(), services.GetRequiredService<MoneyRegister>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/payments", Http).AsCommand(Role.Clerk, Role.Treasurer)
        .WithName("MakePayment").WithTags("disbursements").WithSummary("Pay out of a fund (拨付)");

    /// <summary>Decides on fund, project, account and lists as they stand, which the command asserts; anew where they change meanwhile.</summary>
    public static Task<Result<Receipt>> Handle(Request request, CommandContext context, Ledger ledger, Ids ids,
        Counterparties counterparties, MoneyRegister register, CancellationToken ct) =>
        Conflicts.RetryAsync(() => PayAsync(request, context, ledger, ids, counterparties, register, ct));

    private static async Task<Result<Receipt>> PayAsync(Request request, CommandContext context, Ledger ledger, Ids ids,
        Counterparties counterparties, MoneyRegister register, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var date = request.OccurredOn;
        var id = ids.Dated(date, tenant, "payment", context.Key);
        var (fund, unchanged) = await ledger.RecallFundAsync(tenant, request.Fund, anew: true, ct);
        var project = await ledger.BindPaymentAsync(tenant, request.Project, ct);
        var terms = new PaymentTermsStated(id, request.Kind, request.Account, request.RelatedParty, request.Decision, date, request.NamedAccount);
        var account = await register.FitAsync(tenant, date, ct, (request.NamedAccount, request.Account, "namedAccount"));
        var refusal = CheckPot(request) ?? Restriction.Check(request.Campaign, "campaign") ?? Restriction.Check(request.Restriction, "restriction")
            ?? project.Refusal
            ?? account.Refusal;
        var decision = refusal is not null
            ? refusal
            : Payment.Pay(new PaymentMade(id, BucketOf(request), request.Fund, request.AmountFen, request.Payee, request.Purpose, date),
                terms, fund is not null, ledger.Today);
        var asked = await counterparties.ReceiverAsync(context, new Receiver(request.Payee, "payee", request.RelatedParty, request.Decision)
        {
            Fund = request.Fund, Sponsor = fund?.Sponsor,
        }, ct);
        decision = asked.Unless(decision);
        var envelope = asked.Context.Envelope(request);
        if (decision.Refusal is { } refused) return await ledger.EarlierAsync(envelope, id, ct) ?? (Result<Receipt>)refused;
        var paid = decision.Value;
        var made = NewEvent.Of(paid, new PostingRequest.Outflow(paid.Bucket, paid.AmountFen));
        NewEvent[] events = IsPlain(terms) ? [made] : [NewEvent.Of(terms), made];
        StreamWrite[] writes =
            [new StreamWrite(Streams.Payment(id), ExpectedVersion.NoStream, events), .. unchanged, .. project.Asserted, .. account.Value];
        return Fund.Locked(await ledger.AppendAsync(envelope, id, writes, [], [], ct), fund?.Type);
    }

    private static Bucket BucketOf(Request request) => request.ManagementFees
        ? Bucket.Management
        : Bucket.Of(request.Fund, Restriction.Of(request.Campaign), Restriction.Of(request.Restriction), request.Project);

    private static Refusal? CheckPot(Request request) =>
        request.ManagementFees && (request.Fund ?? request.Campaign ?? request.Restriction ?? request.Project) is not null
            ? new Refusal(RefusalCode.ExpenseKindInvalid, "Management fees belong to no fund, campaign or purpose.", "managementFees")
            : null;

    /// <summary>A payment that says nothing of itself is programme expense from the bank.</summary>
    private static bool IsPlain(PaymentTermsStated terms) => terms is
    {
        Kind: ExpenseKind.Programme, Account: MoneyAccount.Bank, RelatedParty: null, Decision: null, NamedAccount: null,
    };

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, null, request, context, ct);
}
