namespace CharityLedger.Domain.Users;

/// <summary>Names of parties outside, as they are compared.</summary>
public static class PartyName
{
    /// <summary>Without spaces, in half-width small letters: so that a payee can't slip through by its way of writing.</summary>
    public static string Plain(string name) =>
        string.Concat(name.Where(c => !char.IsWhiteSpace(c)).Select(c => char.ToLowerInvariant(HalfWidth(c))));

    private static char HalfWidth(char c) => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c;
}
