using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Trusts;
using CharityLedger.EventStore;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Trusts;

/// <summary>Takes a contribution, income or fee of a trust back, or a part of one (冲回): what was entered by mistake.</summary>
public static class ReverseTrustEntry
{
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Reason">What was wrong.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing, not before the entry.</param>
    public sealed record Request(long AmountFen, string Reason, DateOnly OccurredOn);

    /// <summary>As any payment.</summary>
    public static readonly GuardedAction<Request> Action = new("reverse_trust_entry")
    {
        Executors = [Role.Treasurer],
        Collection = "trusts/reversals",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        AmountFen = request => request.AmountFen,
        Handle = (subject, request, context, services, ct) => Handle(subject!, request, context, services, ct),
    };

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/trusts/{trust}/entries/{entry}/reversals", Http).AsCommand(Role.Clerk, Role.Treasurer)
            .WithName("ReverseTrustEntry").WithTags("trusts").WithSummary("Take a contribution, income or fee back (冲回信托收支)");

    private static Task<Result<Receipt>> Handle(
        string subject, Request r, CommandContext context, IServiceProvider services, CancellationToken ct)
    {
        var (trust, entry) = Subjects.Two(subject);
        return services.GetRequiredService<Steps>().TakeAsync<TrustState, Request, TrustEntryReversed>(Streams.Trust(trust), Trust.Evolve,
            subject, "trust-reversal", r, r.OccurredOn, context, (id, state, today) => TrustMoney.Reverse(state,
                new TrustEntryReversed(trust, entry, default, id, r.Reason, null, r.AmountFen, default, r.OccurredOn), today),
            Postings, ct);
    }

    /// <summary>What came in goes out of what is left, and to the fund that gave it; a fee comes back from where it went.</summary>
    private static IReadOnlyList<PostingRequest> Postings(TrustEntryReversed e, Loaded<TrustState> loaded)
    {
        var bucket = Buckets.Trust(e.Trust);
        return e.Kind switch
        {
            TrustEntryKind.Funding => Steps.Move(bucket, e.Other!, e.AmountFen),
            TrustEntryKind.Fee =>
            [
                .. Steps.Return(bucket, loaded.Events.First(s => s.Event is TrustFeePaid f && f.Fee == e.Entry),
                    loaded.State.Entries[e.Entry].OutstandingFen, e.AmountFen),
                .. e.Other is null ? [] : new[] { new PostingRequest.Outflow(e.Other, e.AmountFen) },
            ],
            _ => [new PostingRequest.Outflow(bucket, e.AmountFen)],
        };
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string trust, string entry, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, Subjects.Of(trust, entry), request, context, ct);
}
