using System.Collections.Immutable;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain.Contacts;

/// <summary>A contact as the log says.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Person, organisation or household.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Country">Its country, of one from overseas.</param>
/// <param name="Naming">What of its name may be shown where it gives.</param>
/// <param name="Parts">Parts that it plays.</param>
/// <param name="Sealed">What is known of it, sealed.</param>
/// <param name="Into">The contact in which it has gone up; null where it stands by itself.</param>
/// <param name="RegisteredOn">When it was registered.</param>
/// <param name="Linked">Gifts that were linked to it, and not unlinked from it; another contact may have got them since.</param>
public sealed record ContactState(
    string Id, ContactType Type, ContactOrigin Origin, string? Country, DonorNaming Naming, ImmutableSortedSet<ContactPart> Parts,
    string Sealed, string? Into, DateOnly RegisteredOn, ImmutableHashSet<string> Linked)
{
    /// <summary>Whether it asked to be forgotten, and whether it was.</summary>
    public ContactStanding Standing { get; init; }

    /// <summary>As what it gives.</summary>
    public DonorKind DonorKind => Type == ContactType.Organisation ? DonorKind.Organisation : DonorKind.Person;
}

/// <summary>The register of contacts (往来方): persons, organisations and households whom the federation deals with.</summary>
public static class Contact
{
    /// <summary>The most gifts of one link.</summary>
    public const int MostGifts = 500;

    /// <summary>Registers one. Without a strong identifier it takes a person's decision, and its reason.</summary>
    /// <param name="wanted">What is wanted; its ground says whether it has a strong identifier.</param>
    /// <param name="details">What is known of it.</param>
    /// <param name="reason">The reason, where there is one.</param>
    /// <param name="today">Today.</param>
    public static Result<ContactRegistered> Register(ContactRegistered wanted, ContactDetails details, string? reason, DateOnly today)
    {
        var refusal = details.Check(wanted.Type, wanted.Origin, wanted.Country)
            ?? (wanted.Ground == ContactGround.Decision ? Check.Text(reason, "reason", 500) : Check.Optional(reason, "reason", 500))
            ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted with { Parts = [.. wanted.Parts.Distinct().Order()] } : refusal;
    }

