using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.Domain;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;

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
