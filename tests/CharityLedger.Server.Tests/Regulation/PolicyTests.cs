using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Regulation;

/// <summary>The policy table over HTTP.</summary>
public sealed class PolicyTests(City city) : IClassFixture<City>
{
    private const string Row = "approval.payment_large_above";

    [Fact]
    public async Task A_federation_sets_a_row_from_a_date_on_and_sees_it_beside_its_source()
    {
        (await city.Api.PostAsync("policy", Set(value: "20000", from: "2026-03-10"))).Accepted();
        Assert.Equal(("500000", true, false), await AtAsync("2026-03-09"));
        Assert.Equal(("20000", true, true), await AtAsync("2026-03-10"));
    }

    [Fact]
    [Refuses(RefusalCode.PolicyRowUnknown, RefusalCode.PolicyValueInvalid, RefusalCode.PeriodInvalid)]
    public async Task A_row_that_is_not_there_a_value_of_another_unit_and_a_past_date_are_refused()
    {
        await city.RefusesAsync("policy_row_unknown", "policy", Set(row: "approval.none"), HttpStatusCode.NotFound);
        await city.RefusesAsync("policy_value_invalid", "policy", Set(value: "much"));
        // The books are the same for everybody: how they are kept is nobody's to set.
        await city.RefusesAsync("policy_value_invalid", "policy", Set("accounting.prior_year_reversals", "no"));
        await city.RefusesAsync("policy_value_invalid", "policy", Set("accounting.donated_services", "no"));
        await city.RefusesAsync("period_invalid", "policy", Set(from: "2026-03-01"));
    }

    private static object Set(string row = Row, string value = "20000", string from = City.Today) => new
    {
        row, value, source = "理事会决议", reason = "本会规定", occurredOn = City.Today, effectiveFrom = from,
    };

    private async Task<(string?, bool, bool)> AtAsync(string date)
    {
        var lines = (await city.Api.GetAsync("policy?on=" + date)).Body.EnumerateArray();
        var line = lines.Single(l => l.GetProperty("row").GetProperty("id").GetString() == Row);
        return (line.GetProperty("row").GetProperty("value").GetString(), line.GetProperty("applied").GetBoolean(),
            line.GetProperty("setByFederation").GetBoolean());
    }
}
