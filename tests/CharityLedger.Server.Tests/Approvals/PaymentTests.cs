using System.Net;
using System.Security.Cryptography;
using System.Text;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>What a payment says of itself, to whom it may go, and how it is proved.</summary>
public sealed class PaymentTests(Office office) : IClassFixture<Office>
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;

    [Fact]
    [Refuses(RefusalCode.ExpenseKindInvalid)]
    public async Task Management_fees_serve_administration_and_restricted_money_programmes()
    {
        (await office.Head.PostAsync("users", new { user = "keeper", roles = new[] { "clerk" } })).Accepted();
        (await office.Clerk.PostAsync("funds", City.Fund("fees", fee: 500))).Accepted();
        (await office.Clerk.PostAsync("gifts", City.Gift(10_000, "fees"))).Accepted();
        foreach (var kind in new[] { "programme", "fundraising" })
            (await office.Clerk.PostAsync("payments", Pay(100, kind: kind, fees: true))).Refused("expense_kind_invalid", Unprocessable);
        foreach (var kind in new[] { "administration", "fundraising" })
            (await office.Clerk.PostAsync("payments", Pay(100, fund: "fees", kind: kind))).Refused("expense_kind_invalid", Unprocessable);
        (await office.Clerk.PostAsync("payments", Pay(100, fund: "fees", kind: "administration", fees: true)))
            .Refused("expense_kind_invalid", Unprocessable);
        (await office.DoAsync("payments", Pay(500, kind: "administration", fees: true))).Accepted();
        (await office.Clerk.PostAsync("payments", Pay(1, kind: "administration", fees: true))).Refused("insufficient_funds", Unprocessable);
        var paid = (await office.DoAsync("payments", Pay(700, kind: "fundraising", account: "alipay"))).Accepted();
        (await office.DoAsync($"payments/{paid.Id}/reversals", City.Reversal(700))).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.RelatedPartyUndeclared, RefusalCode.PartyUnknown, RefusalCode.TextMissing)]
    public async Task A_related_party_is_paid_by_name_and_with_the_decision_that_allows_it()
    {
        await RecordAsync("related", "关联有限公司");
        (await office.Clerk.PostAsync("payments", Pay(1, "关联 有限公司"))).Refused("related_party_undeclared", Unprocessable);
        (await office.Clerk.PostAsync("payments", Pay(1, "关联有限公司", party: "related"))).Refused("text_missing", Unprocessable);
        (await office.Clerk.PostAsync("payments", Pay(1, "别家", party: "nobody", decision: "决议1号"))).Refused("party_unknown", HttpStatusCode.NotFound);
        (await office.DoAsync("payments", Pay(1, "关联有限公司", party: "related", decision: "决议1号"))).Accepted();

        // An interest in the party bars also where the payee is written otherwise.
        using var near = await office.UserAsync("kin", "clerk");
        (await near.PostAsync("users/kin/interests", new { party = "related", reason = "监事" })).Accepted();
        (await near.PostAsync("payments", Pay(1, "该公司分部", party: "related", decision: "决议1号")))
            .Refused("conflict_of_interest", HttpStatusCode.Forbidden);

        (await office.Head.PostAsync("related-parties/nobody/end", new { reason = "误记", occurredOn = City.Today }))
            .Refused("party_unknown", HttpStatusCode.NotFound);
        (await office.Head.PostAsync("related-parties/related/end", new { reason = "已退出", occurredOn = City.Today })).Accepted();
        (await office.Clerk.PostAsync("payments", Pay(1, "关联有限公司"))).Expect(HttpStatusCode.Accepted);
        // A clerk enters parties, and gives none another name: also not one that is related no more.
        object again = new { name = "关联公司（旧）", relation = "controlled", occurredOn = City.Today };
        (await office.Clerk.PostAsync("related-parties/related", again)).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await office.Head.PostAsync("related-parties/related", again)).Accepted();
        (await office.Clerk.PostAsync("payments", Pay(1, "关联公司（旧）"))).Refused("related_party_undeclared", Unprocessable);
        (await office.Clerk.PostAsync("related-parties/No Id", new { name = "某", relation = "other", occurredOn = City.Today }))
            .Refused("id_invalid", Unprocessable);
        (await office.Clerk.PostAsync("related-parties/x", new { name = "某", relation = "other", fund = "none", occurredOn = City.Today }))
            .Refused("fund_unknown", HttpStatusCode.NotFound);
    }

    [Fact]
    [Refuses(RefusalCode.InterestedParty)]
    public async Task A_funds_donor_and_its_interested_parties_are_no_beneficiaries_of_that_fund()
    {
        await RecordAsync("interested", "捐赠人之子公司", "relief");
        foreach (var payee in new[] { "捐赠人之子公司", "某公司", "某 公司" })
            (await office.Clerk.PostAsync("payments", Pay(1, payee, "relief"))).Refused("interested_party", Unprocessable);
        (await office.Clerk.PostAsync("payments", Pay(1, "换个名字", "relief", party: "interested", decision: "决议2号")))
            .Refused("interested_party", Unprocessable);
        (await office.Clerk.PostAsync("payments", Pay(1, "捐赠人之子公司"))).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    [Refuses(RefusalCode.DigestMismatch, RefusalCode.EvidenceInvalid, RefusalCode.FileTooLarge, RefusalCode.PaymentUnknown, RefusalCode.NotFound)]
    public async Task A_payment_is_proved_by_files_that_are_what_they_say()
    {
        var bytes = Encoding.UTF8.GetBytes("收到拨付款一元整");
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var payment = (await office.DoAsync("payments", Pay(1))).Accepted().Id;
        object Proof(params string[] files) =>
            new { files = files.Select(f => new { sha256 = f, name = "收据.pdf", mediaType = "application/pdf" }), occurredOn = City.Today };

        (await office.Clerk.PostAsync($"payments/{payment}/proofs", Proof(digest))).Refused("evidence_invalid", Unprocessable);
        (await SendAsync(office.Clerk, digest, [.. bytes, 0])).Refused("digest_mismatch", Unprocessable);
        (await SendAsync(office.Clerk, "../" + digest[3..], bytes)).Refused("not_found", HttpStatusCode.NotFound);
        (await SendAsync(office.Clerk, digest.ToUpperInvariant(), bytes)).Refused("digest_mismatch", Unprocessable);
        (await SendAsync(office.Clerk, digest, new byte[(20 << 20) + 1])).Refused("file_too_large", HttpStatusCode.RequestEntityTooLarge);
        (await office.Auditor.GetAsync("evidence/" + digest)).Refused("not_found", HttpStatusCode.NotFound);
        for (var i = 0; i < 2; i++) (await SendAsync(office.Clerk, digest, bytes)).Expect(HttpStatusCode.OK);

        (await office.Clerk.PostAsync($"payments/{payment}/proofs", Proof())).Refused("evidence_invalid", Unprocessable);
        (await office.Clerk.PostAsync($"payments/{payment}/proofs", Proof(digest, digest))).Refused("evidence_invalid", Unprocessable);
        (await office.Clerk.PostAsync("payments/none/proofs", Proof(digest))).Refused("payment_unknown", HttpStatusCode.NotFound);
        (await office.Clerk.PostAsync($"payments/{payment}/proofs", Proof(digest))).Accepted();
        Assert.Equal("收到拨付款一元整", (await office.Auditor.GetAsync("evidence/" + digest)).Body.GetString());

        // Another federation has no such file, though the digest is the same.
        var other = await office.Host.FederationAsync("elsewhere");
        (await other.GetAsync("evidence/" + digest)).Refused("not_found", HttpStatusCode.NotFound);
        Assert.Empty(Directory.EnumerateFiles(office.Host.Folder, "*.unfinished", SearchOption.AllDirectories));
    }

    private static object Pay(long fen, string payee = "某医院", string? fund = null, string kind = "programme", bool fees = false,
        string account = "bank", string? party = null, string? decision = null) => new
        {
            amountFen = fen, payee, purpose = "物资", fund, kind, managementFees = fees, account, relatedParty = party, decision, occurredOn = City.Today,
        };

    private async Task RecordAsync(string party, string name, string? fund = null) => (await office.Clerk.PostAsync(
        "related-parties/" + party, new { name, relation = "controlled", fund, occurredOn = City.Today })).Accepted();

    private static async Task<Answer> SendAsync(Api api, string digest, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/octet-stream");
        return await api.SendAsync(HttpMethod.Put, "evidence/" + digest, content, null);
    }
}
