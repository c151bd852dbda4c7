using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Approvals;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Amending;

/// <summary>A fund's agreement is amended over HTTP, and money, bars and pages go by the version of their day. The clock stands at 2026-03-02.</summary>
public sealed class FundTests : IAsyncLifetime
{
    private readonly Office office = new();

    public ValueTask InitializeAsync() => office.InitializeAsync();

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    [Refuses(RefusalCode.AmendmentEmpty, RefusalCode.EvidenceInvalid)]
    public async Task What_came_before_an_amendment_lies_under_the_old_purpose_until_its_use_is_changed()
    {
        var paper = await office.SendAsync("补充协议");
        (await office.Clerk.PostAsync("funds", City.Fund("care", fee: 500, date: "2026-01-01"))).Accepted();
        var early = (await office.Clerk.PostAsync("gifts", City.Gift(100_00, "care", "2026-02-09"))).Accepted();
        (await AmendAsync("care", new { purpose = "抗疫" }, "2026-02-10", paper)).Refused("amendment_empty", HttpStatusCode.UnprocessableEntity);
        (await AmendAsync("care", new { purpose = "养老" }, "2026-02-10", new string('0', 64))).Refused("evidence_invalid", HttpStatusCode.UnprocessableEntity);
        (await AmendAsync("none", new { purpose = "养老" }, "2026-02-10", paper)).Refused("fund_unknown", HttpStatusCode.NotFound);
        var body = Amendment(new { purpose = "养老", managementFeeBasisPoints = 0, name = "敬老基金" }, "2026-02-10", paper);
        var amended = (await office.Clerk.PostAsync("funds/care/amendments", body, "k")).Accepted();
        Assert.Equal(amended.Position, (await office.Clerk.PostAsync("funds/care/amendments", body, "k")).Accepted().Position);
        var late = (await office.Clerk.PostAsync("gifts", City.Gift(100_00, "care", "2026-02-10"))).Accepted();
        // Recorded afterwards, and of a day before: it is a gift of the old agreement.
        (await office.Clerk.PostAsync("gifts", City.Gift(100_00, "care", "2026-02-09"))).Accepted();
        Assert.Equal([("fund/care", 190_00), ("fund/care+purpose=养老", 100_00)], await LeftAsync());

        // Each purpose has its own money.
        (await office.Clerk.PostAsync("payments", City.Payment(190_01, "care"))).Refused("insufficient_funds", HttpStatusCode.UnprocessableEntity);
        (await office.DoAsync("payments", new { amountFen = 60_00, payee = "养老院", purpose = "护理", fund = "care", restriction = "养老" })).Accepted();
        (await office.DoAsync("use-changes", new
        {
            amountFen = 90_00, from = new { fund = "care" }, to = new { fund = "care", purpose = "养老" }, ground = "donor_consent", reference = "同意书",
            groundOn = "2026-02-20", reason = "随协议变更", gift = early.Id, occurredOn = City.Today,
        })).Accepted();
        Assert.Equal([("fund/care", 100_00), ("fund/care+purpose=养老", 130_00)], await LeftAsync());
        await Books.CheckAsync(office.Host.Database.ConnectionString);

        // The story of each gift and the page of the fund name it as it was called on the day that they tell of.
        await office.Host.FollowedAsync();
        var page = await PageAsync("/f/city/funds/care");
        foreach (var word in new[] { "<h1 lang=\"zh-CN\">敬老基金</h1>", "抗疫基金", "2026-02-10" }) Assert.Contains(word, page, StringComparison.Ordinal);
        Assert.Contains("抗疫基金", await StoryAsync(early), StringComparison.Ordinal);
        Assert.DoesNotContain("抗疫基金", await StoryAsync(late), StringComparison.Ordinal);
        var line = (await office.Auditor.GetAsync("funds")).Body.EnumerateArray().Single(f => f.GetProperty("fund").GetString() == "care");
        Assert.Equal(("敬老基金", 0), (line.GetProperty("name").GetString(), line.GetProperty("managementFeeBasisPoints").GetInt32()));
        Assert.Equal([("2026-01-01", "抗疫"), ("2026-02-10", "养老")], line.GetProperty("versions").EnumerateArray().Select(v =>
            (v.GetProperty("from").GetString(), v.GetProperty("value").GetProperty("purpose").GetString())));
    }

    [Fact]
    public async Task Whoever_was_a_funds_sponsor_stays_barred_from_its_money_and_who_will_be_is_barred_too()
    {
        var paper = await office.SendAsync("补充协议");
        (await AmendAsync("relief", new { sponsor = "新公司" }, "2026-04-01", paper)).Accepted();
        foreach (var payee in new[] { "某公司", "新公司" })
            (await office.Clerk.PostAsync("payments", City.Payment(1, "relief", payee))).Refused("interested_party", HttpStatusCode.UnprocessableEntity);
        await office.AskAsync("payments", City.Payment(1, "relief", "别的公司"));
    }

