using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain.Contacts;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Contacts;

/// <summary>What comes of a page of gifts.</summary>
/// <param name="Command">What is appended; without writes where nothing is.</param>
/// <param name="Contacts">Contacts that it registers.</param>
/// <param name="Links">Gifts that it links.</param>
internal sealed record GroupingPlan(AppendCommand Command, int Contacts, int Links);

/// <summary>Decides whose gifts are, by strong identifiers alone. The same page under the same key makes the same contacts.</summary>
public sealed class GiftGrouping(Ids ids, ContactVault vault, ContactFinder finder, InputDigests digests, EventReader reader)
{
    private const string Actor = "contacts-job";

    /// <summary>Plans a page.</summary>
    internal async Task<GroupingPlan> PlanAsync(
        string tenant, string key, IReadOnlyList<OpenedGift> gifts, DateOnly today, CancellationToken ct)
    {
        var read = await reader.LastPositionAsync(ct);
        var holders = new Dictionary<Guid, string>(await finder.HoldersAsync(tenant, [.. gifts.SelectMany(g => g.Identifiers).Distinct()], ct));
        var (fresh, linked) = (new List<StreamWrite>(), new Dictionary<string, List<string>>(StringComparer.Ordinal));
        var (keys, found) = (new List<DonorKey>(), new List<ContactDigests>());
        foreach (var gift in gifts.Where(g => g.Identifiers.Count > 0))
        {
            var contact = gift.Identifiers.Select(holders.GetValueOrDefault).FirstOrDefault(h => h is not null);
            if (contact is null)
            {
                contact = ids.Dated(gift.Row.OccurredOn, tenant, "contact-of", gift.Row.Gift);
                var (details, registered, kept) = Register(tenant, contact, gift, today);
                fresh.Add(new StreamWrite(Streams.Contact(contact), ExpectedVersion.NoStream, [NewEvent.Of(registered)]));
                keys.Add(kept);
                found.Add(new ContactDigests(contact, finder.Of(tenant, details)));
                foreach (var identifier in gift.Identifiers) holders[identifier] = contact;
            }

            if (!linked.TryGetValue(contact, out var own)) linked[contact] = own = [];
            own.Add(gift.Row.Gift);
        }

        var links = linked.SelectMany(l => l.Value.Chunk(Contact.MostGifts), (l, some) => new StreamWrite(Streams.Contact(l.Key),
            ExpectedVersion.Any, [NewEvent.Of(new GiftsLinked(l.Key, some, ContactGround.Identifier, null, today))]));
        var envelope = new Envelope(new Caller(tenant, Actor), key, "group_gifts", null, key);
        var command = new AppendCommand(tenant, Actor, key, digests.Of(envelope), [.. fresh, .. links])
        {
            DonorKeys = keys, ContactDigests = found,
            // Who asks to be forgotten at this moment gets no gift: the page is planned anew.
            Since = linked.Count == 0 ? null
                : new SinceGuard(read, EventTypes.AliasesOf(typeof(ContactRestricted), typeof(ContactErased)), e => linked.ContainsKey(
                    e is ContactRestricted restricted ? restricted.Contact : ((ContactErased)e).Contact)),
        };
        return new GroupingPlan(command, fresh.Count, linked.Values.Sum(l => l.Count));
    }

    private (ContactDetails Details, ContactRegistered Registered, DonorKey Kept) Register(
        string tenant, string contact, OpenedGift gift, DateOnly today)
    {
        var (row, said) = (gift.Row, gift.Said);
        var type = row.DonorKind == DonorKind.Organisation || said.CreditCode is not null ? ContactType.Organisation : ContactType.Person;
        var details = new ContactDetails(said.Name, said.CreditCode, ContactProposals.PhoneOf(said) is null ? [] : [said.Phone!], null, [], 0);
        var (key, kept) = vault.NewKey(tenant, contact);
        return (details, new ContactRegistered(contact, type, ContactOrigin.Mainland, null, [ContactPart.Donor], row.Naming,
            ContactGround.Identifier, ContactVault.SealDetails(key, details, null), today), kept);
    }
}