    /// <summary>Changes what is known of it.</summary>
    public static Result<ContactDetailsChanged> Change(
        ContactState? state, ContactDetailsChanged wanted, ContactDetails details, string? reason, DateOnly today)
    {
        if (Usable(state) is { } unusable) return unusable;
        var refusal = details.Check(state!.Type, wanted.Origin, wanted.Country) ?? Check.Optional(reason, "reason", 500)
            ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>It plays a further part.</summary>
    public static Result<ContactPartAdded> Add(ContactState? state, ContactPartAdded wanted, DateOnly today) => state is null
        ? Unknown()
        : state.Parts.Contains(wanted.Part)
            ? new Refusal(RefusalCode.ContactPartWrong, "The contact plays that part already.", "part")
            : Check.Date(wanted.OccurredOn, today) is { } refusal ? refusal : wanted;

    /// <summary>It plays a part no more.</summary>
    public static Result<ContactPartDropped> Drop(ContactState? state, ContactPartDropped wanted, DateOnly today) => state is null
        ? Unknown()
        : state.Parts.Contains(wanted.Part)
            ? Check.Date(wanted.OccurredOn, today) is { } refusal ? refusal : wanted
            : new Refusal(RefusalCode.ContactPartWrong, "The contact doesn't play that part.", "part");

    /// <summary>Gifts are its own.</summary>
    /// <param name="state">The contact.</param>
    /// <param name="wanted">The link.</param>
    /// <param name="unknown">A gift of it that isn't there; null where all are.</param>
    /// <param name="reason">The reason, which a decision needs.</param>
    /// <param name="today">Today.</param>
    public static Result<GiftsLinked> Link(ContactState? state, GiftsLinked wanted, string? unknown, string? reason, DateOnly today) =>
        (Usable(state) ?? CheckGifts(wanted.Gifts, unknown) ?? Check.Text(reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today))
            is { } refusal ? refusal : wanted;

    /// <summary>Gifts are not its own after all.</summary>
    /// <param name="state">The contact.</param>
    /// <param name="wanted">The undoing.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="today">Today.</param>
    public static Result<GiftsUnlinked> Unlink(
        ContactState? state, GiftsUnlinked wanted, string? reason, DateOnly today)
    {
        if (state is null) return Unknown();
        var notLinked = wanted.Gifts.FirstOrDefault(g => !state.Linked.Contains(g));
        var refusal = CheckGifts(wanted.Gifts, null)
            ?? (notLinked is null ? null : new Refusal(RefusalCode.GiftNotLinked, $"{notLinked} is not linked to this contact.", "gifts"))
            ?? Check.Text(reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }

    /// <summary>It goes up in another.</summary>
    /// <param name="state">The one that goes up.</param>
    /// <param name="wanted">The merger.</param>
    /// <param name="path">The other, in which that has gone up, and so on to the one that stands by itself; empty where it isn't there.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="today">Today.</param>
    public static Result<ContactsMerged> Merge(
        ContactState? state, ContactsMerged wanted, IReadOnlyList<ContactState> path, string? reason, DateOnly today)
    {
        if (Usable(state) is { } unusable) return unusable;
        if (path.Count == 0) return Unknown("into");
        if (path.Select(c => Erasure.Barred(c, "into")).FirstOrDefault(r => r is not null) is { } barred) return barred;
        if (path.Any(c => c.Id == wanted.Contact))
            return new Refusal(RefusalCode.ContactMergeCycle, "The contact would go up in itself.", "into");
        return (Check.Text(reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)) is { } refusal ? refusal : wanted;
    }

    /// <summary>It stands by itself again.</summary>
    public static Result<ContactsUnmerged> Unmerge(ContactState? state, ContactsUnmerged wanted, string? reason, DateOnly today)
    {
        if (state is null) return Unknown();
        if (state.Into is null) return new Refusal(RefusalCode.ContactNotMerged, "The contact has not gone up in another.", "contact");
        return (Check.Text(reason, "reason", 500) ?? Check.Date(wanted.OccurredOn, today)) is { } refusal
            ? refusal : wanted with { From = state.Into };
    }

    /// <summary>Whether something may be entered of it; null where it may.</summary>
    public static Refusal? Usable(ContactState? state, string field = "contact") => state switch
    {
        null => Unknown(field),
        _ when Erasure.Barred(state, field) is { } barred => barred,
        { Into: { } into } => new Refusal(RefusalCode.ContactMerged, $"It has gone up in {into}: name that one.", field),
        _ => null,
    };

    /// <summary>Folds an event.</summary>
    public static ContactState? Evolve(ContactState? state, ILedgerEvent @event) => @event switch
    {
        ContactRegistered e => new ContactState(
            e.Contact, e.Type, e.Origin, e.Country, e.Naming, [.. e.Parts], e.Sealed, null, e.OccurredOn, []),
        ContactDetailsChanged e => state! with { Origin = e.Origin, Country = e.Country, Naming = e.Naming, Sealed = e.Sealed },
        ContactPartAdded e => state! with { Parts = state.Parts.Add(e.Part) },
        ContactPartDropped e => state! with { Parts = state.Parts.Remove(e.Part) },
        GiftsLinked e => state! with { Linked = state.Linked.Union(e.Gifts) },
        GiftsUnlinked e => state! with { Linked = state.Linked.Except(e.Gifts) },
        ContactsMerged e => state! with { Into = e.Into },
        ContactsUnmerged => state! with { Into = null },
        ContactRestricted => state! with { Standing = ContactStanding.Restricted },
        ContactRestrictionLifted => state! with { Standing = ContactStanding.Free },
        ContactErased => state! with { Standing = ContactStanding.Erased },
        _ => state,
    };

    /// <summary>There is no such contact.</summary>
    public static Refusal Unknown(string field = "contact") => new(RefusalCode.ContactUnknown, "There is no such contact.", field);

    private static Refusal? CheckGifts(IReadOnlyList<string> gifts, string? unknown)
    {
        if (gifts.Count is 0 or > MostGifts || gifts.Distinct().Count() != gifts.Count)
            return new Refusal(RefusalCode.ContactDetailsInvalid, $"One link names 1 to {MostGifts} gifts, each once.", "gifts");
        return unknown is null ? null : new Refusal(RefusalCode.GiftUnknown, $"There is no gift {unknown}.", "gifts");
    }
}
