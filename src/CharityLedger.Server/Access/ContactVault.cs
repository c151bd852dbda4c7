using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Contacts;
using CharityLedger.EventStore;
using Npgsql;
using static CharityLedger.Server.Access.DonorSealer;

namespace CharityLedger.Server.Access;

/// <summary>
/// Seals what is known of contacts, each under a key of its own, which lies wrapped in <c>charity.donor_key</c> under the contact's id:
/// <see cref="DonorVault"/> opens what a contact gave as it opens any gift, and destroying that one key erases all of it. What is sealed
/// for one use doesn't open as another: the use is part of what is authenticated.
/// </summary>
public sealed class ContactVault(NpgsqlDataSource database, MasterKey master, DonorVault donors)
{
    private const string Details = "details", Reason = "reason";
    private static readonly JsonSerializerOptions Brief = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly byte[] wrapping = master.Derive("donor-key-wrapping");

    /// <summary>What is sealed of a contact: what is known of it, and why it was entered so.</summary>
    public sealed record Known(ContactDetails Details, string? Reason);

    /// <summary>A key for a new contact, plain and as it is kept.</summary>
    public (ContactKey Key, DonorKey Kept) NewKey(string tenant, string contact)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        using var wrapper = new AesGcm(wrapping, TagSize);
        return (new ContactKey(contact, key),
            new DonorKey(contact, Encrypt(wrapper, RandomNumberGenerator.GetBytes(NonceSize), key, tenant + "\n" + contact)));
    }

    /// <summary>Keys of contacts; those who were erased or are restricted are absent.</summary>
    public async Task<IReadOnlyDictionary<string, ContactKey>> KeysAsync(string tenant, IReadOnlyCollection<string> contacts, CancellationToken ct)
    {
        if (contacts.Count == 0) return new Dictionary<string, ContactKey>();
        return (await donors.KeysAsync(tenant, [.. contacts], ct)).ToDictionary(
            k => k.Key, k => new ContactKey(k.Key, k.Value), StringComparer.Ordinal);
    }

    /// <summary>Those of these names whose keys are restricted: somebody asked to be forgotten.</summary>
    public async Task<IReadOnlySet<string>> RestrictedAsync(string tenant, IReadOnlyCollection<string> donors, CancellationToken ct)
    {
        var restricted = new HashSet<string>(StringComparer.Ordinal);
        await using var command = database.CreateCommand("select donor from charity.restricted_key where tenant = $1 and donor = any($2)");
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(donors.ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) restricted.Add(reader.GetString(0));
        return restricted;
    }

    /// <summary>A key as it is kept, opened.</summary>
    public ContactKey Unwrap(string tenant, string contact, byte[] wrapped) =>
        new(contact, DonorVault.Decrypt(wrapping, wrapped, tenant + "\n" + contact));

    /// <summary>Seals what is known of a contact.</summary>
    public static string SealDetails(ContactKey key, ContactDetails details, string? reason) =>
        Seal(key, Details, JsonSerializer.SerializeToUtf8Bytes(new Known(details, reason), Brief));

    /// <summary>Opens that.</summary>
    public static Known OpenDetails(ContactKey key, string sealedText) => OpenDetails(key, Convert.FromBase64String(sealedText));

    /// <inheritdoc cref="OpenDetails(ContactKey, string)"/>
    public static Known OpenDetails(ContactKey key, byte[] bytes) =>
        JsonSerializer.Deserialize<Known>(DonorVault.Decrypt(key.Plain, bytes, Associated(key, Details)), Brief)!;

    /// <summary>Seals a reason, which may name people.</summary>
    public static string SealReason(ContactKey key, string reason) => Seal(key, Reason, JsonSerializer.SerializeToUtf8Bytes(reason, Brief));

    /// <summary>Opens that.</summary>
    public static string OpenReason(ContactKey key, string sealedText) => JsonSerializer.Deserialize<string>(
        DonorVault.Decrypt(key.Plain, Convert.FromBase64String(sealedText), Associated(key, Reason)), Brief)!;

    /// <summary>Seals what a contact says of itself with a gift, as it is known now.</summary>
    public static DonorRef SealDonor(ContactKey key, DonorKind kind, DonorNaming naming, DonorDetails details)
    {
        using var gcm = new AesGcm(key.Plain, TagSize);
        return new DonorRef(key.Contact, kind, naming, Convert.ToBase64String(
            Encrypt(gcm, RandomNumberGenerator.GetBytes(NonceSize), details.ToJson(), key.Contact)));
    }

    private static string Seal(ContactKey key, string use, byte[] plain)
    {
        using var gcm = new AesGcm(key.Plain, TagSize);
        return Convert.ToBase64String(Encrypt(gcm, RandomNumberGenerator.GetBytes(NonceSize), plain, Associated(key, use)));
    }

    private static string Associated(ContactKey key, string use) => key.Contact + "\n" + use;
}

/// <summary>The key of a contact, as it is used; never stored so.</summary>
/// <param name="Contact">Id of the contact.</param>
/// <param name="Plain">32 bytes.</param>
public sealed record ContactKey(string Contact, byte[] Plain)
{
    /// <summary>Says nothing of the key.</summary>
    public override string ToString() => Contact;
}
