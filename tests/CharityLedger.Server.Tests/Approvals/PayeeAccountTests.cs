using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>Payments to contacts: whom they are, into which account, how much they get. The clock stands at 2026-03-02.</summary>
public sealed class PayeeAccountTests : IAsyncLifetime
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity, Forbidden = HttpStatusCode.Forbidden,
        Conflict = HttpStatusCode.Conflict, Missing = HttpStatusCode.NotFound;

    private readonly Office office = new();

    public ValueTask InitializeAsync() => office.InitializeAsync();

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    [Refuses(RefusalCode.ContactAccountUnknown, RefusalCode.CallBackMissing, RefusalCode.CallBackNotDue, RefusalCode.SecondPersonNeeded)]
    public async Task An_account_that_was_never_paid_to_asks_for_a_call_back_by_a_second_person()
    {
        var school = await ContactAsync("清江一小", Account("6222000011112222", "清江一小"), Account("6222000011113333", "李老师"));
        (await office.Clerk.PostAsync("payments", Pay(100, "none", "a1"))).Refused("contact_unknown", Missing);
        (await office.Clerk.PostAsync("payments", Pay(100, school, "a9"))).Refused("contact_account_unknown", Missing);
        var request = await office.AskAsync("payments", Pay(100, school, "a1"));
        Assert.Equal((school, "a1", false, true), await NamedAsync(request));
        (await office.Approver.PostAsync($"requests/{request}/approvals", new { })).Refused("call_back_missing", Conflict);
        (await office.Clerk.PostAsync($"requests/{request}/call-back", Said)).Refused("second_person_needed", Forbidden);
        (await office.Clerk.PostAsync("payments", Pay(100, school, null))).Refused("contact_account_unknown", Missing);
        // Whoever entered the account doesn't call back, also for another's request.
        var others = await office.AskAsync("payments", Pay(1, school, "a1"), office.Treasurer);
        (await office.Clerk.PostAsync($"requests/{others}/call-back", Said)).Refused("second_person_needed", Forbidden);
        (await office.Treasurer.PostAsync($"requests/{request}/call-back", new { said = "" })).Refused("text_missing", Unprocessable);
        (await office.Treasurer.PostAsync($"requests/{request}/call-back", Said)).Accepted();
        (await office.Treasurer.PostAsync($"requests/{request}/call-back", Said)).Refused("call_back_not_due", Conflict);
        Assert.Equal((school, "a1", false, false), await NamedAsync(request));
        (await office.Approver.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        (await office.Treasurer.PostAsync($"requests/{request}/execution", new { })).Accepted();

        // The account is known now; another one isn't, and its holder is another's.
        var again = await office.AskAsync("payments", Pay(100, school, "a1"));
        Assert.Equal((school, "a1", false, false), await NamedAsync(again));
        (await office.Approver.PostAsync($"requests/{again}/approvals", new { })).Accepted();
        Assert.Equal((school, "a2", true, true), await NamedAsync(await office.AskAsync("payments", Pay(100, school, "a2"))));
        // An id names one account for good.
        object Changed(string number) => new
        {
            details = new { name = "清江一小", accounts = new[] { new { id = "a1", number, holder = "清江一小", bank = "建设银行清江支行" } } }, occurredOn = City.Today,
        };
        (await office.Clerk.PostAsync($"contacts/{school}/details", Changed("6222999999999999"))).Refused("contact_details_invalid", Unprocessable);
        (await office.Clerk.PostAsync($"contacts/{school}/details", Changed("6222000011112222"))).Accepted();
        // Neither the account nor what was said stands anywhere in clear.
        Assert.Equal(0L, await office.Host.Database.ScalarAsync<long>("""
            select count(*) from ledger.mt_events
            where data::text || headers::text like any(array['%6222000011112222%', '%李老师%', '%按登记电话%'])
            """));
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    [Fact]
    public async Task What_the_bank_returned_is_paid_again_to_another_account_that_was_called_back_about()
    {
        var school = await ContactAsync("清江四小", Account("6222000011114444", "清江四小"));
        var other = await ContactAsync("清江五小", Account("6222000011117777", "清江五小"));
        var request = await office.AskAsync("payments", Pay(300_000_00, school, "a1"));
        (await office.Treasurer.PostAsync($"requests/{request}/call-back", Said)).Accepted();
        (await office.Approver.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        (await office.Treasurer.PostAsync($"payment-orders/{request}/handing-over", new { occurredOn = City.Today })).Accepted();
        (await office.Treasurer.PostAsync($"payment-orders/{request}/return", new { reason = "账号有误", occurredOn = City.Today })).Accepted();
        (await office.Clerk.PostAsync($"contacts/{school}/details", new
        {
            details = new { name = "清江四小", accounts = new[] { Account("6222000011115555", "清江四小") } }, reason = "换户", occurredOn = City.Today,
        })).Accepted();
        object Again(string contact, string account) => new { reason = "改付新账户", to = new { contact, account } };
        var path = $"payment-orders/{request}/approval-again";
        (await office.Clerk.PostAsync(path, Again(school, "a1"))).Refused("contact_account_unknown", Missing);
        (await office.Clerk.PostAsync(path, Again(other, "a1"))).Refused("contact_account_unknown", Missing);
        var again = (await office.Clerk.PostAsync(path, Again(school, "a2"))).Expect(HttpStatusCode.Accepted);
        // It is the same money: not summed a second time.
        Assert.Equal(1, again.Body.GetProperty("approvals").GetInt32());
        (await office.Approver2.PostAsync($"requests/{again.Id}/approvals", new { })).Refused("call_back_missing", Conflict);
        (await office.Treasurer.PostAsync($"requests/{again.Id}/call-back", Said)).Accepted();
        (await office.Approver2.PostAsync($"requests/{again.Id}/approvals", new { })).Accepted();
        (await office.Treasurer.PostAsync($"requests/{again.Id}/execution", new { })).Accepted();
        Assert.Equal((school, "a2", false, false), await NamedAsync(request));
        (await office.Treasurer.PostAsync($"payment-orders/{request}/handing-over", new { occurredOn = City.Today })).Accepted();
        (await office.Treasurer.PostAsync($"payment-orders/{request}/clearing", new { paidOn = City.Today })).Accepted();
        // Nobody has to be called back about what was paid to.
        Assert.Equal((school, "a2", false, false), await NamedAsync(await office.AskAsync("payments", Pay(1, school, "a2"))));
        Assert.Equal(1, await ApprovalsAsync(Pay(199_999_99, school, "a2")));
        Assert.Equal(2, await ApprovalsAsync(Pay(100, school, "a2")));
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    [Fact]
    [Refuses(RefusalCode.PaymentStepWrong)]
    public async Task An_approval_to_pay_again_is_for_the_return_that_it_was_asked_for()
    {
        var request = await office.AskAsync("payments", Pay(100, await ContactAsync("清江七小"), null));
        (await office.Approver.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        await ComesBackAsync();
        var (first, second) = (await AgainAsync(), await AgainAsync());
        (await office.Treasurer.PostAsync($"requests/{first}/execution", new { })).Accepted();
        await ComesBackAsync();
        (await office.Treasurer.PostAsync($"requests/{second}/execution", new { })).Refused("payment_step_wrong", Conflict);
        (await office.Treasurer.PostAsync($"requests/{await AgainAsync()}/execution", new { })).Accepted();
        await Books.CheckAsync(office.Host.Database.ConnectionString);

        async Task ComesBackAsync()
        {
            (await office.Treasurer.PostAsync($"payment-orders/{request}/handing-over", new { occurredOn = City.Today })).Accepted();
            (await office.Treasurer.PostAsync($"payment-orders/{request}/return", new { reason = "退票", occurredOn = City.Today })).Accepted();
        }

        async Task<string> AgainAsync()
        {
            var again = await office.AskAsync($"payment-orders/{request}/approval-again", new { reason = "已更正" });
            (await office.Approver.PostAsync($"requests/{again}/approvals", new { })).Accepted();
            return again;
        }
    }

    [Fact]
    public async Task What_the_bank_paid_is_recorded_though_the_payee_gave_up_the_account_before_anybody_said_that_it_was_handed_over()
    {
        var school = await ContactAsync("清江六小", Account("6222000011116666", "清江六小"));
        var request = await office.AskAsync("payments", Pay(100, school, "a1"));
        (await office.Treasurer.PostAsync($"requests/{request}/call-back", Said)).Accepted();
        (await office.Approver.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        (await office.Clerk.PostAsync($"contacts/{school}/details", new
        {
            details = new { name = "清江六小", accounts = Array.Empty<object>() }, reason = "销户", occurredOn = City.Today,
        })).Accepted();
        (await office.Treasurer.PostAsync($"payment-orders/{request}/handing-over", new { occurredOn = City.Today }))
            .Refused("contact_account_unknown", Missing);
        (await office.Treasurer.PostAsync($"requests/{request}/execution", new { })).Refused("contact_account_unknown", Missing);
        (await office.Approver2.PostAsync($"payment-orders/{request}/clearing", new { paidOn = City.Today })).Accepted();
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    [Fact]
    [Refuses(RefusalCode.ContactMerged, RefusalCode.ConflictOfInterest, RefusalCode.RelatedPartyUndeclared, RefusalCode.ScreeningMatch)]
    public async Task Bars_know_a_payee_by_its_name_in_the_register_by_its_id_and_after_mergers()
    {
        var shop = await ContactAsync("远山书店");
        var old = await ContactAsync("旧远山书店");
        (await office.Clerk.PostAsync($"contacts/{old}/merger", new { into = shop, reason = "同一家", occurredOn = City.Today })).Accepted();
        await office.Host.FollowedAsync();
        (await office.Clerk.PostAsync("payments", Pay(1, old, null))).Refused("contact_merged", Conflict);
        var near = await office.UserAsync("near", "approver");
        (await office.Head.PostAsync("users/near/interests", new { party = old, reason = "股东" })).Accepted();
        var kin = await office.UserAsync("kin", "approver");
        (await office.Head.PostAsync("users/kin/interests", new { party = "远山书店", reason = "亲属" })).Accepted();
        var request = await office.AskAsync("payments", Pay(1, shop, null, "一家书店"));
        foreach (var api in new[] { near, kin })
            (await api.PostAsync($"requests/{request}/approvals", new { })).Refused("conflict_of_interest", Forbidden);
        // The request itself says nothing of the name.
        Assert.Equal(0L, await office.Host.Database.ScalarAsync<long>(
            "select count(*) from ledger.mt_events where type = 'action_requested' and data::text like '%远山书店%'"));
        (await office.Approver.PostAsync($"requests/{request}/approvals", new { })).Accepted();

        (await office.Head.PostAsync("related-parties/yuanshan", new { name = "远山书店", relation = "controlled", occurredOn = City.Today })).Accepted();
        (await office.Clerk.PostAsync("payments", Pay(1, shop, null, "一家书店"))).Refused("related_party_undeclared", Unprocessable);
        (await office.Head.PostAsync("related-parties/yuanshan/end", new { reason = "解除", occurredOn = City.Today })).Accepted();
        (await office.Head.PostAsync("screening/lists", new { list = "l", source = "公告", names = new[] { "远山书店" }, occurredOn = City.Today })).Accepted();
        (await office.Clerk.PostAsync("payments", Pay(1, shop, null, "一家书店"))).Refused("screening_match", Unprocessable);
        foreach (var api in new[] { near, kin }) api.Dispose();
    }

    [Fact]
    public async Task What_one_payee_gets_within_thirty_days_is_summed_against_the_limits()
    {
        var school = await ContactAsync("清江二小");
        var other = await ContactAsync("清江二小分校");
        var early = await office.AskAsync("payments", Pay(300_000_00, other, null));
        (await office.Approver.PostAsync($"requests/{early}/approvals", new { })).Accepted();
        (await office.Treasurer.PostAsync($"requests/{early}/execution", new { })).Accepted();
        Assert.Equal(1, await ApprovalsAsync(Pay(300_000_00, school, null)));
        // With what was asked for already, it is beyond the limit of a large payment.
        Assert.Equal(2, await ApprovalsAsync(Pay(200_000_01, school, null)));
        var rejected = await office.AskAsync("payments", Pay(1, school, null));
        (await office.Clerk.PostAsync($"requests/{rejected}/rejections", new { reason = "撤回" })).Accepted();
        Assert.Equal(1, await ApprovalsAsync(Pay(200_000_00, other, null)));

        (await office.Clerk.PostAsync($"contacts/{other}/merger", new { into = school, reason = "同一家", occurredOn = City.Today })).Accepted();
        await office.Host.FollowedAsync();
        Assert.Equal(2, await ApprovalsAsync(Pay(1, school, null)));
        await office.Host.FollowedAsync();
        foreach (var row in (await office.Auditor.GetAsync("requests?status=open")).Body.EnumerateArray().ToList())
            (await office.Clerk.PostAsync($"requests/{row.GetProperty("request").GetString()}/rejections", new { reason = "撤回" })).Accepted();
        // 300,000 yuan were paid within thirty days; after them nothing counts any more.
        Assert.Equal(2, await ApprovalsAsync(Pay(200_000_01, school, null), reject: true));
        Assert.Equal(1, await ApprovalsAsync(Pay(200_000_00, school, null), reject: true));
        office.Clock.Now = office.Clock.Now.AddDays(30);
        Assert.Equal(1, await ApprovalsAsync(Pay(200_000_01, school, null)));
    }

    [Fact]
    public async Task Several_who_ask_for_one_payee_at_once_are_summed_one_after_the_other()
    {
        var school = await ContactAsync("清江三小");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => office.Clerk.PostAsync("payments", Pay(200_000_00, school, null))));
        Assert.Equal([1, 1, 2, 2, 2, 2], answers.Select(a => a.Expect(HttpStatusCode.Accepted).Body.GetProperty("approvals").GetInt32()).Order());
    }

    [Fact]
    [Refuses(RefusalCode.PayeeNamedInPublic)]
    public async Task A_payments_public_words_name_no_person_whom_it_goes_to()
    {
        var person = (await office.Clerk.PostAsync("contacts", new
        {
            type = "person", details = new { name = "欧阳小雨", phones = new[] { "13900001111" } }, parts = new[] { "payee" }, reason = "受助人",
            occurredOn = City.Today,
        })).Accepted().Id;
        foreach (var (payee, purpose) in new[] { ("欧阳小雨", "助学"), ("受助学生", "欧阳 小雨学费"), ("学生欧阳小雨", "助学") })
        {
            (await office.Clerk.PostAsync("payments", new { amountFen = 1, payee, purpose, occurredOn = City.Today, to = new { contact = person } }))
                .Refused("payee_named_in_public", Unprocessable);
        }

        await office.AskAsync("payments", Pay(1, person, null, "一名受助学生"));
        Assert.Equal(0L, await office.Host.Database.ScalarAsync<long>(
            "select count(*) from ledger.mt_events where data::text || headers::text like '%欧阳小雨%'"));
        await office.AskAsync("payments", Pay(1, await ContactAsync("清江九小"), null, "清江九小"));
    }

    [Fact]
    public async Task Whoever_is_merged_at_the_moment_of_asking_is_summed_or_merged_after_it()
    {
        for (var round = 0; round < 6; round++)
        {
            var (school, branch) = (await ContactAsync($"清江{round}小"), await ContactAsync($"清江{round}小分校"));
            Assert.Equal(1, await ApprovalsAsync(Pay(300_000_00, branch, null)));
            var merging = office.Clerk.PostAsync($"contacts/{branch}/merger", new { into = school, reason = "同一家", occurredOn = City.Today });
            var asked = await office.Clerk.PostAsync("payments", Pay(200_000_01, school, null));
            var merged = (await merging).Accepted();
            if (asked.Code is "version_conflict") continue;
            var approvals = asked.Expect(HttpStatusCode.Accepted).Body.GetProperty("approvals").GetInt32();
            Assert.Equal(merged.Position < asked.Position ? 2 : 1, approvals);
        }
    }

    private static object Said { get; } = new { said = "按登记电话回访，账号无误" };

    private static object Account(string number, string holder) => new { number, holder, bank = "建设银行清江支行" };

    private static object Pay(long fen, string contact, string? account, string payee = "某单位") =>
        new { amountFen = fen, payee, purpose = "教具", occurredOn = City.Today, to = new { contact, account } };

    private async Task<string> ContactAsync(string name, params object[] accounts) => (await office.Clerk.PostAsync("contacts", new
    {
        type = "organisation", details = new { name, accounts }, parts = new[] { "payee" }, reason = "新收款方", occurredOn = City.Today,
    })).Accepted().Id;

    private async Task<int> ApprovalsAsync(object body, bool reject = false)
    {
        var asked = (await office.Clerk.PostAsync("payments", body)).Expect(HttpStatusCode.Accepted);
        if (reject) (await office.Clerk.PostAsync($"requests/{asked.Id}/rejections", new { reason = "撤回" })).Accepted();
        return asked.Body.GetProperty("approvals").GetInt32();
    }

    private async Task<(string?, string?, bool, bool)> NamedAsync(string request)
    {
        var last = await office.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        var row = (await office.Auditor.GetAsync($"requests/{request}?min-position={last}")).Body;
        return (row.GetProperty("payeeContact").GetString(), row.GetProperty("payeeAccount").GetString(),
            row.GetProperty("isHolderOther").GetBoolean(), row.GetProperty("isCallBackDue").GetBoolean());
    }
}
