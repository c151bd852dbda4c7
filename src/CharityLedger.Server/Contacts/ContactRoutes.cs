using CharityLedger.Projections.Contacts;
using CharityLedger.Server.Access;

namespace CharityLedger.Server.Contacts;

/// <summary>The register of contacts: its services and routes.</summary>
internal static class ContactRoutes
{
    public static void AddServices(IServiceCollection services) => services.AddSingleton<ContactVault>().AddSingleton<ContactFinder>()
        .AddSingleton<ContactsQuery>().AddSingleton<ContactBook>().AddSingleton<Payees>().AddSingleton<ContactSteps>().AddSingleton<ContactReading>()
        .AddSingleton<ContactKin>().AddSingleton<LooseGifts>().AddSingleton<GiftGrouping>();

    public static void Map(IEndpointRouteBuilder api)
    {
        RegisterContact.Map(api);
        ContactParts.Map(api);
        LinkGifts.Map(api);
        MergeContacts.Map(api);
        RestrictContact.Map(api);
        EraseContact.Map(api);
        ErasureCertificate.Map(api);
        FindContacts.Map(api);
        ProposeContacts.Map(api);
    }
}
