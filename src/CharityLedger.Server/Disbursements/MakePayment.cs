using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Disbursements;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Campaigns;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Disbursements;

/// <summary>Pays out of a fund, or of general money (拨付).</summary>
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
    public sealed record Request(
        long AmountFen, string Payee, string Purpose, DateOnly OccurredOn, string? Fund = null, string? Campaign = null,
        string? Restriction = null, string? Project = null);

    /// <summary>A payment is asked for by one person and approved by another, a large one by two; the treasurer pays.</summary>
    public static readonly GuardedAction<Request> Action = new("make_payment")
    {
        Executors = [Role.Treasurer],
        Collection = "payments",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        Parties = request => [request.Payee],
        AmountFen = request => request.AmountFen,
        Handle = (_, request, context, services, ct) => Handle(
            request, context, services.GetRequiredService<Ledger>(), services.GetRequiredService<Ids>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/payments", Http).AsCommand(Role.Clerk, Role.Treasurer)
        .WithName("MakePayment").WithTags("disbursements").WithSummary("Pay out of a fund (拨付)");

    public static async Task<Result<Receipt>> Handle(Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var date = request.OccurredOn;
        var id = ids.Dated(date, tenant, "payment", context.Key);
        var fundExists = request.Fund is not null
            && (await ledger.LoadAsync<FundState>(tenant, Streams.Fund(request.Fund), Fund.Evolve, ct)).State is not null;
        var bucket = Buckets.Of(request.Fund, Restriction.Of(request.Campaign), Restriction.Of(request.Restriction),
            request.Project);
        var refusal = Restriction.Check(request.Campaign, "campaign") ?? Restriction.Check(request.Restriction, "restriction")
            ?? await ledger.BindPaymentAsync(tenant, request.Project, ct);
        Result<PaymentMade> decision = refusal is not null
            ? refusal
            : Payment.Pay(new PaymentMade(id, bucket, request.Fund, request.AmountFen, request.Payee, request.Purpose, date),
                fundExists, ledger.Today);
        return await ledger.AppendAsync(context.Envelope(request), id, Streams.Payment(id), ExpectedVersion.NoStream, decision,
            e => [new PostingRequest.Outflow(e.Bucket, e.AmountFen)], ct: ct);
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, null, request, context, ct);
}
