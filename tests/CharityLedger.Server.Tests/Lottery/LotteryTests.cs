using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Lottery;

/// <summary>The welfare-lottery fund over HTTP: what is refused, what reaches the books, what is listed.</summary>
public sealed class LotteryTests(City city) : IClassFixture<City>
{
    private readonly Fund fund = new(city.Api, City.Today);

    [Fact]
    [Refuses(RefusalCode.LotteryUnknown, RefusalCode.LotteryExists, RefusalCode.InsufficientFunds, RefusalCode.ReversalExceedsPayment)]
    public async Task Each_step_is_bounded_by_the_one_before()
    {
        await fund.IssueAsync("steps", 1_000, 2026);
        await city.RefusesAsync("lottery_exists", "lottery/indicators", new
        {
            indicator = "steps", document = "号", level = "city", year = 2026, purpose = "elderly", projectCode = "1", target = "目标",
            amountFen = 1, occurredOn = City.Today,
        }, HttpStatusCode.Conflict);
        await city.RefusesAsync("lottery_unknown", "lottery/indicators/none/parts", fund.Part("a", 1), HttpStatusCode.NotFound);
        await city.RefusesAsync("insufficient_funds", "lottery/indicators/steps/parts", fund.Part("a", 1_001));
        await fund.AllotAsync("steps", "a", 600);
        await city.RefusesAsync("lottery_exists", "lottery/indicators/steps/parts", fund.Part("a", 1), HttpStatusCode.Conflict);
        await city.RefusesAsync("insufficient_funds", "lottery/indicators/steps/parts", fund.Part("b", 401));
        await city.RefusesAsync("lottery_unknown", "lottery/indicators/steps/parts/b/tranches", fund.Tranche(1), HttpStatusCode.NotFound);
        await city.RefusesAsync("insufficient_funds", "lottery/indicators/steps/parts/a/tranches", fund.Tranche(601));
        await city.RefusesAsync("insufficient_funds", "lottery/indicators/steps/parts/a/expenditures", fund.Spending(1));
        await fund.PayAsync("steps", "a", 300);
        await city.RefusesAsync("insufficient_funds", "lottery/indicators/steps/parts/a/expenditures", fund.Spending(301));
        var spent = await fund.SpendAsync("steps", "a", 200);
        await city.RefusesAsync("reversal_exceeds_payment", $"lottery/indicators/steps/expenditures/{spent}/reversals", fund.Reversal(201));
        await city.RefusesAsync("date_invalid", $"lottery/indicators/steps/expenditures/{spent}/reversals",
            new { amountFen = 1, reason = "多付", occurredOn = "2026-03-01" });
        await fund.DoneAsync($"indicators/steps/expenditures/{spent}/reversals", fund.Reversal(50));
        await city.RefusesAsync("insufficient_funds", "lottery/indicators/steps/carry-overs", fund.CarryOver(151, 2027, "a", true));
        await fund.DoneAsync("indicators/steps/carry-overs", fund.CarryOver(100, 2027, "a", true));
        await city.RefusesAsync("insufficient_funds", "lottery/indicators/steps/recoveries", fund.Recovery(51, "a", true));
        await fund.DoneAsync("indicators/steps/recoveries", fund.Recovery(50, "a", true));
        await fund.DoneAsync("indicators/steps/recoveries", fund.Recovery(300, "a"));
        await city.RefusesAsync("insufficient_funds", "lottery/indicators/steps/parts/a/tranches", fund.Tranche(1));
        await city.RefusesAsync("lottery_unknown", "lottery/indicators/steps/recoveries", fund.Recovery(1, null, true), HttpStatusCode.NotFound);
    }

