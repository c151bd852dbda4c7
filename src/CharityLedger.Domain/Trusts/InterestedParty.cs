using CharityLedger.Contracts;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Trusts;

/// <summary>
/// Nobody with an interest in a trust is its beneficiary: no settlor, no trustee and none of its people (Charity Law
/// art. 46). Who is named in a scope or as a payee is found by name.
/// </summary>
public static class InterestedParty
{
    /// <summary>Shorter names, such as a family name alone, stand in too many words.</summary>
    private const int ShortestName = 2;

    /// <summary>Refuses a text that names one of them.</summary>
    public static Refusal? In(string text, IEnumerable<string> settlors, IEnumerable<string> trustees, Policy policy, DateOnly on, string field)
    {
        var named = Named("trust_settlor", settlors) ?? Named("trust_trustee", trustees);
        return named is null
            ? null
            : new Refusal(RefusalCode.InterestedParty, $"“{named}” has an interest in this trust and can't be its beneficiary.", field);

        string? Named(string word, IEnumerable<string> names) => policy.IsBanned(PolicyIds.BeneficiaryBan, word, on)
            ? names.Select(n => n.Trim()).FirstOrDefault(n => n.Length >= ShortestName && text.Contains(n, StringComparison.OrdinalIgnoreCase))
            : null;
    }
}
