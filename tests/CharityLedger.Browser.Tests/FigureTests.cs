namespace CharityLedger.Browser.Tests;

/// <summary>What the pages say equals what the log adds up to.</summary>
public sealed class FigureTests(PublicHost host)
{
    [Theory]
    [InlineData("")]
    [InlineData("/en")]
    public async Task The_overview_shows_the_sums_of_the_log(string prefix)
    {
        await using var visit = await host.VisitAsync();
        await visit.Page.GotoAsync($"{prefix}/f/{PublicHost.Federation}");
        var total = host.Log.Of(null);
        Assert.Equal(new Dictionary<string, long>
        {
            ["received"] = total.Received, ["refunded"] = total.Refunded, ["used"] = total.Used, ["left"] = total.Left,
        }, await visit.AccountAsync());
        Assert.Equal(total.Received - total.Refunded - total.Used, total.Left);

        var rows = await visit.RowsAsync(".pots");
        string[] pots = [.. host.Log.Funds.OrderBy(f => f.OccurredOn).ThenBy(f => f.Fund, StringComparer.Ordinal)
            .Select(f => "fund/" + f.Fund),
            "general", "management"];
        Assert.Equal(pots.Select(host.Log.Of), rows.Select(Line));
        Assert.Equal(total, Line([.. await visit.TextsAsync(".pots tfoot th, .pots tfoot td")]));
        Assert.Contains(host.Log.Gifts.Count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture),
            await visit.Page.Locator(".lede").InnerTextAsync());
    }

    [Fact]
    public async Task The_chart_shows_the_figures_of_its_table()
    {
        await using var visit = await host.VisitAsync();
        await visit.Page.GotoAsync($"/f/{PublicHost.Federation}");
        var rows = (await visit.RowsAsync(".pots")).Select(Line).ToList();
        Assert.Equal(rows.Select(r => r.Used), await DrawnAsync(visit, 0));
        Assert.Equal(rows.Select(r => r.Left), await DrawnAsync(visit, 1));
    }

    [Theory]
    [InlineData("qinghe")]
    [InlineData("anlan")]
    [InlineData("mujin")]
    public async Task A_fund_shows_the_sums_of_the_log(string fund)
    {
        await using var visit = await host.VisitAsync(script: false);
        await visit.Page.GotoAsync($"/f/{PublicHost.Federation}/funds/{fund}");
        var sums = host.Log.Of("fund/" + fund);
        var account = await visit.AccountAsync();
        Assert.Equal(sums.Received + host.Log.Fees(fund), account["received"]);
        Assert.Equal(host.Log.Fees(fund), account.GetValueOrDefault("fee"));
        Assert.Equal(sums.Allocated, account["allocated"]);
        Assert.Equal(sums.Refunded, account.GetValueOrDefault("refunded"));
        Assert.Equal((sums.Used, sums.Left), (account["used"], account["left"]));

        var months = await visit.RowsAsync(".compact");
        Assert.Equal(sums.Received + sums.Allocated - sums.Refunded, months.Sum(m => Money.Fen(m[1])));
        Assert.Equal(sums.Used, months.Sum(m => Money.Fen(m[2])));
        Assert.Equal(12, months.Count(m => m[0].Length == 7 && Money.Fen(m[2]) > 0));
    }

    [Fact]
    public async Task A_fund_lists_its_payments_with_what_came_back()
    {
        await using var visit = await host.VisitAsync(script: false);
        await visit.Page.GotoAsync($"/f/{PublicHost.Federation}/funds/anlan");
        var rows = await visit.RowsAsync(".payments");
        var payments = host.Log.Payments.Where(p => p.Fund == "anlan").Reverse().ToList();
        Assert.Equal(payments.Select(p => (p.Purpose, p.Payee, p.AmountFen)),
            rows.Select(r => (r[1], r[2], Money.Fen(r[3]))));
        var back = Assert.Single(host.Log.Reversals);
        var row = rows[payments.FindIndex(p => p.Payment == back.Payment)];
        Assert.Equal(back.AmountFen, Money.Fen("¥" + row[3].Split('¥')[2]));
    }

    private static async Task<IReadOnlyList<long>> DrawnAsync(Visit visit, int series) =>
        await visit.Page.EvaluateAsync<long[]>(
        "series => echarts.getInstanceByDom(document.querySelector('[data-drawn]'))"
        + ".getOption().series[series].data.map(y => Math.round(y * 100))",
        series);

    private static Sums Line(IReadOnlyList<string> cells) => new(
        Money.Fen(cells[1]), Money.Fen(cells[2]), Money.Fen(cells[3]), Money.Fen(cells[4]), Money.Fen(cells[5]));
}
