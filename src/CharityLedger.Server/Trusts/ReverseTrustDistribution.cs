using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Trusts;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trusts;

/// <summary>Reverses a distribution of a trust, or a part of one (冲回).</summary>
public static class ReverseTrustDistribution
{
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Reason">Why it came back.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing, not before the distribution.</param>
    public sealed record Request(long AmountFen, string Reason, DateOnly OccurredOn);

    /// <summary>As any payment.</summary>
    public static readonly GuardedAction<Request> Action = new("reverse_trust_distribution")
    {
        Executors = [Role.Accountant],
        Collection = "trusts/reversals",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        Concerns = (subject, _) => new Concerned(Streams.Trust(Subjects.Two(subject!).Thing), events => events.OfType<TrustDistributed>()
            .Where(made => made.Distribution == Subjects.Two(subject!).Within).Select(made => made.Payee)),
        AmountFen = request => request.AmountFen,
        Handle = (subject, request, context, services, ct) => Handle(subject!, request, context, services, ct),
    };

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/trusts/{trust}/distributions/{distribution}/reversals", Http).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("ReverseTrustDistribution").WithTags("trusts").WithSummary("Reverse a distribution (冲回)");

    private static Task<Result<Receipt>> Handle(
        string subject, Request r, CommandContext context, IServiceProvider services, CancellationToken ct)
    {
        var (trust, distribution) = Subjects.Two(subject);
        return services.GetRequiredService<Steps>().TakeAsync<TrustState, Request, TrustDistributionReversed>(Streams.Trust(trust),
            Trust.Evolve, subject, "trust-reversal", r, r.OccurredOn, context, (id, state, today) => TrustMoney.Reverse(state,
                new TrustDistributionReversed(trust, distribution, id, r.Reason, r.AmountFen, r.OccurredOn), today),
            (e, loaded) => Steps.Return(Bucket.OfTrust(e.Trust),
                loaded.Events.First(s => s.Event is TrustDistributed d && d.Distribution == e.Distribution),
                loaded.State.Entries[e.Distribution].OutstandingFen, e.AmountFen), ct);
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string trust, string distribution, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, Subjects.Of(trust, distribution), request, context, ct);
}
