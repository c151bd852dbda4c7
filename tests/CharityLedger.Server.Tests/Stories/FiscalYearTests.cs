using System.Globalization;
using CharityLedger.EventStore;
using CharityLedger.Projections;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Tests.Accounting;
using CharityLedger.Server.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Stories;

/// <summary>
/// The year 2026 of a federation as its accountant would tell it, through the public interface alone: every instrument, money sent to
/// a federation nearby, twelve closes and the year's end. All figures are yuan, and those at the end were reckoned by hand.
/// </summary>
public sealed class FiscalYearTests
{
    private const string City = "jiangcheng", Neighbour = "beicheng";

    private static readonly object Company = new { name = "江城实业有限公司", kind = "organisation", naming = "full" };

    [Fact]
    public async Task An_accountant_keeps_a_whole_year_and_closes_it()
    {
        await using var diary = await Diary.OpenAsync("2026-01-05");
        using var setUp = await diary.Host.FederationAsync(City);
        using var nearby = await diary.Host.FederationAsync(Neighbour);
        await PeopleComeAsync(diary, setUp);
        await NeighboursComeAsync(diary, nearby);
        await FirstQuarterAsync(diary);
        await SecondQuarterAsync(diary);
        await ThirdQuarterAsync(diary);
        await FourthQuarterAsync(diary);

        await TheBooksAreRightAsync(diary);
        await TheStatementsTieToTheBucketsAsync(diary);
        await OtherPeoplesProgramAgreesAsync(diary);
        await EverythingStandsUpToAReplayAsync(diary);
        Assert.True(diary.Entries > 60, $"only {diary.Entries} entries");
    }

    /// <summary>People with roles: from now on nobody acts without one, and nobody alone.</summary>
    private static async Task PeopleComeAsync(Diary diary, Api setUp)
    {
        await diary.Host.AddUserAsync(setUp, "sun", "administrator");
        var sun = await diary.ComesAsync(City, "sun");
        foreach (var (name, role) in new[]
        {
            ("chen", "clerk"), ("li", "approver"), ("zhao", "approver"), ("wang", "treasurer"), ("qian", "auditor"),
        })
        {
            await diary.Host.AddUserAsync(sun, name, role);
            await diary.ComesAsync(City, name);
        }

        diary.Watches("qian");
        await diary.IsRefusedAsync("not_allowed", "qian", "gifts", Gift(1, diary.Today));
    }

    /// <summary>The people of the federation nearby.</summary>
    private static async Task NeighboursComeAsync(Diary diary, Api setUp)
    {
        await diary.Host.AddUserAsync(setUp, "he", "administrator");
        var he = await diary.ComesAsync(Neighbour, "he");
        foreach (var (name, role) in new[] { ("fang", "clerk"), ("lu", "approver"), ("shen", "treasurer"), ("gu", "auditor") })
        {
            await diary.Host.AddUserAsync(he, name, role);
            await diary.ComesAsync(Neighbour, name);
        }

        diary.Watches("gu");
    }

