using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Alliances;

namespace CharityLedger.Domain.Tests.Alliances;

/// <summary>Another federation's money is expected until its receiver confirms its bank's day, once.</summary>
public sealed class AllianceMoneyTests
{
    private static readonly DateOnly Left = new(2026, 3, 31), Booked = new(2026, 4, 1), Today = new(2026, 4, 10);

    private static readonly AllianceMoneyReceived Received = new("t", "here", Bucket.General, null, "助学", 100, Booked, Left);

    [Theory]
    [InlineData("2026-03-30", RefusalCode.DateInvalid)]
    [InlineData("2026-03-31", null)]
    [InlineData("2026-04-11", RefusalCode.DateInFuture)]
    public void It_arrives_between_the_senders_banks_day_and_today(string on, RefusalCode? refused) =>
        Assert.Equal(refused, AllianceMoney.Confirm(AllianceMoney.Evolve(null, Received), Confirmed(DateOnly.ParseExact(on, "O")), Today).Refusal?.Code);

    [Fact]
    public void What_was_confirmed_or_arrived_when_it_was_sent_is_confirmed_no_more()
    {
        var expected = AllianceMoney.Evolve(null, Received);
        foreach (var arrived in new[] { AllianceMoney.Evolve(expected, Confirmed(Today)), AllianceMoney.Evolve(null, Received with { LeftOn = null }) })
            Assert.Equal(RefusalCode.AllianceMoneyArrived, AllianceMoney.Confirm(arrived, Confirmed(Today), Today).Refusal?.Code);
        // What was sent is nothing that was received.
        var sent = new AllianceMoneySent("t", "there", Bucket.General, Bucket.General, null, "助学", 100, Booked);
        Assert.Equal(RefusalCode.AllianceMoneyUnknown,
            AllianceMoney.Confirm(AllianceMoney.Evolve(null, sent), Confirmed(Today), Today).Refusal?.Code);
    }

    private static AllianceMoneyConfirmed Confirmed(DateOnly arrivedOn) => new("t", MoneyAccount.Bank, null, arrivedOn, "R1", Today);
}
