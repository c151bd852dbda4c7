using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Regulation;

/// <summary>Campaigns over HTTP. The clock stands at 2026-03-02.</summary>
public sealed class CampaignTests(City city) : IClassFixture<City>
{
    [Fact]
    [Refuses(RefusalCode.CampaignExists, RefusalCode.CampaignBanned, RefusalCode.CertificateInvalid, RefusalCode.FilingTooLate,
        RefusalCode.FundraisingCostExceeded, RefusalCode.CampaignTooLong)]
    public async Task A_plan_is_refused_that_the_charity_law_refuses()
    {
        await city.RefusesAsync("certificate_invalid", "campaigns", Plans.Campaign("early", "2027-01-01", "2027-02-01"));
        (await city.Api.PostAsync("fundraising-certificates", Plans.Certificate())).Accepted();
        await city.RefusesAsync("period_invalid", "fundraising-certificates", Plans.Certificate("2026-01-01", "2025-01-01"));
        await city.RefusesAsync("campaign_banned", "campaigns", Plans.Campaign("help", kind: "personal_help"));
        await city.RefusesAsync("campaign_banned", "campaigns", Plans.Campaign("other", holder: "某公司"));
        await city.RefusesAsync("certificate_invalid", "campaigns", Plans.Campaign("long", to: "2027-01-01"));
        await city.RefusesAsync("filing_too_late", "campaigns", Plans.Campaign("late", filedOn: "2026-02-21"));
        await city.RefusesAsync("filing_too_late", "campaigns", Plans.Campaign("late", filedOn: null));
        await city.RefusesAsync("filing_too_late", "campaigns",
            Plans.Campaign("late", from: "2026-02-19", filedOn: "2026-03-02", emergency: true));
        await city.RefusesAsync("fundraising_cost_exceeded", "campaigns", Plans.Campaign("dear", cost: 1_000_001));
        await city.RefusesAsync("period_invalid", "campaigns", Plans.Campaign("back", to: "2026-03-01"));
        await city.RefusesAsync("period_invalid", "campaigns", Plans.Campaign("partner", from: "2026-03-01", filedOn: "2026-02-19",
            partners: [new { name = "某企业", agreement = "协1", assessedOn = "2026-03-02", duties = "宣传" }]));
        await city.RefusesAsync("text_missing", "campaigns", Plans.Campaign("nameless", name: ""));

        (await city.Api.PostAsync("campaigns", Plans.Campaign("spring"))).Accepted();
        await city.RefusesAsync("campaign_exists", "campaigns", Plans.Campaign("spring"), HttpStatusCode.Conflict);
        (await city.Api.PostAsync("campaigns", Plans.Campaign("directed", kind: "directed", to: "2029-01-01", filedOn: null))).Accepted();
        await SetAsync("fundraising.maximum_duration", "12");
        await city.RefusesAsync("campaign_too_long", "campaigns", Plans.Campaign("years", kind: "directed", to: "2027-03-03"));
        await SetAsync("fundraising.cost_cap", "3");
        await city.RefusesAsync("fundraising_cost_exceeded", "campaigns", Plans.Campaign("capped", cost: 30_001));
        (await city.Api.PostAsync("campaigns", Plans.Campaign("capped", cost: 30_000))).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.CampaignUnknown, RefusalCode.CampaignNotOpen, RefusalCode.SurplusUntreated)]
    public async Task Money_for_a_campaign_comes_while_it_runs_and_what_is_left_is_treated()
    {
        await city.RefusesAsync("campaign_unknown", "gifts", Gift("winter"), HttpStatusCode.NotFound);
        (await city.Api.PostAsync("gifts", Gift("冬日送暖"))).Accepted();
        var plan = Plans.Campaign("summer", from: "2026-03-01", to: "2026-03-05", kind: "directed");
        (await city.Api.PostAsync("campaigns", plan)).Accepted();
        await city.RefusesAsync("campaign_not_open", "gifts", Gift("summer", "2026-02-28"));
        (await city.Api.PostAsync("gifts", Gift("summer"))).Accepted();
        (await city.Api.PostAsync("payments",
            new { amountFen = 400, payee = "某学校", purpose = "书本", campaign = "summer", occurredOn = City.Today })).Accepted();

        await city.RefusesAsync("surplus_untreated", "campaigns/summer/closing", Close("none", null));
        await city.RefusesAsync("text_missing", "campaigns/summer/closing", Close("similar_purpose", null));
        await city.RefusesAsync("campaign_unknown", "campaigns/winter/closing", Close("none", null), HttpStatusCode.NotFound);
        (await city.Api.PostAsync("campaigns/summer/closing", Close("similar_purpose", "助学"), "close")).Accepted();
        (await city.Api.PostAsync("campaigns/summer/closing", Close("similar_purpose", "助学"), "close")).Accepted();
        await city.RefusesAsync("campaign_not_open", "campaigns/summer/closing", Close("none", null));
        await city.RefusesAsync("campaign_not_open", "gifts", Gift("summer"));
        var position = (await city.Api.PostAsync("payments",
            new { amountFen = 600, payee = "某学校", purpose = "书本", restriction = "助学", occurredOn = City.Today })).Accepted().Position;

        var line = (await city.Api.GetAsync($"campaigns?min-position={position}")).Body.EnumerateArray()
            .Single(c => c.GetProperty("campaign").GetString() == "summer");
        Assert.Equal((0, "2026-03-02"), (line.GetProperty("leftFen").GetInt64(), line.GetProperty("closedOn").GetString()));
        Assert.Equal((1_000, 400), (Figure(line, "receivedFen"), Figure(line, "paidFen")));
    }

    [Fact]
    [Refuses(RefusalCode.CampaignExists)]
    public async Task An_emergency_starts_first_and_is_filed_later()
    {
        (await city.Api.PostAsync("fundraising-certificates", Plans.Certificate())).Accepted();
        (await city.Api.PostAsync("campaigns", Plans.Campaign("flood", emergency: true, filedOn: null))).Accepted();
        var filing = new { filingNumber = "备9", occurredOn = City.Today };
        (await city.Api.PostAsync("campaigns/flood/filing", filing)).Accepted();
        await city.RefusesAsync("campaign_exists", "campaigns/flood/filing", filing, HttpStatusCode.Conflict);
    }

    private static object Gift(string campaign, string on = City.Today) =>
        new { amountFen = 1_000, channel = "bank", campaign, occurredOn = on };

    private static object Close(string ground, string? toPurpose) =>
        new { treatment = "用于同类助学", ground, toPurpose, occurredOn = City.Today };

    private async Task SetAsync(string row, string value) => (await city.Api.PostAsync("policy",
        new { row, value, source = "理事会决议", reason = "本会规定", occurredOn = City.Today })).Accepted();

    private static long Figure(JsonElement line, string name) => line.GetProperty("figures").GetProperty(name).GetInt64();
}