    private static async Task FirstQuarterAsync(Diary diary)
    {
        diary.On("2026-01-06");
        await diary.DoesAsync("sun", "fundraising-certificates", new
        {
            certificate = "募证2026-01", validFrom = "2026-01-01", validTo = "2028-12-31", authority = "江城市民政局",
            occurredOn = diary.Today,
        });
        await diary.DoesAsync("wang", "receipt-books", new { year = 2026, code = "51010126", occurredOn = diary.Today });
        // 5 % of what the fund is given is a management fee: 25,000 of 500,000.
        await diary.DoesAsync("chen", "funds", new
        {
            fund = "yuanmeng", name = "圆梦助学基金", sponsor = "江城实业有限公司", purpose = "资助困难学生",
            managementFeeBasisPoints = 500, occurredOn = diary.Today,
        });
        var gift = await diary.DoesAsync("chen", "gifts", Gift(500_000, diary.Today, "yuanmeng", Company));
        await diary.DoesAsync("chen", $"gifts/{gift}/receipts", new { occurredOn = diary.Today });
        await diary.IsRefusedAsync("receipt_exceeds_gift", "chen", $"gifts/{gift}/receipts", new { occurredOn = diary.Today, amountFen = 1 });
        diary.On("2026-01-12");
        await diary.DoesAsync("chen", "gifts", Gift(1_000_000, diary.Today));
        diary.On("2026-01-20");
        await diary.DoesAsync("chen", "gifts", new { amountFen = 20_050, channel = "alipay", occurredOn = diary.Today });
        await diary.DoesAsync("chen", "gifts", new { amountFen = Yuan(300), channel = "cash", occurredOn = diary.Today });
        // More than half a million takes two approvals, and the one who approves doesn't pay.
        await diary.AsksAsync("chen", "payments", Payment(600_000, diary.Today), "wang", "li", "zhao");
        await CloseAsync(diary, 1);
        await diary.IsRefusedAsync("period_closed", "chen", "gifts", Gift(1, "2026-01-31"));

        // A pledge is no income; what is given on it is.
        diary.On("2026-02-10");
        var pledge = await diary.DoesAsync("chen", "pledges", new { amountFen = Yuan(200_000), form = "agreement", donor = Company, occurredOn = diary.Today });
        await diary.DoesAsync("chen", "gifts", new { amountFen = Yuan(120_000), channel = "bank", pledge, occurredOn = diary.Today });
        await diary.IsRefusedAsync("pledge_exceeded", "chen", "gifts", new { amountFen = Yuan(80_001), channel = "bank", pledge, occurredOn = diary.Today });
        // A thousand blankets at 80 yuan; 400 are given out, 10 come back.
        diary.On("2026-02-20");
        var blankets = await diary.DoesAsync("chen", "goods", new
        {
            kind = "goods", description = "棉被", quantity = 1_000, unit = "床", valueFen = Yuan(80_000), donor = Company,
            valuation = new { basis = "voucher", note = "发票 00127" }, occurredOn = diary.Today,
        });
        var given = await diary.DoesAsync("chen", $"goods/{blankets}/distributions",
            new { quantity = 400, recipient = "江城区受灾群众", purpose = "安置", occurredOn = diary.Today });
        await diary.AsksAsync("chen", $"goods/{blankets}/distributions/{given}/reversals",
            new { quantity = 10, reason = "未领取", occurredOn = diary.Today }, "wang", "li");
        await CloseAsync(diary, 2);

        // Lottery money: 100,000 indicated, 60,000 allotted, 50,000 arrived, 45,000 spent.
        diary.On("2026-03-05");
        await diary.DoesAsync("chen", "lottery/indicators", new
        {
            indicator = "fc2026", document = "江财社〔2026〕18号", level = "city", year = 2026, purpose = "elderly", projectCode = "2296002",
            target = "服务老人 500 人次", amountFen = Yuan(100_000), occurredOn = diary.Today,
        });
        await diary.DoesAsync("chen", "lottery/indicators/fc2026/parts", new
        {
            part = "yanglao", region = "江北县", unit = "江北县民政局", project = "居家养老", amountFen = Yuan(60_000), priority = true, occurredOn = diary.Today,
        });
        await diary.AsksAsync("chen", "lottery/indicators/fc2026/parts/yanglao/tranches",
            new { document = "江财拨〔2026〕9号", amountFen = Yuan(50_000), occurredOn = diary.Today }, "wang", "zhao");
        await diary.IsRefusedAsync("expense_type_banned", "wang", "lottery/indicators/fc2026/parts/yanglao/expenditures",
            Lottery(1, "official_reception", diary.Today));
        await diary.AsksAsync("wang", "lottery/indicators/fc2026/parts/yanglao/expenditures", Lottery(45_000, "services", diary.Today), "wang", "li");
        await diary.IsRefusedAsync("insufficient_funds", "wang", "lottery/indicators/fc2026/parts/yanglao/expenditures",
            Lottery(5_001, "services", diary.Today));
        await CloseAsync(diary, 3);
    }

