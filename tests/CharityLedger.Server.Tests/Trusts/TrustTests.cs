using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.EventStore;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Trusts;

/// <summary>Charitable trusts over HTTP: apart from the federation's own in every respect.</summary>
public sealed class TrustTests(City city) : IClassFixture<City>
{
    private long position;

    [Fact]
    [Refuses(RefusalCode.TrustExists, RefusalCode.TrustUnknown, RefusalCode.TrusteeInvalid, RefusalCode.InterestedParty)]
    public async Task A_trust_has_one_trustee_and_no_beneficiary_with_an_interest()
    {
        await DoneAsync("trusts", Trust("one"));
        await city.RefusesAsync("trust_exists", "trusts", Trust("one"), HttpStatusCode.Conflict);
        await city.RefusesAsync("trustee_invalid", "trusts", Trust("two", trustee: "某信托公司"));
        await city.RefusesAsync("interested_party", "trusts", Trust("two", scope: "远山公司职工"));
        await city.RefusesAsync("interested_party", "trusts/one/distributions", Distribution(1, "江城远山公司"));
        await city.RefusesAsync("interested_party", "trusts/one/distributions", Distribution(1, "江城市慈善总会"));
        await city.RefusesAsync("trust_unknown", "trusts/none/income", Income(1), HttpStatusCode.NotFound);
        await city.RefusesAsync("trust_unknown", "trusts/one/contributions",
            new { amountFen = 1, occurredOn = City.Today, settlor = 2 }, HttpStatusCode.NotFound);
    }

    [Fact]
    [Refuses(RefusalCode.TrustSegregation, RefusalCode.TrustEnded, RefusalCode.TrustAlive, RefusalCode.SameBucket)]
    public async Task Trust_property_never_mixes_and_an_ended_trust_hands_all_of_it_on()
    {
        await city.GiveAsync(500);
        await DoneAsync("trusts", Trust("apart"));
        await DoneAsync("trusts", Trust("similar"));
        await city.RefusesAsync("trust_segregation", "trusts/apart/funding", Amount(1));
        await city.RefusesAsync("trust_segregation", "trusts/apart/contributions",
            new { amountFen = 1, occurredOn = City.Today, fromTrust = "similar" });
        await DoneAsync("trusts/apart/contributions", Amount(1_000));
        await city.RefusesAsync("trust_segregation", "trusts/apart/residues", Residue(1, toTrust: "similar"));
        await city.RefusesAsync("trust_alive", "trusts/apart/reports",
            new { document = new string('a', 64), kind = "termination", occurredOn = City.Today }, HttpStatusCode.Conflict);
        await city.RefusesAsync("insufficient_funds", "trusts/apart/distributions", Distribution(1_001));
        var distribution = await DoneAsync("trusts/apart/distributions", Distribution(600));
        await city.RefusesAsync("reversal_exceeds_payment", $"trusts/apart/distributions/{distribution}/reversals", Reversal(601));
        await DoneAsync($"trusts/apart/distributions/{distribution}/reversals", Reversal(100));
        await DoneAsync("trusts/apart/termination", new { reason = "期满", occurredOn = City.Today });
        await city.RefusesAsync("trust_ended", "trusts/apart/contributions", Amount(1), HttpStatusCode.Conflict);
        await city.RefusesAsync("trust_ended", "trusts/apart/distributions", Distribution(1), HttpStatusCode.Conflict);
        await city.RefusesAsync("same_bucket", "trusts/apart/residues", Residue(1, toTrust: "apart"));
        await city.RefusesAsync("text_missing", "trusts/apart/residues", Residue(1));
        await DoneAsync("trusts/apart/residues", Residue(200, toTrust: "similar"));
        await DoneAsync("trusts/apart/residues", Residue(300, toFund: "relief"));
        await city.RefusesAsync("insufficient_funds", "trusts/apart/residues", Residue(1, toFund: "relief"));
        var trusts = (await ReadAsync("trusts")).GetProperty("trusts").EnumerateArray()
            .ToDictionary(t => t.GetProperty("trust").GetString()!, t => t.GetProperty("assetsFen").GetInt64());
        Assert.Equal((0, 200), (trusts["apart"], trusts["similar"]));
    }

