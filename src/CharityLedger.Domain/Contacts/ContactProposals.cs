namespace CharityLedger.Domain.Contacts;

/// <summary>A gift that is no contact's, with what its donor said, opened.</summary>
/// <param name="Gift">Id.</param>
/// <param name="Name">Name as given.</param>
/// <param name="Phone">Telephone.</param>
/// <param name="CreditCode">Unified social credit code.</param>
/// <param name="AmountFen">Amount in fen.</param>
public sealed record LooseGift(string Gift, string Name, string? Phone, string? CreditCode, long AmountFen);

/// <summary>Gifts that may be of one donor.</summary>
/// <param name="Name">The name, as one of them has it.</param>
/// <param name="Phone">The phone that all have; null where the name alone is the same.</param>
/// <param name="Gifts">The gifts, in the order in which they were looked at.</param>
public sealed record GiftGroup(string Name, string? Phone, IReadOnlyList<LooseGift> Gifts);

/// <summary>Which gifts may be of one donor: never by a name that is masked, generic or nobody's.</summary>
public static class ContactProposals
{
    /// <summary>Groups of one name and phone; and where more of that name are there, of the name alone.</summary>
    public static IReadOnlyList<GiftGroup> Of(IEnumerable<LooseGift> gifts)
    {
        var named = gifts.Where(g => !ContactWords.IsNobodys(g.Name)).ToList();
        var groups = new List<GiftGroup>();
        foreach (var name in named.GroupBy(g => ContactWords.Name(g.Name), StringComparer.Ordinal))
        {
            var phones = name.Where(g => PhoneOf(g) is not null).GroupBy(g => PhoneOf(g)!, StringComparer.Ordinal).ToList();
            groups.AddRange(phones.Select(p => new GiftGroup(p.First().Name, p.First().Phone, [.. p])));
            if (phones.Count != 1 || phones[0].Count() < name.Count()) groups.Add(new GiftGroup(name.First().Name, null, [.. name]));
        }

        return groups;
    }

    /// <summary>The phone of a gift in the one way of writing; null where it has none that can be one.</summary>
    public static string? PhoneOf(LooseGift gift) =>
        gift.Phone is { } phone && ContactDetails.CheckPhone(phone) is null ? ContactWords.Phone(phone) : null;
}
