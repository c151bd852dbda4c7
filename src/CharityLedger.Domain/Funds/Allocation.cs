using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Funds;

/// <summary>An allocation (划拨): money moves from one bucket to another, and its trace with it.</summary>
public static class Allocation
{
    /// <summary>Decides an allocation. Restricted money stays under its restriction (Charity Law art. 54, 专款专用).</summary>
    public static Result<MoneyAllocated> Allocate(MoneyAllocated wanted, DateOnly today)
    {
        if (wanted.From == wanted.To)
            return new Refusal(RefusalCode.SameBucket, "The money is already there.", "to");
        // Setting fund money aside for a project binds it more, and frees it of nothing.
        if (wanted.From.IsRestricted && !wanted.To.IsWithin(wanted.From) && !IsSetAside(wanted.From, wanted.To))
            return new Refusal(RefusalCode.RestrictionBroken, "Only general money is allocated: restricted money stays under its restriction.", "from");
        var refusal = Check.Amount(wanted.AmountFen) ?? Check.Text(wanted.Purpose, "purpose", 500)
            ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>Whether money goes on under the same restriction, and beside it to a project.</summary>
    private static bool IsSetAside(Bucket from, Bucket to) => to.Project is { } project && from.Project is null
        && Bucket.Of(from.Fund, from.Restriction.Campaign, from.Restriction.Purpose, project) == to
        && Bucket.Of(from.Fund, from.Restriction.Campaign, from.Restriction.Purpose) == from;
}
