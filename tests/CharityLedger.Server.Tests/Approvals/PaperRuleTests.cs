using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>What papers a request holds, must hold, and is signed over. The clock stands at 2026-03-02.</summary>
public sealed class PaperRuleTests : IAsyncLifetime
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity, Missing = HttpStatusCode.NotFound;

    private readonly Office office = new();

    public ValueTask InitializeAsync() => office.InitializeAsync();

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    [Refuses(RefusalCode.PaperMissing)]
    public async Task Who_approves_signs_over_the_papers_and_signs_again_when_they_change()
    {
        var early = await office.AskAsync("payments", Pay(600_000_00));
        await RuleAsync(Rule("contract", ["contract", "list"], 500_000_00));
        var request = await office.AskAsync("payments", Pay(600_000_00));
        (await office.Approver.PostAsync($"requests/{request}/approvals", new { })).Refused("paper_missing", Unprocessable);
        var contract = await SentAsync("合同正文");
        (await AddAsync(request, "contract", contract, "王小明合同.pdf")).Accepted();
        var missing = await office.Approver.PostAsync($"requests/{request}/approvals", new { });
        missing.Refused("paper_missing", Unprocessable);
        Assert.Equal("Papers are missing: list.", missing.Body.GetProperty("title").GetString());
        var list = await SentAsync("名单");
        (await AddAsync(request, "list", list, "受益人名单.xlsx")).Accepted();
        (await office.Approver.PostAsync($"requests/{request}/approvals", new { })).Accepted();

        // A paper more: the first signature was not over it.
        var invoice = await SentAsync("发票");
        (await AddAsync(request, "invoice", invoice, "发票.pdf")).Accepted();
        Assert.Empty((await RowAsync(request)).GetProperty("approvedBy").EnumerateArray());
        (await office.Approver2.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        (await office.Treasurer.PostAsync($"requests/{request}/execution", new { })).Refused("approvals_missing", HttpStatusCode.Conflict);
        // A scan of a signature lies beside what is signed.
        (await AddAsync(request, "signature", await SentAsync("签字"), "签字.jpg")).Accepted();
        (await office.Approver.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        // All have signed: what comes now changes nothing.
        (await AddAsync(request, "proof", await SentAsync("回单"), "回单.pdf")).Accepted();
        (await office.Treasurer.PostAsync($"requests/{request}/execution", new { })).Accepted();

        var papers = (await office.Auditor.GetAsync($"papers/request-{request}")).Body.EnumerateArray().ToList();
        Assert.Equal(["contract", "list", "invoice", "signature", "proof"], papers.Select(p => p.GetProperty("kind").GetString()));
        Assert.Equal([false, false, false, true, true], papers.Select(p => p.GetProperty("isBeside").GetBoolean()));
        Assert.Equal("王小明合同.pdf", papers[0].GetProperty("name").GetString());
        Assert.Equal([Digest("contract " + contract, "list " + list), Digest("contract " + contract, "list " + list, "invoice " + invoice)],
            (await office.Host.Database.RowsAsync(
                "select distinct data ->> 'digest', min(seq_id) over (partition by data ->> 'digest') as first from ledger.mt_events "
                + "where type = 'papers_signed' order by first")).Select(r => (string)r[0]!));
        // What was asked for before the rule was set needs no papers.
        (await office.Approver.PostAsync($"requests/{early}/approvals", new { })).Accepted();
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    [Fact]
    public async Task A_paper_that_comes_before_the_last_signature_is_signed_over_also_where_one_who_signed_has_left()
    {
        var third = await office.UserAsync("leaving", "approver");
        var request = await office.AskAsync("payments", Pay(600_000_00));
        (await third.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        (await office.Head.PostAsync("users/leaving/disabling", new { })).Accepted();
        (await office.Approver.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        (await AddAsync(request, "contract", await SentAsync("换过的合同"), "合同.pdf")).Accepted();
        Assert.False((await office.Auditor.GetAsync($"papers/request-{request}")).Body[0].GetProperty("isBeside").GetBoolean());
        (await office.Approver2.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        (await office.Approver.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        (await office.Treasurer.PostAsync($"requests/{request}/execution", new { })).Accepted();
        third.Dispose();
    }

    [Fact]
    [Refuses(RefusalCode.PaperRuleInvalid, RefusalCode.PeriodInvalid)]
    public async Task A_rule_is_set_by_two_binds_its_action_kind_and_amount_and_ends()
    {
        await RuleAsync(Rule("admin-invoice", ["invoice"], null, "administration"));
        Assert.Equal(["invoice"], await RequiredAsync(await office.AskAsync("payments", Pay(1, "administration"))));
        Assert.Equal([], await RequiredAsync(await office.AskAsync("payments", Pay(1))));
        await RuleAsync(Rule("any-list", ["list"], 100));
        Assert.Equal([], await RequiredAsync(await office.AskAsync("payments", Pay(100))));
        Assert.Equal(["list"], await RequiredAsync(await office.AskAsync("payments", Pay(101))));
        Assert.Equal(["invoice", "list"], await RequiredAsync(await office.AskAsync("payments", Pay(101, "administration"))));

        (await office.DoAsAsync(office.Head, "paper-rules/any-list/end", new { reason = "改办法", occurredOn = City.Today })).Accepted();
        Assert.Equal([], await RequiredAsync(await office.AskAsync("payments", Pay(101))));
        var rules = (await office.Auditor.GetAsync("paper-rules")).Body.EnumerateArray().ToList();
        Assert.Equal(["admin-invoice", "any-list"], rules.Select(r => r.GetProperty("rule").GetProperty("rule").GetString()));
        Assert.Equal("2026-03-01", rules[1].GetProperty("endsOn").GetString());

        foreach (var wrong in new object[] { Rule("any-list", ["list"], 1), Rule("x", [], 1), Rule("x", ["signature"], 1), Rule("x", ["list"], -1) })
            (await office.Head.PostAsync("paper-rules", wrong)).Refused("paper_rule_invalid", Unprocessable);
        (await office.Head.PostAsync("paper-rules", new
        {
            rule = "x", scope = new { action = "no_such_action" }, kinds = new[] { "list" }, source = "决议", occurredOn = City.Today,
        })).Refused("paper_rule_invalid", Unprocessable);
        (await office.Head.PostAsync("paper-rules", new
        {
            rule = "x", scope = new { action = "make_payment" }, kinds = new[] { "list" }, source = "决议", occurredOn = City.Today, effectiveFrom = "2026-03-01",
        })).Refused("period_invalid", Unprocessable);
        (await office.Head.PostAsync("paper-rules/none/end", new { reason = "无", occurredOn = City.Today })).Refused("paper_rule_invalid", Unprocessable);
    }

    [Fact]
    [Refuses(RefusalCode.PaperExists, RefusalCode.EvidenceInvalid, RefusalCode.NotFound)]
    public async Task A_record_holds_papers_and_their_names_stand_nowhere_in_clear()
    {
        var payment = (await office.DoAsync("payments", Pay(100))).Accepted().Id;
        var file = await SentAsync("收据");
        object Named(string sha256, string kind = "proof") =>
            new { kind, sha256, name = "李四收据.pdf", mediaType = "application/x-canary", occurredOn = City.Today };
        var added = (await office.Clerk.PostAsync($"papers/payment-{payment}", Named(file), "k")).Accepted();
        Assert.Equal(added.Id, (await office.Clerk.PostAsync($"papers/payment-{payment}", Named(file), "k")).Accepted().Id);
        (await office.Clerk.PostAsync($"papers/payment-{payment}", Named(file))).Refused("paper_exists", HttpStatusCode.Conflict);
        (await office.Clerk.PostAsync($"papers/payment-{payment}", Named(file, "invoice"))).Accepted();
        (await office.Clerk.PostAsync($"papers/payment-{payment}", Named(new string('0', 64)))).Refused("evidence_invalid", Unprocessable);
        (await office.Clerk.PostAsync("papers/payment-none", Named(file))).Refused("not_found", Missing);
        (await office.Clerk.PostAsync("papers/request-none", Named(file))).Refused("not_found", Missing);
        (await office.Auditor.GetAsync("papers/payment-none")).Refused("not_found", Missing);
        Assert.Equal(["proof", "invoice"], (await office.Auditor.GetAsync($"papers/payment-{payment}")).Body.EnumerateArray()
            .Select(p => p.GetProperty("kind").GetString()));
        Assert.Equal(0L, await office.Host.Database.ScalarAsync<long>(
            "select count(*) from ledger.mt_events where data::text like '%李四%' or data::text like '%canary%'"));

        // Who keeps the key away has erased the name; the digest stays.
        await office.Host.Database.RowsAsync($"delete from charity.donor_key where donor = '{added.Id}'");
        var erased = (await office.Auditor.GetAsync($"papers/payment-{payment}")).Body[0];
        Assert.Equal((false, file), (erased.TryGetProperty("name", out _), erased.GetProperty("sha256").GetString()));
    }

    private async Task RuleAsync(object rule) => (await office.DoAsAsync(office.Head, "paper-rules", rule)).Accepted();

    private static object Rule(string rule, string[] kinds, long? aboveFen, string? expense = null) =>
        new { rule, scope = new { action = "make_payment", aboveFen, expense }, kinds, source = "理事会决议", occurredOn = City.Today };

    private static object Pay(long fen, string kind = "programme") =>
        new { amountFen = fen, payee = "某小学", purpose = "教具", kind, occurredOn = City.Today };

    private Task<string> SentAsync(string text) => office.Clerk.SendPaperAsync(text);

    private Task<Answer> AddAsync(string request, string kind, string sha256, string name) => office.Clerk.PostAsync(
        $"papers/request-{request}", new { kind, sha256, name, mediaType = "application/pdf", occurredOn = City.Today });

    private async Task<JsonElement> RowAsync(string request) => (await office.Auditor.GetAsync(
        $"requests/{request}?min-position={await office.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events")}")).Body;

    private async Task<List<string?>> RequiredAsync(string request) =>
        [.. (await RowAsync(request)).GetProperty("papersRequired").EnumerateArray().Select(k => k.GetString())];

    private static string Digest(params string[] lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n")))));
}