    private static async Task SecondQuarterAsync(Diary diary)
    {
        // A trust with the federation as trustee: 300,000 that are not the federation's.
        diary.On("2026-04-08");
        await diary.DoesAsync("chen", "trusts", new
        {
            trust = "xiangcun", name = "乡村教师支持慈善信托", agreement = "信字〔2026〕1号", role = "trustee", purpose = "支持乡村教师",
            scope = "江城市乡村教师", settlors = new[] { new { name = "远山集团" } }, occurredOn = diary.Today,
        });
        await diary.DoesAsync("chen", "trusts/xiangcun/filings", new { number = "慈信备001", authority = "江城市民政局", occurredOn = diary.Today });
        await diary.DoesAsync("chen", "trusts/xiangcun/contributions", new { amountFen = Yuan(300_000), occurredOn = diary.Today });
        await diary.AsksAsync("chen", "trusts/xiangcun/distributions",
            new { payee = "江北县教师进修学校", purpose = "培训", amountFen = Yuan(90_000), occurredOn = diary.Today }, "wang", "li");
        await CloseAsync(diary, 4);

        // Money for a patient whom the giver names passes through and is never income.
        diary.On("2026-05-06");
        var agency = await diary.DoesAsync("chen", "agencies", new
        {
            amountFen = Yuan(20_000), channel = "bank", giver = Company, beneficiary = new { name = "李小明" }, purpose = "医疗", occurredOn = diary.Today,
        });
        await diary.AsksAsync("wang", $"agencies/{agency}/deliveries",
            new { amountFen = Yuan(15_000), destination = "beneficiary", reason = "按捐赠人指定", occurredOn = diary.Today }, "wang", "li");
        // Depreciation is no business with anyone, so the accountant enters it.
        await diary.DoesAsync("chen", "books/vouchers", new
        {
            summary = "计提折旧", occurredOn = diary.Today,
            lines = new[]
            {
                new { account = "administration", bucket = "general", debitFen = Yuan(1_200), creditFen = 0L },
                new { account = "depreciation", bucket = "general", debitFen = 0L, creditFen = Yuan(1_200) },
            },
        });
        await diary.IsRefusedAsync("voucher_unbalanced", "chen", "books/vouchers", new
        {
            summary = "不平", occurredOn = diary.Today,
            lines = new[] { new { account = "administration", bucket = "general", debitFen = 1L, creditFen = 0L } },
        });
        await AllianceAsync(diary);
        await CloseAsync(diary, 5);

        // An endowment keeps its principal; its yield may be used.
        diary.On("2026-06-15");
        await diary.DoesAsync("chen", "funds", new
        {
            fund = "liuben", name = "长青留本基金", sponsor = "长青公司", purpose = "助老", type = "endowment", occurredOn = diary.Today,
        });
        await diary.DoesAsync("chen", "gifts", Gift(400_000, diary.Today, "liuben"));
        await diary.DoesAsync("chen", "incomes",
            new { kind = "investment", amountFen = Yuan(9_000), note = "理财收益", fund = "liuben", occurredOn = diary.Today });
        await diary.AsksAsync("chen", "payments", Payment(9_000, diary.Today, "liuben"), "wang", "zhao");
        await diary.IsRefusedAsync("principal_locked", "chen", "payments", Payment(1, diary.Today, "liuben"));
        await CloseAsync(diary, 6);
    }

    /// <summary>General money goes to the federation nearby: a grant here, a bound donation there, in one command.</summary>
    private static async Task AllianceAsync(Diary diary)
    {
        diary.On("2026-05-20");
        var transfer = new { to = Neighbour, amountFen = Yuan(40_000), purpose = "老人助餐", occurredOn = diary.Today };
        await diary.IsRefusedAsync("alliance_not_agreed", "chen", "alliance-transfers", transfer);
        await diary.DoesAsync("he", "alliances", new { partner = City, agreement = "联盟协议〔2026〕1号", occurredOn = diary.Today });
        var sent = await diary.AsksAsync("chen", "alliance-transfers", transfer, "wang", "li", "zhao");
        await diary.DoesAsync("shen", $"alliance-transfers/{sent}/confirmation", new { arrivedOn = diary.Today, reference = "拨入0520" });
        // It is bound there to what it was sent for, and a part of it is used.
        await diary.AsksAsync("fang", "payments", new
        {
            amountFen = Yuan(15_000), payee = "北城社区食堂", purpose = "助餐补贴", restriction = "老人助餐", occurredOn = diary.Today,
        }, "shen", "lu");
        // Their May is closed before ours: nothing can be sent into it any more, and that is said at once.
        diary.On("2026-06-02");
        await diary.DoesAsync("shen", "books/periods/2026-05/closing", new { });
        await diary.IsRefusedAsync("period_closed", "chen", "alliance-transfers", transfer with { occurredOn = "2026-05-31" });
    }

