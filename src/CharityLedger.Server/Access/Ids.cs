using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CharityLedger.Server.Access;

/// <summary>
/// Makes ids. All follow from what is known before, so that a repeated command makes the same ones; none can be guessed
/// without the master key, so that an imported row's id says nothing of its donor.
/// </summary>
public sealed class Ids(MasterKey master)
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private readonly KeyedDigest secret = new(master.Derive("ids"));
    private readonly KeyedDigest checkSecret = new(master.Derive("check-code"));

    /// <summary>An id of 13 characters (65 bits) from what identifies the thing.</summary>
    public string Of(params ReadOnlySpan<string> parts) => Base32(secret.Digest(parts), 13);

    /// <summary>An id that begins with its date, so that rows of a day lie together in the database.</summary>
    public string Dated(DateOnly date, params ReadOnlySpan<string> parts) =>
        string.Create(CultureInfo.InvariantCulture, $"{date:yyyyMMdd}-{Of(parts)}");

    /// <summary>What of a dated id is the same on every day; the whole of any other.</summary>
    public static string UndatedOf(string id) => id.Length > 9 && id[8] == '-' && id[..8].All(char.IsAsciiDigit) ? id[8..] : id;

    /// <summary>What identifies a thing, as a number.</summary>
    public UInt128 Key(params ReadOnlySpan<string> parts) => secret.Digest(parts);

    /// <summary>The check code (校验码) that a donor shows with the receipt number: 8 characters, never stored.</summary>
    public string CheckCode(string tenant, string gift) => Base32(checkSecret.Digest([tenant, gift]), 8);

    /// <summary>Whether a check code is the gift's, in constant time; case and spaces don't matter.</summary>
    public bool IsCheckCode(string tenant, string gift, string code) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(CheckCode(tenant, gift)), Encoding.UTF8.GetBytes(code.Trim().ToLowerInvariant()));

    private static string Base32(UInt128 digest, int length) => string.Create(length, digest, (text, bits) =>
    {
        for (var i = 0; i < text.Length; i++, bits >>= 5) text[i] = Alphabet[(int)(uint)(bits & 31)];
    });
}
