using CharityLedger.Contracts.Events;
using CharityLedger.Projections.Engine;
using Npgsql;

namespace CharityLedger.Projections.Contacts;

/// <summary>A contact in the register.</summary>
/// <param name="Contact">Id.</param>
/// <param name="Position">Its place in the log; the key for the next page.</param>
/// <param name="Type">Person, organisation or household.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Country">Its country, of one from overseas.</param>
/// <param name="Parts">Parts that it plays.</param>
/// <param name="Naming">What of its name may be shown where it gives.</param>
/// <param name="RegisteredOn">When it was registered.</param>
/// <param name="Sealed">What is known of it, sealed.</param>
/// <param name="Into">The contact in which it has gone up.</param>
/// <param name="Root">The one that stands for it after all mergers; itself where it has not gone up.</param>
/// <param name="Standing">Whether it asked to be forgotten, and whether it was.</param>
public sealed record ContactRow(string Contact, long Position, ContactType Type, ContactOrigin Origin, string? Country,
    IReadOnlyList<ContactPart> Parts, DonorNaming Naming, DateOnly RegisteredOn, byte[] Sealed, string? Into, string Root,
    ContactStanding Standing);

/// <summary>What a contact gave in a year, by the date of receipt.</summary>
/// <param name="Year">The year.</param>
/// <param name="Gifts">Number of gifts.</param>
/// <param name="AmountFen">Sum as received, in fen.</param>
/// <param name="RefundedFen">What of these gifts went back, in fen.</param>
public sealed record ContactYear(int Year, long Gifts, long AmountFen, long RefundedFen);

/// <summary>A gift of a contact.</summary>
/// <param name="Gift">Id and receipt number.</param>
/// <param name="Position">Its place in the log; the key for the next page.</param>
/// <param name="OccurredOn">Date of receipt.</param>
/// <param name="AmountFen">Amount as received.</param>
/// <param name="RefundedFen">What of it went back.</param>
/// <param name="Contact">The contact whose it is, before mergers.</param>
/// <param name="Linked">Whether it was linked, and not received so.</param>
public sealed record ContactGift(
    string Gift, long Position, DateOnly OccurredOn, long AmountFen, long RefundedFen, string Contact, bool Linked);

/// <summary>Reads the register of contacts.</summary>
public sealed class ContactsQuery(NpgsqlDataSource database)
{
    private const string Columns =
        "contact, position, type, origin, country, parts, naming, registered_on, sealed, merged_into, root, standing";

    /// <summary>A page of the register, the latest first, without those who asked to be forgotten.</summary>
    public Task<IReadOnlyList<ContactRow>> LatestAsync(
        string tenant, ContactPart? part, PageStart? before, PageSize size, CancellationToken ct = default) => database.QueryAsync(
            $"""
            select {Columns} from contacts.contact where tenant = $1 and position < $2 and standing = 0 and ($3 = 0 or parts & $3 <> 0)
            order by position desc limit $4
            """, [tenant, before?.Position ?? long.MaxValue, part is { } p ? 1 << (int)p : 0, size.Rows], Row, ct);

    /// <summary>These contacts, in the order of their ids.</summary>
    public Task<IReadOnlyList<ContactRow>> ThoseAsync(string tenant, IReadOnlyCollection<string> contacts, CancellationToken ct = default) =>
        database.QueryAsync($"select {Columns} from contacts.contact where tenant = $1 and contact = any($2) order by contact",
            [tenant, contacts.ToArray()], Row, ct);

    /// <summary>One contact; null where this federation has none of that id.</summary>
    public async Task<ContactRow?> OneAsync(string tenant, string contact, CancellationToken ct = default) =>
        (await ThoseAsync(tenant, [contact], ct)).SingleOrDefault();

    /// <summary>Contacts that are one with a contact by mergers, it among them.</summary>
    public Task<IReadOnlyList<string>> KinAsync(string tenant, string contact, CancellationToken ct = default) => database.QueryAsync("""
        select k.contact from contacts.contact c join contacts.contact k on k.tenant = c.tenant and k.root = c.root
        where c.tenant = $1 and c.contact = $2 order by k.contact
        """, [tenant, contact], r => r.GetString(0), ct);

