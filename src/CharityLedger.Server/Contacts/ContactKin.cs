using System.Text.Encodings.Web;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Contacts;
using CharityLedger.EventStore;
using CharityLedger.Projections.Contacts;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Access;
using Npgsql;

namespace CharityLedger.Server.Contacts;

/// <summary>A contact with all that is one with it by mergers, and the gifts whose own keys are theirs.</summary>
/// <param name="Contact">The contact.</param>
/// <param name="All">It and its kin, as loaded.</param>
/// <param name="Gifts">Gifts that came without a contact and are theirs by links.</param>
/// <param name="Since">Asserts that neither changed since.</param>
public sealed record LoadedKin(LoadedContact Contact, IReadOnlyList<LoadedContact> All, IReadOnlyList<string> Gifts, SinceGuard Since)
{
    /// <summary>Ids of the contacts.</summary>
    public IReadOnlyList<string> Ids { get; } = [.. All.Select(c => c.State!.Id)];

    /// <summary>What becomes of all their keys.</summary>
    public IReadOnlyList<KeyChange> Keys(KeyFate fate) => [.. Ids.Concat(Gifts).Select(d => new KeyChange(d, fate))];
}

/// <summary>Reads what concerns all of a person: which contacts are one by mergers and whose gifts are, as the log stands.</summary>
public sealed class ContactKin(
    ContactBook contacts, ContactsQuery query, ProjectionEngine projections, EventReader reader, NpgsqlDataSource database)
{
    private static readonly IReadOnlyList<string> Changing = EventTypes.AliasesOf(
        typeof(ContactsMerged), typeof(ContactsUnmerged), typeof(GiftsLinked), typeof(GiftsUnlinked));

    private static readonly JsonSerializerOptions AsStored = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads it.</summary>
    public async Task<Result<LoadedKin>> LoadAsync(string tenant, string contact, CancellationToken ct)
    {
        if (!Ledger.IsName(contact)) return Contact.Unknown();
        var read = await reader.LastPositionAsync(ct);
        if (!await projections.CatchUpAsync("Contacts", ct))
            return new Refusal(RefusalCode.PositionNotReached, "The register is not up to date yet; repeat.");
        var ids = await query.KinAsync(tenant, contact, ct);
        if (ids.Count == 0) return Contact.Unknown();
        var loaded = new List<LoadedContact>(ids.Count);
        foreach (var id in ids) loaded.Add(await contacts.LoadAsync(tenant, id, ct));
        var gifts = await query.AttachedAsync(tenant, ids, ct);
        var (kin, attached) = (ids.ToHashSet(StringComparer.Ordinal), gifts.ToHashSet(StringComparer.Ordinal));
        return new LoadedKin(loaded.Single(c => c.State!.Id == contact), loaded, gifts, new SinceGuard(read, Changing, e => e switch
        {
            ContactsMerged merged => kin.Contains(merged.Contact) || kin.Contains(merged.Into),
            ContactsUnmerged unmerged => kin.Contains(unmerged.Contact),
            GiftsLinked linked => kin.Contains(linked.Contact) || linked.Gifts.Any(attached.Contains),
            GiftsUnlinked unlinked => kin.Contains(unlinked.Contact),
            _ => false,
        }));
    }

    /// <summary>The day of the last gift that is a contact's, or is sealed under its key, or of the last payment to it; today where one is
    /// on its way. Null where there is neither.</summary>
    public async Task<DateOnly?> LastDealingAsync(string tenant, LoadedContact contact, DateOnly today, CancellationToken ct) =>
        (await query.SealedOrLinkedAsync(tenant, contact.State!.Id, ct)).Select(g => g.OccurredOn)
            .Concat(contact.Payments.Payments.Values.Select(p => p.IsPaid ? p.On : today)).Max(d => (DateOnly?)d);

    /// <summary>How many gifts show no name once a contact's key and theirs are gone: what it gave as a contact, and what was linked.</summary>
    public Task<int> NamelessAsync(string tenant, string contact, CancellationToken ct) => query.NamelessAsync(tenant, contact, ct);

    /// <summary>
    /// Events that hold in clear what is known of a contact, or ever was: names, numbers, phones, accounts, e-mail addresses. It is
    /// looked for right before the keys go, since afterwards nobody knows what to look for.
    /// </summary>
    /// <returns>How many there are, and the first of them.</returns>
    public async Task<(int Count, IReadOnlyList<ClearMention> First)> MentionsAsync(
        string tenant, LoadedContact contact, CancellationToken ct)
    {
        var events = await reader.ReadStreamAsync(tenant, Streams.Contact(contact.State!.Id), ct: ct);
        var words = events.Select(e => e.Event switch
        {
            ContactRegistered registered => registered.Sealed,
            ContactDetailsChanged changed => changed.Sealed,
            _ => null,
        }).OfType<string>().SelectMany(s => WordsOf(ContactVault.OpenDetails(contact.Key!, s).Details)).Distinct().ToArray();
        await using var command = database.CreateCommand("""
            select seq_id, type, stream_id, count(*) over () from ledger.mt_events
            where tenant_id = $1 and exists (select from unnest($2::text[]) as w(word) where strpos(data::text, w.word) > 0)
            order by seq_id limit $3
            """);
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(words);
        command.Parameters.AddWithValue(Erasure.MostMentions);
        var (count, first) = (0L, new List<ClearMention>());
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            first.Add(new ClearMention(rows.GetInt64(0), rows.GetString(1), rows.GetString(2)));
            count = rows.GetInt64(3);
        }

        return ((int)count, first);
    }

    /// <summary>What to look for, as the log's JSON has it. Short numbers stand in many digests and amounts.</summary>
    private static IEnumerable<string> WordsOf(ContactDetails details)
    {
        var numbers = details.Phones.Concat(details.Phones.Select(ContactWords.Phone)).Append(details.Number)
            .Concat(details.Accounts.SelectMany(a => new[] { a.Number, ContactWords.Account(a.Number) })).OfType<string>()
            .Where(n => n.Length >= 7);
        return numbers.Append(details.Name).Append(details.Email).Concat(details.Accounts.Select(a => a.Holder)).OfType<string>()
            .Where(w => w.Length >= 2).Select(w => JsonSerializer.Serialize(w, AsStored)[1..^1]);
    }
}
