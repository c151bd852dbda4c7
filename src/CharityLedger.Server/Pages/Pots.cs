using CharityLedger.Contracts;
using CharityLedger.Projections.Register;

namespace CharityLedger.Server.Pages;

/// <summary>Names buckets for readers.</summary>
public sealed class Pots(Texts texts, IEnumerable<FundEntry> funds)
{
    private readonly Dictionary<string, string> names = funds.ToDictionary(f => f.Fund, f => f.Name, StringComparer.Ordinal);

    /// <summary>The fund, general money or management fees, with what binds the money.</summary>
    public string NameOf(string bucket)
    {
        var (campaign, purpose) = Buckets.RestrictionOf(bucket);
        var pot = bucket == Buckets.Management ? texts["pot.management"]
            : Buckets.FundOf(bucket) is { } fund ? names.GetValueOrDefault(fund, fund)
            : texts["pot.general"];
        return string.Join(" · ", new[] { pot, Bound("pot.campaign", campaign), Bound("pot.purpose", purpose) }.OfType<string>());
    }

    private string? Bound(string key, string? by) => by is null ? null : texts.Of(key, by);
}