    private static async Task ThirdQuarterAsync(Diary diary)
    {
        // Money of the fund goes to pupils; a part comes back.
        diary.On("2026-07-10");
        var payment = await diary.AsksAsync("chen", "payments", Payment(150_000, diary.Today, "yuanmeng"), "wang", "li");
        diary.On("2026-07-28");
        await diary.AsksAsync("chen", $"payments/{payment}/reversals",
            new { amountFen = Yuan(5_000), reason = "账号有误", occurredOn = diary.Today }, "wang", "zhao");
        // Management fees pay for the office.
        await diary.AsksAsync("chen", "payments", Payment(8_000, diary.Today, kind: "administration", managementFees: true), "wang", "li");
        await CloseAsync(diary, 7);

        // A gift by mistake goes back, after its receipt was voided.
        diary.On("2026-08-03");
        var mistake = await diary.DoesAsync("chen", "gifts", Gift(6_000, diary.Today, donor: Company));
        var receipt = await diary.DoesAsync("chen", $"gifts/{mistake}/receipts", new { occurredOn = diary.Today });
        var refund = new { amountFen = Yuan(6_000), ground = "payment_error", reason = "重复支付", occurredOn = diary.Today };
        await diary.IsRefusedAsync("receipt_stands", "wang", $"gifts/{mistake}/refunds", refund);
        await diary.DoesAsync("chen", $"receipts/{receipt}/reversal", new { reason = "退款", occurredOn = diary.Today });
        await diary.AsksAsync("wang", $"gifts/{mistake}/refunds", refund, "wang", "zhao");
        // General money is set aside for the fund.
        await diary.AsksAsync("chen", "allocations",
            new { amountFen = Yuan(50_000), fund = "yuanmeng", purpose = "补充助学", occurredOn = diary.Today }, "wang", "li", "zhao");
        await CloseAsync(diary, 8);

        // August was closed too early; opening it again takes another person.
        await diary.AsksAsync("wang", "books/periods/2026-08/reopening", new { reason = "漏记利息" }, "wang", "li");
        await diary.DoesAsync("chen", "incomes", new { kind = "interest", amountFen = Yuan(700), note = "活期利息", occurredOn = "2026-08-31" });
        await CloseAsync(diary, 8);

        // Ten thousand dollars at 7.1086.
        diary.On("2026-09-09");
        await diary.DoesAsync("chen", "gifts", new
        {
            amountFen = 0, channel = "bank", occurredOn = diary.Today,
            terms = new { foreign = new { currency = "USD", amountMinor = 1_000_000, rate = "7.1086", source = "中国外汇交易中心", ratedOn = diary.Today } },
        });
        await CloseAsync(diary, 9);
    }

    private static async Task FourthQuarterAsync(Diary diary)
    {
        // What was given for a library can't be used for it any more; the donor agrees to another use.
        diary.On("2026-10-12");
        var gift = await diary.DoesAsync("chen", "gifts",
            new { amountFen = Yuan(30_000), channel = "bank", purpose = "建图书室", occurredOn = diary.Today });
        await diary.AsksAsync("chen", "use-changes", new
        {
            amountFen = Yuan(30_000), from = new { purpose = "建图书室" }, to = new { purpose = "助学" }, ground = "donor_consent",
            reference = "捐赠人同意函", groundOn = diary.Today, reason = "原项目已完成", occurredOn = diary.Today, gift,
        }, "wang", "li");
        await diary.AsksAsync("chen", "payments", new
        {
            amountFen = Yuan(12_000), payee = "江北县第三小学", purpose = "助学金", restriction = "助学", occurredOn = diary.Today,
        }, "wang", "zhao");
        await CloseAsync(diary, 10);

        // Lawyers give advice worth 16,000: income and cost at once.
        diary.On("2026-11-11");
        await diary.DoesAsync("chen", "services", new
        {
            description = "法律咨询", quantity = 20, unit = "小时", valueFen = Yuan(16_000), purpose = "维权", recipient = "困难群众",
            valuation = new { basis = "fair_value", note = "市场价", valuer = "某事务所" }, donor = Company, occurredOn = diary.Today,
        });
        await CloseAsync(diary, 11);

        // The donor of the pledge fails; the promise is released after the report that the law asks for.
        diary.On("2026-12-20");
        await diary.AsksAsync("chen", "payments", Payment(3_000, diary.Today, kind: "fundraising"), "wang", "li");
        await CloseAsync(diary, 12);
        for (var month = 6; month < 12; month++) await diary.DoesAsync("shen", $"books/periods/2026-{month:00}/closing", new { });
        await diary.DoesAsync("shen", "books/years/2026/closing", new { });
    }

