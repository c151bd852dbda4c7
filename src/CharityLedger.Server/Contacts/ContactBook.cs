using System.Collections.Concurrent;
using CharityLedger.Contracts;
using CharityLedger.Domain.Contacts;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Contacts;

/// <summary>A contact as loaded.</summary>
/// <param name="State">What the log says; null where there is none of that id.</param>
/// <param name="Version">Version of its stream.</param>
/// <param name="Key">Its key; null where there is none, or it was destroyed.</param>
public sealed record LoadedContact(ContactState? State, long Version, ContactKey? Key)
{
    /// <summary>What was asked for and paid to it.</summary>
    public ContactPayments Payments { get; init; } = ContactPayments.None;

    /// <summary>What is known of it; null where its key was destroyed.</summary>
    public ContactDetails? Details { get; } =
        State is null || Key is null ? null : ContactVault.OpenDetails(Key, State.Sealed).Details;

    /// <summary>What asserts in a command that it still stands so.</summary>
    public StreamWrite Unchanged => StreamWrite.Unchanged(Streams.Contact(State!.Id), Version);

    /// <summary>Whether something can be sealed for it; null where it can.</summary>
    public Refusal? Sealable(string field = "contact") => State is null ? Contact.Unknown(field)
        : Erasure.Barred(State, field) is { } barred ? barred : Key is null ? new Refusal(RefusalCode.ContactErased, "The contact was erased.", field) : null;
}

/// <summary>
/// Reads contacts for commands. Those read lately are remembered, for commands that assert their version: a change at the same moment
/// makes the assertion a conflict, and the contact is read anew. Thread-safe.
/// </summary>
public sealed class ContactBook(EventReader reader, ContactVault vault)
{
    private const int MostRemembered = 10_000;
    private readonly ConcurrentDictionary<(string Tenant, string Contact), LoadedContact> known = [];

    /// <summary>A contact as it stands now.</summary>
    public async Task<LoadedContact> LoadAsync(string tenant, string contact, CancellationToken ct)
    {
        if (!Ledger.IsName(contact)) return new LoadedContact(null, 0, null);
        var (events, wrapped) = await reader.ReadWithKeyAsync(tenant, Streams.Contact(contact), contact, ct);
        var loaded = new LoadedContact(events.Aggregate((ContactState?)null, (s, e) => Contact.Evolve(s, e.Event)), events.Count,
            wrapped is null ? null : vault.Unwrap(tenant, contact, wrapped))
        {
            Payments = events.Aggregate(ContactPayments.None, (p, e) => p.Evolve(e.Event)),
        };
        // Whatever callers make up is not remembered.
        if (loaded.Sealable() is null)
        {
            if (known.Count >= MostRemembered) known.Clear();
            known[(tenant, contact)] = loaded;
        }

        return loaded;
    }

    /// <summary>A contact as this host remembers it, for a command that asserts its version; or as it stands now.</summary>
    public async ValueTask<LoadedContact> RecallAsync(string tenant, string contact, bool anew, CancellationToken ct) =>
        !anew && known.TryGetValue((tenant, contact), out var loaded) ? loaded : await LoadAsync(tenant, contact, ct);

    /// <summary>A contact, the one in which it has gone up, and so on to the one that stands by itself.</summary>
    public async Task<IReadOnlyList<LoadedContact>> UpwardsAsync(string tenant, string contact, CancellationToken ct)
    {
        var path = new List<LoadedContact>();
        for (string? next = contact; next is not null; next = path[^1].State!.Into)
        {
            var loaded = await LoadAsync(tenant, next, ct);
            if (loaded.State is null || path.Exists(p => p.State!.Id == loaded.State.Id)) break;
            path.Add(loaded);
        }

        return path;
    }
}
