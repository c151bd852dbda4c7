namespace CharityLedger.Server.Tests.Accounting;

/// <summary>民间非营利组织会计制度, 3201 以前年度净资产调整: what comes back in a later year is no income or expense of it.</summary>
public sealed class PriorYearTests
{
    [Fact]
    public async Task A_payment_that_comes_back_after_the_year_is_closed_is_restricted_again_and_no_expense_of_the_new_year()
    {
        await using var city = await Accountant.StartAsync("2026-12-30");
        await city.FundAsync("relief");
        (await city.GiveAsync(1_000, "relief")).Accepted();
        var payment = (await city.PayAsync(600, "relief")).Id;
        city.GoTo("2027-01-05");
        (await city.CloseAsync("2026-12")).Accepted();
        (await city.PayAsync(100, "relief")).Accepted();
        (await city.Api.PostAsync($"payments/{payment}/reversals", new { amountFen = 250, reason = "退回", occurredOn = city.Today })).Accepted();

        Assert.Equal(["1002 0 -150", "3101 0 -150", "3102 -150 0", "3201 -250 0", "5101 100 0"],
            await city.TrialBalanceAsync("&from=2027-01"));
        var (activities, columns) = await city.StatementAsync("activities", "2027-01");
        var total = columns.IndexOf("year_total");
        Assert.Equal((250, 100, 150), (activities["prior_years"][total], activities["total_expenses"][total], activities["change"][total]));
        Assert.Equal(150, (await city.StatementAsync("cash_flows", "2027-01")).Lines["net_increase"][1]);
        var sheet = (await city.StatementAsync("balance_sheet", "2027-01")).Lines;
        Assert.Equal((550, 550, await city.BucketsAsync()),
            (sheet["total_assets"][0], sheet["restricted_net_assets"][0], sheet["total_net_assets"][0]));
        Assert.Equal(0, sheet["unrestricted_net_assets"][0]);

        city.GoTo("2028-01-05");
        foreach (var month in Enumerable.Range(1, 12)) (await city.CloseAsync($"2027-{month:00}")).Accepted();
        Assert.Equal(["1002 1000 450", "3102 450 1000"], (await city.TrialBalanceAsync()).Where(a => a[..4] is "1002" or "3102"));
        Assert.All((await city.TrialBalanceAsync()).Where(a => a[..4] is "3101" or "3201" or "5101"), a => Assert.Equal(0, Balance(a)));

        static long Balance(string account) => account.Split(' ')[1..].Select(long.Parse).Aggregate((debit, credit) => debit - credit);
    }
}