    /// <summary>domain.md part 5: a trust is an account set of its own; the federation as settlor: Dr 5101, Cr 1002. Released by
    /// what a donor's restriction bound (part 7, entry 5).</summary>
    [Fact]
    public async Task As_settlor_the_federation_spends_in_its_own_books_what_the_trust_receives_in_its_own()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await host.FederationAsync("settlor");
        (await api.PostAsync("funds", City.Fund("edu"))).Accepted();
        (await api.PostAsync("gifts", City.Gift(1_000, "edu"))).Accepted();
        var gift = (await api.PostAsync("gifts", City.Gift(500))).Accepted().Id;
        (await api.PostAsync("trusts", Trust("t", role: "settlor", trustee: "某信托公司", settlors: false))).Accepted();
        (await api.PostAsync("trusts/t/funding", Amount(400, "edu"))).Accepted();
        (await api.PostAsync("trusts/t/funding", Amount(300))).Accepted();
        (await api.PostAsync("trusts/t/income", Income(50))).Accepted();
        (await api.PostAsync("trusts/t/fees", new { kind = "trustee", amountFen = 20, occurredOn = City.Today })).Accepted();
        var last = (await api.PostAsync("trusts/t/distributions", Distribution(450))).Accepted().Position;

        Assert.Equal(
            "1002 800, 3101 -400, 3102 400, 410101 -500, 410102 -1000, 5101 700", await TrialAsync(api, last, "main"));
        Assert.Equal(
            "1002 280, 3101 -470, 3102 470, 410102 -700, 460102 -50, 5101 450, 5301 20", await TrialAsync(api, last, "trust/t"));
        // The general gift lies in the trust now, partly spent: 400 of the fund's went first, then 50 of this one.
        var trace = (await api.GetAsync($"gifts/{gift}/trace?min-position={last}")).Body.GetProperty("parts").EnumerateArray()
            .Select(p => $"{p.GetProperty("use").GetString()} {p.GetProperty("bucket").GetString()} {p.GetProperty("amountFen").GetInt64()}");
        Assert.Equal(["paid trust/t 70", "unspent trust/t 230", "unspent general 200"], trace);
        var register = (await api.GetAsync($"trusts?min-position={last}")).Body;
        Assert.Equal((1, 280), (register.GetProperty("count").GetInt32(), register.GetProperty("assetsFen").GetInt64()));
        Assert.Empty((await new LedgerCheck(host.Database.Source).RunAsync(ct: TestContext.Current.CancellationToken)).Findings);
    }

    /// <summary>The trustee's fee is the federation's income where it is the trustee: 5301 / 1002 there, 1002 / 4301 here. What is
    /// taken back leaves no trace in either account set but red lines; of another year it goes through 3201.</summary>
    [Fact]
    [Refuses(RefusalCode.TrustFeeExceeded, RefusalCode.ReversalExceedsPayment, RefusalCode.InsufficientFunds, RefusalCode.TrustUnknown,
        RefusalCode.DateInvalid)]
    public async Task What_went_into_a_trust_and_its_fees_can_be_taken_back_on_both_sides()
    {
        var clock = new FakeClock();
        await using var host = await TestHost.StartAsync(clock);
        var api = await host.FederationAsync("trustee");
        (await api.PostAsync("trusts", new
        {
            trust = "t", name = "测试信托", agreement = "信字1号", role = "trustee", purpose = "支教", scope = "乡村教师", yearlyFeesFen = 60,
            settlors = new[] { new { name = "远山公司" } }, occurredOn = City.Today,
        })).Accepted();
        var given = (await api.PostAsync("trusts/t/contributions", Amount(1_000))).Accepted().Id;
        var interest = (await api.PostAsync("trusts/t/income", Income(50))).Accepted().Id;
        (await api.PostAsync("trusts/t/fees", Fee(61))).Refused("trust_fee_exceeded", HttpStatusCode.UnprocessableEntity);
        var fee = (await api.PostAsync("trusts/t/fees", Fee(60))).Accepted();
        Assert.Equal("1002 60, 430101 -60", await TrialAsync(api, fee.Position, "main"));
        Assert.Equal("1002 990, 3101 -60, 3102 60, 410102 -1000, 460102 -50, 5301 60", await TrialAsync(api, fee.Position, "trust/t"));

        await RefusedAsync("reversal_exceeds_payment", fee.Id, 61);
        await RefusedAsync("trust_unknown", "none", 1, HttpStatusCode.NotFound);
        (await api.PostAsync($"trusts/t/entries/{given}/reversals", new { amountFen = 1, reason = "误记", occurredOn = "2026-03-01" }))
            .Refused("date_invalid", HttpStatusCode.UnprocessableEntity);
        await BackAsync(fee.Id, 20);
        await BackAsync(interest, 50);
        var last = await BackAsync(given, 900);
        await RefusedAsync("insufficient_funds", given, 100);
        Assert.Equal("1002 40, 430101 -40", await TrialAsync(api, last, "main"));
        Assert.Equal("1002 60, 3101 -40, 3102 40, 410102 -100, 460102 0, 5301 40", await TrialAsync(api, last, "trust/t"));
        // Paid on already, it can't come back to the trust.
        (await api.PostAsync("payments", City.Payment(39))).Accepted();
        await RefusedAsync("insufficient_funds", fee.Id, 2);

        clock.Now = new DateTimeOffset(2027, 1, 4, 4, 0, 0, TimeSpan.Zero);
        last = await BackAsync(fee.Id, 1, "2027-01-04");
        last = await BackAsync(given, 5, "2027-01-04");
        Assert.Equal("1002 0, 3201 1, 430101 -40, 5101 39", await TrialAsync(api, last, "main"));
        // 3201 is carried to 3101, and what was carried to 3102 leaves from there.
        Assert.Equal("1002 56, 3101 -44, 3102 44, 3201 4, 410102 -100, 460102 0, 5301 40", await TrialAsync(api, last, "trust/t"));
        var register = (await api.GetAsync($"trusts?min-position={last}")).Body;
        Assert.Equal(56, register.GetProperty("assetsFen").GetInt64());
        var balances = (await api.GetAsync("balances")).Body.EnumerateArray()
            .ToDictionary(b => b.GetProperty("bucket").GetString()!, b => b.GetProperty("balanceFen").GetInt64());
        Assert.Equal((0, 56), (balances["general"], balances["trust/t"]));
        Assert.Empty((await new LedgerCheck(host.Database.Source).RunAsync(ct: TestContext.Current.CancellationToken)).Findings);

        async Task<long> BackAsync(string entry, long fen, string on = City.Today) =>
            (await api.PostAsync($"trusts/t/entries/{entry}/reversals", new { amountFen = fen, reason = "误记", occurredOn = on })).Accepted().Position;

        async Task RefusedAsync(string code, string entry, long fen, HttpStatusCode status = HttpStatusCode.UnprocessableEntity) =>
            (await api.PostAsync($"trusts/t/entries/{entry}/reversals", Reversal(fen))).Refused(code, status);

        static object Fee(long fen) => new { kind = "trustee", amountFen = fen, occurredOn = City.Today };
    }

    [Fact]
    public async Task What_the_federation_gave_as_settlor_by_mistake_comes_back_to_the_fund_that_gave_it()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await host.FederationAsync("giver");
        (await api.PostAsync("funds", City.Fund("edu"))).Accepted();
        var gift = (await api.PostAsync("gifts", City.Gift(1_000, "edu"))).Accepted().Id;
        (await api.PostAsync("trusts", Trust("t", role: "settlor", trustee: "某信托公司", settlors: false))).Accepted();
        var given = (await api.PostAsync("trusts/t/funding", Amount(400, "edu"))).Accepted().Id;
        var last = (await api.PostAsync($"trusts/t/entries/{given}/reversals", Reversal(150))).Accepted().Position;
        Assert.Equal("1002 750, 3101 -250, 3102 250, 410102 -1000, 5101 250", await TrialAsync(api, last, "main"));
        Assert.Equal("1002 250, 410102 -250", await TrialAsync(api, last, "trust/t"));
        var trace = (await api.GetAsync($"gifts/{gift}/trace?min-position={last}")).Body.GetProperty("parts").EnumerateArray()
            .GroupBy(p => p.GetProperty("bucket").GetString()!).ToDictionary(p => p.Key, p => p.Sum(x => x.GetProperty("amountFen").GetInt64()));
        Assert.Equal((750, 250), (trace["fund/edu"], trace["trust/t"]));
        Assert.Empty((await new LedgerCheck(host.Database.Source).RunAsync(ct: TestContext.Current.CancellationToken)).Findings);
    }

    /// <summary>General money that was allocated to a fund is bound by no donor: giving it released nothing, nor is anything bound
    /// as it comes back.</summary>
    [Fact]
    public async Task Free_money_that_a_fund_gave_comes_back_free()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await host.FederationAsync("giver");
        (await api.PostAsync("funds", City.Fund("edu"))).Accepted();
        (await api.PostAsync("gifts", City.Gift(1_000))).Accepted();
        (await api.PostAsync("allocations", new { fund = "edu", amountFen = 400, purpose = "补充", occurredOn = City.Today })).Accepted();
        (await api.PostAsync("trusts", Trust("t", role: "settlor", trustee: "某信托公司", settlors: false))).Accepted();
        var given = (await api.PostAsync("trusts/t/funding", Amount(400, "edu"))).Accepted();
        Assert.Equal("1002 600, 3101 0, 410101 -1000, 5101 400", await TrialAsync(api, given.Position, "main"));
        var last = (await api.PostAsync($"trusts/t/entries/{given.Id}/reversals", Reversal(400))).Accepted().Position;
        Assert.Equal("1002 1000, 3101 0, 410101 -1000, 5101 0", await TrialAsync(api, last, "main"));
        // And is as free when it is spent.
        last = (await api.PostAsync("payments", City.Payment(400, "edu"))).Accepted().Position;
        Assert.Equal("1002 600, 3101 0, 410101 -1000, 5101 400", await TrialAsync(api, last, "main"));
        Assert.Empty((await new LedgerCheck(host.Database.Source).RunAsync(ct: TestContext.Current.CancellationToken)).Findings);
    }

    /// <summary>Another settlor's contribution came first, and stays; a closed fund takes back what it gave by mistake.</summary>
    [Fact]
    [Refuses(RefusalCode.InsufficientFunds)]
    public async Task What_is_taken_back_is_the_entrys_own_money_also_to_a_fund_that_was_closed_since()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await host.FederationAsync("giver");
        (await api.PostAsync("funds", City.Fund("edu"))).Accepted();
        var gift = (await api.PostAsync("gifts", City.Gift(400, "edu"))).Accepted().Id;
        (await api.PostAsync("trusts", Trust("t", role: "settlor", trustee: "某信托公司"))).Accepted();
        var other = (await api.PostAsync("trusts/t/contributions", Amount(500))).Accepted().Id;
        var given = (await api.PostAsync("trusts/t/funding", Amount(400, "edu"))).Accepted().Id;
        (await api.PostAsync("funds/edu/closing", new { reason = "协议期满", occurredOn = City.Today })).Accepted();
        var last = (await api.PostAsync($"trusts/t/entries/{given}/reversals", Reversal(400))).Accepted().Position;
        var trace = (await api.GetAsync($"gifts/{gift}/trace?min-position={last}")).Body.GetProperty("parts").EnumerateArray()
            .Select(p => $"{p.GetProperty("use").GetString()} {p.GetProperty("bucket").GetString()} {p.GetProperty("amountFen").GetInt64()}");
        Assert.Equal(["unspent fund/edu 400"], trace);
        // Of the other settlor's 500 a part is spent, which can't be taken back.
        (await api.PostAsync("trusts/t/income", Income(50))).Accepted();
        (await api.PostAsync("trusts/t/distributions", Distribution(100))).Accepted();
        (await api.PostAsync($"trusts/t/entries/{other}/reversals", Reversal(401))).Refused("insufficient_funds", HttpStatusCode.UnprocessableEntity);
        last = (await api.PostAsync($"trusts/t/entries/{other}/reversals", Reversal(400))).Accepted().Position;
        Assert.Equal("1002 400, 3101 0, 3102 0, 410102 -400, 5101 0", await TrialAsync(api, last, "main"));
        Assert.Equal("1002 50, 3101 -100, 3102 100, 410102 -100, 460102 -50, 5101 100", await TrialAsync(api, last, "trust/t"));
        Assert.Empty((await new LedgerCheck(host.Database.Source).RunAsync(ct: TestContext.Current.CancellationToken)).Findings);
    }

    [Fact]
    public async Task Filing_within_seven_days_and_reports_are_duties_that_are_met_or_late()
    {
        await DoneAsync("trusts", Trust("late", date: "2026-02-20"));
        await DoneAsync("trusts", Trust("met", date: "2026-02-20"));
        await DoneAsync("trusts/met/filings", new { number = "备1", authority = "某市民政局", occurredOn = "2026-02-27" });
        await DoneAsync("trusts/late/filings", new { number = "备2", authority = "某市民政局", occurredOn = "2026-02-28" });
        await DoneAsync("trusts/late/trustees", new { role = "project_manager", trustee = "某信托公司", reason = "辞任", occurredOn = "2026-02-28" });
        await DoneAsync("trusts/met/termination", new { reason = "期满", occurredOn = "2026-02-28" });
        await DoneAsync("trusts/met/reports", new { document = new string('a', 64), kind = "termination", occurredOn = City.Today });
        Assert.Equal(["trust.filing/late 2026-02-27 2026-02-28 True", "trust.trustee_refiling/late/2026-02-28 2026-03-07  False"],
            await DutiesAsync("late"));
        Assert.Equal(["trust.filing/met 2026-02-27 2026-02-27 False", "trust.termination_report/met 2026-03-15 2026-03-02 False"],
            await DutiesAsync("met"));

        async Task<IEnumerable<string>> DutiesAsync(string trust) => (await ReadAsync("duties?until=2026-12-31")).EnumerateArray()
            .Where(d => Text(d, "id")!.Split('/') is [var row, var of, ..] && row.StartsWith("trust.", StringComparison.Ordinal) && of == trust)
            .Select(d => string.Join(' ', Text(d, "id"), Text(d, "dueOn"),
                d.TryGetProperty("met", out var met) ? Text(met, "on") : null, d.GetProperty("late").GetBoolean()));
    }

    [Fact]
    [Refuses(RefusalCode.YearInvalid)]
    public async Task A_years_spending_is_held_against_the_floor_of_its_row()
    {
        await DoneAsync("trusts", Trust("floor", date: "2025-01-05"));
        await DoneAsync("trusts/floor/contributions", new { amountFen = 100_000, occurredOn = "2025-06-01" });
        await DoneAsync("trusts/floor/distributions", Distribution(5_999));
        var spending = await ReadAsync("trusts/floor/spending?year=2026");
        Assert.Equal((100_000, 6_000, 5_999, false, false), (spending.GetProperty("netAssetsFen").GetInt64(),
            spending.GetProperty("floorFen").GetInt64(), spending.GetProperty("spentFen").GetInt64(),
            spending.GetProperty("isMet").GetBoolean(), spending.GetProperty("isApplied").GetBoolean()));
        Assert.Equal("draft", spending.GetProperty("row").GetProperty("status").GetString());
        (await city.Api.GetAsync("trusts/floor/spending?year=1")).Refused("year_invalid", HttpStatusCode.UnprocessableEntity);
        (await city.Api.GetAsync("trusts/none/spending?year=2026")).Refused("trust_unknown", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Trust_property_is_in_no_total_of_the_federation()
    {
        var before = await TotalAsync();
        await DoneAsync("trusts", Trust("total"));
        await DoneAsync("trusts/total/contributions", Amount(1_000));
        Assert.Equal(before, await TotalAsync());

        async Task<long> TotalAsync() => (await ReadAsync("trial-balance")).EnumerateArray()
            .Where(a => a.GetProperty("account").GetString() == "1002").Sum(a => a.GetProperty("balanceFen").GetInt64());
    }

    private static async Task<string> TrialAsync(Api api, long position, string book) => string.Join(", ",
        (await api.GetAsync($"journal?vouchers=100&min-position={position}")).Body.EnumerateArray()
            .Where(l => l.GetProperty("bucket").GetString()!.AsBucket().Book == book)
            .GroupBy(l => l.GetProperty("account").GetString()!).OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a => $"{a.Key} {a.Sum(l => l.GetProperty("debitFen").GetInt64() - l.GetProperty("creditFen").GetInt64())}"));

    private async Task<string> DoneAsync(string path, object body)
    {
        var answer = (await city.Api.PostAsync(path, body)).Accepted();
        position = answer.Position;
        return answer.Id;
    }

    private async Task<JsonElement> ReadAsync(string path) =>
        (await city.Api.GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}min-position={position}")).Body;

    private static string? Text(JsonElement e, string name) => e.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static object Trust(string trust, string role = "trustee", string? trustee = null, string scope = "乡村教师",
        bool settlors = true, string date = City.Today) => new
        {
            trust, name = "测试信托", agreement = "信字1号", role, trustee, purpose = "支教", scope, occurredOn = date,
            settlors = settlors ? new[] { new { name = "远山公司" } } : [],
        };

    private static object Amount(long fen, string? fund = null) => fund is null
        ? new { amountFen = fen, occurredOn = City.Today }
        : new { amountFen = fen, occurredOn = City.Today, fund };

    private static object Income(long fen) => new { source = "利息", amountFen = fen, occurredOn = City.Today };

    private static object Distribution(long fen, string payee = "某小学") =>
        new { payee, purpose = "支教", amountFen = fen, occurredOn = City.Today };

    private static object Reversal(long fen) => new { amountFen = fen, reason = "结余", occurredOn = City.Today };

    private static object Residue(long fen, string? toTrust = null, string? toFund = null) =>
        new { approval = "民批1号", amountFen = fen, occurredOn = City.Today, toTrust, toFund };
}
