using System.Text;

namespace CharityLedger.Domain.Donors;

/// <summary>
/// Masking by the custom of public lists (王*, 王*明, 138****1234). A mask says the length of no name but the shortest,
/// and never shows more than a first and a last character.
/// </summary>
public static class DonorName
{
    private const string HiddenNumber = "****";

    /// <summary>
    /// 王伟 → 王*, 王小明 → 王*明, 欧阳小明 → 欧**明; Latin names to the first letter (J***); anything else, such as a
    /// sentence that names several people, to the first character (李**). A single character, or a first one that is no
    /// letter, is hidden whole. Empty stays empty.
    /// </summary>
    public static string Mask(string name)
    {
        var runes = name.Trim().EnumerateRunes().ToList();
        if (runes.Count == 0)
            return "";
        if (runes.Count == 1 || !Rune.IsLetter(runes[0]))
            return "***";
        if (!runes.All(IsHan))
            return IsHan(runes[0]) ? $"{runes[0]}**" : $"{runes[0]}***";
        return runes.Count switch
        {
            2 => $"{runes[0]}*",
            3 => $"{runes[0]}*{runes[2]}",
            4 => $"{runes[0]}**{runes[3]}",
            _ => $"{runes[0]}**",
        };
    }

    /// <summary>13812341234 → 138****1234, also with +86 or separators; every other number is hidden whole.</summary>
    public static string MaskPhone(string phone)
    {
        if (string.IsNullOrWhiteSpace(phone))
            return "";
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        if (digits.Length == 13 && digits.StartsWith("86", StringComparison.Ordinal))
            digits = digits[2..];
        return digits.Length == 11 && digits[0] == '1' ? $"{digits[..3]}{HiddenNumber}{digits[^4..]}" : HiddenNumber;
    }

    /// <summary>Unified ideographs with their extensions (Unicode 16), and 〇.</summary>
    private static bool IsHan(Rune rune) => rune.Value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x20000 and <= 0x323AF) or 0x3007;
}
