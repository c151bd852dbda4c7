using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Funds;

namespace CharityLedger.Domain.Donations;

/// <summary>Which bucket a gift is for, and any other money that enters a fund.</summary>
public static class GiftBucket
{
    /// <summary>The bucket of a fund, or of general money, under what binds the money; in an endowment fund (不动本) its
    /// principal.</summary>
    public static Bucket Of(
        string? fundId, FundState? fund, string? campaign, string? purpose, string? project = null, DateOnly? usableFrom = null)
    {
        var bucket = Bucket.Of(fundId, campaign, purpose, project);
        if (usableFrom is { } date) bucket = bucket.NotBefore(date);
        return fund?.Type == FundType.Endowment ? bucket.AsPrincipal() : bucket;
    }
}
