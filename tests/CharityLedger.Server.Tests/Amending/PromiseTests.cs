using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Approvals;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Server.Tests.Regulation;

namespace CharityLedger.Server.Tests.Amending;

/// <summary>Pledges and the federation itself are amended over HTTP. The clock stands at 2026-03-02 and is set forward.</summary>
public sealed class PromiseTests : IAsyncLifetime
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;

    private readonly Office office = new();

    public ValueTask InitializeAsync() => office.InitializeAsync();

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    [Refuses(RefusalCode.InstalmentsInvalid, RefusalCode.PledgeReleaseUnfounded, RefusalCode.PledgeExceeded, RefusalCode.PledgeUnknown)]
    public async Task A_pledge_gets_instalments_and_more_from_a_day_on_and_what_comes_fills_them_by_their_days()
    {
        var paper = await office.SendAsync("补充承诺");
        var pledge = (await office.Clerk.PostAsync("pledges", new
        {
            amountFen = 1_000, form = "agreement", forRelief = true, donor = new { name = "某公司", kind = "organisation" }, occurredOn = "2026-01-05",
        })).Accepted().Id;
        (await AmendAsync("none", Terms(1_000), "2026-02-01", paper)).Refused("pledge_unknown", HttpStatusCode.NotFound);
        (await AmendAsync(pledge, Terms(999), "2026-02-01", paper)).Refused("pledge_release_unfounded", Unprocessable);
        (await AmendAsync(pledge, Terms(1_000), "2026-02-01", paper)).Refused("amendment_empty", Unprocessable);
        foreach (var wrong in new[] { Terms(1_000, ("2026-06-30", 400), ("2026-12-31", 599)), Terms(1_000, ("2026-12-31", 400), ("2026-06-30", 600)) })
            (await AmendAsync(pledge, wrong, "2026-02-01", paper)).Refused("instalments_invalid", Unprocessable);
        (await AmendAsync(pledge, Terms(1_000, ("2026-06-30", 400), ("2026-12-31", 600)), "2026-02-01", paper)).Accepted();
        // More from April on: what comes before has the promise of its day.
        (await AmendAsync(pledge, Terms(1_500, ("2026-06-30", 400), ("2026-12-31", 600), ("2027-06-30", 500)), "2026-04-01", paper)).Accepted();
        (await GiveAsync(pledge, 1_001)).Refused("pledge_exceeded", Unprocessable);
        (await GiveAsync(pledge, 700)).Accepted();
        var open = await OpenAsync();
        Assert.Equal((1_000, 300, "2026-12-31"), (open.GetProperty("amountFen").GetInt64(), open.GetProperty("openFen").GetInt64(),
            open.GetProperty("dueOn").GetString()));
        Assert.Equal([("2026-06-30", 0), ("2026-12-31", 300)], Instalments(open));
        office.Clock.Now = office.Clock.Now.AddDays(31);
        open = await OpenAsync();
        Assert.Equal((1_500, 800), (open.GetProperty("amountFen").GetInt64(), open.GetProperty("openFen").GetInt64()));
        Assert.Equal([("2026-06-30", 0), ("2026-12-31", 300), ("2027-06-30", 500)], Instalments(open));
        (await GiveAsync(pledge, 800, "2026-04-02")).Accepted();
        (await AmendAsync(pledge, Terms(2_000), "2026-04-02", paper)).Refused("pledge_exceeded", Unprocessable);
    }

    [Fact]
    public async Task The_federation_has_the_name_of_the_day_that_is_told()
    {
        const string old = "江城市慈善总会", now = "江城市慈善联合总会";
        var paper = await office.SendAsync("变更登记证书");
        (await office.Treasurer.PostAsync("receipt-books", new { year = 2026, code = "51010126", occurredOn = City.Today })).Accepted();
        var early = await ReceiptAsync(City.Today);
        (await AmendAsync(new { name = old })).Refused("amendment_empty", Unprocessable);
        (await AmendAsync(new { head = " " })).Refused("text_missing", Unprocessable);
        (await office.Clerk.PostAsync("federation-amendments", Amendment(new { name = now }))).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await AmendAsync(new { name = now, head = "李会长", address = "江城市人民路2号" })).Accepted();
        await office.Host.FollowedAsync();
        Assert.Contains(old, await PageAsync("/f/city"), StringComparison.Ordinal);
        Assert.DoesNotContain(now, await PageAsync("/f/city"), StringComparison.Ordinal);
        (await office.Clerk.PostAsync("campaigns", Plans.Campaign("spring", kind: "directed"))).Accepted();

        office.Clock.Now = office.Clock.Now.AddDays(31);
        var late = await ReceiptAsync("2026-04-02");
        await office.Host.FollowedAsync();
        Assert.Contains(now, await PageAsync("/f/city/rules"), StringComparison.Ordinal);
        foreach (var word in new[] { "李会长", "江城市人民路2号", "法定代表人" }) Assert.Contains(word, await PageAsync("/f/city/rules"), StringComparison.Ordinal);
        Assert.Contains($"<dd>{old}</dd>", await PaperAsync(early), StringComparison.Ordinal);
        Assert.Contains($"<dd>{now}</dd>", await PaperAsync(late), StringComparison.Ordinal);
        // A campaign's account is held under the name of its day.
        (await office.Clerk.PostAsync("campaigns", Campaign("summer", old))).Refused("campaign_banned", Unprocessable);
        (await office.Clerk.PostAsync("campaigns", Campaign("summer", now))).Accepted();
        var own = (await office.Auditor.GetAsync("federation")).Body;
        Assert.Equal((now, "李会长"), (own.GetProperty("words").GetProperty("name").GetString(), own.GetProperty("words").GetProperty("head").GetString()));
        Assert.Equal([City.Today, "2026-04-01"], own.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("from").GetString()));

        Task<Answer> AmendAsync(object change) => office.Head.PostAsync("federation-amendments", Amendment(change));

        object Amendment(object change) => new { change, effectiveFrom = "2026-04-01", reason = "换届更名", paper, occurredOn = City.Today };

        static object Campaign(string id, string holder)
        {
            var plan = Plans.PlanOf(Plans.Campaign(id, from: "2026-04-02", kind: "directed", holder: holder));
            return new { campaign = id, plan, occurredOn = "2026-04-02" };
        }
    }

    private Task<Answer> AmendAsync(string pledge, object terms, string from, string paper) => office.Clerk.PostAsync($"pledges/{pledge}/amendments",
        new { terms, effectiveFrom = from, reason = "双方协商", paper, occurredOn = City.Today });

    private static object Terms(long fen, params (string Due, long Fen)[] instalments) =>
        new { amountFen = fen, instalments = instalments.Select(i => new { dueOn = i.Due, amountFen = i.Fen }) };

    private Task<Answer> GiveAsync(string pledge, long fen, string on = City.Today) =>
        office.Clerk.PostAsync("gifts", new { amountFen = fen, channel = "bank", pledge, occurredOn = on });

    private async Task<JsonElement> OpenAsync() =>
        (await office.Auditor.GetAsync($"pledges?min-position={await LastAsync()}")).Body.EnumerateArray().Single();

    private static IEnumerable<(string?, long)> Instalments(JsonElement pledge) => pledge.GetProperty("instalments").EnumerateArray()
        .Select(i => (i.GetProperty("dueOn").GetString(), i.GetProperty("openFen").GetInt64()));

    private Task<long> LastAsync() => office.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");

    private async Task<(string Id, string Code)> ReceiptAsync(string on)
    {
        var gift = (await office.Clerk.PostAsync("gifts", new
        {
            amountFen = 1_00, channel = "bank", occurredOn = on, donor = new { name = "某实业公司", kind = "organisation" },
        })).Accepted().Id;
        var receipt = (await office.Clerk.PostAsync($"gifts/{gift}/receipts", new { occurredOn = on })).Accepted();
        return (receipt.Id, receipt.Body.GetProperty("checkCode").GetString()!);
    }

    private async Task<string> PageAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = office.Host.First.Address };
        return WebUtility.HtmlDecode(await http.GetStringAsync(path, TestContext.Current.CancellationToken));
    }

    private async Task<string> PaperAsync((string Id, string Code) receipt)
    {
        using var http = new HttpClient { BaseAddress = office.Host.First.Address };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["number"] = receipt.Id, ["code"] = receipt.Code });
        using var response = await http.PostAsync("/f/city/receipt", form, TestContext.Current.CancellationToken);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
