using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>Who has no account signs requests on paper (纸质签字). The clock stands at 2026-03-02.</summary>
public sealed partial class PaperSignatureTests : IAsyncLifetime
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity, Forbidden = HttpStatusCode.Forbidden,
        Conflict = HttpStatusCode.Conflict, Missing = HttpStatusCode.NotFound;

    private readonly Office office = new();

    private Api secretary = null!;

    public async ValueTask InitializeAsync()
    {
        await office.InitializeAsync();
        secretary = await office.UserAsync("secretary", "clerk");
        await DecideAsync("users/secretary/posts", new { post = "secretary_general", from = City.Today });
        foreach (var signer in (string[])["lao-li", "lao-wang"]) await SignerAsync(signer);
        await DecideAsync("users/lao-li/posts", new { post = "president", from = City.Today });
        await DecideAsync("users/lao-wang/posts", new { post = "council", from = City.Today });
        await DecideAsync("approval-routes", new
        {
            route = "large", scope = new { action = "make_payment", aboveFen = 500_00 },
            posts = new[] { "secretary_general", "president", "council" }, source = "理事会决议", occurredOn = City.Today,
        });
    }

    public async ValueTask DisposeAsync()
    {
        secretary.Dispose();
        await office.DisposeAsync();
    }

    [Fact]
    [Refuses(RefusalCode.SignatureNotDue, RefusalCode.SecondPersonNeeded, RefusalCode.SignerHasAccount, RefusalCode.ApprovalsCounted,
        RefusalCode.EvidenceInvalid, RefusalCode.UserUnknown, RefusalCode.DateInvalid, RefusalCode.DateInFuture, RefusalCode.RequestClosed)]
    public async Task Leaders_without_an_account_sign_in_turn_on_one_sheet_and_the_last_signature_reserves_the_money()
    {
        var request = await office.AskAsync("payments", Pay(600_00));
        var contract = await office.SendAsync("合同");
        await AddAsync(request, "contract", contract);
        var sheet = await office.SendAsync("签字页");
        (await EnterAsync(request, "lao-li", sheet)).Refused("signature_not_due", Forbidden);
        (await secretary.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        Assert.Equal(("", "lao-li"), await NextAsync(request));

        (await EnterAsync(request, "lao-li", sheet, by: office.Clerk)).Refused("second_person_needed", Forbidden);
        (await EnterAsync(request, "lao-wang", sheet)).Refused("signature_not_due", Forbidden);
        (await EnterAsync(request, "approver", sheet)).Refused("signer_has_account", Unprocessable);
        (await EnterAsync(request, "nobody", sheet)).Refused("user_unknown", Missing);
        (await EnterAsync(request, "lao-li", new string('a', 64))).Refused("evidence_invalid", Unprocessable);
        (await EnterAsync(request, "lao-li", sheet, "2026-03-03")).Refused("date_in_future", Unprocessable);
        (await EnterAsync(request, "lao-li", sheet, "2026-03-01")).Refused("date_invalid", Unprocessable);
        (await EnterAsync("none", "lao-li", sheet)).Refused("request_unknown", Missing);

        (await EnterAsync(request, "lao-li", sheet, key: "li")).Accepted();
        (await EnterAsync(request, "lao-li", sheet, key: "li")).Accepted();
        (await EnterAsync(request, "lao-li", sheet)).Refused("second_person_needed", Forbidden);
        (await office.Treasurer.PostAsync($"requests/{request}/execution", new { })).Refused("approvals_missing", Conflict);
        Assert.Equal(("", "lao-wang"), await NextAsync(request));
        Assert.Equal(0, await ReservedAsync());
        (await EnterAsync(request, "lao-wang", sheet, by: office.Approver2)).Accepted();
        Assert.Equal(600_00, await ReservedAsync());
        Assert.Equal(("", ""), await NextAsync(request));
        (await EnterAsync(request, "lao-wang", sheet)).Refused("second_person_needed", Forbidden);

        var row = await RowAsync(request);
        Assert.Equal(["secretary", "lao-li", "lao-wang"], row.GetProperty("approvedBy").EnumerateArray().Select(a => a.GetString()));
        Assert.Equal(["lao-li secretary", "lao-wang approver2"],
            row.GetProperty("onPaper").EnumerateArray().Select(p => $"{Text(p, "by")} {Text(p, "enteredBy")}"));
        Assert.Equal([$"lao-li secretary 2026-03-02 {sheet}", $"lao-wang approver2 2026-03-02 {sheet}"],
            (await office.Auditor.GetAsync($"requests/{request}/signers")).Body.GetProperty("onPaper").EnumerateArray()
                .Select(p => $"{Text(p, "by")} {Text(p, "enteredBy")} {Text(p, "signedOn")} {Text(p, "scan")}"));
        // The sheet lies beside what was signed, once; each signed over the contract.
        var papers = (await office.Auditor.GetAsync($"papers/request-{request}")).Body.EnumerateArray().ToList();
        Assert.Equal([$"contract {contract} False", $"signature {sheet} True"],
            papers.Select(p => $"{Text(p, "kind")} {Text(p, "sha256")} {p.GetProperty("isBeside").GetBoolean()}"));
        Assert.Equal("签字扫描件", Text(papers[1], "name"));
        Assert.Equal(3L, await office.Host.Database.ScalarAsync<long>("select count(*) from ledger.mt_events where type = 'papers_signed'"));

        var desk = await DeskAsync();
        Assert.Contains("secretary, lao-li（纸质签字，由 secretary 录入）, lao-wang（纸质签字，由 approver2 录入）", desk, StringComparison.Ordinal);

        // A complete approval stands when a signer leaves.
        (await office.Head.PostAsync("users/lao-wang/disabling", new { })).Accepted();
        // Who entered a signature doesn't pay by it.
        (await office.Approver2.PostAsync($"requests/{request}/execution", new { })).Refused("second_person_needed", Forbidden);
        (await office.Treasurer.PostAsync($"requests/{request}/execution", new { })).Accepted();
        (await EnterAsync(request, "lao-li", sheet)).Refused("request_closed", Conflict);

        // Beneath the route approvals are counted.
        var counted = await office.AskAsync("payments", Pay(500_00));
        (await EnterAsync(counted, "lao-li", sheet)).Refused("approvals_counted", Conflict);
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    [Fact]
    [Refuses(RefusalCode.ConflictOfInterest, RefusalCode.PaperExists, RefusalCode.RequestSentBack)]
    public async Task Signatures_on_paper_fall_as_others_do_and_interests_bar_them_as_others()
    {
        var request = await office.AskAsync("payments", Pay(600_00));
        (await secretary.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        var sheet = await office.SendAsync("签字页");
        (await EnterAsync(request, "lao-li", sheet)).Accepted();
        // Another paper: nobody has signed over it.
        await AddAsync(request, "contract", await office.SendAsync("合同"));
        Assert.Empty((await RowAsync(request)).GetProperty("onPaper").EnumerateArray());
        Assert.Equal(("secretary", ""), await NextAsync(request));
        (await secretary.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        (await EnterAsync(request, "lao-li", sheet)).Refused("paper_exists", Conflict);
        (await EnterAsync(request, "lao-li", await office.SendAsync("重新签字"))).Accepted();

        (await secretary.PostAsync($"requests/{request}/sending-back", new { reason = "金额有误" })).Refused("not_allowed", Forbidden);
        (await office.Approver.PostAsync($"requests/{request}/sending-back", new { reason = "金额有误" })).Accepted();
        (await EnterAsync(request, "lao-wang", sheet)).Refused("request_sent_back", Conflict);
        office.Clock.Now = office.Clock.Now.AddDays(1);
        (await office.Clerk.PostAsync($"requests/{request}/asking-again", Pay(700_00))).Accepted();
        (await secretary.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        var third = await office.SendAsync("第三次签字");
        (await EnterAsync(request, "lao-li", third)).Refused("date_invalid", Unprocessable);

        // Who has an interest neither signs on paper nor enters it; the post passes on.
        (await office.Head.PostAsync("users/approver2/interests", new { party = "某小学", reason = "亲属任教" })).Accepted();
        (await EnterAsync(request, "lao-li", third, "2026-03-03", office.Approver2)).Refused("conflict_of_interest", Forbidden);
        (await office.Head.PostAsync("users/lao-li/interests", new { party = "某小学", reason = "亲属任教" })).Accepted();
        (await EnterAsync(request, "lao-li", third, "2026-03-03")).Refused("conflict_of_interest", Forbidden);
        Assert.Equal(("", "lao-wang"), await NextAsync(request));
        (await EnterAsync(request, "lao-wang", third, "2026-03-03")).Accepted();
        Assert.Equal(700_00, await ReservedAsync());

        // Who signed and left before the last signature has not signed.
        var other = await office.AskAsync("payments", new { amountFen = 600_00, payee = "某医院", purpose = "药品", occurredOn = City.Today });
        (await secretary.PostAsync($"requests/{other}/approvals", new { })).Accepted();
        (await EnterAsync(other, "lao-li", await office.SendAsync("药品"), "2026-03-03")).Accepted();
        (await office.Head.PostAsync("users/lao-li/disabling", new { })).Accepted();
        (await EnterAsync(other, "lao-li", third, "2026-03-03")).Refused("user_disabled", Conflict);
        Assert.Equal(("", "lao-wang"), await NextAsync(other));
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    [Fact]
    [Refuses(RefusalCode.UserOnPaper, RefusalCode.UserExists)]
    public async Task Who_signs_on_paper_has_a_name_and_posts_and_never_an_account()
    {
        (await office.Head.PostAsync("paper-signers", new { user = "lao-li" })).Refused("user_exists", Conflict);
        (await office.Head.PostAsync("users", new { user = "lao-li", roles = new[] { "clerk" } })).Refused("user_exists", Conflict);
        (await office.Head.PostAsync("users/lao-li/roles", new { roles = new[] { "clerk" } })).Refused("user_on_paper", Conflict);
        (await office.Head.PostAsync("users/lao-li/password", new { password = "a sentence that nobody guesses" }))
            .Refused("user_on_paper", Conflict);
        (await office.Head.PostAsync("users/lao-li/name", new { name = "李建国" })).Accepted();
        var user = (await office.Auditor.GetAsync("users")).Body.EnumerateArray().Single(u => Text(u, "user") == "lao-li");
        Assert.Equal(("李建国", true, 0),
            (Text(user, "name"), user.GetProperty("isOnPaper").GetBoolean(), user.GetProperty("roles").GetArrayLength()));
        Assert.Equal("president", Text(user.GetProperty("posts")[0], "post"));
        (await CommandLine.RunAsync(["token", "create", "--user", "lao-li", "--json", .. office.Host.CliOptions])).Refused("user_on_paper");
        // A token by hand opens nothing, also where it is this user's turn.
        using var byHand = await office.Host.UserAsync("city", "lao-li");
        var request = await office.AskAsync("payments", Pay(600_00));
        (await secretary.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        (await byHand.PostAsync($"requests/{request}/approvals", new { })).Refused("not_allowed", Forbidden);
        (await byHand.PostAsync($"requests/{request}/paper-signatures", new { })).Refused("not_allowed", Forbidden);
        (await byHand.GetAsync("balances")).Refused("not_allowed", Forbidden);
    }

    private static object Pay(long fen) => new { amountFen = fen, payee = "某小学", purpose = "教具", occurredOn = City.Today };

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private async Task SignerAsync(string user) => (await office.Head.PostAsync("paper-signers", new { user })).Accepted();

    private Task<Answer> EnterAsync(
        string request, string signer, string scan, string signedOn = "2026-03-02", Api? by = null, string? key = null) =>
        (by ?? secretary).PostAsync($"requests/{request}/paper-signatures", new { signer, scan, signedOn }, key);

    private async Task AddAsync(string request, string kind, string sha256) => (await office.Clerk.PostAsync($"papers/request-{request}",
        new { kind, sha256, name = kind + ".pdf", mediaType = "application/pdf", occurredOn = City.Today })).Accepted();

    private async Task DecideAsync(string path, object body) => (await office.DoAsAsync(office.Head, path, body)).Accepted();

    /// <summary>Who may sign next, by an account and on paper.</summary>
    private async Task<(string ByAccount, string OnPaper)> NextAsync(string request)
    {
        var signers = (await office.Auditor.GetAsync($"requests/{request}/signers")).Body;
        string Of(string name) => string.Join(' ', signers.GetProperty(name).EnumerateArray().Select(u => u.GetString()));
        return (Of("next"), Of("nextOnPaper"));
    }

    /// <summary>The desk, as an approver sees it.</summary>
    private async Task<string> DeskAsync()
    {
        const string Password = "a sentence that nobody guesses";
        (await office.Head.PostAsync("users/approver/password", new { password = Password })).Expect(HttpStatusCode.NoContent);
        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = office.Host.First.Address };
        var form = await browser.GetStringAsync("/f/city/sign-in", TestContext.Current.CancellationToken);
        using var fields = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = Token().Match(form).Groups[1].Value, ["user"] = "approver", ["password"] = Password,
        });
        var desk = await browser.PostAsync("/f/city/sign-in", fields, TestContext.Current.CancellationToken);
        return WebUtility.HtmlDecode(await desk.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    private Task<long> ReservedAsync() =>
        office.Host.Database.ScalarAsync<long>("select floor from charity.bucket where tenant = 'city' and id = 'general'");

    private async Task<JsonElement> RowAsync(string request) => (await office.Auditor.GetAsync(
        $"requests/{request}?min-position={await office.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events")}")).Body;
}
