using CharityLedger.Contracts;

namespace CharityLedger.Domain.Funds;

/// <summary>A donor's restriction (限定用途): a campaign or a stated purpose. Money given and money paid under it must meet.</summary>
public static class Restriction
{
    private const int MostCharacters = 100;

    /// <summary>At most 100 characters that can be shown; it may be missing.</summary>
    public static Refusal? Check(string? text, string field) => Domain.Check.Optional(text, field, MostCharacters);

    /// <summary>A restriction as it stands in a bucket's id, where <c>+</c> separates; null where there is none.</summary>
    public static string? Of(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim().Replace('+', '＋');
}
