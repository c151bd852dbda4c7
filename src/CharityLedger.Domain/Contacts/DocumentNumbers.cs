using System.Globalization;

namespace CharityLedger.Domain.Contacts;

/// <summary>Numbers of documents that carry a check character.</summary>
public static class DocumentNumbers
{
    private const string CodeAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY", IdentityChecks = "10X98765432";
    private static readonly int[] IdentityWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    private static readonly int[] CodeWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    /// <summary>Whether this is a citizen's identity number (公民身份号码, GB 11643): 17 digits with the day of birth, and the check
    /// character by ISO 7064 MOD 11-2.</summary>
    public static bool IsIdentityNumber(string number)
    {
        if (number.Length != 18 || !number[..17].All(char.IsAsciiDigit)) return false;
        if (!DateOnly.TryParseExact(number.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) return false;
        var sum = 0;
        for (var i = 0; i < 17; i++) sum += (number[i] - '0') * IdentityWeights[i];
        return number[17] == IdentityChecks[sum % 11];
    }

    /// <summary>Whether this is a unified social credit code (统一社会信用代码, GB 32100): 17 characters of 31, and the check character by
    /// weights of 3 to the power of the place, modulo 31.</summary>
    public static bool IsCreditCode(string code)
    {
        if (code.Length != 18) return false;
        var sum = 0;
        for (var i = 0; i < 17; i++)
        {
            var value = CodeAlphabet.IndexOf(code[i], StringComparison.Ordinal);
            if (value < 0) return false;
            sum += value * CodeWeights[i];
        }

        return CodeAlphabet.IndexOf(code[17], StringComparison.Ordinal) == (31 - sum % 31) % 31;
    }
}
