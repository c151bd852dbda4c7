using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Donations;

namespace CharityLedger.Domain.Tests.Donations;

/// <summary>A refund is owed from its decision until it is paid.</summary>
public sealed class OwedRefundTests
{
    private static readonly DateOnly Day = new(2026, 3, 2);

    [Fact]
    public void Only_what_was_decided_and_not_paid_is_owed()
    {
        ILedgerEvent[] events =
        [
            new RefundTermsStated("a", MoneyAccount.Cash, null, Day), new RefundTermsStated("b", MoneyAccount.Bank, Day, Day),
            new RefundTermsStated("c", MoneyAccount.Bank, null, Day), Paid("c", Day),
        ];
        OwedRefund? Of(string refund) => events.Aggregate((OwedRefund?)null, (s, e) => OwedRefund.Evolve(s, e, refund));
        Assert.Equal(new OwedRefund("a", MoneyAccount.Cash, Day), Of("a"));
        Assert.Null(Of("b"));
        Assert.Null(Of("c"));
        Assert.Equal(RefusalCode.RefundNotOwed, Gift.Pay(Of("b"), Paid("b", Day), Day).Refusal?.Code);
        Assert.Equal(RefusalCode.DateInvalid, Gift.Pay(Of("a"), Paid("a", Day.AddDays(-1)), Day).Refusal?.Code);
        Assert.Equal(RefusalCode.DateInFuture, Gift.Pay(Of("a"), Paid("a", Day.AddDays(1)), Day).Refusal?.Code);
        Assert.Null(Gift.Pay(Of("a"), Paid("a", Day), Day).Refusal);
    }

    private static RefundPaid Paid(string refund, DateOnly on) =>
        new("gift", refund, MoneyAccount.Bank, [new RefundPart(Bucket.General, 1)], on);
}
