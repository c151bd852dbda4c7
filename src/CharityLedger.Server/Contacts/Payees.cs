using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Contacts;
using CharityLedger.Domain.Users;
using CharityLedger.EventStore;
using CharityLedger.EventStore.Subscriptions;
using CharityLedger.Projections.Contacts;
using CharityLedger.Server.Access;
using Npgsql;

namespace CharityLedger.Server.Contacts;

/// <summary>A payee of the register (收款方).</summary>
/// <param name="To">The contact and its account.</param>
/// <param name="Loaded">The contact.</param>
/// <param name="Kin">Ids of the contacts that are one with it by mergers, it among them.</param>
/// <param name="Account">The account; null where none is named.</param>
public sealed record NamedPayee(PaidTo To, LoadedContact Loaded, IReadOnlyList<string> Kin, ContactAccount? Account)
{
    /// <summary>What else is asked for or was lately paid to it and its kin, in fen.</summary>
    public required long RecentFen { get; init; }

    /// <summary>What asserts that its kin stand so.</summary>
    public required IReadOnlyList<StreamWrite> Asserted { get; init; }

    /// <summary>Asserts that no other has become its kin since: a merger is written to the other's stream alone.</summary>
    public required SinceGuard Since { get; init; }

    /// <summary>Whether the account is kept in another's name.</summary>
    public bool IsHolderOther => Account is not null && PartyName.Plain(Account.Holder) != PartyName.Plain(Loaded.Details!.Name);

    /// <summary>Whether a text names the person or family that it is; a body may be named.</summary>
    public bool IsNamedIn(string text) => Loaded.State!.Type != ContactType.Organisation
        && PartyName.Plain(text).Contains(PartyName.Plain(Loaded.Details!.Name), StringComparison.Ordinal);

    /// <summary>Ids and names under which interests, lists and the register of related parties may know it. Names are never stored.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>What stands in a request's stream of it.</summary>
    public PayeeNamed Event(string request) => new(
        request, To, IsHolderOther, Account is not null && !Loaded.Payments.HasPaid(Account.Id));

    /// <summary>Asserts that the contact stands so.</summary>
    public StreamWrite Stands => StreamWrite.Unchanged(Streams.Contact(To.Contact), Loaded.Version);

    /// <summary>What stands in the contact's stream of a request.</summary>
    public StreamWrite Asked(string request, long fen, DateOnly on) => new(Streams.Contact(To.Contact), new ExpectedVersion(Loaded.Version),
        [NewEvent.Of(new ContactPaymentAsked(To.Contact, request, To.Account, fen, on))]);
}

/// <summary>Finds the payees of payments in the register of contacts, with what was paid to them.</summary>
public sealed class Payees(Ledger ledger, ContactBook contacts, ContactsQuery query, NpgsqlDataSource database)
{
    private static readonly IReadOnlyList<string> Merging = EventTypes.AliasesOf(typeof(ContactsMerged), typeof(ContactsUnmerged));

    /// <summary>A payee; refused where there is no such contact or account, or it has gone up in another.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="to">Whom it goes to.</param>
    /// <param name="request">The request that doesn't count among others.</param>
    /// <param name="ct">Gives up.</param>
    internal async Task<Result<NamedPayee>> OfAsync(string tenant, PaidTo to, string? request, CancellationToken ct)
    {
        // What the read model holds at least, when the kin are read from it.
        var read = await Checkpoint.ReadAsync(database, "Contacts", ct) ?? 0;
        var loaded = await contacts.LoadAsync(tenant, to.Contact, ct);
        if ((loaded.Sealable("to.contact") ?? Contact.Usable(loaded.State, "to.contact")) is { } unusable) return unusable;
        var account = loaded.Details!.Accounts.FirstOrDefault(a => a.Id == to.Account);
        if (to.Account is not null && account is null)
            return new Refusal(RefusalCode.ContactAccountUnknown, "The contact has no such account.", "to.account");
        var kin = (await query.KinAsync(tenant, to.Contact, ct)).Union([to.Contact]).ToList();
        var all = new List<LoadedContact> { loaded };
        foreach (var contact in kin)
            if (contact != to.Contact) all.Add(await contacts.LoadAsync(tenant, contact, ct));
        return new NamedPayee(to, loaded, kin, account)
        {
            RecentFen = all.Sum(c => c.Payments.SumFen(ledger.Today, request)),
            Since = new SinceGuard(read, Merging, e => kin.Contains(e is ContactsMerged merged ? merged.Into : ((ContactsUnmerged)e).Contact)),
            Asserted = [.. all.Skip(1).Select(c => StreamWrite.Unchanged(Streams.Contact(c.State!.Id), c.Version))],
            Names = [.. kin, .. all.Select(c => c.Details?.Name).OfType<string>(), .. account is null ? (string[])[] : [account.Holder]],
        };
    }

    /// <summary>Ids and names under which a payee may be known, also where it has given up the account since.</summary>
    internal async Task<IReadOnlyList<string>> NamesAsync(string tenant, PaidTo to, CancellationToken ct)
    {
        var payee = await OfAsync(tenant, to, null, ct);
        if (payee.Refusal is not null) payee = await OfAsync(tenant, to with { Account = null }, null, ct);
        return payee.Refusal is null ? payee.Value.Names : [];
    }

    /// <summary>Who entered what is known of a contact last.</summary>
    internal async Task<string?> EnteredByAsync(string tenant, string contact, CancellationToken ct)
    {
        var (_, _, events) = await ledger.LoadAsync<object>(tenant, Streams.Contact(contact), (s, _) => s, ct);
        return events.LastOrDefault(e => e.Event is ContactRegistered or ContactDetailsChanged)?.Headers.User;
    }

    /// <summary>Seals what a payee said.</summary>
    internal async Task<Result<string>> SealAsync(string tenant, string contact, string said, CancellationToken ct)
    {
        var loaded = await contacts.LoadAsync(tenant, contact, ct);
        return loaded.Sealable() is { } erased ? erased : ContactVault.SealReason(loaded.Key!, said);
    }
}
