using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;

namespace CharityLedger.Projections.Contacts;

/// <summary>
/// The register of contacts and whose each gift is. Sums are not kept but added up when they are asked for: so mergers and their undoing,
/// in whatever order, only move a contact's root.
/// </summary>
public sealed class ContactsProjection : IProjection
{
    private const string Change = """
        update contact set origin = $3, country = nullif($4, ''), naming = $5, sealed = $6 where tenant = $1 and contact = $2
        """;

    private const string AddPart = "update contact set parts = parts | $3 where tenant = $1 and contact = $2";
    private const string DropPart = "update contact set parts = parts & ~$3 where tenant = $1 and contact = $2";

    private const string Link = """
        update gift g set contact = w.contact, linked = w.position
        from unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::bigint[]) as w(tenant, gift, contact, position)
        where g.tenant = w.tenant and g.gift = w.gift
        """;

    private const string Unlink = """
        update gift g set contact = donor, linked = $4 from unnest($3::varchar[]) as w(gift)
        where g.tenant = $1 and g.gift = w.gift and g.contact = $2
        """;

    private const string Refund = "update gift set refunded = refunded + $3 where tenant = $1 and gift = $2";
    private const string Stand = "update contact set standing = $3 where tenant = $1 and contact = $2";
    private const int Free = (int)ContactStanding.Free;
    private const string Merge = "update contact set merged_into = nullif($3, '') where tenant = $1 and contact = $2";

    /// <summary>A contact and all that has gone up in it get the root of that in which it has, or itself.</summary>
    private const string Root = """
        with recursive below(contact) as (
            select contact from contact where tenant = $1 and contact = $2
            union
            select c.contact from below b join contact c on c.tenant = $1 and c.merged_into = b.contact),
        top as (
            select coalesce(o.root, c.contact) as root from contact c
            left join contact o on o.tenant = c.tenant and o.contact = c.merged_into where c.tenant = $1 and c.contact = $2)
        update contact set root = (select root from top) where tenant = $1 and contact in (select contact from below)
        """;

    public string Name => "Contacts";

    public int Version => 2;

    public IReadOnlyList<string>? Types { get; } = EventTypes.AliasesOf(
        typeof(ContactRegistered), typeof(ContactDetailsChanged), typeof(ContactPartAdded), typeof(ContactPartDropped),
        typeof(GiftsLinked), typeof(GiftsUnlinked), typeof(ContactsMerged), typeof(ContactsUnmerged),
        typeof(ContactRestricted), typeof(ContactRestrictionLifted), typeof(ContactErased), typeof(GiftReceived),
        typeof(GoodsReceived), typeof(ServiceReceived), typeof(GiftRefunded), typeof(GoodsReturned));

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        await AddAsync(events, writer, ct);
        var links = new Dictionary<(string Tenant, string Gift), (string Contact, long Position)>();
        foreach (var stored in events)
        {
            switch (stored.Event)
            {
                case GiftsLinked e:
                    foreach (var gift in e.Gifts) links[(stored.Tenant, gift)] = (e.Contact, stored.Position);
                    break;
                case GiftsUnlinked e:
                    await LinkAsync(links, writer, ct);
                    await writer.ExecuteAsync(Unlink, [stored.Tenant, e.Contact, e.Gifts.ToArray(), stored.Position], ct);
                    break;
                case GiftRefunded e:
                    await writer.ExecuteAsync(Refund, [stored.Tenant, e.Gift, e.AmountFen], ct);
                    break;
                case GoodsReturned { ValueFen: > 0 } e:
                    await writer.ExecuteAsync(Refund, [stored.Tenant, e.Gift, e.ValueFen], ct);
                    break;
                case ContactDetailsChanged e:
                    await writer.ExecuteAsync(Change, [stored.Tenant, e.Contact, (int)e.Origin, e.Country ?? "", (int)e.Naming,
                        Convert.FromBase64String(e.Sealed)], ct);
                    break;
                case ContactPartAdded e:
                    await writer.ExecuteAsync(AddPart, [stored.Tenant, e.Contact, 1 << (int)e.Part], ct);
                    break;
                case ContactPartDropped e:
                    await writer.ExecuteAsync(DropPart, [stored.Tenant, e.Contact, 1 << (int)e.Part], ct);
                    break;
                case ContactRestricted e:
                    await writer.ExecuteAsync(Stand, [stored.Tenant, e.Contact, (int)ContactStanding.Restricted], ct);
                    break;
                case ContactRestrictionLifted e:
                    await writer.ExecuteAsync(Stand, [stored.Tenant, e.Contact, Free], ct);
                    break;
                case ContactErased e:
                    await writer.ExecuteAsync(Stand, [stored.Tenant, e.Contact, (int)ContactStanding.Erased], ct);
                    break;
                case ContactsMerged e:
                    await MergeAsync(stored.Tenant, e.Contact, e.Into, writer, ct);
                    break;
                case ContactsUnmerged e:
                    await MergeAsync(stored.Tenant, e.Contact, "", writer, ct);
                    break;
            }
        }

