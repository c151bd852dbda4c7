using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Domain;

/// <summary>A charity federation (慈善总会): the tenant of its books.</summary>
public static class Federation
{
    /// <summary>Registers a federation that the ledger doesn't know yet.</summary>
    public static Result<FederationRegistered> Register(FederationRegistered wanted, bool exists, DateOnly today)
    {
        if (exists) return new Refusal(RefusalCode.FederationExists, "A federation of this id exists.", "federation");
        if (wanted.Federation == Tenants.Installation)
            return new Refusal(RefusalCode.FederationReserved, "This id is the installation's own.", "federation");
        var refusal = Check.Id(wanted.Federation, "federation") ?? Check.Text(wanted.Name, "name")
            ?? Check.Optional(wanted.NameEn, "nameEn") ?? Check.Optional(wanted.CreditCode, "creditCode", 18)
            ?? Check.Optional(wanted.Region, "region") ?? Check.Date(wanted.OccurredOn, today);
        return refusal is null ? wanted : refusal;
    }
}
