using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.LotteryGrants;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CharityLedger.Server.Lottery;

/// <summary>Records a month's lottery sales and what they brought for the fund (销量与公益金).</summary>
public static class RecordLotterySales
{
    /// <param name="Month">Any day of the month of the sales.</param>
    /// <param name="Game">Kind of lottery, such as 电脑票.</param>
    /// <param name="SalesFen">Sales in fen.</param>
    /// <param name="ProportionBasisPoints">Part of the sales that goes to the fund by its document, in 1/10,000.</param>
    /// <param name="DeclaredFen">Amount declared, in fen.</param>
    /// <param name="DeclaredOn">Day of the declaration.</param>
    /// <param name="PaidFen">Amount paid, in fen.</param>
    /// <param name="PaidOn">Day of the payment.</param>
    /// <param name="OccurredOn">Day of the record; not after today in Beijing.</param>
    /// <param name="ExpiredPrizesFen">Expired prizes (弃奖), in fen.</param>
    public sealed record Request(
        DateOnly Month, string Game, long SalesFen, int ProportionBasisPoints, long DeclaredFen, DateOnly DeclaredOn,
        long PaidFen, DateOnly PaidOn, DateOnly OccurredOn, long ExpiredPrizesFen = 0);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/lottery/sales", Http).AsCommand(Role.Clerk)
        .WithName("RecordLotterySales").WithTags("lottery").WithSummary("Record a month's sales and fund (销量与公益金)");

    public static async Task<Result<Receipt>> Handle(
        Request r, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct)
    {
        var tenant = context.Caller.Federation;
        var month = new DateOnly(r.Month.Year, r.Month.Month, 1);
        var id = ids.Of(tenant, "lottery-sales", month.ToString("yyyyMM", CultureInfo.InvariantCulture), r.Game);
        var (_, version, _) = await ledger.LoadAsync<object>(tenant, Streams.LotterySales(id), (s, _) => s, ct);
        var decision = LotteryEvidence.Sales(new LotterySalesRecorded(id, month, r.Game, r.SalesFen, r.ProportionBasisPoints,
            r.ExpiredPrizesFen, r.DeclaredFen, r.DeclaredOn, r.PaidFen, r.PaidOn, r.OccurredOn), version > 0, ledger.Today);
        return await ledger.AppendAsync(context.Envelope(r), id, Streams.LotterySales(id), ExpectedVersion.NoStream, decision,
            _ => [], ct: ct);
    }

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Http(
        Request request, CommandContext context, Ledger ledger, Ids ids, CancellationToken ct) =>
        (await Handle(request, context, ledger, ids, ct)).ToHttp("lottery/sales");
}
