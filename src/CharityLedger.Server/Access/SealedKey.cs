using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CharityLedger.Server.Access;

/// <summary>A sealed key doesn't open: the passphrase is another one, or the text was cut off or changed.</summary>
public sealed class SealedKeyException(Exception inner)
    : Exception("The key doesn't open: the passphrase is another one, or the file is not a whole sealed key.", inner);

/// <summary>
/// A key under a passphrase: PBKDF2 with HMAC-SHA-256 (RFC 8018, section 5.2; 600,000 rounds, as OWASP's Password Storage
/// Cheat Sheet has them) gives the key of an AES-256-GCM (NIST SP 800-38D). All that isn't sealed stands in the
/// associated data, so that nothing of it can be changed.
/// </summary>
internal static class SealedKey
{
    private const string Format = "charityledger-key/1";
    private const int Rounds = 600_000, MostRounds = 10_000_000, KeySize = 32, TagSize = 16, NonceSize = 12;

    private sealed record Sealed(string Format, string Kdf, int Rounds, string Salt, string Cipher, string Nonce, string Key)
    {
        public const string Pbkdf2 = "PBKDF2-HMAC-SHA-256", AesGcm = "AES-256-GCM";

        /// <summary>All but the key.</summary>
        public byte[] Associated => Encoding.UTF8.GetBytes(FormattableString.Invariant(
            $"{Format}\n{Kdf}\n{Rounds}\n{Salt}\n{Cipher}\n{Nonce}"));
    }

    public static string Seal(byte[] secret, string passphrase)
    {
        var (salt, nonce) = (RandomNumberGenerator.GetBytes(KeySize), RandomNumberGenerator.GetBytes(NonceSize));
        var text = new Sealed(Format, Sealed.Pbkdf2, Rounds, Convert.ToBase64String(salt), Sealed.AesGcm, Convert.ToBase64String(nonce), "");
        var bytes = new byte[secret.Length + TagSize];
        using var gcm = Under(passphrase, salt, Rounds);
        gcm.Encrypt(nonce, secret, bytes.AsSpan(..^TagSize), bytes.AsSpan(^TagSize..), text.Associated);
        return JsonSerializer.Serialize(text with { Key = Convert.ToBase64String(bytes) }, JsonSerializerOptions.Web);
    }

    /// <exception cref="SealedKeyException">It doesn't open.</exception>
    public static byte[] Open(string sealedKey, string passphrase)
    {
        try
        {
            var text = JsonSerializer.Deserialize<Sealed>(sealedKey, JsonSerializerOptions.Web);
            if (text is not { Format: Format, Rounds: > 0 and <= MostRounds }) throw new FormatException("It is no sealed key.");
            var bytes = Convert.FromBase64String(text.Key);
            if (bytes.Length != KeySize + TagSize) throw new FormatException("A master key has 32 bytes.");
            var secret = new byte[KeySize];
            using var gcm = Under(passphrase, Convert.FromBase64String(text.Salt), text.Rounds);
            gcm.Decrypt(Convert.FromBase64String(text.Nonce), bytes.AsSpan(..^TagSize), bytes.AsSpan(^TagSize..), secret, text.Associated);
            return secret;
        }
        catch (Exception e) when (e is JsonException or FormatException or CryptographicException or ArgumentException)
        {
            throw new SealedKeyException(e);
        }
    }

    private static AesGcm Under(string passphrase, byte[] salt, int rounds)
    {
        var key = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase), salt, rounds, HashAlgorithmName.SHA256, KeySize);
        var gcm = new AesGcm(key, TagSize);
        CryptographicOperations.ZeroMemory(key);
        return gcm;
    }
}
