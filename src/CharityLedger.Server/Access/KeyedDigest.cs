using System.Collections.Concurrent;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CharityLedger.Server.Access;

/// <summary>The first 128 bits of HMAC-SHA-256 over lists of texts. Thread-safe.</summary>
internal sealed class KeyedDigest(byte[] key)
{
    private const int OnStack = 1024;

    /// <summary>Digests that carry the key already; taking the key in costs as much as digesting.</summary>
    private readonly ConcurrentBag<IncrementalHash> idle = [];

    public UInt128 Digest(ReadOnlySpan<string> parts)
    {
        Span<byte> digest = stackalloc byte[32];
        var most = Most(parts);
        var text = most <= OnStack ? stackalloc byte[most] : new byte[most];
        if (!idle.TryTake(out var hash)) hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(text[..Write(parts, text)]);
        hash.GetHashAndReset(digest);
        idle.Add(hash);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    /// <summary>The same of SHA-256 without a key: for counting many things in little memory, never to be stored.</summary>
    public static (ulong, ulong) Plain(ReadOnlySpan<string> parts)
    {
        Span<byte> digest = stackalloc byte[32];
        var most = Most(parts);
        var text = most <= OnStack ? stackalloc byte[most] : new byte[most];
        SHA256.HashData(text[..Write(parts, text)], digest);
        return (BinaryPrimitives.ReadUInt64BigEndian(digest), BinaryPrimitives.ReadUInt64BigEndian(digest[8..]));
    }

    private static int Most(ReadOnlySpan<string> parts)
    {
        var longest = 0;
        foreach (var part in parts) longest += Encoding.UTF8.GetMaxByteCount(part.Length) + 11;
        return longest;
    }

    /// <summary>Each part is preceded by its length, so that no two lists of parts read the same.</summary>
    private static int Write(ReadOnlySpan<string> parts, Span<byte> text)
    {
        var length = 0;
        foreach (var part in parts)
        {
            part.Length.TryFormat(text[length..], out var digits, default, CultureInfo.InvariantCulture);
            length += digits;
            text[length++] = (byte)':';
            length += Encoding.UTF8.GetBytes(part, text[length..]);
        }

        return length;
    }
}
