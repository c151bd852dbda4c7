using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Server.Tests.Regulation;

namespace CharityLedger.Server.Tests.Duties;

/// <summary>The calendar of duties and the ratios over HTTP. The clock stands at 2026-03-02.</summary>
public sealed class DutyTests(City city) : IClassFixture<City>
{
    [Fact]
    [Refuses(RefusalCode.DutyUnknown, RefusalCode.DutyExists, RefusalCode.DutyIsMet)]
    public async Task What_the_ledger_can_not_see_is_raised_and_met_once()
    {
        var query = new { row = "disclosure.major_asset", subject = "购置办公用房", startsOn = "2026-03-01", occurredOn = City.Today };
        var duty = (await city.Api.PostAsync("duties", query)).Accepted();
        Assert.Equal("disclosure.major_asset/购置办公用房/2026-03-01", duty.Id);
        await city.RefusesAsync("duty_exists", "duties", query, HttpStatusCode.Conflict);
        await city.RefusesAsync("policy_row_unknown", "duties",
            new { row = "ratio.fee_exemption", subject = "事", startsOn = City.Today, occurredOn = City.Today }, HttpStatusCode.NotFound);
        var open = await FindAsync(duty.Id, duty.Position);
        Assert.Equal(("2026-03-31", "due_soon", "MCA Order 81 art. 13"), (open.GetProperty("dueOn").GetString(),
            open.GetProperty("status").GetString(), open.GetProperty("row").GetProperty("source").GetString()));

        await city.RefusesAsync("duty_unknown", "duties/met", Meet("none"), HttpStatusCode.NotFound);
        var met = (await city.Api.PostAsync("duties/met", Meet(duty.Id))).Accepted();
        await city.RefusesAsync("duty_is_met", "duties/met", Meet(duty.Id), HttpStatusCode.Conflict);
        var done = await FindAsync(duty.Id, met.Position);
        Assert.Equal(("met", "duty_met: 公告〔2026〕1号"),
            (done.GetProperty("status").GetString(), done.GetProperty("met").GetProperty("by").GetString()));
    }

    [Fact]
    public async Task A_campaigns_duties_follow_from_its_plan()
    {
        (await city.Api.PostAsync("fundraising-certificates", Plans.Certificate())).Accepted();
        var position = (await city.Api.PostAsync("campaigns",
            Plans.Campaign("drought", to: "2026-04-01", emergency: true, filedOn: null))).Accepted().Position;
        Assert.Equal("2026-03-12", (await FindAsync("fundraising.emergency_filing/drought", position)).GetProperty("dueOn").GetString());
        position = (await city.Api.PostAsync("campaigns/drought/filing", new { filingNumber = "备9", occurredOn = City.Today })).Accepted().Position;
        Assert.Equal("met", (await FindAsync("fundraising.emergency_filing/drought", position)).GetProperty("status").GetString());
        Assert.Equal("2026-07-01", (await FindAsync("fundraising.final_account/drought", position)).GetProperty("dueOn").GetString());
    }

    [Fact]
    public async Task A_years_ratios_are_read_from_the_books()
    {
        (await city.Api.PostAsync("gifts", City.Gift(100_000, date: "2025-05-05"))).Accepted();
        (await city.Api.PostAsync("gifts", City.Gift(50_000, "relief"))).Accepted();
        var position = (await city.Api.PostAsync("payments", City.Payment(75_560))).Accepted().Position;
        var answer = await city.Api.GetAsync($"ratios?year=2026&form=public_group&min-position={position}");
        var spend = answer.Body.EnumerateArray().Single(r => r.GetProperty("id").GetString() == "charitable_spend");
        Assert.Equal((7_556, true), (spend.GetProperty("basisPoints").GetInt64(), spend.GetProperty("isMet").GetBoolean()));
        Assert.Equal((75_560, 100_000), (spend.GetProperty("numeratorFen").GetInt64(), spend.GetProperty("denominatorFen").GetInt64()));
        var cost = answer.Body.EnumerateArray().Single(r => r.GetProperty("id").GetString() == "fundraising_cost");
        Assert.Equal((false, 50_000), (cost.GetProperty("applied").GetBoolean(), cost.GetProperty("denominatorFen").GetInt64()));
    }

    [Theory]
    [InlineData("duties?status=due soon")]
    [InlineData("duties?status=1")]
    [InlineData("duties?until=soon")]
    [InlineData("ratios?form=club")]
    [InlineData("ratios?year=now")]
    [Refuses(RefusalCode.MalformedRequest)]
    public async Task A_question_that_can_not_be_read_is_refused(string path) =>
        (await city.Api.GetAsync(path)).Refused("malformed_request", HttpStatusCode.BadRequest);

    private static object Meet(string duty) => new { duty, evidence = "公告〔2026〕1号", occurredOn = City.Today };

    private async Task<JsonElement> FindAsync(string duty, long position) =>
        (await city.Api.GetAsync($"duties?min-position={position}")).Body.EnumerateArray().Single(d => d.GetProperty("id").GetString() == duty);
}
