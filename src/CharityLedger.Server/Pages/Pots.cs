using CharityLedger.Contracts;
using CharityLedger.Projections.Register;

namespace CharityLedger.Server.Pages;

/// <summary>Names buckets for readers.</summary>
public sealed class Pots(Texts texts, IEnumerable<FundEntry> funds)
{
    private readonly Dictionary<string, string> names =
        funds.ToDictionary(f => f.Fund, f => f.Name, StringComparer.Ordinal);

    /// <summary>The fund, general money or management fees, with what binds the money.</summary>
    public string NameOf(string bucket)
    {
        var pot = bucket == Buckets.Management ? texts["pot.management"]
            : Buckets.TrustOf(bucket) is { } trust ? texts.Of("pot.trust", trust)
            : Buckets.FundOf(bucket) is { } fund ? names.GetValueOrDefault(fund, fund)
            : texts["pot.general"];
        return BindingOf(bucket) is { } binding ? $"{pot} · {binding}" : pot;
    }

    /// <summary>The campaign or purpose that binds the money; null where nothing does.</summary>
    public string? BindingOf(string bucket)
    {
        var (campaign, purpose) = Buckets.RestrictionOf(bucket);
        var bindings = new[] { campaign, Buckets.ProjectOf(bucket), purpose is null ? null : texts.Of("pot.purpose", purpose) }.OfType<string>()
            .ToList();
        return bindings.Count == 0 ? null : string.Join(" · ", bindings);
    }
}
