using CharityLedger.Contracts.Events;
using CharityLedger.Contracts;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Lottery;

/// <summary>Indicators of the welfare-lottery fund (福彩公益金), what moved at each of their stages, and the evidence of its use.</summary>
public sealed class LotteryProjection : IProjection
{
    private const string AddToPlaces = """
        insert into place as t values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (tenant, indicator, part, stage, year) do update set
            came_in = t.came_in + excluded.came_in, carried_in = t.carried_in + excluded.carried_in,
            went_on = t.went_on + excluded.went_on, carried_out = t.carried_out + excluded.carried_out,
            recovered = t.recovered + excluded.recovered
        """;

    public string Name => "Lottery";

    public int Version => 1;

    public IReadOnlyList<string>? Types { get; } = EventTypes.AliasesOf(
        typeof(LotteryIndicatorIssued), typeof(LotteryIndicatorDecomposed), typeof(LotteryTranchePaid),
        typeof(LotteryExpenditureMade), typeof(LotteryExpenditureReversed), typeof(LotteryCarriedOver),
        typeof(LotteryMoneyRecovered), typeof(LotteryLabelRecorded), typeof(LotteryPerformanceEvaluated),
        typeof(LotterySalesRecorded));

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        foreach (var stored in events)
        {
            var @event = stored.Event;
            if (RowOf(@event) is var (sql, values)) await writer.ExecuteAsync(sql, [stored.Tenant, .. values], ct);
            foreach (var (place, moved) in Moves(@event))
            {
                await writer.ExecuteAsync(AddToPlaces, [stored.Tenant, place.Indicator, place.Part, place.Stage, place.Year,
                    moved.CameIn, moved.CarriedIn, moved.WentOn, moved.CarriedOut, moved.Recovered], ct);
            }
        }
    }

    private static (string Sql, object[] Values)? RowOf(ILedgerEvent @event) => @event switch
    {
        LotteryIndicatorIssued e => ("insert into indicator values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            [e.Indicator, e.Document, Words.Of(e.Level), e.Year, Words.Of(e.Purpose), e.ProjectCode, e.Target, e.AmountFen,
                e.OccurredOn]),
        LotteryIndicatorDecomposed e => ("insert into part values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            [e.Indicator, e.Part, e.Region, e.Unit, e.Project, e.Priority, Words.Of(e.Treatment), e.OccurredOn]),
        LotteryExpenditureMade e => ("insert into expenditure values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10)",
            [e.Indicator, e.Part, e.Expenditure, e.Year, Words.Of(e.Type), e.Payee, e.Use, e.AmountFen, e.OccurredOn]),
        LotteryExpenditureReversed e => (
            "update expenditure set came_back = came_back + $3 where tenant = $1 and expenditure = $2",
            [e.Expenditure, e.AmountFen]),
        LotteryLabelRecorded e => ("update expenditure set photo = $3, place = $4 where tenant = $1 and expenditure = $2",
            [e.Expenditure, e.Photo, e.Place]),
        LotteryPerformanceEvaluated e => ("insert into evaluation values ($1, $2, $3, $4, $5, $6, $7, $8)",
            [e.Indicator, e.Evaluation, e.Part ?? (object)DBNull.Value, e.Score, e.Effect, e.By, e.OccurredOn]),
        LotterySalesRecorded e => ("insert into sales values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            [e.Sales, e.Month, e.Game, e.SalesFen, e.ProportionBasisPoints, e.ExpiredPrizesFen, e.DeclaredFen,
                e.DeclaredOn, e.PaidFen, e.PaidOn]),
        _ => null,
    };

    private static IEnumerable<(Place Place, Moved Moved)> Moves(ILedgerEvent @event) => @event switch
    {
        LotteryIndicatorIssued e => [(new(e.Indicator, "", 0, e.Year), new(CameIn: e.AmountFen))],
        LotteryIndicatorDecomposed e =>
        [
            (new(e.Indicator, "", 0, e.Year), new(WentOn: e.AmountFen)),
            (new(e.Indicator, e.Part, 1, e.Year), new(CameIn: e.AmountFen)),
        ],
        LotteryTranchePaid e =>
        [
            (new(e.Indicator, e.Part, 1, e.Year), new(WentOn: e.AmountFen)),
            (new(e.Indicator, e.Part, 2, e.Year), new(CameIn: e.AmountFen)),
        ],
        LotteryExpenditureMade e => [(new(e.Indicator, e.Part, 2, e.Year), new(WentOn: e.AmountFen))],
        LotteryExpenditureReversed e => [(new(e.Indicator, e.Part, 2, e.Year), new(WentOn: -e.AmountFen))],
        LotteryCarriedOver e =>
        [
            (new(e.Indicator, e.Part ?? "", StageOf(e.Part, e.Paid), e.FromYear), new(CarriedOut: e.AmountFen)),
            (new(e.Indicator, e.Part ?? "", StageOf(e.Part, e.Paid), e.ToYear), new(CarriedIn: e.AmountFen)),
        ],
        LotteryMoneyRecovered e =>
            [(new(e.Indicator, e.Part ?? "", StageOf(e.Part, e.Paid), e.Year), new(Recovered: e.AmountFen))],
        _ => [],
    };

    private static int StageOf(string? part, bool paid) => part is null ? 0 : paid ? 2 : 1;

    private sealed record Place(string Indicator, string Part, int Stage, int Year);

    private sealed record Moved(
        long CameIn = 0, long CarriedIn = 0, long WentOn = 0, long CarriedOut = 0, long Recovered = 0);
}
