using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Server.Access;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Hosting;
using CharityLedger.Server.Lottery;
using CharityLedger.Server.Screening;
using CharityLedger.Server.Trusts;
using System.Globalization;

namespace CharityLedger.Server.Demo;

/// <summary>A charitable trust and an indicator of the welfare lottery in the demo's year.</summary>
internal static class DemoInstruments
{
    private const string Trust = "songhe", Indicator = "elders";

    private static readonly (string Id, string Region, string Unit, string Project, bool Priority, long Yuan, string Payee, string Use)[] Parts =
    [
        ("lanqiao", "澜桥街道", "澜桥街道办事处", "社区长者食堂设备", false, 180_000, "澜桥街道长者食堂", "蒸箱、消毒柜与餐桌椅"),
        ("dongling", "东岭乡", "东岭乡人民政府", "困难老人居家适老化改造（40户）", true, 240_000, "云汀安居工程有限公司", "扶手、坡道与防滑地面"),
        ("hewan", "河湾镇", "河湾镇人民政府", "敬老院助浴设备", true, 160_000, "河湾镇敬老院", "助浴椅与热水设备"),
    ];

    /// <summary>The steps, each with the number of its day in the year.</summary>
    /// <param name="first">First day of the year.</param>
    public static IEnumerable<(int Day, DemoStep Step)> Year(DateOnly first) => [.. OfTrust(first), .. OfLottery(first)];

    private static IEnumerable<(int Day, DemoStep Step)> OfTrust(DateOnly first)
    {
        yield return Step(45, "trust", (c, s, ct) => EstablishTrust.Handle(new EstablishTrust.Request("松鹤慈善信托", "云慈信第003号",
                TrustRole.Trustee, "资助困难老人和养老服务", "云汀市60周岁以上困难老人", first.AddDays(45), Trust,
                Settlors: [new EstablishTrust.Settlor("云汀松鹤药业有限公司", DonorKind.Organisation, DonorNaming.Full)],
                Supervisor: "云汀正衡律师事务所", YearlyFeesFen: 800_000), c, s.GetRequiredService<Ledger>(),
            s.GetRequiredService<Ids>(), s.GetRequiredService<DonorVault>(), s.GetRequiredService<Counterparties>(), ct));
        yield return Step(49, "trust/filing", (c, s, ct) => FileTrust.Handle(Trust,
            new FileTrust.Request("云慈信备第003号", "云汀市民政局", first.AddDays(49)), c, s.GetRequiredService<Steps>(), ct));
        yield return Step(52, "trust/contribution", (c, s, ct) => ContributeToTrust.Handle(Trust,
            new ContributeToTrust.Request(60_000_000, first.AddDays(52)), c, s.GetRequiredService<Steps>(),
            s.GetRequiredService<Counterparties>(), ct));
        yield return Step(133, "trust/distribution/1", Do(DistributeTrust.Action, Trust,
            new DistributeTrust.Request("云汀市夕阳红养老服务中心", "失能老人照护补贴（上半年）", 12_500_000, first.AddDays(133))));
        yield return Step(240, "trust/income", (c, s, ct) => EarnTrustIncome.Handle(Trust,
            new EarnTrustIncome.Request("银行存款利息", 486_300, first.AddDays(240)), c, s.GetRequiredService<Steps>(),
            s.GetRequiredService<Counterparties>(), ct));
        yield return Step(281, "trust/distribution/2", Do(DistributeTrust.Action, Trust,
            new DistributeTrust.Request("云汀市人民医院", "困难老人白内障手术（62人）", 15_860_000, first.AddDays(281))));
        yield return Step(330, "trust/fee", Do(PayTrustFee.Action, Trust,
            new PayTrustFee.Request(TrustFeeKind.Supervisor, 300_000, first.AddDays(330))));
    }

    private static IEnumerable<(int Day, DemoStep Step)> OfLottery(DateOnly first)
    {
        var issued = first.AddDays(100);
        yield return Step(100, "lottery", (c, s, ct) => IssueIndicator.Handle(new IssueIndicator.Request(
                string.Create(CultureInfo.InvariantCulture, $"云财社〔{issued.Year}〕18号"), LotteryLevel.City, issued.Year, LotteryPurpose.Elderly,
                "YL-018", "适老化改造不少于40户，三个镇街的助餐、助浴设备投入使用", 65_000_000, issued, Indicator),
            c, s.GetRequiredService<Ledger>(), s.GetRequiredService<Ids>(), ct));
        foreach (var (i, part) in Parts.Index())
        {
            var (fen, spent) = (part.Yuan * 100, part.Yuan * (88 - 9 * i));
            yield return Step(108, "lottery/part/" + part.Id, (c, s, ct) => DecomposeIndicator.Handle(Indicator,
                new DecomposeIndicator.Request(part.Id, part.Region, part.Unit, part.Project, fen, first.AddDays(108), Priority: part.Priority),
                c, s.GetRequiredService<Ledger>(), s.GetRequiredService<Indicators>(), ct));
            yield return Step(130 + 7 * i, "lottery/tranche/" + part.Id, Do(PayTranche.Action, $"{Indicator}/{part.Id}",
                new PayTranche.Request($"拨付通知第{i + 1}号", fen, first.AddDays(130 + 7 * i))));
            yield return Step(190 + 20 * i, "lottery/expenditure/" + part.Id, Do(SpendLotteryMoney.Action, $"{Indicator}/{part.Id}",
                new SpendLotteryMoney.Request(LotteryExpense.Equipment, part.Payee, part.Use, spent, first.AddDays(190 + 20 * i))));
        }
    }

    /// <summary>Nobody has to approve: the demo has no users yet.</summary>
    private static Func<CommandContext, IServiceProvider, CancellationToken, Task<Result<Receipt>>> Do<TRequest>(
        GuardedAction<TRequest> action, string subject, TRequest request) =>
        (context, services, ct) => action.Handle(subject, request, context, services, ct);

    private static (int, DemoStep) Step(
        int day, string key, Func<CommandContext, IServiceProvider, CancellationToken, Task<Result<Receipt>>> run) =>
        (day, new DemoStep.Run("demo/" + key, run));
}
