using System.Net;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>The three statements of a federation that worked from December to March.</summary>
public sealed class StatementTests
{
    [Fact]
    public async Task The_balance_sheet_balances_and_its_money_is_what_the_buckets_hold()
    {
        await using var city = await WorkedAsync();
        var (lines, columns) = await city.StatementAsync("balance_sheet", "2026-03");
        Assert.Equal(["end", "year_begin", "last_year"], columns);
        Assert.Equal([1_380, 800, 0], lines["money"]);
        Assert.Equal(await city.BucketsAsync(), lines["money"][0]);
        Assert.Equal([-40, 0, 0], lines["depreciation"]);
        Assert.Equal([1_340, 800, 0], lines["total_assets"]);
        Assert.Equal([25, 0, 0], lines["other_payables"]);
        Assert.Equal([715, 500, 0], lines["unrestricted_net_assets"]);
        Assert.Equal([600, 300, 0], lines["restricted_net_assets"]);
        Assert.Equal(lines["total_assets"], lines["total_liabilities_and_net_assets"]);
    }

    [Fact]
    public async Task Activities_show_month_year_and_last_year_by_restriction_and_explain_the_change_of_net_assets()
    {
        await using var city = await WorkedAsync();
        var (lines, columns) = await city.StatementAsync("activities", "2026-03");
        Assert.Equal("month_unrestricted month_restricted month_total year_unrestricted year_restricted year_total "
            + "last_year_unrestricted last_year_restricted last_year_total", string.Join(' ', columns));
        Assert.Equal([0, 700, 700, 280, 700, 980, 0, 0, 0], lines["4101"]);
        Assert.Equal([0, 700, 700, 280, 700, 980, 0, 0, 0], lines["total_income"]);
        Assert.Equal([400, 0, 400, 400, 0, 400, 0, 0, 0], lines["5101"]);
        Assert.Equal([40, 0, 40, 65, 0, 65, 0, 0, 0], lines["5301"]);
        Assert.Equal([400, -400, 0, 400, -400, 0, 0, 0, 0], lines["released"]);
        Assert.Equal([-40, 300, 260, 215, 300, 515, 0, 0, 0], lines["change"]);
        var sheet = (await city.StatementAsync("balance_sheet", "2026-03")).Lines["total_net_assets"];
        Assert.Equal(sheet[0] - sheet[1], lines["change"][5]);

        // The year that was carried over keeps its income and expenses in the statement.
        var last = (await city.StatementAsync("activities", "2025-12")).Lines;
        Assert.Equal([500, 300, 800, 500, 300, 800, 0, 0, 0], last["total_income"]);
        Assert.Equal([500, 300, 800], (await city.StatementAsync("activities", "2026-12")).Lines["total_income"].Skip(6));
    }

    [Fact]
    public async Task Cash_flows_add_up_to_the_change_of_money()
    {
        await using var city = await WorkedAsync();
        var (lines, _) = await city.StatementAsync("cash_flows", "2026-03");
        Assert.Equal([700, 980, 0], lines["donations_in"]);
        Assert.Equal([400, 400, 0], lines["grants_out"]);
        Assert.False(lines.ContainsKey("administration_out"));
        Assert.Equal([300, 580, 0], lines["net_increase"]);
        var money = (await city.StatementAsync("balance_sheet", "2026-03")).Lines["money"];
        Assert.Equal(money[0] - money[1], lines["net_increase"][1]);
    }

    [Fact]
    public async Task What_a_payment_releases_is_no_receipt()
    {
        await using var city = await Accountant.StartAsync("2026-01-05");
        await city.FundAsync("relief");
        (await city.GiveAsync(1_000, "relief")).Accepted();
        (await city.PayAsync(600, "relief")).Accepted();
        var (lines, _) = await city.StatementAsync("cash_flows", "2026-01");
        Assert.Equal((1_000, 600, 400), (lines["donations_in"][0], lines["grants_out"][0], lines["net_increase"][0]));
        Assert.DoesNotContain(lines.Keys, k => k is "other_in" or "other_out");
    }

    [Fact]
    public async Task A_trust_has_statements_of_its_own_and_what_is_asked_wrongly_is_refused()
    {
        await using var city = await WorkedAsync();
        Assert.DoesNotContain("money", (await city.StatementAsync("balance_sheet", "2026-03", "trust/none")).Lines
            .Where(l => l.Value.Any(a => a != 0)).Select(l => l.Key));
        (await city.Api.GetAsync("books/statements/nothing?month=2026-03")).Refused("not_found", HttpStatusCode.NotFound);
        (await city.Api.GetAsync("books/statements/activities?month=2026-3")).Refused("period_invalid", HttpStatusCode.UnprocessableEntity);
        (await city.Api.GetAsync("books/statements/activities?month=2026-03&book=%00")).Refused("malformed_request", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Vouchers_of_a_month_are_read_by_number_and_say_who_made_them()
    {
        await using var city = await WorkedAsync();
        var last = await city.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        var vouchers = (await city.Api.GetAsync($"books/vouchers?month=2026-03&min-position={last}")).Body.EnumerateArray().ToList();
        Assert.Equal(["记-0001", "记-0002", "记-0003"], vouchers.Select(v => v.GetProperty("name").GetString()));
        Assert.All(vouchers, v => Assert.Equal("clerk", v.GetProperty("preparer").GetString()));
        Assert.Equal("管理费用", vouchers[2].GetProperty("lines")[0].GetProperty("accountName").GetString());
        var second = (await city.Api.GetAsync("books/vouchers?month=2026-03&after=1&vouchers=1")).Body.EnumerateArray().Single();
        Assert.Equal(vouchers[1].GetRawText(), second.GetRawText());
        var periods = (await city.Api.GetAsync("books/periods")).Body;
        Assert.Equal("2025-12-01", periods[0].GetProperty("month").GetString());
        Assert.Equal(64, periods[0].GetProperty("frozen")[0].GetProperty("sha256").GetString()!.Length);
        Assert.Contains((await city.Api.GetAsync("books/accounts?on=2025-01-01")).Body.EnumerateArray(),
            a => a.GetProperty("code").GetString() == "5201" && a.GetProperty("role").GetString() == "administration");
    }

    /// <summary>December: 500 general and 300 for a fund; the year is closed. January: 280 general, a payable of 25. March: 700 for
    /// the fund, 400 paid from it, 40 of depreciation.</summary>
    internal static async Task<Accountant> WorkedAsync()
    {
        var city = await Accountant.StartAsync("2025-12-30");
        await city.FundAsync("relief");
        (await city.GiveAsync(500)).Accepted();
        (await city.GiveAsync(300, "relief", channel: "alipay")).Accepted();
        city.GoTo("2026-01-10");
        (await city.CloseAsync("2025-12")).Accepted();
        (await city.GiveAsync(280, channel: "cash")).Accepted();
        (await city.EnterAsync("2026-01-10", "administration general 25 0", "other_payables general 0 25")).Accepted();
        city.GoTo("2026-03-31");
        (await city.GiveAsync(700, "relief")).Accepted();
        (await city.PayAsync(400, "relief")).Accepted();
        (await city.EnterAsync("2026-03-31", "administration general 40 0", "depreciation general 0 40")).Accepted();
        return city;
    }
}
