using System.Collections.Concurrent;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CharityLedger.Server.Access;

/// <summary>The first 128 bits of HMAC-SHA-256 over lists of texts. Thread-safe.</summary>
internal sealed class KeyedDigest(byte[] key)
{
    /// <summary>Digests that carry the key already; taking the key in costs as much as digesting.</summary>
    private readonly ConcurrentBag<IncrementalHash> idle = [];

    public UInt128 Digest(ReadOnlySpan<string> parts)
    {
        if (!idle.TryTake(out var hash)) hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Span<byte> digest = stackalloc byte[32];
        Write(parts, hash);
        hash.GetHashAndReset(digest);
        idle.Add(hash);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    /// <summary>Each part is preceded by its length, so that no two lists of parts read the same.</summary>
    private static void Write(ReadOnlySpan<string> parts, IncrementalHash hash)
    {
        var longest = 0;
        foreach (var part in parts) longest += Encoding.UTF8.GetMaxByteCount(part.Length) + 11;
        var text = longest <= 1024 ? stackalloc byte[longest] : new byte[longest];
        var length = 0;
        foreach (var part in parts)
        {
            part.Length.TryFormat(text[length..], out var digits, default, CultureInfo.InvariantCulture);
            length += digits;
            text[length++] = (byte)':';
            length += Encoding.UTF8.GetBytes(part, text[length..]);
        }

        hash.AppendData(text[..length]);
    }
}
