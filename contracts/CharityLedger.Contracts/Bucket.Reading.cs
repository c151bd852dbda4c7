using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharityLedger.Contracts;

/// <summary>The two doors by which a text becomes a bucket: what was checked before, and what a caller wrote.</summary>
public readonly partial record struct Bucket
{
    /// <summary>
    /// A bucket as the log, a table or an answer of the program holds it. It was checked when it was made, perhaps by
    /// an older program that allowed other texts, and stays as it is. What a caller names is read by
    /// <see cref="TryParse"/>.
    /// </summary>
    public static Bucket Stored(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text);
    }

    /// <summary>Reads a bucket that a caller names: a text that its own parts make, and no other.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Bucket bucket)
    {
        bucket = default;
        if (text is null) return false;
        try
        {
            if (new Bucket(text).Remade() is not { } made || made.text != text) return false;
            bucket = made;
            return true;
        }
        catch (BucketPartException)
        {
            return false;
        }
    }

    /// <summary>The bucket of the parts that the text seems to name; another one where the text says more.</summary>
    private Bucket? Remade()
    {
        var (campaign, purpose) = Restriction;
        Bucket? pot = Pot switch
        {
            var text when text == General.Text => Of(null, campaign, purpose, Project),
            var text when text == Management.Text => Management,
            _ when Fund is { } fund => Of(fund, campaign, purpose, Project),
            _ when Trust is { } trust => OfTrust(trust),
            var text when IsAgency => OfAgency(text[AgencyPrefix.Length..]),
            var text when IsLottery => RemadeLottery(text[LotteryPrefix.Length..].Split('/')),
            _ => null,
        };
        if (pot is not { } made) return null;
        var from = Suffix(FromMark);
        if (DateOnly.TryParseExact(from, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            made = made.NotBefore(date);
        if (Money.IsPrincipal) made = made.AsPrincipal();
        return Asset is { } gift ? made.OfAsset(gift) : made;
    }

    private Bucket? RemadeLottery(string[] ids)
    {
        int? year = int.TryParse(Suffix(YearMark), CultureInfo.InvariantCulture, out var carriedTo) ? carriedTo : null;
        return ids switch
        {
            [var indicator] => OfLottery(indicator, carriedTo: year),
            [var indicator, var part] => OfLottery(indicator, part, carriedTo: year),
            [var indicator, var part, _] => OfLottery(indicator, part, paid: true, carriedTo: year),
            _ => null,
        };
    }
}

internal sealed class BucketJson : JsonConverter<Bucket>
{
    public override Bucket Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? Bucket.Stored(reader.GetString()!)
            : throw new JsonException("A bucket is a text.");

    public override void Write(Utf8JsonWriter writer, Bucket value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
