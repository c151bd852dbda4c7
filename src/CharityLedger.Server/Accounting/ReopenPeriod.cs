using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain;
using CharityLedger.Domain.Accounting;
using CharityLedger.Domain.Approvals;
using CharityLedger.EventStore;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Accounting;

/// <summary>
/// Opens the last closed month again (反结账), with a reason and another person's approval. Where it was a year's end, the
/// carry-over is taken back in red. The trial balance that was frozen stays in the log.
/// </summary>
public static class ReopenPeriod
{
    /// <param name="Reason">Said in words.</param>
    public sealed record Request(string Reason);

    /// <summary>One asks, another approves.</summary>
    public static readonly GuardedAction<Request> Action = new("reopen_period")
    {
        Executors = [Role.Accountant],
        Collection = "books/periods",
        Approvals = (_, policy, today) => ApprovalCount.Of(PolicyIds.ApprovalPeriodReopening, today, policy),
        Handle = (month, request, context, services, ct) => Handle(month!, request, context,
            services.GetRequiredService<Ledger>(), services.GetRequiredService<OpenBooks>(),
            services.GetRequiredService<EventReader>(), ct),
    };

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/books/periods/{month}/reopening", Http)
        .AsCommand(Role.Accountant)
        .WithName("ReopenPeriod").WithTags("books").WithSummary("Open the last closed month again (反结账)");

    public static async Task<Result<Receipt>> Handle(string month, Request request, CommandContext context,
        Ledger ledger, OpenBooks books, EventReader reader, CancellationToken ct)
    {
        var parsed = Books.Month(month);
        if (parsed.Refusal is { } refusal) return refusal;
        var envelope = context.Envelope(request, month);
        return await Conflicts.RetryAsync(async () =>
        {
            var (version, state) = await books.LoadAsync(context.Caller.Federation, ct);
            var decision = Books.Reopen(state, parsed.Value, request.Reason, ledger.Today);
            if (decision.Refusal is { } refused) return await ledger.EarlierAsync(envelope, month, ct) ?? (Result<Receipt>)refused;
            var stream = await reader.ReadStreamAsync(context.Caller.Federation, Streams.Books, version, ct: ct);
            ILedgerEvent[] events = [decision.Value, .. Carried(stream, parsed.Value).Select(CarryOver.InRed)];
            var write = new StreamWrite(Streams.Books, new ExpectedVersion(version), [.. events.Select(e => NewEvent.Of(e))]);
            return await ledger.AppendAsync(envelope, month, [write], [], [], ct);
        });
    }

    /// <summary>The carry-over that belongs to the last closing of a month.</summary>
    private static IEnumerable<CarryOverPosted> Carried(IEnumerable<StoredEvent> books, DateOnly month) => books
        .Select(e => e.Event).Reverse().TakeWhile(e => e is not PeriodClosed closed || closed.Month != month)
        .OfType<CarryOverPosted>().Reverse();

    private static Task<Results<Created<Receipt>, Accepted<Submitted>, ProblemHttpResult>> Http(
        string month, Request request, CommandContext context, ApprovalDesk desk, CancellationToken ct) =>
        desk.SubmitAsync(Action, month, request, context, ct);
}
