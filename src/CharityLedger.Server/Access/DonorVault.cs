using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using Npgsql;
using static CharityLedger.Server.Access.DonorSealer;

namespace CharityLedger.Server.Access;

/// <summary>What a giver said of oneself. Only ever stored sealed.</summary>
public sealed record DonorDetails(string Name, string? Phone = null, string? Note = null, string? CreditCode = null)
{
    /// <summary>E-mail of a member of staff, whose name is sealed in the same way.</summary>
    public string? Email { get; init; }

    /// <summary>As little as says it, because all of it is sealed and stored with each gift.</summary>
    private static readonly JsonSerializerOptions Brief = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Brief);

    internal static DonorDetails Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<DonorDetails>(json, Brief)!;
}

/// <summary>
/// Seals what donors say of themselves under a key of each donor's own (AES-256-GCM), and opens it again. The log keeps the
/// ciphertext; the key lies in <c>charity.donor_key</c>, wrapped by the master key. Without it the person is erased, while
/// totals, traces and proofs stay (PIPL art. 47).
/// </summary>
public sealed class DonorVault(NpgsqlDataSource database, MasterKey master)
{
    /// <summary>A key of who asked to be forgotten opens nothing, wherever names are shown (PIPL art. 47); of the table's row <c>k</c>.</summary>
    internal const string IsFree =
        "not exists (select from charity.restricted_key r where r.tenant = k.tenant and r.donor = k.donor)";

    private readonly byte[] wrapping = master.Derive("donor-key-wrapping");

    /// <summary>Seals details for a new donor.</summary>
    public (DonorRef Donor, DonorKey Key) Seal(
        string tenant, string donor, DonorKind kind, DonorNaming naming, DonorDetails details)
    {
        using var sealer = Sealer(tenant);
        return sealer.Seal(donor, kind, naming, details);
    }

    /// <summary>Seals for many new donors of a federation. To be disposed of, and used by one thread at a time.</summary>
    internal DonorSealer Sealer(string tenant) => new(tenant, wrapping);

    /// <summary>Opens what is sealed; donors whose key was destroyed or is restricted, or who said nothing, are absent from the answer.</summary>
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
                opened[donor] = DonorDetails.Parse(Decrypt(key, bytes, donor));
        }

        return opened;
    }

    /// <summary>Opens each of these, in their order: a contact gave more than once, under names that it had at the time. Null where the key
    /// was destroyed or is restricted.</summary>
    public async Task<IReadOnlyList<DonorDetails?>> OpenEachAsync(
        string tenant, IReadOnlyCollection<(string Donor, byte[] Sealed)> ciphertexts, CancellationToken ct)
    {
        if (ciphertexts.Count == 0) return [];
        var keys = await KeysAsync(tenant, [.. ciphertexts.Select(c => c.Donor).Distinct()], ct);
        return
        [
            .. ciphertexts.Select(c => keys.TryGetValue(c.Donor, out var key)
                ? DonorDetails.Parse(Decrypt(key, c.Sealed, c.Donor)) : null),
        ];
    }

    /// <summary>Opens what one donor said; null where that is nothing, or the key was destroyed or is restricted.</summary>
    public async Task<DonorDetails?> OpenAsync(string tenant, DonorRef donor, CancellationToken ct) => donor.Sealed is null
        ? null
        : (await OpenAsync(tenant, [(donor.Id, Convert.FromBase64String(donor.Sealed))], ct)).GetValueOrDefault(donor.Id);

    /// <summary>Keys, opened; those that were destroyed or are restricted are absent.</summary>
    internal async Task<IReadOnlyDictionary<string, byte[]>> KeysAsync(string tenant, string[] donors, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"select donor, wrapped from charity.donor_key k where tenant = $1 and donor = any($2) and {IsFree}");
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

    internal static byte[] Decrypt(byte[] key, ReadOnlySpan<byte> bytes, string associated)
    {
        var plain = new byte[bytes.Length - NonceSize - TagSize];
        using var gcm = new AesGcm(key, TagSize);
        gcm.Decrypt(bytes[..NonceSize], bytes[NonceSize..^TagSize], bytes[^TagSize..], plain, Encoding.UTF8.GetBytes(associated));
        return plain;
    }
}
