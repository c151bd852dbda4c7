using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Lottery;

/// <summary>
/// Three notices that cities published on their lottery fund, run through the API into the report. Their amounts are in
/// RMB 10,000; what they don't say (levels, purposes, names of parts) is ours.
/// </summary>
public sealed class PublishedNoticeTests
{
    /// <summary>Source: Taiyuan, 2024 (czxx.taiyuan.gov.cn 30211325): 3,329.13 + 5,846 + 1,160.3 = 10,335.43.</summary>
    [Fact]
    public async Task Taiyuan_2024_had_three_sources()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var fund = new Fund(await host.FederationAsync("taiyuan"), City.Today);
        await fund.IssueAsync("one", Wan("3329.13"), 2024, "central");
        await fund.IssueAsync("two", Wan("5846"), 2024, "province");
        await fund.IssueAsync("three", Wan("1160.3"), 2024, "city");
        Assert.Equal(Wan("10335.43"), (await fund.ReportAsync("year", "issuedFen"))["2024"]);
        var levels = await fund.ReportAsync("level", "issuedFen", 2024);
        Assert.Equal((Wan("3329.13"), Wan("5846"), Wan("1160.3")), (levels["central"], levels["province"], levels["city"]));
        Assert.Equal(0, (await fund.ReportAsync("year", "paidFen"))["2024"]);
    }

    /// <summary>Source: Qingyang, 2021 (czj.zgqingyang.gov.cn 213926): 286 + 144 + 68 carried over = 498.</summary>
    [Fact]
    public async Task Qingyang_2021_spent_two_amounts_and_carried_one_over()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var fund = new Fund(await host.FederationAsync("qingyang"), City.Today);
        await fund.IssueAsync("q-2021", Wan("498"), 2021);
        await fund.AllotAsync("q-2021", "all", Wan("498"));
        await fund.PayAsync("q-2021", "all", Wan("498"));
        await fund.SpendAsync("q-2021", "all", Wan("286"));
        await fund.SpendAsync("q-2021", "all", Wan("144"));
        await fund.DoneAsync("indicators/q-2021/carry-overs", fund.CarryOver(Wan("68"), 2022, "all", paid: true));
        Assert.Equal((Wan("430"), Wan("68"), 0), (await Of("spentFen", "2021"), await Of("carriedOutFen", "2021"), await Of("leftFen", "2021")));
        Assert.Equal((Wan("68"), Wan("68")), (await Of("carriedInFen", "2022"), await Of("leftFen", "2022")));
        Assert.Equal(Wan("498"), await Of("spentFen", "2021") + await Of("carriedOutFen", "2021"));

        async Task<long> Of(string figure, string year) => (await fund.ReportAsync("year", figure))[year];
    }

    /// <summary>Source: Panzhihua, 2022 (happymerchs.com 4476128): 1,055.79 + 482.14 = 1,537.93 available, 895.501 allocated over 6
    /// areas.</summary>
    [Fact]
    public async Task Panzhihua_2022_had_a_remainder_and_an_issue_and_allotted_to_six_areas()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var fund = new Fund(await host.FederationAsync("panzhihua"), City.Today);
        await fund.IssueAsync("p-2021", Wan("482.14"), 2021);
        await fund.DoneAsync("indicators/p-2021/carry-overs", fund.CarryOver(Wan("482.14"), 2022));
        await fund.IssueAsync("p-2022", Wan("1055.79"), 2022);
        string[] shares = ["100", "200.501", "150", "145", "160", "140"];
        for (var i = 0; i < shares.Length; i++)
            await fund.AllotAsync("p-2022", $"area-{i + 1}", Wan(shares[i]), $"第{i + 1}片区", priority: i < 2);
        var issued = (await fund.ReportAsync("year", "issuedFen"))["2022"];
        var carried = (await fund.ReportAsync("year", "carriedInFen"))["2022"];
        Assert.Equal((Wan("1055.79"), Wan("482.14"), Wan("1537.93")), (issued, carried, issued + carried));
        Assert.Equal(Wan("895.501"), (await fund.ReportAsync("year", "allottedFen"))["2022"]);
        var areas = (await fund.ReportAsync("region", "allottedFen", 2022)).Where(a => a.Key.Length > 0).ToList();
        Assert.Equal((6, Wan("895.501")), (areas.Count, areas.Sum(a => a.Value)));
        Assert.Equal(Wan("300.501"), (await fund.ReportAsync("priority", "allottedFen", 2022))["priority"]);
        Assert.Equal(Wan("1537.93"), (await fund.ReportAsync("region", "leftFen", 2022)).Values.Sum());
    }

    /// <summary>RMB 10,000 in fen.</summary>
    private static long Wan(string amount) =>
        decimal.ToInt64(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture) * 1_000_000m);
}
