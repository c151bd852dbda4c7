using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.EventStore;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Server.Tests.Regulation;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Alliances;

/// <summary>Two federations of one installation over HTTP.</summary>
public sealed class AllianceTests
{
    [Fact]
    [Refuses(RefusalCode.AllianceNotAgreed, RefusalCode.SharesInvalid, RefusalCode.FederationUnknown, RefusalCode.FundUnknown,
        RefusalCode.ProjectUnknown, RefusalCode.ProjectExists, RefusalCode.PeriodInvalid)]
    public async Task Nobody_writes_into_books_whose_federation_did_not_agree()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var (here, there) = (await host.FederationAsync("here"), await host.FederationAsync("there"));
        (await here.PostAsync("gifts", City.Gift(1_000))).Accepted();
        await RefusedAsync("alliance_not_agreed", Send("there", 1));
        await RefusedAsync("federation_unknown", Send("nowhere", 1), HttpStatusCode.NotFound);
        await RefusedAsync("same_bucket", Send("here", 1));
        (await there.PostAsync("alliances", Agreement("here", from: "2026-02-01", to: "2026-02-28"))).Accepted();
        await RefusedAsync("alliance_not_agreed", Send("there", 1));
        (await there.PostAsync("alliances", Agreement("here"))).Accepted();
        (await there.PostAsync("alliances", Agreement("here"))).Refused("period_invalid", HttpStatusCode.UnprocessableEntity);
        // Each agreement keeps its days: also what is entered late is judged by its own.
        (await there.PostAsync("alliances", Agreement("here", from: "2026-02-28", to: "2026-03-01")))
            .Refused("period_invalid", HttpStatusCode.UnprocessableEntity);
        (await there.PostAsync("alliances", Agreement("here", from: "2026-01-01", to: "2026-01-31"))).Accepted();
        (await here.PostAsync("gifts", City.Gift(7, date: "2026-01-02"))).Accepted();
        (await here.PostAsync("alliance-transfers",
            new { to = "there", amountFen = 7, purpose = "助学", occurredOn = "2026-01-31" })).Accepted();
        await RefusedAsync("alliance_not_agreed", new { to = "there", amountFen = 7, purpose = "助学", occurredOn = "2026-03-01" });
        await RefusedAsync("insufficient_funds", Send("there", 1_001));
        await RefusedAsync("fund_unknown", Send("there", 1, toFund: "none"), HttpStatusCode.NotFound);
        await RefusedAsync("project_unknown", Send("there", 1, project: "none"), HttpStatusCode.NotFound);
        // The agreement is one-sided: it lets money in, not out.
        (await there.PostAsync("alliance-transfers", Send("here", 1))).Refused("alliance_not_agreed", HttpStatusCode.UnprocessableEntity);
        (await here.PostAsync("alliance-transfers", Send("there", 400))).Accepted();
        (await there.PostAsync("alliances/here/end", new { reason = "测试", occurredOn = City.Today })).Accepted();
        await RefusedAsync("alliance_not_agreed", Send("there", 1));
        (await here.PostAsync("shared-projects", Project("p", ("here", 1)))).Refused("shares_invalid", HttpStatusCode.UnprocessableEntity);
        (await here.PostAsync("shared-projects", Project("p", [.. Enumerable.Range(0, 101).Select(i => ($"f{i}", 1L))])))
            .Refused("shares_invalid", HttpStatusCode.UnprocessableEntity);
        (await here.PostAsync("shared-projects", Project("p", ("here", 1), ("nowhere", 1)))).Refused("federation_unknown", HttpStatusCode.NotFound);
        (await here.PostAsync("shared-projects", Project("p", ("here", 1), ("there", 1)))).Accepted();
        (await here.PostAsync("shared-projects", Project("p", ("here", 1), ("there", 1)))).Refused("project_exists", HttpStatusCode.Conflict);

