using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Funds;

/// <summary>Allocates general money to a fund (划拨).</summary>
public static class AllocateMoney
{
    /// <param name="Fund">The fund it goes to.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Purpose">What it is for.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    public sealed record Request(string Fund, long AmountFen, string Purpose, DateOnly OccurredOn);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/allocations", Http).AsCommand(Role.Clerk)
        .WithName("AllocateMoney").WithTags("funds").WithSummary("Allocate general money to a fund (划拨)");

    public static async Task<Result<Receipt>> Handle(Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var date = request.OccurredOn;
        var id = ids.Dated(date, tenant, "allocation", context.Key);
        var (fund, _, _) = await ledger.LoadAsync<FundState>(tenant, Streams.Fund(request.Fund), Fund.Evolve, ct);
        var decision = fund is null
            ? new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund")
            : Allocation.Allocate(new MoneyAllocated(id, Buckets.General, Buckets.Of(fund.Id), request.AmountFen,
                request.Purpose, date), ledger.Today);
        return await ledger.AppendAsync(context.Envelope(request), id, Streams.Allocation(id), ExpectedVersion.NoStream, decision,
            e => [new PostingRequest.Outflow(e.From, e.AmountFen), new PostingRequest.TransferIn(e.To, 0)], ct: ct);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, ct)).ToHttp("allocations");
}
