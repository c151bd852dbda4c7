using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Donations;
using CharityLedger.Domain.Funds;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Donations;

/// <summary>Books income that is no gift: interest, dividends, yields (收益). A fund's principal earns what may be spent.</summary>
public static class Incomes
{
    /// <param name="Kind">What it came from.</param>
    /// <param name="AmountFen">Amount in fen.</param>
    /// <param name="Note">Said in words.</param>
    /// <param name="OccurredOn">Business date; not after today in Beijing.</param>
    /// <param name="Fund">The fund that earned it; the federation where missing.</param>
    /// <param name="Asset">The gift in kind that earned it; says itself whose it is.</param>
    public sealed record Request(
        IncomeKind Kind, long AmountFen, string Note, DateOnly OccurredOn, string? Fund = null, string? Asset = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/incomes", Http).AsCommand(Role.Clerk)
        .WithName("ReceiveIncome").WithTags("funds").WithSummary("Book interest, dividends or yields (收益)");

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct) =>
        (await Conflicts.RetryAsync(() => AttemptAsync(request, context, ledger, ids, ct))).ToHttp("incomes");

    private static async Task<Result<Receipt>> AttemptAsync(
        Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var id = ids.Dated(request.OccurredOn, tenant, "income", context.Key);
        var (fund, unchanged) = await ledger.EnteredFundAsync(tenant, request.Asset is null ? request.Fund : null, ct);
        var bucket = await BucketAsync(request, fund, tenant, ledger, ct);
        var refusal = bucket.Refusal ?? Check.Amount(request.AmountFen) ?? Check.Text(request.Note, "note", 500)
            ?? Check.Date(request.OccurredOn, ledger.Today);
        Result<IncomeReceived> decision = refusal is not null
            ? refusal
            : new IncomeReceived(id, request.Kind, request.AmountFen, bucket.Value, request.Asset, request.Note, request.OccurredOn);
        return await ledger.AppendAsync(context.Envelope(request), id, Streams.Income(id), ExpectedVersion.NoStream, decision,
            e => [new PostingRequest.Inflow(e.Bucket, e.AmountFen)], asserted: unchanged, ct: ct);
    }

    /// <summary>What a fund's money yields comes to it for the purpose that it has that day.</summary>
    private static async Task<Result<Bucket>> BucketAsync(
        Request request, FundState? fund, string tenant, Ledger ledger, CancellationToken ct)
    {
        if (request.Asset is { } asset)
        {
            var (goods, _, _) = await ledger.LoadAsync<GoodsState>(tenant, Streams.Gift(asset), Goods.Evolve, ct);
            return goods is null
                ? new Refusal(RefusalCode.GiftUnknown, "There is no such gift in kind.", "asset")
                : goods.Received.Bucket.Money.Gains;
        }

        if (request.Fund is null) return Bucket.General;
        if (fund is null) return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "fund");
        return fund.IsClosed ? Fund.Closed("fund") : Bucket.Of(request.Fund, purpose: fund.PurposeOn(request.OccurredOn));
    }
}
