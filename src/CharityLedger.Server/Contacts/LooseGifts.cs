using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Contacts;
using CharityLedger.Projections.Contacts;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Gifts;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Contacts;

/// <summary>A gift that no contact has, opened, with its strong identifiers.</summary>
/// <param name="Row">The gift.</param>
/// <param name="Said">What its donor said.</param>
/// <param name="Identifiers">Digests of the credit code, and of the name with the phone.</param>
internal sealed record OpenedGift(GiftRow Row, LooseGift Said, IReadOnlyList<Guid> Identifiers);

/// <summary>Reads gifts that are no contact's yet, and opens what their donors said.</summary>
public sealed class LooseGifts(GiftListQuery gifts, ContactsQuery contacts, DonorVault vault, ContactFinder finder)
{
    /// <summary>Of these gifts those that are no contact's and whose donor's key is there.</summary>
    internal async Task<IReadOnlyList<OpenedGift>> OpenAsync(string tenant, IReadOnlyList<GiftRow> rows, CancellationToken ct)
    {
        var named = rows.Where(r => r.Sealed is not null && r.DonorKind != DonorKind.Anonymous).ToList();
        var settled = await contacts.SettledAsync(tenant, [.. named.Select(r => r.Gift)], ct);
        named.RemoveAll(r => settled.Contains(r.Gift));
        var details = await vault.OpenEachAsync(tenant, [.. named.Select(r => (r.Donor, r.Sealed!))], ct);
        var opened = new List<OpenedGift>(named.Count);
        foreach (var (row, said) in named.Zip(details))
        {
            if (said is null) continue;
            var loose = new LooseGift(row.Gift, said.Name, said.Phone, CodeOf(said), row.AmountFen);
            opened.Add(new OpenedGift(row, loose,
                finder.Identifiers(tenant, said.Name, ContactProposals.PhoneOf(loose) is { } phone ? [phone] : [], loose.CreditCode)));
        }

        return opened;
    }

    /// <summary>A page of gifts, the latest first, of any kind.</summary>
    internal Task<IReadOnlyList<GiftRow>> LatestAsync(string tenant, long? before, int size, CancellationToken ct) =>
        gifts.GiftsAsync(tenant, null, before is null ? null : new PageStart(before.Value), new PageSize(size), ct);

    /// <summary>A page of gifts, the earliest first, of any kind.</summary>
    internal Task<IReadOnlyList<GiftRow>> EarliestAsync(string tenant, long after, long until, int size, CancellationToken ct) =>
        gifts.FromAsync(tenant, new PageStart(after), until, new PageSize(size), ct);

    /// <summary>A credit code that is made as one; another text tells nobody apart.</summary>
    private static string? CodeOf(DonorDetails said) =>
        said.CreditCode is { } code && DocumentNumbers.IsCreditCode(ContactWords.Number(code)) ? ContactWords.Number(code) : null;
}