        async Task RefusedAsync(string code, object body, HttpStatusCode status = HttpStatusCode.UnprocessableEntity) =>
            (await here.PostAsync("alliance-transfers", body)).Refused(code, status);
    }

    [Fact]
    [Refuses(RefusalCode.IdInvalid, RefusalCode.AllianceNotAgreed)]
    public async Task No_name_of_a_fund_takes_money_that_a_campaign_binds_and_strangers_learn_nothing_of_funds()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var (here, there) = (await host.FederationAsync("here"), await host.FederationAsync("there"));
        (await here.PostAsync("funds", City.Fund("relief"))).Accepted();
        (await there.PostAsync("funds", City.Fund("relief"))).Accepted();
        (await here.PostAsync("campaigns", Plans.Campaign("spring", kind: "directed"))).Accepted();
        var gift = new { amountFen = 1_000, channel = "bank", fund = "relief", campaign = "spring", occurredOn = City.Today };
        (await here.PostAsync("gifts", gift)).Accepted();
        foreach (var toFund in new[] { "relief", "none" })
            (await SendAsync("relief", toFund)).Refused("alliance_not_agreed", HttpStatusCode.UnprocessableEntity);

        (await there.PostAsync("alliances", Agreement("here"))).Accepted();
        (await SendAsync("relief+campaign=spring", null)).Refused("id_invalid", HttpStatusCode.UnprocessableEntity);
        (await SendAsync("relief", "relief+endowment")).Refused("id_invalid", HttpStatusCode.UnprocessableEntity);
        // Where no command looks at the name, the making of the pot refuses it.
        (await here.PostAsync("funds/relief+campaign=spring/closing", new { reason = "期满", occurredOn = City.Today }))
            .Refused("id_invalid", HttpStatusCode.UnprocessableEntity);
        (await SendAsync("relief", "relief")).Refused("insufficient_funds", HttpStatusCode.UnprocessableEntity);

        Task<Answer> SendAsync(string fund, string? toFund) => here.PostAsync("alliance-transfers",
            new { to = "there", amountFen = 100, purpose = "助学", fund, toFund, occurredOn = City.Today });
    }

    /// <summary>An id names a campaign of one federation only: the other's of the same id is another, and its account is closed.</summary>
    [Fact]
    [Refuses(RefusalCode.CampaignNotOpen)]
    public async Task What_a_campaign_here_binds_arrives_there_under_its_purpose_and_never_in_a_campaign_that_was_closed_there()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var (here, there) = (await host.FederationAsync("here"), await host.FederationAsync("there"));
        (await there.PostAsync("alliances", Agreement("here"))).Accepted();
        foreach (var api in new[] { here, there }) (await api.PostAsync("campaigns", Plans.Campaign("spring", kind: "directed"))).Accepted();
        (await there.PostAsync("campaigns/spring/closing",
            new { treatment = "无剩余", ground = "none", occurredOn = City.Today })).Accepted();
        var gift = new { amountFen = 1_000, channel = "bank", campaign = "spring", occurredOn = City.Today };
        (await there.PostAsync("gifts", gift)).Refused("campaign_not_open", HttpStatusCode.UnprocessableEntity);
        (await here.PostAsync("gifts", gift)).Accepted();
        var last = (await here.PostAsync("alliance-transfers",
            new { to = "there", amountFen = 400, purpose = "助学", campaign = "spring", occurredOn = City.Today })).Accepted().Position;
        Assert.Equal(["general+purpose=spring 400"], (await there.GetAsync($"balances?min-position={last}")).Body.EnumerateArray()
            .Where(b => Fen(b, "balanceFen") != 0).Select(b => $"{Text(b, "bucket")} {Fen(b, "balanceFen")}"));
    }

    [Fact]
    public async Task What_is_sent_is_spent_here_given_there_and_counted_once_over_both()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var (here, there) = (await host.FederationAsync("here"), await host.FederationAsync("there"));
        (await there.PostAsync("alliances", Agreement("here"))).Accepted();
        (await there.PostAsync("shared-projects", Project("joint", ("there", 500), ("here", 300)))).Accepted();
        (await there.PostAsync("gifts", City.Gift(200))).Accepted();
        var gift = (await here.PostAsync("gifts", new { amountFen = 1_000, channel = "bank", purpose = "助学", occurredOn = City.Today })).Accepted().Id;
        var sent = new { to = "there", amountFen = 300, purpose = "共同助学", restriction = "助学", project = "joint", occurredOn = City.Today };
        var first = (await here.PostAsync("alliance-transfers", sent, "once")).Accepted();
        Assert.Equal(first.Position, (await here.PostAsync("alliance-transfers", sent, "once")).Accepted().Position);
        var last = (await there.PostAsync("payments",
            new { amountFen = 120, payee = "某小学", purpose = "书本", restriction = "助学", occurredOn = City.Today })).Accepted().Position;

        // A donor's restriction goes with the money, and the trace with it.
        var parts = (await here.GetAsync($"gifts/{gift}/trace?min-position={last}")).Body.GetProperty("parts").EnumerateArray().Select(p =>
            $"{p.GetProperty("use").GetString()} {Text(p, "federation")} {Text(p, "bucket")} {p.GetProperty("amountFen").GetInt64()}");
        Assert.Equal(["paid there general+purpose=助学 120", "unspent there general+purpose=助学 180", "unspent  general+purpose=助学 700"], parts);
        Assert.Equal("1002 700, 3101 -300, 3102 300, 410102 -1000, 5101 300", await TrialAsync(here));
        // Until the receiver confirms that it arrived, it is in none of its accounts.
        Assert.Equal("1002 80, 1009 300, 3101 -120, 3102 120, 410101 -200, 410102 -300, 5101 120", await TrialAsync(there));

        var all = (await (await host.ApiAsync("*")).GetAsync("consolidated")).Body;
        Assert.Equal((1_200, 120, 1_080, 300), (Fen(all, "receivedFen"), Fen(all, "usedFen"), Fen(all, "leftFen"), Fen(all, "eliminatedFen")));
        (await here.GetAsync("consolidated")).Refused("not_allowed", HttpStatusCode.Forbidden);
        foreach (var api in new[] { here, there })
        {
            Assert.Equal(["here 300 300", "there 500 0"], (await api.GetAsync("shared-projects")).Body.EnumerateArray()
                .Select(s => $"{Text(s, "federation")} {Fen(s, "shareFen")} {Fen(s, "sentFen")}"));
            Assert.Equal("there", Text(Assert.Single((await api.GetAsync("alliance-transfers")).Body.EnumerateArray()), "receiver"));
        }

        Assert.Empty((await new LedgerCheck(host.Database.Source).RunAsync(ct: TestContext.Current.CancellationToken)).Findings);
    }

    /// <summary>民间非营利组织会计制度, entries 2 and 6: a grant in kind is programme cost here, a gift in kind is inventory there.</summary>
    [Fact]
    [Refuses(RefusalCode.QuantityExceeded, RefusalCode.GiftUnknown, RefusalCode.AllianceNotAgreed, RefusalCode.DateInvalid,
        RefusalCode.PrincipalLocked)]
    public async Task Goods_go_to_another_federation_with_their_value_their_binding_and_their_trace()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var (here, there) = (await host.FederationAsync("here"), await host.FederationAsync("there"));
        var gift = (await here.PostAsync("goods", Quilts(10, 1_003, "过冬"))).Accepted().Id;
        await RefusedAsync("alliance_not_agreed", Goods(gift, 1));
        (await there.PostAsync("alliances", Agreement("here"))).Accepted();
        (await here.PostAsync("alliances", Agreement("there"))).Accepted();
        await RefusedAsync("gift_unknown", Goods("none", 1), HttpStatusCode.NotFound);
        await RefusedAsync("quantity_exceeded", Goods(gift, 11));
        await RefusedAsync("fund_unknown", Goods(gift, 1, toFund: "none"), HttpStatusCode.NotFound);
        (await here.PostAsync("goods", Quilts(1, 5, null, on: City.Today))).Accepted();
        await RefusedAsync("date_invalid", Goods(gift, 1, on: "2026-02-09"), agreement: "2026-01-01");
        (await here.PostAsync("funds", new
        {
            fund = "kept", name = "留本基金", sponsor = "某公司", purpose = "助老", type = "endowment", occurredOn = City.Today,
        })).Accepted();
        var kept = (await here.PostAsync("goods", Quilts(1, 50, null, "kept"))).Accepted().Id;
        await RefusedAsync("principal_locked", Goods(kept, 1));

        var sent = (await here.PostAsync("alliance-goods", Goods(gift, 4), "once")).Accepted();
        Assert.Equal(sent.Position, (await here.PostAsync("alliance-goods", Goods(gift, 4), "once")).Accepted().Position);
        // 401 of 1,003 fen went for 4 of 10; there they are handed out, and two come back from where they went.
        (await there.PostAsync($"goods/{sent.Id}/distributions",
            new { quantity = 1, recipient = "某镇", purpose = "过冬", occurredOn = City.Today })).Accepted();
        (await there.PostAsync($"goods/{sent.Id}/returns", new { quantity = 1, ground = "agreement", reason = "协议", occurredOn = City.Today }))
            .Refused("gift_unknown", HttpStatusCode.NotFound);
        var back = (await there.PostAsync("alliance-goods", Goods(sent.Id, 2, to: "here"))).Accepted();
        (await there.PostAsync("alliance-goods", Goods(sent.Id, 2, to: "here"))).Refused("quantity_exceeded", HttpStatusCode.UnprocessableEntity);
        var last = (await here.PostAsync($"goods/{back.Id}/distributions",
            new { quantity = 2, recipient = "某县", purpose = "过冬", occurredOn = City.Today })).Accepted().Position;

        var parts = (await here.GetAsync($"gifts/{gift}/trace?min-position={last}")).Body.GetProperty("parts").EnumerateArray().Select(p =>
            $"{Text(p, "use")} {Text(p, "federation")} {Text(p, "bucket")!.Split("+asset")[0]} {Fen(p, "amountFen")}");
        Assert.Equal(["paid there general+purpose=过冬 100", "paid  general+purpose=过冬 200", "unspent there general+purpose=过冬 101",
            "unspent  general+purpose=过冬 602"], parts);
        Assert.Equal("1201 657, 3101 -601, 3102 601, 410101 -5, 410102 -1253, 5101 601", await TrialAsync(here));
        Assert.Equal("1201 101, 3101 -300, 3102 300, 410102 -401, 5101 300", await TrialAsync(there));
        var all = (await (await host.ApiAsync("*")).GetAsync("consolidated")).Body;
        Assert.Equal((1_058, 300, 758, 601), (Fen(all, "receivedFen"), Fen(all, "usedFen"), Fen(all, "leftFen"), Fen(all, "eliminatedFen")));
        Assert.Equal(["here 4 401", "there 2 200"], (await there.GetAsync("alliance-transfers")).Body.EnumerateArray()
            .Select(t => $"{Text(t, "sender")} {Fen(t, "quantity")} {Fen(t, "amountFen")}").Order());
        // What has no reliable value goes as well, and is in no book.
        var books = (await here.PostAsync("goods", new
        {
            kind = "goods", description = "旧书", quantity = 9, unit = "册", valueFen = 0, valuation = new { basis = "none" }, occurredOn = City.Today,
        })).Accepted().Id;
        var lent = (await here.PostAsync("alliance-goods", Goods(books, 9))).Accepted().Id;
        (await there.PostAsync($"goods/{lent}/distributions",
            new { quantity = 9, recipient = "某校", purpose = "借阅", occurredOn = City.Today })).Accepted();
        Assert.Empty((await new LedgerCheck(host.Database.Source).RunAsync(ct: TestContext.Current.CancellationToken)).Findings);

        async Task RefusedAsync(string code, object body, HttpStatusCode status = HttpStatusCode.UnprocessableEntity, string? agreement = null)
        {
            if (agreement is not null) (await there.PostAsync("alliances", Agreement("here", agreement, "2026-02-28"))).Accepted();
            (await here.PostAsync("alliance-goods", body)).Refused(code, status);
        }
    }

    [Fact]
    [Refuses(RefusalCode.FundClosed)]
    public async Task Goods_without_a_value_enter_no_fund_that_the_other_closed_or_closes_meanwhile()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var (here, there) = (await host.FederationAsync("here"), await host.FederationAsync("there"));
        (await there.PostAsync("alliances", Agreement("here"))).Accepted();
        var books = (await here.PostAsync("goods", new
        {
            kind = "goods", description = "旧书", quantity = 90, unit = "册", valueFen = 0, valuation = new { basis = "none" }, occurredOn = City.Today,
        })).Accepted().Id;
        for (var round = 0; round < 12; round++)
        {
            var fund = $"round{round}";
            (await there.PostAsync("funds", City.Fund(fund))).Accepted();
            var sending = here.PostAsync("alliance-goods", Goods(books, 1, toFund: fund));
            var closed = (await there.PostAsync($"funds/{fund}/closing", new { reason = "协议期满", occurredOn = City.Today })).Accepted();
            var sent = await sending;
            Assert.True(sent.Code is null ? sent.Position < closed.Position : sent.Code is "fund_closed" or "version_conflict", $"{sent.Body}");
            (await here.PostAsync("alliance-goods", Goods(books, 1, toFund: fund))).Refused("fund_closed", HttpStatusCode.Conflict);
        }
    }

    private static object Quilts(int quantity, long fen, string? purpose, string? fund = null, string on = "2026-02-10") => new
    {
        kind = "goods", description = "棉被", quantity, unit = "床", valuation = new { basis = "voucher", note = "发票 1" }, valueFen = fen,
        purpose, fund, occurredOn = on,
    };

    private static object Goods(string gift, int quantity, string to = "there", string? toFund = null, string on = City.Today) =>
        new { to, gift, quantity, purpose = "过冬", toFund, occurredOn = on };

    private static async Task<string> TrialAsync(Api api) => string.Join(", ", (await api.GetAsync("trial-balance")).Body.EnumerateArray()
        .Select(a => $"{Text(a, "account")} {Fen(a, "balanceFen")}"));

    private static long Fen(JsonElement e, string name) => e.GetProperty(name).GetInt64();

    private static string? Text(JsonElement e, string name) => e.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static object Agreement(string partner, string from = City.Today, string? to = null) =>
        new { partner, agreement = "联盟1号", occurredOn = from, endsOn = to };

    private static object Send(string to, long fen, string? toFund = null, string? project = null) =>
        new { to, amountFen = fen, purpose = "助学", occurredOn = City.Today, toFund, project };

    private static object Project(string project, params (string Federation, long Fen)[] shares) => new
    {
        project, name = "共同助学", occurredOn = City.Today,
        shares = shares.Select(s => new { federation = s.Federation, amountFen = s.Fen }),
    };
}
