using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace CharityLedger.Server.Access;

/// <summary>
/// Keeps the keys of cookies and forms in <c>charity.form_key</c>, sealed by the master key (AES-256-GCM), so that a visitor of one
/// host is known to every host of the database.
/// </summary>
internal sealed class FormKeys(NpgsqlDataSource database, MasterKey master) : IXmlRepository
{
    private const long Lock = 4_847_320_157;
    private readonly byte[] wrapping = master.Derive("form-key-wrapping");

    /// <summary>Makes the first key where there is none, one host at a time: of two that start at once, both use the same.</summary>
    public async Task PrepareAsync(IDataProtectionProvider protection, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var command = new NpgsqlCommand($"select pg_advisory_xact_lock({Lock})", connection);
        await command.ExecuteNonQueryAsync(ct);
        protection.CreateProtector("start").Protect([]);
    }

    /// <inheritdoc/>
    /// <exception cref="CryptographicException">A key was sealed by another master key, or changed.</exception>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.CreateCommand("select name, sealed from charity.form_key order by created_at, name");
        using var reader = command.ExecuteReader();
        var keys = new List<XElement>();
        while (reader.Read())
        {
            var plain = DonorVault.Decrypt(wrapping, reader.GetFieldValue<byte[]>(1), reader.GetString(0));
            keys.Add(XElement.Parse(Encoding.UTF8.GetString(plain)));
        }

        return keys;
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        using var gcm = new AesGcm(wrapping, DonorSealer.TagSize);
        var text = Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting));
        using var command = database.CreateCommand("insert into charity.form_key (name, sealed) values ($1, $2)");
        command.Parameters.AddWithValue(friendlyName);
        command.Parameters.AddWithValue(DonorSealer.Encrypt(
            gcm, RandomNumberGenerator.GetBytes(DonorSealer.NonceSize), text, friendlyName));
        command.ExecuteNonQuery();
    }
}