    [Fact]
    [Refuses(RefusalCode.ExpenseTypeBanned, RefusalCode.ScoreInvalid, RefusalCode.DigestInvalid, RefusalCode.YearInvalid,
        RefusalCode.ProportionInvalid)]
    public async Task What_no_lottery_money_may_pay_and_what_no_evidence_may_say_is_refused()
    {
        await fund.IssueAsync("evidence", 1_000, 2026);
        await fund.AllotAsync("evidence", "a", 1_000);
        await fund.PayAsync("evidence", "a", 1_000);
        await city.RefusesAsync("expense_type_banned", "lottery/indicators/evidence/parts/a/expenditures", fund.Spending(1, "overseas_travel"));
        var spent = await fund.SpendAsync("evidence", "a", 1, "equipment");
        await city.RefusesAsync("digest_invalid", $"lottery/indicators/evidence/expenditures/{spent}/labels",
            new { photo = new string('A', 64), place = "大厅", occurredOn = City.Today });
        await city.RefusesAsync("score_invalid", "lottery/indicators/evidence/evaluations",
            new { score = 101, effect = "好", by = "某局", occurredOn = City.Today });
        await city.RefusesAsync("year_invalid", "lottery/indicators/evidence/carry-overs", fund.CarryOver(1, 2026));
        await city.RefusesAsync("proportion_invalid", "lottery/sales", Sales("2026-01-05", 10_001));
        await fund.DoneAsync("sales", Sales("2026-01-05"));
        await city.RefusesAsync("lottery_exists", "lottery/sales", Sales("2026-01-31"), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task An_asset_without_a_label_is_listed_until_a_photo_shows_it()
    {
        await fund.IssueAsync("labels", 1_000, 2026);
        await fund.AllotAsync("labels", "a", 1_000);
        await fund.PayAsync("labels", "a", 1_000);
        await fund.SpendAsync("labels", "a", 10, "relief");
        var beds = await fund.SpendAsync("labels", "a", 20, "equipment");
        var returned = await fund.SpendAsync("labels", "a", 30, "equipment");
        await fund.DoneAsync($"indicators/labels/expenditures/{returned}/reversals", fund.Reversal(30));
        Assert.Equal([beds], await UnlabelledAsync());
        await fund.DoneAsync($"indicators/labels/expenditures/{beds}/labels",
            new { photo = new string('a', 64), place = "二楼", occurredOn = City.Today });
        Assert.Empty(await UnlabelledAsync());

        async Task<IEnumerable<string?>> UnlabelledAsync() => (await fund.ReadAsync("lottery/unlabelled")).EnumerateArray()
            .Where(e => e.GetProperty("indicator").GetString() == "labels").Select(e => e.GetProperty("expenditure").GetString());
    }

    [Fact]
    public async Task What_lies_unspent_for_two_years_is_reminded_of_where_it_lies()
    {
        await fund.IssueAsync("old", 1_000, 2023);
        await fund.AllotAsync("old", "a", 600);
        await fund.PayAsync("old", "a", 500);
        await fund.DoneAsync("indicators/old/carry-overs", fund.CarryOver(200, 2024, "a", true));
        var alerts = (await fund.ReadAsync("lottery/recoveries")).EnumerateArray()
            .Where(a => a.GetProperty("remainder").GetProperty("indicator").GetString() == "old")
            .Select(a => (Left: a.GetProperty("remainder").GetProperty("leftFen").GetInt64(),
                Due: a.GetProperty("dueOn").GetString(), Overdue: a.GetProperty("isOverdue").GetBoolean())).ToList();
        Assert.Equal([100, 200, 300, 400], alerts.Select(a => a.Left).Order());
        // Two years after the end of 2023, which is past on the day of these tests.
        Assert.All(alerts, a => Assert.Equal(("2025-12-31", true), (a.Due, a.Overdue)));
    }

    /// <summary>domain.md part 7, entries 9 (subsidy: 1002 / 440102, used by entries 6 and 5) and 8 (passed through: 1801 / 2601,
    /// reversed on delivery).</summary>
    [Theory]
    [InlineData("subsidy", "+1002 -440102", "+5101 -1002 +3102 -3101")]
    [InlineData("agency", "+1801 -2601", "+2601 -1801")]
    public async Task Money_comes_into_the_books_with_the_tranche(string treatment, string received, string spent)
    {
        var id = "books-" + treatment;
        await fund.IssueAsync(id, 1_000, 2026);
        await fund.AllotAsync(id, "a", 900, treatment: treatment);
        var issued = fund.Position;
        await fund.PayAsync(id, "a", 800);
        await fund.SpendAsync(id, "a", 700);
        var lines = (await fund.ReadAsync($"journal?after={issued - 2}&vouchers=10")).EnumerateArray()
            .Where(l => l.GetProperty("bucket").GetString()!.StartsWith("lottery/" + id, StringComparison.Ordinal)).ToList();
        var vouchers = lines.GroupBy(l => l.GetProperty("position").GetInt64()).Select(v => string.Join(' ', v.Select(l =>
            (l.GetProperty("debitFen").GetInt64() > 0 ? "+" : "-") + l.GetProperty("account").GetString())));
        Assert.Equal([received, spent], vouchers);
        Assert.All(lines, l => Assert.Equal($"lottery/{id}/a/paid", l.GetProperty("bucket").GetString()));
    }

    [Fact]
    public async Task A_report_by_anything_else_is_refused() =>
        (await city.Api.GetAsync("lottery/report?by=weather")).Refused("malformed_request", HttpStatusCode.BadRequest);

    [Fact]
    public async Task Sales_are_compared_with_what_was_declared_and_paid_and_when()
    {
        await fund.DoneAsync("sales", Sales("2025-11-01", 3_600, declaredOn: "2025-12-10", paidOn: "2025-12-16"));
        var line = (await fund.ReadAsync("lottery/sales")).EnumerateArray()
            .Single(l => l.GetProperty("sales").GetProperty("month").GetString() == "2025-11-01");
        // 36% of 1,000,000 and 5,000 expired prizes; 364,000 declared, 363,000 paid.
        Assert.Equal((365_000, 1_000, 1_000), (line.GetProperty("expectedFen").GetInt64(),
            line.GetProperty("declaredTooLittleFen").GetInt64(), line.GetProperty("paidTooLittleFen").GetInt64()));
        Assert.False(line.GetProperty("declaredLate").GetBoolean());
        Assert.True(line.GetProperty("paidLate").GetBoolean());
    }

    private static object Sales(
        string month, int proportion = 3_600, string declaredOn = "2026-02-10", string paidOn = "2026-02-15") => new
        {
            month, game = "电脑票", salesFen = 1_000_000, proportionBasisPoints = proportion, expiredPrizesFen = 5_000,
            declaredFen = 364_000, declaredOn, paidFen = 363_000, paidOn, occurredOn = City.Today,
        };
}
