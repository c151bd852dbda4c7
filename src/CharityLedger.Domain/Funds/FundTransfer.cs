using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Funds;

/// <summary>A transfer between named funds (基金间划转): the fund changes, and what else binds the money goes along.</summary>
public static class FundTransfer
{
    /// <summary>Decides a transfer. General money is allocated instead, and principal released first.</summary>
    public static Result<MoneyAllocated> Decide(MoneyAllocated wanted, TransferGroundStated ground, FundState? from, FundState? to, DateOnly today)
    {
        if (from is null) return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "from");
        if (to is null) return new Refusal(RefusalCode.FundUnknown, "There is no such fund.", "to");
        if (from.Id == to.Id) return new Refusal(RefusalCode.SameBucket, "The money is already there.", "to");
        if (to.IsClosed) return Fund.Closed("to");
        var refusal = Check.Amount(wanted.AmountFen) ?? Check.Text(wanted.Purpose, "purpose", 500)
            ?? Check.Text(ground.Reference, "reference") ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }
}
