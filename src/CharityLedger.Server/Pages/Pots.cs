using CharityLedger.Contracts;
using CharityLedger.Projections.Register;

namespace CharityLedger.Server.Pages;

/// <summary>Names buckets for readers.</summary>
public sealed class Pots(Texts texts, IEnumerable<FundEntry> funds, DateOnly today)
{
    private readonly Dictionary<string, FundEntry> known = funds.ToDictionary(f => f.Fund, StringComparer.Ordinal);

    /// <summary>The fund, general money or management fees, with what binds the money.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="on">The day of what is told: a fund has the name that it had then. Today where missing.</param>
    public string NameOf(Bucket bucket, DateOnly? on = null)
    {
        var pot = bucket == Bucket.Management ? texts["pot.management"]
            : bucket.Trust is { } trust ? texts.Of("pot.trust", trust)
            : bucket.Fund is { } fund ? known.GetValueOrDefault(fund)?.AsOf(on ?? today).Name ?? fund
            : texts["pot.general"];
        return BindingOf(bucket) is { } binding ? $"{pot} · {binding}" : pot;
    }

    /// <summary>The campaign or purpose that binds the money; null where nothing does.</summary>
    public string? BindingOf(Bucket bucket)
    {
        var (campaign, purpose) = bucket.Restriction;
        var bindings = new[] { campaign, bucket.Project, purpose is null ? null : texts.Of("pot.purpose", purpose) }.OfType<string>()
            .ToList();
        return bindings.Count == 0 ? null : string.Join(" · ", bindings);
    }
}