    /// <summary>A closed month's digest and an old trace are what they were, whatever is amended afterwards, also for days before.</summary>
    [Fact]
    public async Task Closed_months_and_old_traces_do_not_change_by_an_amendment()
    {
        var paper = await office.SendAsync("补充协议");
        (await office.Clerk.PostAsync("funds", City.Fund("care", fee: 500, date: "2026-01-01"))).Accepted();
        var gift = (await office.Clerk.PostAsync("gifts", City.Gift(100_00, "care", "2026-01-20"))).Accepted();
        (await office.DoAsync("payments", City.Payment(30_00, "care"))).Accepted();
        (await office.Treasurer.PostAsync("books/years/2025/closing", new { })).Accepted();
        (await office.Treasurer.PostAsync("books/periods/2026-01/closing", new { })).Accepted();
        await office.Host.FollowedAsync();
        var (trace, digest) = (await TraceAsync(), await DigestAsync());
        (await AmendAsync("care", new { purpose = "养老", sponsor = "新公司", name = "敬老基金", managementFeeBasisPoints = 100 }, "2026-01-05", paper)).Accepted();
        await office.Host.FollowedAsync();
        Assert.Equal(trace, await TraceAsync());
        Assert.Equal(digest, await DigestAsync());
        await Books.CheckAsync(office.Host.Database.ConnectionString);

        async Task<string> TraceAsync() => (await office.Auditor.GetAsync($"gifts/{gift.Id}/trace")).Body.GetProperty("parts").GetRawText();

        async Task<string> DigestAsync() => (await office.Auditor.GetAsync("books/periods")).Body.GetRawText();
    }

    /// <summary>Gifts and amendments at the same moment: each gift has the fee of an agreement that stood when it was appended.</summary>
    [Fact]
    public async Task A_gift_that_was_decided_on_the_version_of_before_is_decided_again()
    {
        var paper = await office.SendAsync("补充协议");
        (await office.Clerk.PostAsync("funds", City.Fund("care", fee: 0, date: "2026-01-01"))).Accepted();
        var amending = Enumerable.Range(1, 10).Select(async n =>
        {
            Answer answer;
            do answer = await AmendAsync("care", new { managementFeeBasisPoints = n * 100 }, "2026-02-01", paper);
            while (answer.Code == "version_conflict");
            answer.Accepted();
        });
        var giving = Enumerable.Range(0, 30).Select(async n => (await office.Clerk.PostAsync("gifts", City.Gift(100_00 + n, "care"))).Accepted());
        await Task.WhenAll(amending.Concat(giving));
        var fee = 0L;
        foreach (var stored in await office.Host.Database.LogAsync())
        {
            var data = JsonSerializer.Deserialize<JsonElement>(stored.Data.Span);
            if (stored.Type == "fund_amended") fee = data.GetProperty("new").GetProperty("managementFeeBasisPoints").GetInt64();
            if (stored.Type != "gift_received" || !data.TryGetProperty("fund", out var fund) || fund.GetString() != "care") continue;
            var taken = data.GetProperty("parts").EnumerateArray().Skip(1).Sum(p => p.GetProperty("amountFen").GetInt64());
            Assert.Equal(data.GetProperty("amountFen").GetInt64() * fee / 10_000, taken);
        }

        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    private Task<Answer> AmendAsync(string fund, object change, string from, string paper) =>
        office.Clerk.PostAsync($"funds/{fund}/amendments", Amendment(change, from, paper));

    private static object Amendment(object change, string from, string paper) =>
        new { change, effectiveFrom = from, reason = "双方协商", paper, occurredOn = City.Today };

    private async Task<List<(string?, long)>> LeftAsync() => [.. (await office.Auditor.GetAsync($"balances?min-position={await LastAsync()}")).Body
        .EnumerateArray().Where(b => b.GetProperty("bucket").GetString()!.StartsWith("fund/care", StringComparison.Ordinal))
        .Select(b => (b.GetProperty("bucket").GetString(), b.GetProperty("balanceFen").GetInt64()))];

    private Task<long> LastAsync() => office.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");

    private async Task<string> StoryAsync(Answer gift)
    {
        using var http = new HttpClient { BaseAddress = office.Host.First.Address };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["number"] = gift.Id, ["code"] = gift.Body.GetProperty("checkCode").GetString()!,
        });
        using var response = await http.PostAsync("/f/city/gift", form, TestContext.Current.CancellationToken);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<string> PageAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = office.Host.First.Address };
        return WebUtility.HtmlDecode(await http.GetStringAsync(path, TestContext.Current.CancellationToken));
    }
}
