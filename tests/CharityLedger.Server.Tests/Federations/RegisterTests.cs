using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Approvals;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Federations;

/// <summary>The federation's register of itself over HTTP, and what receipts, duties and pages make of it. The clock stands at 2026-03-02.</summary>
public sealed class RegisterTests : IAsyncLifetime
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;

    private readonly Office office = new();

    public async ValueTask InitializeAsync() => await office.InitializeAsync();

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    [Refuses(RefusalCode.RegisterEntryUnknown, RefusalCode.RegisterEntryExists, RefusalCode.RegisterEntryEnded, RefusalCode.RegisterEntryInvalid)]
    public async Task What_the_federation_holds_is_entered_changed_from_a_day_on_and_ended_with_a_reason()
    {
        var paper = await office.SendAsync("批复");
        await RefusedAsync("evidence_invalid", Deduction("shuiqian", new string('0', 64)));
        await RefusedAsync("period_invalid", Deduction("shuiqian", paper, to: "2029-01-01"));
        await RefusedAsync("register_entry_invalid", Entry("code", "credit_code", new { number = "51000000MJ00000000", title = "会长" }));
        await RefusedAsync("register_entry_invalid", Entry("zhang", "leader", new { name = "张会长", title = "会长", phone = "13800000000" }, to: "2029-12-31"));
        var body = Deduction("shuiqian", paper);
        var made = (await office.Head.PostAsync("federation-register", body, "k")).Accepted();
        Assert.Equal("/api/v1/federation-register/shuiqian", made.Location);
        Assert.Equal(made.Position, (await office.Head.PostAsync("federation-register", body, "k")).Accepted().Position);
        await RefusedAsync("register_entry_exists", body, HttpStatusCode.Conflict);

        (await office.Head.PostAsync("federation-register/none/end", Ending("2026-02-01"))).Refused("register_entry_unknown", HttpStatusCode.NotFound);
        (await office.Head.PostAsync("federation-register", Entry("zhang", "leader", new { name = "张会长", title = "会长" }, to: "2029-12-31"))).Accepted();
        (await office.Head.PostAsync("federation-register/zhang/changes",
            Change(new { name = "张会长", title = "名誉会长" }, "2026-02-10", "2029-12-31"))).Accepted();
        Assert.Equal("会长", await TitleAsync("2026-02-09"));
        Assert.Equal("名誉会长", await TitleAsync("2026-02-10"));
        (await office.Head.PostAsync("federation-register/zhang/end", Ending("2026-02-20"))).Accepted();
        (await office.Head.PostAsync("federation-register/zhang/changes", Change(new { name = "张会长", title = "会长" }, "2026-02-21", "2029-12-31")))
            .Refused("register_entry_ended", HttpStatusCode.Conflict);
        Assert.Equal("名誉会长", await TitleAsync("2026-02-19"));
        Assert.Null(await TitleAsync("2026-02-20"));
        var story = (await office.Auditor.GetAsync("federation-register/zhang")).Body;
        Assert.Equal(["2026-01-01", "2026-02-10"], story.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("from").GetString()));
        Assert.Equal(("2026-02-20", "任期内调离", false), (story.GetProperty("entry").GetProperty("endedFrom").GetString(),
            story.GetProperty("entry").GetProperty("reason").GetString(), story.GetProperty("entry").GetProperty("isInForce").GetBoolean()));
        (await office.Auditor.GetAsync("federation-register/none")).Refused("register_entry_unknown", HttpStatusCode.NotFound);

        async Task<string?> TitleAsync(string on) => (await office.Auditor.GetAsync($"federation-register?kind=leader&on={on}")).Body
            .GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("facts").GetProperty("title").GetString()).SingleOrDefault();
    }

    [Fact]
    public async Task Who_is_of_the_staff_stands_sealed_in_the_log_and_is_read_by_few_while_leaders_are_public()
    {
        const string name = "钱出纳甲", phone = "13912345678", note = "身份证号后四位5417";
        (await office.Head.PostAsync("federation-register",
            Entry("staff-1", "staff", new { name, title = "出纳", phone, note }, to: "2026-03-20"))).Accepted();
        (await office.Head.PostAsync("federation-register/staff-1/changes",
            Change(new { name = name + "乙", title = "会计", note }, "2026-02-01", "2026-03-25"))).Accepted();
        (await office.Head.PostAsync("federation-register", Entry("lishi", "council_member", new { name = "孙理事" }, to: "2029-12-31"))).Accepted();
        (await office.Head.PostAsync("fundraising-certificates", Regulation.Plans.Certificate())).Accepted();
        await office.Host.FollowedAsync();
        foreach (var word in new[] { name, phone, "5417" })
        {
            foreach (var table in new[] { "ledger.mt_events", "dossier.entry", "charity.donor_key" })
                Assert.Equal(0, await office.Host.Database.ScalarAsync<long>($"select count(*) from {table} t where t::text like '%{word}%'"));
        }

        Assert.Equal(name + "乙", await NameAsync(office.Head));
        Assert.Equal(name + "乙", await NameAsync(office.Auditor));
        Assert.Null(await NameAsync(office.Clerk));
        var duty = (await office.Auditor.GetAsync("duties")).Body.EnumerateArray()
            .Single(d => d.GetProperty("row").GetProperty("id").GetString() == "register.notice.staff");
        Assert.Equal(("2026-03-25", "due_soon", "staff-1"), (duty.GetProperty("dueOn").GetString(), duty.GetProperty("status").GetString(),
            duty.GetProperty("subject").GetString()));

        var page = await PageAsync("/f/city/rules");
        foreach (var word in new[] { "孙理事", "理事", "募证001", "公开募捐资格证书", "2029-12-31" }) Assert.Contains(word, page, StringComparison.Ordinal);
        foreach (var word in new[] { name, "会计</td>", "staff-1" }) Assert.DoesNotContain(word, page, StringComparison.Ordinal);
        Assert.Contains("Certificate for public fundraising", await PageAsync("/en/f/city/rules"), StringComparison.Ordinal);
        Assert.DoesNotContain("staff-1", await PageAsync("/f/city/duties"), StringComparison.Ordinal);

        static async Task<string?> NameAsync(Api api) => (await api.GetAsync("federation-register/staff-1")).Body.GetProperty("entry")
            .GetProperty("facts").TryGetProperty("name", out var found) ? found.GetString() : null;
    }

    [Fact]
    public async Task A_receipt_says_whether_the_gift_is_deductible_on_its_day_and_keeps_its_words()
    {
        (await office.Treasurer.PostAsync("receipt-books", new { year = 2026, code = "51010126", occurredOn = City.Today })).Accepted();
        var before = await ReceiptAsync("2026-01-10");
        Assert.Equal("not_stated", await SaidAsync(before.Receipt));
        var paper = await office.SendAsync("公告");
        (await office.Head.PostAsync("federation-register", Deduction("shuiqian", paper))).Accepted();
        (await office.Head.PostAsync("federation-register/shuiqian/end",
            new { endedFrom = "2026-02-15", reason = "资格被取消", occurredOn = City.Today, paper })).Accepted();
        var qualified = await ReceiptAsync("2026-02-14");
        Assert.Equal("deductible", await SaidAsync(qualified.Receipt));
        Assert.Equal("not_deductible", await SaidAsync((await ReceiptAsync("2026-02-15")).Receipt));
        Assert.Equal("not_stated", await SaidAsync((await ReceiptAsync("2025-12-31")).Receipt));
        Assert.Equal("not_stated", await SaidAsync(before.Receipt));

        await office.Host.FollowedAsync();
        Assert.Contains("捐赠当日本会具有公益性捐赠税前扣除资格", await PaperAsync("/f/city/receipt", qualified), StringComparison.Ordinal);
        Assert.Contains("was qualified for deductible gifts", await PaperAsync("/en/f/city/receipt", qualified), StringComparison.Ordinal);
        Assert.Contains("未载明", await PaperAsync("/f/city/receipt", before), StringComparison.Ordinal);
    }

    private static object Deduction(string entry, string paper, string to = "2028-12-31") => new
    {
        entry, kind = "tax_deduction", words = new { number = "公告2026年第3号", authority = "江城市财政局" }, validFrom = "2026-01-01", validTo = to,
        paper, occurredOn = City.Today,
    };

    private static object Entry(string entry, string kind, object words, string? to = null) =>
        new { entry, kind, words, validFrom = "2026-01-01", validTo = to, occurredOn = City.Today };

    private static object Change(object words, string from, string to) =>
        new { words, changedFrom = from, validTo = to, reason = "理事会决议", occurredOn = City.Today };

    private static object Ending(string from) => new { endedFrom = from, reason = "任期内调离", occurredOn = City.Today };

    private async Task RefusedAsync(string code, object body, HttpStatusCode status = Unprocessable) =>
        (await office.Head.PostAsync("federation-register", body)).Refused(code, status);

    private async Task<(string Receipt, string Code)> ReceiptAsync(string givenOn)
    {
        var gift = (await office.Clerk.PostAsync("gifts", new
        {
            amountFen = 100_00, channel = "bank", occurredOn = givenOn, donor = new { name = "江城市某实业有限公司", kind = "organisation" },
        })).Accepted().Id;
        var receipt = (await office.Clerk.PostAsync($"gifts/{gift}/receipts", new { occurredOn = City.Today })).Accepted();
        return (receipt.Id, receipt.Body.GetProperty("checkCode").GetString()!);
    }

    private async Task<string?> SaidAsync(string receipt) =>
        (await office.Auditor.GetAsync("receipts/" + receipt)).Body.GetProperty("deduction").GetString();

    private async Task<string> PageAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = office.Host.First.Address };
        return WebUtility.HtmlDecode(await http.GetStringAsync(path, TestContext.Current.CancellationToken));
    }

    private async Task<string> PaperAsync(string path, (string Receipt, string Code) receipt)
    {
        using var http = new HttpClient { BaseAddress = office.Host.First.Address };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["number"] = receipt.Receipt, ["code"] = receipt.Code });
        using var response = await http.PostAsync(path, form, TestContext.Current.CancellationToken);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
