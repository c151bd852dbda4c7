using CharityLedger.Projections.Trusts;
using CharityLedger.Server.Approvals;

namespace CharityLedger.Server.Trusts;

/// <summary>Charitable trusts (慈善信托): their services, their routes, and what of them several persons do together.</summary>
internal static class TrustRoutes
{
    public static void AddServices(IServiceCollection services) => services.AddSingleton<TrustsQuery>()
        .AddSingleton<GuardedAction>(FundTrust.Action).AddSingleton<GuardedAction>(PayTrustFee.Action)
        .AddSingleton<GuardedAction>(DistributeTrust.Action).AddSingleton<GuardedAction>(HandOnResidue.Action)
        .AddSingleton<GuardedAction>(ReverseTrustDistribution.Action).AddSingleton<GuardedAction>(ReverseTrustEntry.Action);

    public static void Map(IEndpointRouteBuilder api)
    {
        EstablishTrust.Map(api);
        FileTrust.Map(api);
        ContributeToTrust.Map(api);
        FundTrust.Map(api);
        EarnTrustIncome.Map(api);
        PayTrustFee.Map(api);
        DistributeTrust.Map(api);
        ReverseTrustDistribution.Map(api);
        ReverseTrustEntry.Map(api);
        ChangeTrustee.Map(api);
        ReportTrust.Map(api);
        TerminateTrust.Map(api);
        HandOnResidue.Map(api);
        TrustReports.Map(api);
    }
}
