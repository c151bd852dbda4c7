using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Contracts.Regulation;
using CharityLedger.Domain.LotteryGrants;

namespace CharityLedger.Domain.Tests.LotteryGrants;

/// <summary>Decisions about an indicator, of its state alone.</summary>
public sealed class LotteryMoneyTests
{
    private static readonly DateOnly Day = new(2026, 3, 2);

    /// <summary>domain.md part 6: overseas trips, official receptions, vehicles, basic expenditure, profit-making; local: illegal
    /// pay and bonuses, offices and staff housing.</summary>
    [Theory]
    [InlineData(LotteryExpense.OverseasTravel)]
    [InlineData(LotteryExpense.OfficialReception)]
    [InlineData(LotteryExpense.Vehicles)]
    [InlineData(LotteryExpense.BasicExpenditure)]
    [InlineData(LotteryExpense.ProfitMaking)]
    [InlineData(LotteryExpense.PayAndBonuses)]
    [InlineData(LotteryExpense.OfficesAndHousing)]
    public void What_the_policy_bans_is_refused_from_its_first_day_on_and_not_before(LotteryExpense type)
    {
        Assert.Equal(RefusalCode.ExpenseTypeBanned, Spend(type, Day).Refusal?.Code);
        Assert.Null(Spend(type, new DateOnly(2020, 12, 31)).Refusal);
        var lifted = new Policy(null, [new PolicyRowSet("lottery.expense_ban." + LotteryMoney.WordOf(type), null, false, Day, null,
            "测试", "测试", Day)]);
        Assert.Null(Spend(type, Day, lifted).Refusal);
        Assert.NotNull(Spend(type, Day.AddDays(-1), lifted).Refusal);
    }

    [Fact]
    public void All_that_is_not_banned_may_be_paid() => Assert.Equal(
        ["Buildings", "Equipment", "Activities", "Services", "Relief", "Training", "Other"],
        Enum.GetValues<LotteryExpense>().Where(t => Spend(t, Day).Refusal is null).Select(t => t.ToString()));

    [Fact]
    public void Every_ban_of_the_table_is_about_an_expense_type() => Assert.Equal(
        Policy.Default.Words(PolicyIds.LotteryExpenseBan, false, Day).Order(),
        Enum.GetValues<LotteryExpense>().Where(t => Spend(t, Day).Refusal is not null).Select(LotteryMoney.WordOf).Order());

    [Fact]
    public void An_expenditure_takes_the_treatment_of_its_part()
    {
        var state = State(LotteryTreatment.Agency);
        Assert.Equal(LotteryTreatment.Agency, Spend(LotteryExpense.Relief, Day, state: state).Value.Treatment);
        Assert.Equal(LotteryTreatment.Agency, LotteryMoney.Pay(state,
            new LotteryTranchePaid("i", "p", "t", 2026, "号", LotteryTreatment.Subsidy, 1, Day), Day).Value.Treatment);
    }

    [Fact]
    public void No_more_comes_back_than_was_spent()
    {
        var state = Indicator.Evolve(State(), new LotteryExpenditureMade(
            "i", "p", "e", 2026, LotteryExpense.Relief, "某户", "救助", LotteryTreatment.Subsidy, 100, Day));
        var first = LotteryMoney.Reverse(state, Back(60), Day);
        Assert.Equal(("p", 2026), (first.Value.Part, first.Value.Year));
        var after = Indicator.Evolve(state, first.Value);
        Assert.Equal(RefusalCode.ReversalExceedsPayment, LotteryMoney.Reverse(after, Back(41), Day).Refusal?.Code);
        Assert.Null(LotteryMoney.Reverse(after, Back(40), Day).Refusal);
        Assert.Equal(RefusalCode.DateInvalid, LotteryMoney.Reverse(after, Back(40) with { OccurredOn = Day.AddDays(-1) }, Day).Refusal?.Code);
    }

    [Theory]
    [InlineData(2026, 2026, false)]
    [InlineData(2026, 2025, false)]
    [InlineData(2026, 2027, true)]
    [InlineData(2026, 2028, false)]
    public void What_is_carried_over_goes_on_in_a_later_year(int from, int to, bool may) =>
        Assert.Equal(may, LotteryMoney.CarryOver(State(),
            new LotteryCarriedOver("i", "c", null, false, from, to, null, 1, Day), Day).Refusal is null);

    [Fact]
    public void Only_a_part_has_money() => Assert.Equal(RefusalCode.LotteryUnknown, LotteryMoney.Recover(State(),
        new LotteryMoneyRecovered("i", "r", null, true, 2026, "号", null, 1, Day), Day).Refusal?.Code);

    [Theory]
    [InlineData(100_000_001, 3_600, 0, 36_000_000)]
    [InlineData(9_999_999_999_999, 10_000, 7, 10_000_000_000_006)]
    public void The_fund_is_the_proportion_of_the_sales_and_all_expired_prizes(long sales, int proportion, long expired, long fund) =>
        Assert.Equal(fund, LotteryEvidence.ExpectedFen(sales, proportion, expired));

    private static IndicatorState State(LotteryTreatment treatment = LotteryTreatment.Subsidy) =>
        new ILedgerEvent[]
        {
            new LotteryIndicatorIssued("i", "号", LotteryLevel.City, 2026, LotteryPurpose.Children, "代码", "目标", 1_000, Day),
            new LotteryIndicatorDecomposed("i", "p", 2026, "某县", "某院", "项目", false, treatment, 500, Day),
        }.Aggregate((IndicatorState?)null, Indicator.Evolve)!;

    private static Result<LotteryExpenditureMade> Spend(
        LotteryExpense type, DateOnly on, Policy? policy = null, IndicatorState? state = null) => LotteryMoney.Spend(state ?? State(),
        new LotteryExpenditureMade("i", "p", "e", 2026, type, "某单位", "用途", default, 1, on), policy ?? Policy.Default, Day);

    private static LotteryExpenditureReversed Back(long fen) => new("i", "", "e", "r", 0, "退回", default, fen, Day);
}
