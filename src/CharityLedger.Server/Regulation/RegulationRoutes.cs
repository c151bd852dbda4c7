using CharityLedger.Projections.Dossier;
using CharityLedger.Projections.Journal;
using CharityLedger.Server.Campaigns;
using CharityLedger.Server.Duties;
using CharityLedger.Server.Federations;
using CharityLedger.Server.Funds;
using CharityLedger.Server.Projects;
using CharityLedger.Server.Screening;

namespace CharityLedger.Server.Regulation;

/// <summary>The routes of rules and of what they bind: campaigns, projects, funds' agreements, ratios, duties.</summary>
internal static class RegulationRoutes
{
    public static void AddServices(IServiceCollection services) => services.AddSingleton<DossierQuery>()
        .AddSingleton<SurplusMoney>().AddSingleton<TimeRestrictedQuery>().AddSingleton<YearReading>()
        .AddSingleton<ShowRatios.Reading>().AddSingleton<DutyReading>().AddSingleton<NameScreen>().AddSingleton<Counterparties>()
        .AddSingleton<KeepRegister.Door>();

    public static void Map(IEndpointRouteBuilder api)
    {
        SetPolicyRow.Map(api);
        ListPolicy.Map(api);
        StateFundTerms.Map(api);
        AmendFund.Map(api);
        ListFunds.Map(api);
        QualifyFundraising.Map(api);
        PlanCampaign.Map(api);
        FileCampaign.Map(api);
        AmendCampaign.Map(api);
        CloseCampaign.Map(api);
        ListCampaigns.Map(api);
        ProjectLibrary.Map(api);
        AmendProject.Map(api);
        CloseProject.Map(api);
        ListProjects.Map(api);
        ShowRatios.Map(api);
        DutyCommands.Map(api);
        KeepRegister.Map(api);
        ShowRegister.Map(api);
        AmendFederation.Map(api);
        ScreeningCommands.Map(api);
    }
}
