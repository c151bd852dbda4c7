using System.Globalization;
using System.Text.RegularExpressions;
using CharityLedger.Contracts;

namespace CharityLedger.Domain;

/// <summary>The checks that every command shares. Each returns a refusal, or null where all is well.</summary>
public static partial class Check
{
    /// <summary>The most that one posting may move: 10^13 fen.</summary>
    public const long MaxAmountFen = 10_000_000_000_000;

    private static readonly DateOnly Earliest = new(1949, 10, 1);

    /// <summary>1 to 10^13 fen.</summary>
    public static Refusal? Amount(long fen, string field = "amountFen") => fen switch
    {
        <= 0 => new Refusal(RefusalCode.AmountNotPositive, "An amount is at least one fen.", field),
        > MaxAmountFen => new Refusal(RefusalCode.AmountTooLarge, "An amount is at most 10^13 fen.", field),
        _ => null,
    };

    /// <summary>A business date: not after today in Beijing.</summary>
    public static Refusal? Date(DateOnly date, DateOnly today, string field = "occurredOn")
    {
        if (date > today)
        {
            return new Refusal(RefusalCode.DateInFuture,
                string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd} lies after today, {today:yyyy-MM-dd} in Beijing."), field);
        }

        return date < Earliest ? new Refusal(RefusalCode.DateInvalid, "A date is missing or too early.", field) : null;
    }

    /// <summary>A correction isn't dated before what it corrects.</summary>
    public static Refusal? NotBefore(DateOnly date, DateOnly original, string field = "occurredOn") => date < original
        ? new Refusal(RefusalCode.DateInvalid,
            string.Create(CultureInfo.InvariantCulture, $"This can't be dated before {original:yyyy-MM-dd}, the date of what it concerns."), field)
        : null;

    /// <summary>A required text of at most <paramref name="max"/> characters.</summary>
    public static Refusal? Text(string? text, string field, int max = 200) =>
        string.IsNullOrWhiteSpace(text)
            ? new Refusal(RefusalCode.TextMissing, $"{field} is missing.", field)
            : Optional(text, field, max);

    /// <summary>A text that may be missing, of at most <paramref name="max"/> characters.</summary>
    public static Refusal? Optional(string? text, string field, int max = 200)
    {
        if (text is null) return null;
        if (text.Length > max)
        {
            return new Refusal(RefusalCode.TextTooLong,
                string.Create(CultureInfo.InvariantCulture, $"{field} has at most {max} characters."), field);
        }

        return IsBroken(text)
            ? new Refusal(RefusalCode.TextControlCharacter, $"{field} holds a character that can't be shown.", field)
            : null;
    }

    /// <summary>1 to 40 of a-z, 0-9 and dash, starting with a letter or digit.</summary>
    public static Refusal? Id(string? id, string field) => id is not null && IdPattern().IsMatch(id)
        ? null
        : new Refusal(RefusalCode.IdInvalid, $"{field} has 1 to 40 of a-z, 0-9 and dash, starting with a letter or digit.", field);

    /// <summary>An id that may be missing.</summary>
    public static Refusal? OptionalId(string? id, string field) => id is null ? null : Id(id, field);

    /// <summary>The SHA-256 of a file: 64 lower-case hex digits.</summary>
    public static Refusal? Sha256(string? digest, string field) => digest is not null && Sha256Pattern().IsMatch(digest)
        ? null
        : new Refusal(RefusalCode.DigestInvalid, $"{field} is the SHA-256 of a file: 64 lower-case hex digits.", field);

    private static bool IsBroken(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i])) return true;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(text[i]) || CharUnicodeInfo.GetUnicodeCategory(text[i]) == UnicodeCategory.Format) return true;
        }

        return false;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,39}\z")]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Sha256Pattern();
}
