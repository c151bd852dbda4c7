using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Trusts;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Facts;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Regulation;
using CharityLedger.Server.Screening;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trusts;

/// <summary>Pays a trust's money for its purpose (信托支出).</summary>
public static class DistributeTrust
{
    /// <param name="Payee">Who receives it: an organisation, or people in general words; never an interested party.</param>
    /// <param name="Purpose">What for.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="RelatedParty">Its id in the register of related parties, where it stands there.</param>
    /// <param name="Decision">The decision that allows a dealing with a related party.</param>
    /// <param name="Facts">Facts that reports need of it; the defaults of its project and fund where missing.</param>
    public sealed record Request(
        string Payee, string Purpose, long AmountFen, DateOnly OccurredOn, string? RelatedParty = null, string? Decision = null,
        ReportFacts? Facts = null) : IStatesFacts;

    /// <summary>As any payment.</summary>
    public static readonly GuardedAction<Request> Action = new("distribute_trust")
    {
        Executors = [Role.Cashier],
        Collection = "trusts/distributions",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        Parties = request => [request.Payee, request.RelatedParty],
        AmountFen = request => request.AmountFen,
        Pays = request => new PaymentWords(request.Payee, request.Purpose),
        Handle = (trust, request, context, services, ct) => Handle(trust!, request, context, services, ct),
    };

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/trusts/{trust}/distributions", Http).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("DistributeTrust").WithTags("trusts").WithSummary("Pay for a trust's purpose (信托支出)");

    private static async Task<Result<Receipt>> Handle(
        string trust, Request r, CommandContext context, IServiceProvider services, CancellationToken ct)
    {
        var (tenant, ledger) = (context.Caller.Federation, services.GetRequiredService<Ledger>());
        var (known, _, _) = await ledger.LoadAsync<TrustState>(tenant, Streams.Trust(trust), Trust.Evolve, ct);
        var settlors = await TrustParties.SettlorsAsync(services.GetRequiredService<DonorVault>(), tenant, known, ct);
        var federation = await TrustParties.FederationAsync(ledger, tenant, ct);
        var policy = await ledger.PolicyAsync(tenant, ct);
        var counterparties = services.GetRequiredService<Counterparties>();
        return await services.GetRequiredService<Steps>().TakeAsync<TrustState, Request, TrustDistributed>(Streams.Trust(trust),
            Trust.Evolve, trust, "distribution", r, r.OccurredOn, context, (id, state, today) => TrustMoney.Distribute(state,
                new TrustDistributed(trust, id, r.Payee, r.Purpose, r.AmountFen, r.OccurredOn), settlors, federation, policy, today, context.Paying),
            (e, _) => [new PostingRequest.Outflow(Bucket.OfTrust(e.Trust), e.AmountFen)], ct, (id, _) => counterparties.DealingAsync(
                context, new Receiver(r.Payee, "payee", r.RelatedParty, r.Decision), id, r.OccurredOn, ct));
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string trust, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, trust, request, context, ct);
}
