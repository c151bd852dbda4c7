using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.Domain.Contacts;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Contacts;

namespace CharityLedger.Server.Donations;

/// <summary>Who gave, as a request tells it. The log only ever gets it sealed.</summary>
/// <param name="Name">Name as given.</param>
/// <param name="Kind">Person or organisation.</param>
/// <param name="Naming">What of the name may be shown; nothing, unless the donor agreed (PIPL art. 25).</param>
/// <param name="Phone">Telephone.</param>
/// <param name="Note">Anything said beside the gift.</param>
/// <param name="CreditCode">Unified social credit code of an organisation (统一社会信用代码), for its receipt.</param>
public sealed record DonorInput(
    string Name, DonorKind Kind = DonorKind.Person, DonorNaming Naming = DonorNaming.Withheld, string? Phone = null,
        string? Note = null,
    string? CreditCode = null);

/// <summary>Who gives, as it enters the log.</summary>
/// <param name="Donor">A donor of the gift's own, or a contact.</param>
/// <param name="Key">The key of a donor of the gift's own.</param>
/// <param name="Name">The name, for the lists.</param>
/// <param name="Asserted">That the contact still stands as it was read.</param>
public sealed record Taken(DonorRef Donor, DonorKey? Key, string? Name, IReadOnlyList<StreamWrite> Asserted);

/// <summary>Takes in who gives: somebody who is known as a contact, sealed under the contact's key; or who isn't, under one of the gift's
/// own.</summary>
public sealed class Givers(DonorVault vault, ContactBook contacts)
{
    /// <summary>Takes somebody in.</summary>
    /// <param name="tenant">The federation.</param>
    /// <param name="gift">Id of the gift, or of what is promised.</param>
    /// <param name="donor">Who gives, where that is no contact.</param>
    /// <param name="contact">The contact that gives.</param>
    /// <param name="anew">Whether the contact is read anew, and not as it was seen lately.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Result<Taken>> TakeAsync(
        string tenant, string gift, DonorInput? donor, string? contact, bool anew, CancellationToken ct)
    {
        if (Giver.Refuse(donor) is { } wrong) return wrong;
        if (contact is null)
        {
            var (own, key) = Giver.Seal(vault, tenant, gift, donor);
            return new Taken(own, key, donor?.Name, []);
        }

        if (donor is not null) return new Refusal(RefusalCode.GiverAmbiguous, "Name a contact or a donor, not both.", "contact");
        var loaded = await contacts.RecallAsync(tenant, contact, anew, ct);
        if ((Contact.Usable(loaded.State) ?? loaded.Sealable()) is { } refusal) return refusal;
        var (state, details) = (loaded.State!, loaded.Details!);
        var code = state is { Type: ContactType.Organisation, Origin: ContactOrigin.Mainland } ? details.Number : null;
        return new Taken(ContactVault.SealDonor(loaded.Key!, state.DonorKind, state.Naming,
            new DonorDetails(details.Name, details.Phones.Count > 0 ? details.Phones[0] : null, CreditCode: code)), null, details.Name,
            [loaded.Unchanged]);
    }

    /// <summary>Who promised, for the gift that keeps the promise; refused where that is a contact that asked to be forgotten since.</summary>
    public async Task<Result<Taken>> OfAsync(string tenant, DonorRef promiser, CancellationToken ct)
    {
        var contact = promiser.Sealed is null ? null : await contacts.LoadAsync(tenant, promiser.Id, ct);
        if (contact?.State is not { } state) return new Taken(promiser, null, (await vault.OpenAsync(tenant, promiser, ct))?.Name, []);
        return Erasure.Barred(state) is { } barred ? barred
            : new Taken(promiser, null, (await vault.OpenAsync(tenant, promiser, ct))?.Name, [contact.Unchanged]);
    }
}

/// <summary>Takes a donor in.</summary>
internal static class Giver
{
    /// <summary>Seals what was said under a key of the donor's own; who isn't named is anonymous and needs none.</summary>
    public static (DonorRef Donor, DonorKey? Key) Seal(DonorVault vault, string tenant, string gift,
        DonorInput? donor) => donor is null
        ? (new DonorRef(gift, DonorKind.Anonymous, DonorNaming.Withheld, null), null)
        : vault.Seal(tenant, gift, donor.Kind, donor.Naming, new DonorDetails(
            donor.Name, donor.Phone, donor.Note, donor.CreditCode));

    /// <summary>Texts that are missing, too long or can't be shown.</summary>
    public static Refusal? Refuse(DonorInput? donor, string field = "donor") => donor is null
        ? null
        : Check.Text(donor.Name, field + ".name") ?? Check.Optional(donor.Phone, field + ".phone", 40)
            ?? Check.Optional(donor.Note, field + ".note", 500) ?? Check.Optional(donor.CreditCode, field + ".creditCode", 18);
}