        await LinkAsync(links, writer, ct);
    }

    /// <summary>What is new of a page comes first: nothing is said of a contact or gift before it is there.</summary>
    private static async Task AddAsync(IReadOnlyList<StoredEvent> events, ProjectionWriter writer, CancellationToken ct)
    {
        var contacts = new TableRows("contact", "tenant", "contact", "position", "type", "origin", "country", "parts", "naming",
            "registered_on", "sealed", "merged_into", "root", "standing");
        var gifts = new TableRows("gift", "tenant", "gift", "position", "occurred_on", "amount", "refunded", "donor", "contact", "linked");
        foreach (var stored in events)
        {
            switch (stored.Event)
            {
                case ContactRegistered e:
                    contacts.Row().Text(stored.Tenant).Text(e.Contact).Long(stored.Position).Int((int)e.Type).Int((int)e.Origin)
                        .Text(e.Country).Int(e.Parts.Aggregate(0, (bits, p) => bits | 1 << (int)p)).Int((int)e.Naming).Date(e.OccurredOn)
                        .Base64(e.Sealed).Text(null).Text(e.Contact).Int(Free);
                    break;
                case GiftReceived e:
                    Gift(stored, e.Gift, e.OccurredOn, e.AmountFen, e.Donor);
                    break;
                case GoodsReceived e:
                    Gift(stored, e.Gift, e.OccurredOn, e.ValueFen, e.Donor);
                    break;
                case ServiceReceived e:
                    Gift(stored, e.Gift, e.OccurredOn, e.ValueFen, e.Donor);
                    break;
            }
        }

        await writer.CopyAsync(contacts, ct);
        await writer.CopyAsync(gifts, ct);

        void Gift(StoredEvent at, string gift, DateOnly on, long amount, DonorRef donor)
        {
            var other = donor.Id == gift ? null : donor.Id;
            gifts.Row().Text(at.Tenant).Text(gift).Long(at.Position).Date(on).Long(amount).Long(0).Text(other).Text(other).Long((long?)null);
        }
    }

    private static async Task LinkAsync(
        Dictionary<(string Tenant, string Gift), (string Contact, long Position)> links, ProjectionWriter writer, CancellationToken ct)
    {
        if (links.Count == 0) return;
        await writer.ExecuteAsync(Link, [links.Keys.Select(k => k.Tenant).ToArray(), links.Keys.Select(k => k.Gift).ToArray(),
            links.Values.Select(l => l.Contact).ToArray(), links.Values.Select(l => l.Position).ToArray()], ct);
        links.Clear();
    }

    private static async Task MergeAsync(string tenant, string contact, string into, ProjectionWriter writer, CancellationToken ct)
    {
        await writer.ExecuteAsync(Merge, [tenant, contact, into], ct);
        await writer.ExecuteAsync(Root, [tenant, contact], ct);
    }
}
