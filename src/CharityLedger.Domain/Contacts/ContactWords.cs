using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Donors;
using CharityLedger.Domain.Users;

namespace CharityLedger.Domain.Contacts;

/// <summary>
/// One way of writing for what contacts are found by, so that 王 小明 is found as 王小明, and +86 138-0000-0000 as 13800000000.
/// </summary>
public static class ContactWords
{
    /// <summary>The longest beginning of a name that finds it; who asks by more finds what begins with that.</summary>
    public const int LongestBeginning = 24;

    /// <summary>The shortest beginning of a name that finds it.</summary>
    public const int ShortestBeginning = 2;

    /// <summary>A name: full-width forms as half-width ones, no spaces, small letters.</summary>
    public static string Name(string name) => PartyName.Plain(name);

    /// <summary>A number of a document: without spaces and dashes, in capital letters.</summary>
    public static string Number(string number) => string.Concat(PartyName.Plain(number).Where(c => !IsFiller(c))).ToUpperInvariant();

    /// <summary>The number of an account.</summary>
    public static string Account(string number) => Number(number);

    /// <summary>A telephone number: its digits, without the prefix of the mainland.</summary>
    public static string Phone(string phone)
    {
        var digits = string.Concat(PartyName.Plain(phone).Where(char.IsAsciiDigit));
        if (digits.StartsWith("0086", StringComparison.Ordinal)) return digits[4..];
        return digits.Length is 12 or 13 && digits.StartsWith("86", StringComparison.Ordinal) ? digits[2..] : digits;
    }

    /// <summary>The beginnings by which a name is found, apart from the whole of it, which is given in the one way of writing.</summary>
    public static IEnumerable<string> Beginnings(string name)
    {
        var runes = 0;
        var end = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            end += rune.Utf16SequenceLength;
            if (++runes > LongestBeginning || end == name.Length) yield break;
            if (runes >= ShortestBeginning) yield return name[..end];
        }
    }

    /// <summary>How a beginning is looked for: cut where beginnings end; null where it is too short.</summary>
    public static string? Beginning(string asked)
    {
        var runes = Name(asked).EnumerateRunes().Take(LongestBeginning).ToList();
        return runes.Count < ShortestBeginning ? null : string.Concat(runes);
    }

    /// <summary>Whether a name names nobody: masked (张*), generic (爱心人士), anonymous, or of a single character.</summary>
    public static bool IsNobodys(string name)
    {
        var plain = Name(name);
        return plain.EnumerateRunes().Count() < ShortestBeginning || plain.AsSpan().IndexOfAny("*×●○?某") >= 0 || IsCrossedOut(plain)
            || DonorKind.Of(name) == DonorKind.Anonymous;
    }

    /// <summary>张X, 张xx: a first character and crosses.</summary>
    private static bool IsCrossedOut(string plain) =>
        plain.TrimEnd('x') is { Length: 1 } first && plain.Length > 1 && !char.IsAscii(first[0]);

    private static bool IsFiller(char c) => c is '-' or '‐' or '–' or '—';
}
