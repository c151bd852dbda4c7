using CharityLedger.Projections.Lottery;
using CharityLedger.Server.Approvals;

namespace CharityLedger.Server.Lottery;

/// <summary>All routes of the welfare-lottery fund (福彩公益金).</summary>
internal static class LotteryRoutes
{
    public static void AddServices(IServiceCollection services) => services.AddSingleton<LotteryQuery>().AddSingleton<Indicators>()
        .AddSingleton<GuardedAction>(SpendLotteryMoney.Action)
        .AddSingleton<GuardedAction>(RecoverLotteryMoney.Action).AddSingleton<GuardedAction>(PayTranche.Action)
        .AddSingleton<GuardedAction>(ReverseLotteryExpenditure.Action).AddSingleton<GuardedAction>(CarryOverLotteryMoney.Action);

    public static void Map(IEndpointRouteBuilder api)
    {
        IssueIndicator.Map(api);
        DecomposeIndicator.Map(api);
        PayTranche.Map(api);
        SpendLotteryMoney.Map(api);
        ReverseLotteryExpenditure.Map(api);
        RecordLotteryLabel.Map(api);
        EvaluateIndicator.Map(api);
        CarryOverLotteryMoney.Map(api);
        RecoverLotteryMoney.Map(api);
        RecordLotterySales.Map(api);
        LotteryReports.Map(api);
    }
}
