using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CharityLedger.Server.Files;

/// <summary>What is known of a file's content.</summary>
/// <param name="Sha256">Its digest, lower-case hex.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record FileContent(string Sha256, long Size);

/// <summary>
/// How a file is sealed: a version byte and a salt, then the content in chunks of 64 KiB, then a last chunk with its
/// size and its SHA-256; each chunk AES-256-GCM under a key of the file's own, which follows from the master key, the
/// salt and the name (HKDF). A chunk's number and whether it is the last are its nonce, and stand with the name in its
/// associated data. So a chunk that is changed, left out, repeated, moved or taken from another file doesn't open, and
/// neither does a file under another's name.
/// </summary>
internal sealed class FileSeal : IDisposable
{
    public const int ChunkSize = 64 << 10, TagSize = 16, HeaderSize = 1 + SaltSize;
    private const int SaltSize = 32, EndSize = 8 + 32;
    private const byte Version = 1;
    private readonly AesGcm gcm;
    private readonly byte[] associated;

    private FileSeal(byte[] master, ReadOnlySpan<byte> salt, string name)
    {
        associated = [.. Encoding.UTF8.GetBytes(name), .. new byte[12]];
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, master, key, salt, associated.AsSpan(..^12));
        gcm = new AesGcm(key, TagSize);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>Size of the content of a sealed file that has so many bytes; null where none has.</summary>
    public static long? ContentSize(long length)
    {
        var body = length - HeaderSize - EndSize - TagSize;
        var rest = body % (ChunkSize + TagSize);
        return body < 0 || rest is > 0 and <= TagSize ? null : body / (ChunkSize + TagSize) * ChunkSize + (rest > 0 ? rest - TagSize : 0);
    }

    /// <summary>Seals a content of at most so many bytes.</summary>
    /// <exception cref="OversizeFileException">It has more.</exception>
    public static async Task<FileContent> SealAsync(
        byte[] master, string name, Stream content, Stream to, long most, CancellationToken ct)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        using var seal = new FileSeal(master, salt, name);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await to.WriteAsync((byte[])[Version, .. salt], ct);
        var plain = new byte[ChunkSize];
        var chunk = new byte[ChunkSize + TagSize];
        long size = 0;
        for (long number = 0; ; number++)
        {
            var read = await content.ReadAtLeastAsync(plain, ChunkSize, throwOnEndOfStream: false, ct);
            size += read;
            if (size > most) throw new OversizeFileException(most);
            digest.AppendData(plain, 0, read);
            if (read > 0) await to.WriteAsync(seal.Close(number, isLast: false, plain.AsMemory(0, read), chunk), ct);
            if (read == ChunkSize) continue;
            var end = new byte[EndSize];
            BinaryPrimitives.WriteInt64BigEndian(end, size);
            digest.GetHashAndReset(end.AsSpan(8));
            await to.WriteAsync(seal.Close(number + (read > 0 ? 1 : 0), isLast: true, end, chunk), ct);
            return new FileContent(Convert.ToHexStringLower(end.AsSpan(8)), size);
        }
    }

    /// <summary>Opens a sealed file after all of it was checked: every chunk, the size and the digest.</summary>
    /// <param name="master">Key of all files.</param>
    /// <param name="name">The name that it has to have.</param>
    /// <param name="file">The sealed file, which nobody else changes; the answer closes it.</param>
    /// <exception cref="BrokenFileException">It isn't whole, or not this one.</exception>
    public static OpenedFile Open(byte[] master, string name, FileStream file)
    {
        var header = new byte[HeaderSize];
        file.Position = 0;
        if (ContentSize(file.Length) is not { } size || file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize)
            throw new BrokenFileException(name, "no sealed file has such a length.");
        if (header[0] != Version) throw new BrokenFileException(name, "it is sealed in a way that this program doesn't know.");
        var seal = new FileSeal(master, header.AsSpan(1), name);
        try
        {
            return new OpenedFile(file, seal, seal.Check(name, file, size));
        }
        catch (CryptographicException e)
        {
            seal.Dispose();
            throw new BrokenFileException(name, e.Message);
        }
    }

    /// <summary>Opens one chunk of content.</summary>
    /// <exception cref="CryptographicException">It isn't this one.</exception>
    public void OpenChunk(long number, bool isLast, ReadOnlySpan<byte> chunk, Span<byte> plain) =>
        gcm.Decrypt(Number(number, isLast), chunk[..^TagSize], chunk[^TagSize..], plain, associated);

    public void Dispose() => gcm.Dispose();

    private FileContent Check(string name, FileStream file, long size)
    {
        var chunk = new byte[ChunkSize + TagSize];
        var plain = new byte[ChunkSize];
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long number = 0;
        for (var left = size; left > 0; number++)
        {
            var length = (int)Math.Min(left, ChunkSize);
            file.ReadExactly(chunk, 0, length + TagSize);
            OpenChunk(number, isLast: false, chunk.AsSpan(0, length + TagSize), plain.AsSpan(0, length));
            digest.AppendData(plain, 0, length);
            left -= length;
        }

        file.ReadExactly(chunk, 0, EndSize + TagSize);
        OpenChunk(number, isLast: true, chunk.AsSpan(0, EndSize + TagSize), plain.AsSpan(0, EndSize));
        var isSame = BinaryPrimitives.ReadInt64BigEndian(plain) == size && plain.AsSpan(8, 32).SequenceEqual(digest.GetHashAndReset());
        return isSame
            ? new FileContent(Convert.ToHexStringLower(plain.AsSpan(8, 32)), size)
            : throw new BrokenFileException(name, "its digest is another.");
    }

    private Memory<byte> Close(long number, bool isLast, ReadOnlyMemory<byte> plain, byte[] chunk)
    {
        gcm.Encrypt(Number(number, isLast), plain.Span, chunk.AsSpan(0, plain.Length), chunk.AsSpan(plain.Length, TagSize), associated);
        return chunk.AsMemory(0, plain.Length + TagSize);
    }

    /// <summary>
    /// The nonce, which is written into the associated data as well. A key serves one file, so that none comes twice.
    /// </summary>
    private Span<byte> Number(long number, bool isLast)
    {
        var nonce = associated.AsSpan(^12);
        BinaryPrimitives.WriteInt64BigEndian(nonce, number);
        nonce[11] = isLast ? (byte)1 : (byte)0;
        return nonce;
    }
}
