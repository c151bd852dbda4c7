using System.Security.Cryptography;
using System.Text;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;

namespace CharityLedger.Server.Access;

/// <summary>Seals what new donors of a federation say of themselves, as <see cref="DonorVault"/> keeps it.</summary>
internal sealed class DonorSealer(string tenant, byte[] wrapping) : IDisposable
{
    public const int NonceSize = 12, TagSize = 16;
    private const int KeySize = 32, DrawSize = KeySize + 2 * NonceSize;
    private readonly AesGcm wrapper = new(wrapping, TagSize);

    /// <summary>Random bytes drawn for many donors at once, which costs little more than for one.</summary>
    private readonly byte[] random = new byte[32 * DrawSize];
    private int used = 32 * DrawSize;

    public (DonorRef Donor, DonorKey Key) Seal(string donor, DonorKind kind, DonorNaming naming, DonorDetails details)
    {
        var draw = Draw();
        var key = draw[..KeySize];
        using var gcm = new AesGcm(key, TagSize);
        var bytes = Encrypt(gcm, draw.Slice(KeySize, NonceSize), details.ToJson(), donor);
        var wrapped = Encrypt(wrapper, draw[^NonceSize..], key, tenant + "\n" + donor);
        return (new DonorRef(donor, kind, naming, Convert.ToBase64String(bytes)), new DonorKey(donor, wrapped));
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(random);
        wrapper.Dispose();
    }

    internal static byte[] Encrypt(AesGcm gcm, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, string associated)
    {
        var bytes = new byte[NonceSize + plain.Length + TagSize];
        nonce.CopyTo(bytes);
        gcm.Encrypt(nonce, plain, bytes.AsSpan(NonceSize, plain.Length), bytes.AsSpan(NonceSize + plain.Length),
            Encoding.UTF8.GetBytes(associated));
        return bytes;
    }

    /// <summary>The random bytes of one donor: a key and two nonces. None is ever handed out twice.</summary>
    private ReadOnlySpan<byte> Draw()
    {
        if (used == random.Length)
        {
            RandomNumberGenerator.Fill(random);
            used = 0;
        }

        used += DrawSize;
        return random.AsSpan(used - DrawSize, DrawSize);
    }
}
