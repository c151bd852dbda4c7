using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using Npgsql;

namespace CharityLedger.Server.Access;

/// <summary>What a giver said of oneself. Only ever stored sealed.</summary>
public sealed record DonorDetails(string Name, string? Phone = null, string? Note = null);

/// <summary>
/// Seals what donors say of themselves under a key of each donor's own (AES-256-GCM), and opens it again. The log keeps the
/// ciphertext; the key lies in <c>charity.donor_key</c>, wrapped by the master key. Without it the person is erased, while
/// totals, traces and proofs stay (PIPL art. 47).
/// </summary>
public sealed class DonorVault(NpgsqlDataSource database, MasterKey master)
{
    private const int NonceSize = 12, TagSize = 16;
    private readonly byte[] wrapping = master.Derive("donor-key-wrapping");

    /// <summary>Seals details for a new donor.</summary>
    public (DonorRef Donor, DonorKey Key) Seal(
        string tenant, string donor, DonorKind kind, DonorNaming naming, DonorDetails details)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var plain = JsonSerializer.SerializeToUtf8Bytes(details);
        var sealedText = Convert.ToBase64String(Encrypt(key, plain, donor));
        return (new DonorRef(donor, kind, naming, sealedText), new DonorKey(donor, Encrypt(wrapping, key, tenant + "\n" + donor)));
    }

    /// <summary>Opens what is sealed; donors whose key was destroyed, or who said nothing, are absent from the answer.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="ciphertexts">Donor id and sealed bytes.</param>
    /// <param name="ct">Stops the reading.</param>
    public async Task<IReadOnlyDictionary<string, DonorDetails>> OpenAsync(
        string tenant, IReadOnlyCollection<(string Donor, byte[] Sealed)> ciphertexts, CancellationToken ct)
    {
        var opened = new Dictionary<string, DonorDetails>(StringComparer.Ordinal);
        if (ciphertexts.Count == 0) return opened;
        var keys = await KeysAsync(tenant, [.. ciphertexts.Select(c => c.Donor).Distinct()], ct);
        foreach (var (donor, bytes) in ciphertexts)
        {
            if (keys.TryGetValue(donor, out var key))
                opened[donor] = JsonSerializer.Deserialize<DonorDetails>(Decrypt(key, bytes, donor))!;
        }

        return opened;
    }

    private async Task<Dictionary<string, byte[]>> KeysAsync(string tenant, string[] donors, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select donor, wrapped from charity.donor_key where tenant = $1 and donor = any($2)");
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(donors);
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var donor = reader.GetString(0);
            keys[donor] = Decrypt(wrapping, reader.GetFieldValue<byte[]>(1), tenant + "\n" + donor);
        }

        return keys;
    }

    private static byte[] Encrypt(byte[] key, byte[] plain, string associated)
    {
        var bytes = new byte[NonceSize + plain.Length + TagSize];
        var nonce = bytes.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var gcm = new AesGcm(key, TagSize);
        gcm.Encrypt(nonce, plain, bytes.AsSpan(NonceSize, plain.Length), bytes.AsSpan(NonceSize + plain.Length),
            Encoding.UTF8.GetBytes(associated));
        return bytes;
    }

    private static byte[] Decrypt(byte[] key, ReadOnlySpan<byte> bytes, string associated)
    {
        var plain = new byte[bytes.Length - NonceSize - TagSize];
        using var gcm = new AesGcm(key, TagSize);
        gcm.Decrypt(bytes[..NonceSize], bytes[NonceSize..^TagSize], bytes[^TagSize..], plain, Encoding.UTF8.GetBytes(associated));
        return plain;
    }
}
