using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Domain.Regulation;

/// <summary>A figure that a ratio is made of.</summary>
/// <param name="Name">What it is, in English.</param>
/// <param name="NameZh">What it is, in Chinese.</param>
/// <param name="Fen">Amount in fen.</param>
/// <param name="Source">Where it comes from: accounts, buckets, an agreement.</param>
public sealed record RatioInput(string Name, string NameZh, long Fen, string Source);

/// <summary>A ratio with its formula, its inputs and the row that limits it.</summary>
/// <param name="Id">Stable name.</param>
/// <param name="Subject">The fund or trust that it is about; null for the federation.</param>
/// <param name="Name">What it is, in English.</param>
/// <param name="NameZh">What it is, in Chinese.</param>
/// <param name="Formula">Its formula in words.</param>
/// <param name="Inputs">Its inputs.</param>
/// <param name="NumeratorFen">Numerator, in fen.</param>
/// <param name="DenominatorFen">Denominator, in fen.</param>
/// <param name="IsFloor">Whether the limit is a floor; otherwise a cap.</param>
/// <param name="Limit">The row of the policy table; null where none covers the date.</param>
/// <param name="Applied">Whether that row is applied: not a draft, and no exemption.</param>
/// <param name="Note">Why it is not applied, where it is not.</param>
public sealed record Ratio(
    string Id, string? Subject, string Name, string NameZh, string Formula, IReadOnlyList<RatioInput> Inputs,
    long NumeratorFen, long DenominatorFen, bool IsFloor, PolicyRow? Limit, bool Applied, string? Note = null)
{
    /// <summary>The ratio in basis points (0.01%), rounded half up; null where the denominator is not positive.</summary>
    public long? BasisPoints => Rounded(NumeratorFen, DenominatorFen);

    /// <summary>Whether the limit is kept, by the exact fraction; null where no limit is applied.</summary>
    public bool? IsMet => !Applied || Limit is null || DenominatorFen <= 0 ? null
        : IsFloor ? (Int128)NumeratorFen * 10_000 >= (Int128)Limit.Number * DenominatorFen
        : (Int128)NumeratorFen * 10_000 <= (Int128)Limit.Number * DenominatorFen;

    /// <summary>A fraction in basis points, rounded half up.</summary>
    public static long? Rounded(long numerator, long denominator)
    {
        if (denominator <= 0) return null;
        var twice = (Int128)numerator * 20_000 + denominator;
        var (quotient, rest) = Int128.DivRem(twice, (Int128)denominator * 2);
        return (long)(rest < 0 ? quotient - 1 : quotient);
    }
}
