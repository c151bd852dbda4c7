using System.Buffers.Binary;
using System.Globalization;
using CharityLedger.Domain.Contacts;
using CharityLedger.EventStore;
using Npgsql;

namespace CharityLedger.Server.Access;

/// <summary>A contact that was found.</summary>
/// <param name="Contact">Id.</param>
/// <param name="IsExact">Whether by all of what was asked, and not by how its name begins.</param>
public sealed record FoundContact(string Contact, bool IsExact);

/// <summary>
/// Finds contacts by keyed digests of what is known of them. The federation is digested too, so that one name of two federations
/// doesn't show as the same. Thread-safe.
/// </summary>
public sealed class ContactFinder(NpgsqlDataSource database, MasterKey master)
{
    private readonly KeyedDigest secret = new(master.Derive("contact-digest"));

    /// <summary>By what a contact is found.</summary>
    public IReadOnlyList<ContactDigest> Of(string tenant, ContactDetails details)
    {
        var name = ContactWords.Name(details.Name);
        var digests = new List<ContactDigest> { One(tenant, DigestKind.Name, name) };
        digests.AddRange(ContactWords.Beginnings(name).Select(b => One(tenant, DigestKind.NameBeginning, b)));
        digests.AddRange(details.Phones.Select(p => One(tenant, DigestKind.Phone, ContactWords.Phone(p))));
        digests.AddRange(details.Accounts.Select(a => One(tenant, DigestKind.Account, ContactWords.Account(a.Number))));
        if (details.Number is { } number) digests.Add(One(tenant, DigestKind.Number, ContactWords.Number(number)));
        digests.AddRange(Identifiers(tenant, details.Name, details.Phones, details.Number).Select(i => new ContactDigest(DigestKind.Identifier, i)));
        return [.. digests.Distinct()];
    }

    /// <summary>Strong identifiers: a number, and the name together with each phone, unless it is nobody's name.</summary>
    public IReadOnlyList<Guid> Identifiers(string tenant, string name, IEnumerable<string> phones, string? number)
    {
        var identifiers = new List<Guid>();
        if (number is not null) identifiers.Add(Digest(tenant, DigestKind.Identifier, "number", ContactWords.Number(number)));
        if (!ContactWords.IsNobodys(name))
        {
            identifiers.AddRange(phones.Select(p =>
                Digest(tenant, DigestKind.Identifier, "name", ContactWords.Name(name), ContactWords.Phone(p))));
        }

        return [.. identifiers.Distinct()];
    }

    /// <summary>The contacts that have one of these identifiers.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> HoldersAsync(
        string tenant, IReadOnlyCollection<Guid> identifiers, CancellationToken ct)
    {
        var holders = new Dictionary<Guid, string>();
        if (identifiers.Count == 0) return holders;
        await using var command = database.CreateCommand("""
            select d.digest, d.contact from unnest($2::uuid[]) as w(digest)
            cross join lateral (select digest, contact from charity.contact_digest
                where tenant = $1 and kind = $3 and digest = w.digest order by contact limit 1) as d
            """);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(identifiers.ToArray());
        command.Parameters.AddWithValue((short)DigestKind.Identifier);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) holders[reader.GetGuid(0)] = reader.GetString(1);
        return holders;
    }

    /// <summary>Contacts by a name or its beginning, in the order of their ids.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="name">At least two characters.</param>
    /// <param name="after">The last one of the page before; empty for the first page.</param>
    /// <param name="size">Most contacts.</param>
    /// <param name="ct">Gives up.</param>
    public Task<IReadOnlyList<FoundContact>> ByNameAsync(string tenant, string name, string after, int size, CancellationToken ct) => FindAsync(
        tenant, One(tenant, DigestKind.Name, ContactWords.Name(name)),
        One(tenant, DigestKind.NameBeginning, ContactWords.Beginning(name) ?? ""), after, size, ct);

    /// <summary>Contacts by a number, phone or account.</summary>
    public Task<IReadOnlyList<FoundContact>> ByAsync(
        string tenant, DigestKind kind, string text, string after, int size, CancellationToken ct)
    {
        var digest = One(tenant, kind, kind == DigestKind.Phone ? ContactWords.Phone(text) : ContactWords.Number(text));
        return FindAsync(tenant, digest, digest, after, size, ct);
    }

    private async Task<IReadOnlyList<FoundContact>> FindAsync(
        string tenant, ContactDigest whole, ContactDigest part, string after, int size, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            select contact, bool_or(is_exact) from (
                (select contact, true as is_exact from charity.contact_digest
                    where tenant = $1 and kind = $2 and digest = $3 and contact > $6 order by contact limit $7)
                union all
                (select contact, false from charity.contact_digest
                    where tenant = $1 and kind = $4 and digest = $5 and contact > $6 order by contact limit $7)) as f
            group by contact order by contact limit $7
            """);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue((short)whole.Kind);
        command.Parameters.AddWithValue(whole.Value);
        command.Parameters.AddWithValue((short)part.Kind);
        command.Parameters.AddWithValue(part.Value);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(size);
        var found = new List<FoundContact>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) found.Add(new FoundContact(reader.GetString(0), reader.GetBoolean(1)));
        return found;
    }

    private ContactDigest One(string tenant, DigestKind kind, string text) => new(kind, Digest(tenant, kind, text));

    private Guid Digest(string tenant, DigestKind kind, params ReadOnlySpan<string> parts)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, secret.Digest([tenant, ((short)kind).ToString(CultureInfo.InvariantCulture), .. parts]));
        return new Guid(bytes, bigEndian: true);
    }
}