    /// <summary>Gifts that came without a contact, each with a key of its own, and are these contacts' by now.</summary>
    public Task<IReadOnlyList<string>> AttachedAsync(
        string tenant, IReadOnlyCollection<string> contacts, CancellationToken ct = default) => database.QueryAsync(
            "select gift from contacts.gift where tenant = $1 and contact = any($2) and donor is null order by position",
            [tenant, contacts.ToArray()], r => r.GetString(0), ct);

    /// <summary>Gifts whose donor is sealed under a contact's key, or that are its by a link, the latest first.</summary>
    public Task<IReadOnlyList<ContactGift>> SealedOrLinkedAsync(string tenant, string contact, CancellationToken ct = default) =>
        database.QueryAsync("""
            select gift, position, occurred_on, amount, refunded, contact, linked is not null from contacts.gift
            where tenant = $1 and contact = $2
            union
            select gift, position, occurred_on, amount, refunded, coalesce(contact, donor), linked is not null from contacts.gift
            where tenant = $1 and donor = $2
            order by position desc
            """, [tenant, contact], Gift, ct);

    /// <summary>How many gifts are named by a contact's key, or by their own and are its by a link.</summary>
    public async Task<int> NamelessAsync(string tenant, string contact, CancellationToken ct = default) => (await database.QueryAsync(
        "select count(*)::int from contacts.gift where tenant = $1 and (donor = $2 or (contact = $2 and donor is null))",
        [tenant, contact], r => r.GetInt32(0), ct))[0];

    /// <summary>What contacts gave by years, each with all that has gone up in it.</summary>
    public async Task<ILookup<string, ContactYear>> YearsAsync(
        string tenant, IReadOnlyCollection<string> roots, CancellationToken ct = default) => (await database.QueryAsync("""
            select c.root, extract(year from g.occurred_on)::int as year, count(*), sum(g.amount)::bigint, sum(g.refunded)::bigint
            from contacts.contact c join contacts.gift g on g.tenant = c.tenant and g.contact = c.contact
            where c.tenant = $1 and c.root = any($2) group by c.root, year order by c.root, year
            """, [tenant, roots.ToArray()],
            r => (Root: r.GetString(0), Year: new ContactYear(r.GetInt32(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4))), ct))
        .ToLookup(y => y.Root, y => y.Year, StringComparer.Ordinal);

    /// <summary>A page of the gifts of a contact with all that has gone up in it, newest first.</summary>
    public Task<IReadOnlyList<ContactGift>> GiftsAsync(
        string tenant, string root, PageStart? before, PageSize size, CancellationToken ct = default) => database.QueryAsync(
            """
            select g.gift, g.position, g.occurred_on, g.amount, g.refunded, g.contact, g.linked is not null
            from contacts.contact c join contacts.gift g on g.tenant = c.tenant and g.contact = c.contact
            where c.tenant = $1 and c.root = $2 and g.position < $3 order by g.position desc limit $4
            """, [tenant, root, before?.Position ?? long.MaxValue, size.Rows], Gift, ct);

    /// <summary>Those of these gifts that are some contact's, or that a person has looked at: no proposal and no job touches them.</summary>
    public async Task<IReadOnlySet<string>> SettledAsync(string tenant, IReadOnlyCollection<string> gifts, CancellationToken ct = default) =>
        (await database.QueryAsync("""
            select g.gift from unnest($2::varchar[]) as w(gift) join contacts.gift g on g.tenant = $1 and g.gift = w.gift
            where g.linked is not null or g.donor is not null
                and exists (select from contacts.contact c where c.tenant = g.tenant and c.contact = g.donor)
            """, [tenant, gifts.ToArray()], r => r.GetString(0), ct)).ToHashSet(StringComparer.Ordinal);

    private static ContactRow Row(NpgsqlDataReader r) => new(r.GetString(0), r.GetInt64(1), (ContactType)r.GetInt32(2),
        (ContactOrigin)r.GetInt32(3), r.TextOrNull(4), [.. Enum.GetValues<ContactPart>().Where(p => (r.GetInt32(5) & 1 << (int)p) != 0)],
        (DonorNaming)r.GetInt32(6), r.GetFieldValue<DateOnly>(7), r.GetFieldValue<byte[]>(8), r.TextOrNull(9), r.GetString(10),
        (ContactStanding)r.GetInt32(11));

    private static ContactGift Gift(NpgsqlDataReader r) => new(r.GetString(0), r.GetInt64(1), r.GetFieldValue<DateOnly>(2), r.GetInt64(3),
        r.GetInt64(4), r.GetString(5), r.GetBoolean(6));
}
