using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Donations;

/// <summary>Pledges, yield agreements, and what is stated beside a gift.</summary>
public sealed class PromiseTests(City city) : IClassFixture<City>
{
    private static readonly object Donor = new { name = "某实业公司", kind = "organisation", naming = "full" };

    [Fact]
    [Refuses(RefusalCode.PledgeExceeded, RefusalCode.PledgeUnknown)]
    public async Task A_pledge_is_no_money_until_gifts_fulfil_it_and_they_never_exceed_it()
    {
        var before = await TotalAsync();
        var pledge = (await city.Api.PostAsync("pledges",
            new { amountFen = 1_000, form = "public", donor = Donor, occurredOn = City.Today })).Accepted().Id;
        Assert.Equal(before, await TotalAsync());
        Assert.Equal(1_000, await OpenAsync(pledge));
        await city.RefusesAsync("pledge_exceeded", "gifts", Fulfilment(1_001, pledge));
        await city.RefusesAsync("pledge_unknown", "gifts", Fulfilment(1, "none"), HttpStatusCode.NotFound);
        (await city.Api.PostAsync("gifts", Fulfilment(600, pledge))).Accepted();
        Assert.Equal(400, await OpenAsync(pledge));
        await city.RefusesAsync("pledge_exceeded", "gifts", Fulfilment(401, pledge));
        (await city.Api.PostAsync("gifts", Fulfilment(400, pledge))).Accepted();
        Assert.Equal(0, await OpenAsync(pledge));
        await city.RefusesAsync("pledge_exceeded", $"pledges/{pledge}/release", Release("withdrawn"));
    }

