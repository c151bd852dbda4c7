using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Funds;

namespace CharityLedger.Domain.Donations;

/// <summary>Which bucket a gift is for, and any other money that enters a fund.</summary>
public static class GiftBucket
{
    /// <summary>The bucket of a fund, or of general money, under what binds the money; in an endowment fund (不动本) its
    /// principal. What nothing else binds to a purpose is bound by the fund's purpose of the day, where that was amended.</summary>
    /// <param name="fundId">The fund.</param>
    /// <param name="fund">What is known of it, where money enters it.</param>
    /// <param name="on">The day on which it does.</param>
    /// <param name="campaign">Campaign that binds it.</param>
    /// <param name="purpose">Purpose that binds it.</param>
    /// <param name="project">Project that it is set aside for.</param>
    /// <param name="usableFrom">Date before which it may not be used.</param>
    public static Bucket Of(string? fundId, FundState? fund, DateOnly on, string? campaign, string? purpose, string? project = null,
        DateOnly? usableFrom = null)
    {
        var bucket = Bucket.Of(fundId, campaign, purpose ?? fund?.PurposeOn(on), project);
        if (usableFrom is { } date) bucket = bucket.NotBefore(date);
        return fund?.Type == FundType.Endowment ? bucket.AsPrincipal() : bucket;
    }
}
