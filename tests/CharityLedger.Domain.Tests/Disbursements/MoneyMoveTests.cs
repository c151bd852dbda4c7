using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Disbursements;

namespace CharityLedger.Domain.Tests.Disbursements;

/// <summary>Money that left an account is on the way until it arrives or comes back, once.</summary>
public sealed class MoneyMoveTests
{
    private static readonly DateOnly Left = new(2026, 3, 31), Booked = new(2026, 4, 1), Today = new(2026, 4, 10);

    private static readonly MoneyMoved Moved = new(
        "m", MoneyAccount.Alipay, MoneyAccount.Bank, 1_000, 6, "提现", null, Booked, null, null, Left);

    [Theory]
    [InlineData("2026-03-30", RefusalCode.DateInvalid)]
    [InlineData("2026-03-31", null)]
    [InlineData("2026-04-10", null)]
    [InlineData("2026-04-11", RefusalCode.DateInFuture)]
    public void It_ends_between_the_banks_day_on_which_it_left_and_today(string on, RefusalCode? refused)
    {
        var (state, day) = (MoneyMove.Evolve(null, Moved), DateOnly.ParseExact(on, "O"));
        Assert.Equal(refused, MoneyMove.Arrive(state, new MoneyMoveArrived("m", day, "R1", Today), Today).Refusal?.Code);
        Assert.Equal(refused, MoneyMove.Return(state, new MoneyMoveReturned("m", "户名不符", day, "R1", Today), Today).Refusal?.Code);
    }

    [Fact]
    public void What_arrived_came_back_or_never_was_on_the_way_ends_no_more()
    {
        var state = MoneyMove.Evolve(null, Moved);
        Assert.True(state!.IsOnTheWay);
        foreach (var ended in new[]
        {
            MoneyMove.Evolve(state, new MoneyMoveArrived("m", Today, null, Today)),
            MoneyMove.Evolve(state, new MoneyMoveReturned("m", "户名不符", Today, null, Today)), MoneyMove.Evolve(null, Moved with { LeftOn = null }),
        })
        {
            Assert.False(ended!.IsOnTheWay);
            Assert.Equal(RefusalCode.MoneyMoveEnded, MoneyMove.Arrive(ended, new MoneyMoveArrived("m", Today, null, Today), Today).Refusal?.Code);
        }

        Assert.Equal(RefusalCode.MoneyMoveUnknown, MoneyMove.Arrive(null, new MoneyMoveArrived("m", Today, null, Today), Today).Refusal?.Code);
    }

    [Fact]
    public void Only_a_bank_or_platform_gives_a_reference()
    {
        var cash = MoneyMove.Evolve(null, Moved with { To = MoneyAccount.Cash });
        Assert.Equal(RefusalCode.MoneyAccountUnfit, MoneyMove.Arrive(cash, new MoneyMoveArrived("m", Today, "R1", Today), Today).Refusal?.Code);
        Assert.Null(MoneyMove.Arrive(cash, new MoneyMoveArrived("m", Today, null, Today), Today).Refusal);
        Assert.Null(MoneyMove.Return(cash, new MoneyMoveReturned("m", "退回", Today, "R1", Today), Today).Refusal);
    }
}