    [Fact]
    public async Task Gifts_that_fulfil_a_pledge_at_once_do_not_exceed_it_together()
    {
        var pledge = (await city.Api.PostAsync("pledges",
            new { amountFen = 500, form = "agreement", donor = Donor, occurredOn = City.Today })).Accepted().Id;
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => city.Api.PostAsync("gifts", Fulfilment(100, pledge))));
        var done = answers.Count(a => a.Status == HttpStatusCode.Created);
        Assert.InRange(done, 1, 5);
        Assert.All(answers, a => Assert.Contains(a.Code, new[] { null, "version_conflict", "pledge_exceeded" }));
        Assert.Equal(500 - 100 * done, await OpenAsync(pledge));
    }

    [Fact]
    [Refuses(RefusalCode.PledgeReleaseUnfounded)]
    public async Task A_public_pledge_is_released_only_after_hardship_was_reported_and_explained()
    {
        var pledge = (await city.Api.PostAsync("pledges",
            new { amountFen = 1_000, form = "agreement", forRelief = true, donor = Donor,
            occurredOn = City.Today })).Accepted().Id;
        var path = $"pledges/{pledge}/release";
        await city.RefusesAsync("pledge_release_unfounded", path, Release("withdrawn"));
        await city.RefusesAsync("pledge_release_unfounded", path, Release("hardship"));
        await city.RefusesAsync("pledge_release_unfounded", path, Release("hardship", "2026-03-03", "民报〔2026〕1号", "本会网站"));
        await city.RefusesAsync("text_missing", path, Release("hardship", "2026-03-01", null, "本会网站"));
        (await city.Api.PostAsync(path, Release("hardship", "2026-03-01", "民报〔2026〕1号", "本会网站"))).Accepted();
        await city.RefusesAsync("pledge_exceeded", "gifts", Fulfilment(1, pledge));
        var informal = (await city.Api.PostAsync("pledges",
            new { amountFen = 5, form = "informal", donor = Donor, occurredOn = City.Today })).Accepted().Id;
        path = $"pledges/{informal}/release";
        await city.RefusesAsync("text_control_character", path, Release("withdrawn", report: "一\n二"));
        await city.RefusesAsync("text_too_long", path, Release("withdrawn", report: new string('文', 201)));
        await city.RefusesAsync("text_control_character", path, Release("withdrawn", explainedAt: "网站\u202E"));
        await city.RefusesAsync("text_too_long", path, Release("withdrawn", explainedAt: new string('站', 501)));
        await city.RefusesAsync("date_invalid", path, new { ground = "withdrawn", reason = "另有安排", occurredOn = "2026-03-01" });
        (await city.Api.PostAsync(path, Release("withdrawn"))).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.YieldAgreementUnknown, RefusalCode.YieldAgreementOver)]
    public async Task Of_a_yield_gift_only_the_yield_is_booked()
    {
        var before = await TotalAsync();
        var agreement = (await city.Api.PostAsync("yield-gifts", new
        {
            kind = "interest", description = "本金由捐赠人自持", number = "留本〔2026〕1号", donor = Donor,
                principalFen = 100_000_000, until = "2026-12-31",
            occurredOn = "2026-01-01",
        })).Accepted().Id;
        Assert.Equal(before, await TotalAsync());
        (await city.Api.PostAsync("gifts",
            new { amountFen = 350, channel = "bank", yieldAgreement = agreement, occurredOn = City.Today })).Accepted();
        Assert.Equal(before + 350, await TotalAsync());
        await city.RefusesAsync("yield_agreement_unknown", "gifts",
            new { amountFen = 1, channel = "bank", yieldAgreement = "none", occurredOn = City.Today }, HttpStatusCode.NotFound);
        await city.RefusesAsync("yield_agreement_over", "gifts",
            new { amountFen = 1, channel = "bank", yieldAgreement = agreement, occurredOn = "2025-12-31" });
    }

    [Fact]
    [Refuses(RefusalCode.CurrencyUnknown, RefusalCode.ExchangeRateInvalid, RefusalCode.ExchangeMismatch)]
    public async Task Foreign_money_is_booked_at_its_rate()
    {
        var before = await TotalAsync();
        (await city.Api.PostAsync("gifts", Foreign("USD", 100_00, "7.1086", 0))).Accepted();
        (await city.Api.PostAsync("gifts", Foreign("USD", 100_00, "7.1086", 71_086))).Accepted();
        Assert.Equal(before + 2 * 71_086, await TotalAsync());
        await city.RefusesAsync("exchange_mismatch", "gifts", Foreign("USD", 100_00, "7.1086", 71_087));
        await city.RefusesAsync("currency_unknown", "gifts", Foreign("XXX", 1, "1", 0));
        await city.RefusesAsync("exchange_rate_invalid", "gifts", Foreign("USD", 1, "seven", 0));
        await city.RefusesAsync("text_missing", "gifts", Foreign("USD", 1, "7", 0, source: ""));
        await city.RefusesAsync("date_in_future", "gifts", Foreign("USD", 1, "7", 0, ratedOn: "2026-03-03"));
    }

    [Fact]
    [Refuses(RefusalCode.RestrictionNotDue)]
    public async Task Money_that_waits_for_a_date_is_spent_from_that_date_on()
    {
        var fund = await city.FundAsync();
        await city.RefusesAsync("date_invalid", "gifts", Waiting(fund, City.Today));
        (await city.Api.PostAsync("gifts", Waiting(fund, "2026-03-03"))).Accepted();
        await city.RefusesAsync("insufficient_funds", "payments", City.Payment(1, fund));
        await city.RefusesAsync("restriction_not_due", "time-releases",
            new { amountFen = 100, usableFrom = "2026-03-03", fund, occurredOn = City.Today });
        await city.RefusesAsync("insufficient_funds", "time-releases",
            new { amountFen = 100, usableFrom = "2026-03-02", fund, occurredOn = City.Today });

        // What could be used from the day before yesterday on was given before.
        (await city.Api.PostAsync("gifts", Waiting(fund, "2026-03-01", "2026-02-01"))).Accepted();
        await city.RefusesAsync("insufficient_funds", "payments", City.Payment(1, fund));
        (await city.Api.PostAsync("time-releases",
            new { amountFen = 100, usableFrom = "2026-03-01", fund, occurredOn = City.Today })).Accepted();
        (await city.Api.PostAsync("payments", City.Payment(100, fund))).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.SourceNoteMissing)]
    public async Task A_large_gift_and_a_smaller_one_in_cash_say_where_they_come_from()
    {
        (await city.Api.PostAsync("gifts", new { amountFen = 5_000_001, channel = "cash", occurredOn = City.Today })).Accepted();
        foreach (var (row, value) in new[] { ("aml.source_note_cash_above", "50000"), ("aml.source_note_above", "100000") })
        {
            (await city.Api.PostAsync("policy",
                new { row, value, source = "理事会决议", reason = "反洗钱", occurredOn = City.Today })).Accepted();
        }

        await city.RefusesAsync("source_note_missing", "gifts",
            new { amountFen = 5_000_001, channel = "cash", occurredOn = City.Today });
        await city.RefusesAsync("source_note_missing", "gifts",
            new { amountFen = 10_000_001, channel = "bank", occurredOn = City.Today });
        foreach (var gift in new object[]
        {
            new { amountFen = 5_000_000, channel = "cash", occurredOn = City.Today },
            new { amountFen = 5_000_001, channel = "bank", occurredOn = City.Today },
            new { amountFen = 5_000_001, channel = "cash", terms = new { sourceOfFunds = "经营所得" }, occurredOn = City.Today },
            // Before the federation set the rows they didn't bind.
            new { amountFen = 5_000_001, channel = "cash", occurredOn = "2026-03-01" },
        }) (await city.Api.PostAsync("gifts", gift)).Accepted();
    }

    private static object Fulfilment(long fen, string pledge) =>
        new { amountFen = fen, channel = "bank", pledge, occurredOn = City.Today };

    private static object Release(string ground, string? reportedOn = null, string? report = null, string? explainedAt = null) =>
        new { ground, reason = "经营困难", reportedOn, report, explainedAt, occurredOn = City.Today };

    private static object Foreign(
        string currency, long amountMinor, string rate, long fen, string source = "中国外汇交易中心", string ratedOn = City.Today) => new
    {
        amountFen = fen, channel = "bank", occurredOn = City.Today,
            terms = new { foreign = new { currency, amountMinor, rate, source, ratedOn } },
    };

    private static object Waiting(string fund, string usableFrom, string on = City.Today) =>
        new { amountFen = 100, channel = "bank", fund, occurredOn = on, terms = new { usableFrom } };

    private async Task<long> OpenAsync(string pledge)
    {
        var position = (await city.Api.PostAsync("gifts", City.Gift(1, "relief"))).Accepted().Position;
        return (await city.Api.GetAsync($"pledges?min-position={position}")).Body.EnumerateArray()
            .Where(p => p.GetProperty("pledge").GetString() == pledge).Sum(p => p.GetProperty("openFen").GetInt64());
    }

    /// <summary>All general money.</summary>
    private async Task<long> TotalAsync()
    {
        var position = (await city.Api.PostAsync("gifts", City.Gift(1, "relief"))).Accepted().Position;
        return (await city.Api.GetAsync($"balances?min-position={position}")).Body.EnumerateArray()
            .Where(b => b.GetProperty("bucket").GetString() == "general").Sum(b => b.GetProperty("balanceFen").GetInt64());
    }
}
