using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Donors;
using CharityLedger.Projections.Gifts;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Pages;

/// <summary>
/// Donors' names as the public may read them: organisations in full, persons masked or in full as they chose, and
/// everyone else as a kind person (爱心人士): who refused, who gave no name, and whose key was destroyed (Charity Law art.
/// 82, PIPL art. 25). Names are opened for the rows of one page, and only those that will be shown.
/// </summary>
public sealed class DonorNames(DonorVault vault)
{
    /// <summary>The names to show, by gift.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(
        string tenant, IReadOnlyCollection<GiftRow> gifts, string nobody, CancellationToken ct)
    {
        var shown = gifts.Where(g => g.Naming != DonorNaming.Withheld && g.DonorKind != DonorKind.Anonymous
            && g.Sealed is not null).ToList();
        var opened = await vault.OpenEachAsync(tenant, [.. shown.Select(g => (g.Donor, g.Sealed!))], ct);
        var names = gifts.ToDictionary(g => g.Gift, _ => nobody, StringComparer.Ordinal);
        foreach (var (gift, details) in shown.Zip(opened))
            if (details is not null) names[gift.Gift] = Shown(gift.DonorKind, gift.Naming, details) ?? nobody;
        return names;
    }

    /// <summary>The names to show of settlors, in their order.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(string tenant, IReadOnlyList<DonorRef> donors, string nobody, CancellationToken ct)
    {
        var shown = donors.Where(d => d is { Naming: not DonorNaming.Withheld, Kind: not DonorKind.Anonymous, Sealed: not null }).ToList();
        var opened = await vault.OpenEachAsync(tenant, [.. shown.Select(d => (d.Id, Convert.FromBase64String(d.Sealed!)))], ct);
        return [.. donors.Select(d => shown.IndexOf(d) is >= 0 and var i && opened[i] is { } details
            ? Shown(d.Kind, d.Naming, details) ?? nobody : nobody)];
    }

    private static string? Shown(DonorKind kind, DonorNaming naming, DonorDetails details) => (kind, naming) switch
    {
        (DonorKind.Organisation, _) or (DonorKind.Person, DonorNaming.Full) => details.Name,
        (DonorKind.Person, _) => DonorName.Mask(details.Name),
        _ => null,
    };
}