    /// <summary>By hand, from the diary.</summary>
    private static async Task TheBooksAreRightAsync(Diary diary)
    {
        var accounts = (await diary.ReadsAsync("qian", "trial-balance")).EnumerateArray()
            .ToDictionary(a => a.GetProperty("account").GetString()!, a => a.GetProperty("balanceFen").GetInt64());
        // Cash 300, Alipay 200.50.
        Assert.Equal((Yuan(300), 20_050), (accounts["1001"], accounts["1009"]));
        // Bank: 500,000 + 1,000,000 − 600,000 + 120,000 + (lottery) 50,000 − 45,000 + (endowment) 400,000 + 9,000 − 9,000
        // − 150,000 + 5,000 − 8,000 + 6,000 − 6,000 + 700 + 71,086 + 30,000 − 12,000 − 3,000 − (nearby) 40,000.
        Assert.Equal(Yuan(1_318_786), accounts["1002"]);
        // 610 blankets at 80 yuan; depreciation.
        Assert.Equal((Yuan(48_800), Yuan(-1_200)), (accounts["1201"], accounts["1502"]));
        // 5,000 are still held for the patient, and owed: an asset and a liability of the same amount, neither its own.
        Assert.Equal((Yuan(5_000), Yuan(-5_000)), (accounts["1801"], accounts["2601"]));
        Assert.All(accounts.Where(a => a.Key[0] is '4' or '5'), a => Assert.Equal(0, a.Value));
        Assert.Equal(0, accounts.Values.Sum());

        var trust = (await diary.ReadsAsync("qian", "trusts")).GetProperty("trusts").EnumerateArray().Single();
        Assert.Equal(Yuan(210_000), trust.GetProperty("assetsFen").GetInt64());
        var periods = (await diary.ReadsAsync("qian", "books/periods")).EnumerateArray().ToList();
        // Nearby: 40,000 came, 15,000 were used; the rest is bound still, and nothing else was ever posted.
        var nearby = (await diary.ReadsAsync("gu", "trial-balance")).EnumerateArray()
            .Select(a => (a.GetProperty("account").GetString()!, a.GetProperty("balanceFen").GetInt64())).Where(a => a.Item2 != 0);
        Assert.Equal([("1002", Yuan(25_000)), ("3102", Yuan(-25_000))], nearby.Order());
        Assert.Equal(12, periods.Count(p => p.GetProperty("month").GetString()!.StartsWith("2026-", StringComparison.Ordinal)));
    }

