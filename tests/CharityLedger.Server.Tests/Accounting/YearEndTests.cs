using System.Net;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>The end of a year.</summary>
public sealed class YearEndTests
{
    /// <summary>民间非营利组织会计制度, 3101 and 3102: income goes there by its restriction, all expenses to 3101; what was used
    /// is released, 3102 / 3101.</summary>
    [Fact]
    public async Task After_the_carry_over_income_and_expenses_are_zero_and_net_assets_hold_them_by_restriction()
    {
        await using var city = await Accountant.StartAsync("2025-12-30");
        await city.FundAsync("relief");
        (await city.GiveAsync(1_000)).Accepted();
        (await city.GiveAsync(600, "relief")).Accepted();
        (await city.PayAsync(250, "relief")).Accepted();
        (await city.PayAsync(100)).Accepted();
        (await city.EnterAsync("2025-12-30", "administration general 30 0", "other_payables general 0 30")).Accepted();
        city.GoTo("2026-01-05");
        (await city.GiveAsync(7)).Accepted();
        (await city.CloseAsync("2025-12")).Accepted();

        Assert.Equal(["period_closed", "carry_over_posted", "year_closed", "trial_balance_frozen"], (await city.BooksAsync()).Select(e => e.Type));
        Assert.Equal(
            ["1002 1600 350", "2209 0 30", "3101 380 1250", "3102 250 600", "410101 1000 1000", "410102 600 600", "5101 350 350", "5201 30 30"],
            await city.TrialBalanceAsync("&to=2025-12"));
        var frozen = (await city.BooksAsync())[^1].Data;
        Assert.Equal(
            ["1002 1250", "2209 -30", "3101 -870", "3102 -350", "410101 0", "410102 0", "5101 0", "5201 0"],
            frozen.GetProperty("accounts").EnumerateArray().Select(a => $"{a.GetProperty("account")} "
                + (a.GetProperty("openingFen").GetInt64() + a.GetProperty("debitFen").GetInt64() - a.GetProperty("creditFen").GetInt64())));
        // In the new year, the new chart's 5201 and 5301 begin at nothing.
        Assert.DoesNotContain(await city.TrialBalanceAsync(), a => a.StartsWith("5201", StringComparison.Ordinal));
        Assert.Contains("5301 30 30", await city.TrialBalanceAsync());
    }

    [Fact]
    public async Task Each_year_is_carried_over_for_itself_and_by_bucket()
    {
        await using var city = await Accountant.StartAsync("2025-12-30");
        await city.FundAsync("relief");
        (await city.GiveAsync(600, "relief")).Accepted();
        city.GoTo("2026-12-31");
        (await city.CloseAsync("2025-12")).Accepted();
        (await city.GiveAsync(40, "relief")).Accepted();
        (await city.GiveAsync(3)).Accepted();
        foreach (var month in Enumerable.Range(1, 11)) (await city.CloseAsync($"2026-{month:00}")).Accepted();
        city.GoTo("2027-01-01");
        (await city.CloseAsync("2027-01")).Refused("period_not_ended", HttpStatusCode.UnprocessableEntity);
        (await city.CloseAsync("2026-12")).Accepted();
        var carried = (await city.BooksAsync()).Where(e => e.Type == "carry_over_posted").Select(e => string.Join("; ",
            e.Data.GetProperty("lines").EnumerateArray().Select(l =>
                $"{l.GetProperty("account")} {l.GetProperty("bucket")} {l.GetProperty("debitFen")} {l.GetProperty("creditFen")}")));
        Assert.Equal(
            ["restricted_donations fund/relief 600 0; restricted_net_assets fund/relief 0 600",
                "restricted_donations fund/relief 40 0; restricted_net_assets fund/relief 0 40; "
                + "unrestricted_donations general 3 0; unrestricted_net_assets general 0 3"], carried);
    }

    [Fact]
    public async Task Opening_a_year_again_takes_the_carry_over_back_in_red()
    {
        await using var city = await Accountant.StartAsync("2025-12-30");
        (await city.GiveAsync(600)).Accepted();
        city.GoTo("2026-01-05");
        (await city.CloseAsync("2025-12")).Accepted();
        (await city.Api.PostAsync("books/periods/2025-12/reopening", new { reason = "漏记" })).Accepted();
        Assert.Equal(["1002 600 0", "3101 0 0", "410101 0 600"], await city.TrialBalanceAsync("&to=2025-12"));
        (await city.GiveAsync(4, date: "2025-12-31")).Accepted();
        (await city.CloseAsync("2025-12")).Accepted();
        Assert.Equal(["1002 604 0", "3101 0 604", "410101 604 604"], await city.TrialBalanceAsync("&to=2025-12"));
        (await city.Api.PostAsync("books/periods/2025-12/reopening", new { reason = "再记" })).Accepted();
        Assert.Equal(["1002 604 0", "3101 0 0", "410101 0 604"], await city.TrialBalanceAsync("&to=2025-12"));
    }

    [Fact]
    public async Task A_year_end_that_broke_off_goes_on_when_it_is_asked_for_again()
    {
        await using var city = await Accountant.StartAsync("2025-12-30");
        (await city.GiveAsync(600)).Accepted();
        city.GoTo("2026-01-05");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => city.CloseAsync("2025-12")));
        Assert.Contains(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers, a => Assert.True(a.Status == HttpStatusCode.Created || a.Code == "period_already_closed", $"{a.Status} {a.Body}"));
        Assert.Equal(["period_closed", "carry_over_posted", "year_closed", "trial_balance_frozen"], (await city.BooksAsync()).Select(e => e.Type));
    }

    [Fact]
    public async Task The_first_close_leaves_no_earlier_income_behind()
    {
        await using var city = await Accountant.StartAsync("2025-06-30");
        (await city.GiveAsync(600)).Accepted();
        city.GoTo("2027-02-02");
        (await city.CloseAsync("2027-01")).Refused("period_out_of_order", HttpStatusCode.UnprocessableEntity);
        (await city.CloseAsync("2026-12")).Accepted();
        Assert.Contains("410101 600 600", await city.TrialBalanceAsync());
        (await city.CloseAsync("2027-01")).Accepted();
    }
}
