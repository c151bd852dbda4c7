using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Approvals;
using CharityLedger.Domain.Trusts;
using CharityLedger.EventStore;
using CharityLedger.Projections.Traces;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Donations;
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
        Executors = [Role.Accountant],
        Collection = "trusts/reversals",
        Approvals = (request, policy, today) => ApprovalCount.OfPayment(request.AmountFen, today, policy),
        Concerns = (subject, _) => TrustParties.OfEntry(Subjects.Two(subject!)),
        AmountFen = request => request.AmountFen,
        Handle = (subject, request, context, services, ct) => Handle(subject!, request, context, services, ct),
    };

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/trusts/{trust}/entries/{entry}/reversals", Http).AsCommand(Role.Clerk, Role.Accountant)
            .WithName("ReverseTrustEntry").WithTags("trusts").WithSummary("Take a contribution, income or fee back (冲回信托收支)");

    /// <summary>The core proves that the entry's money still lies where its trace says; where it doesn't, that is asked again.</summary>
    private static Task<Result<Receipt>> Handle(
        string subject, Request request, CommandContext context, IServiceProvider services, CancellationToken ct) =>
        Conflicts.RetryAsync(() => AttemptAsync(subject, request, context, services.GetRequiredService<Ledger>(),
            services.GetRequiredService<Ids>(), services.GetRequiredService<TraceReading>(), ct));

    private static async Task<Result<Receipt>> AttemptAsync(
        string subject, Request r, CommandContext context, Ledger ledger, Ids ids, TraceReading traces, CancellationToken ct)
    {
        var (trust, entry) = Subjects.Two(subject);
        var tenant = context.Caller.Federation;
        var id = ids.Dated(r.OccurredOn, tenant, "trust-reversal", context.Key);
        var (state, version, events) = await ledger.LoadAsync<TrustState>(tenant, Streams.Trust(trust), Trust.Evolve, ct);
        var decision = TrustMoney.Reverse(state,
            new TrustEntryReversed(trust, entry, default, id, r.Reason, null, r.AmountFen, default, r.OccurredOn), ledger.Today);
        GiftTrace? trace = null;
        IReadOnlyList<TracePart>? own = null;
        if (decision.Refusal is null && decision.Value.Kind != TrustEntryKind.Fee)
        {
            var traced = await traces.OfTrustEntryAsync(tenant, entry, ct);
            if (traced.Refusal is { } unread) return unread;
            trace = traced.Value;
            own = trace!.LastIn(Bucket.OfTrust(trust), r.AmountFen);
            if (own is null) decision = new Refusal(RefusalCode.InsufficientFunds, "Less of it lies in the trust unspent.", "amountFen");
        }

        return await ledger.AppendAsync(context.Envelope(r, subject), id, Streams.Trust(trust), new ExpectedVersion(version), decision,
            e => Postings(e, new Loaded<TrustState>(state!, events), own), guards: trace?.Guards, ct: ct);
    }

    /// <summary>What came in goes out, the entry's own money and nobody else's, and what the federation gave back to where it came
    /// from; a fee comes back from where it went.</summary>
    private static IReadOnlyList<PostingRequest> Postings(TrustEntryReversed e, Loaded<TrustState> loaded, IReadOnlyList<TracePart>? own)
    {
        var bucket = Bucket.OfTrust(e.Trust);
        return e.Kind switch
        {
            TrustEntryKind.Funding => [.. BackFromTrust(e.Other!.Value, Made(s => s is TrustFunded f && f.Contribution == e.Entry), own!)],
            TrustEntryKind.Fee =>
            [
                .. Steps.Return(bucket, Made(s => s is TrustFeePaid f && f.Fee == e.Entry),
                    loaded.State.Entries[e.Entry].OutstandingFen, e.AmountFen),
                .. e.Other is { } other ? new[] { new PostingRequest.Outflow(other, e.AmountFen) } : [],
            ],
            _ => GiftTrace.Takes(own)!,
        };

        StoredEvent Made(Func<ILedgerEvent, bool> isIt) => loaded.Events.First(s => isIt(s.Event));
    }

    /// <summary>Each part goes out of the trust, and is the part of the funding that it was: as free or as bound as when it left.</summary>
    private static IEnumerable<PostingRequest> BackFromTrust(Bucket bucket, StoredEvent funded, IReadOnlyList<TracePart> own)
    {
        foreach (var (index, part) in own.Reverse().Index())
        {
            yield return new PostingRequest.Take(part.Bucket, [part.Line]);
            yield return new PostingRequest.Return(bucket, new OutflowPart(funded.Position, 0, part.Offset), 2 * index);
        }
    }

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string trust, string entry, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, Subjects.Of(trust, entry), request, context, ct);
}