    /// <summary>Net assets are what the buckets hold that are the federation's own, less what the accountant entered by hand.</summary>
    private static async Task TheStatementsTieToTheBucketsAsync(Diary diary)
    {
        var buckets = (await diary.ReadsAsync("qian", "balances")).EnumerateArray()
            .ToDictionary(b => b.GetProperty("bucket").GetString()!, b => b.GetProperty("balanceFen").GetInt64());
        var own = buckets.Where(b => Own(b.Key)).Sum(b => b.Value);
        var sheet = await StatementAsync(diary, "balance_sheet");
        Assert.Equal(sheet["total_assets"][0], sheet["total_liabilities_and_net_assets"][0]);
        Assert.Equal(own - Yuan(1_200), sheet["total_net_assets"][0]);
        Assert.Equal(buckets["fund/liuben+endowment"], Yuan(400_000));
        // Restricted: the fund's 475,000 − 145,000, the endowment, the changed use's 18,000, the lottery's 5,000.
        Assert.Equal(Yuan(330_000 + 400_000 + 18_000 + 5_000), sheet["restricted_net_assets"][0]);
        var flows = await StatementAsync(diary, "cash_flows");
        Assert.Equal(sheet["money"][0] - sheet["money"][1], flows["net_increase"][1]);
        // The interest; what payments released is no receipt.
        Assert.Equal(Yuan(700), flows["other_in"][1]);
        Assert.DoesNotContain("other_out", flows.Keys);
        var activities = await StatementAsync(diary, "activities");
        Assert.Equal(sheet["total_net_assets"][0] - sheet["total_net_assets"][1], activities["change"][5]);
        var nearby = await StatementAsync(diary, "balance_sheet", who: "gu");
        Assert.Equal((Yuan(25_000), Yuan(25_000)), (nearby["restricted_net_assets"][0], nearby["total_assets"][0]));
        Assert.Equal(Yuan(25_000), (await diary.ReadsAsync("gu", "balances")).EnumerateArray().Sum(b => b.GetProperty("balanceFen").GetInt64()));
        // The trust's own sheet.
        Assert.Equal(Yuan(210_000), (await StatementAsync(diary, "balance_sheet", "trust/xiangcun"))["total_net_assets"][0]);
        Assert.Equal(Yuan(210_000), buckets["trust/xiangcun"]);

        static bool Own(string bucket) => !bucket.StartsWith("trust/", StringComparison.Ordinal)
            && !bucket.StartsWith("agency/", StringComparison.Ordinal)
            && !(bucket.StartsWith("lottery/", StringComparison.Ordinal) && !bucket.EndsWith("/paid", StringComparison.Ordinal));
    }

    private static async Task OtherPeoplesProgramAgreesAsync(Diary diary)
    {
        foreach (var (reader, book) in diary.Books.Select(b => ("qian", b)).Append(("gu", "main")))
        {
            var journal = await diary.ReadsAsync(reader, $"books/export?format=hledger&book={Uri.EscapeDataString(book)}");
            var theirs = await ExportTests.HledgerAsync(journal.GetString()!);
            var ours = (await diary.ReadsAsync(reader, $"trial-balance?book={Uri.EscapeDataString(book)}")).EnumerateArray()
                .ToDictionary(a => a.GetProperty("account").GetString()!, a => a.GetProperty("balanceFen").GetInt64());
            Assert.Equal(ours.Where(a => a.Value != 0).OrderBy(a => a.Key), theirs.OrderBy(a => a.Key));
        }
    }

    private static async Task EverythingStandsUpToAReplayAsync(Diary diary)
    {
        var ct = TestContext.Current.CancellationToken;
        Assert.Empty((await new LedgerCheck(diary.Host.Database.Source).RunAsync(ct: ct)).Findings);
        Assert.Empty(await diary.Host.First.Services.GetRequiredService<BooksCheck>().RunAsync(ct));
        var projections = diary.Host.First.Services.GetRequiredService<ProjectionEngine>();
        foreach (var model in ReadModels.All) Assert.Empty(await projections.CompareAsync(model.Name, ct));
    }

    private static async Task<Dictionary<string, long[]>> StatementAsync(
        Diary diary, string kind, string book = "main", string who = "qian") =>
        (await diary.ReadsAsync(who, $"books/statements/{kind}?month=2026-12&book={Uri.EscapeDataString(book)}")).GetProperty("lines")
        .EnumerateArray().ToDictionary(l => l.GetProperty("key").GetString()!,
            l => l.GetProperty("amountsFen").EnumerateArray().Select(a => a.GetInt64()).ToArray());

    private static async Task CloseAsync(Diary diary, int month)
    {
        diary.On(new DateOnly(2026, month, 1).AddMonths(1).AddDays(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await diary.DoesAsync("wang", month == 12 ? "books/years/2026/closing" : $"books/periods/2026-{month:00}/closing", new { });
    }

    private static object Gift(long yuan, string on, string? fund = null, object? donor = null) =>
        new { amountFen = Yuan(yuan), channel = "bank", fund, donor, occurredOn = on };

    private static object Payment(long yuan, string on, string? fund = null, string kind = "programme", bool managementFees = false) => new
    {
        amountFen = Yuan(yuan), payee = "江城市第一中学", purpose = "助学", fund, kind, managementFees, occurredOn = on,
    };

    private static object Lottery(long yuan, string type, string on) =>
        new { type, payee = "江北县颐养服务中心", use = "上门照护", amountFen = Yuan(yuan), occurredOn = on };

    private static long Yuan(long yuan) => yuan * 100;
}
