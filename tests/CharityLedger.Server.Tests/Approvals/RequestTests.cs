using System.Net;
using System.Reflection;
using CharityLedger.Contracts;
using CharityLedger.Server.Approvals;
using CharityLedger.Server.Pages;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>What takes several persons is done by several persons.</summary>
public sealed class RequestTests(Office office) : IClassFixture<Office>
{
    private const long Large = 50_000_001;

    [Fact]
    public async Task Who_approves_the_payment_of_an_owed_refund_sees_how_much_is_paid()
    {
        var gift = (await office.Clerk.PostAsync("gifts", new { amountFen = 1_000, channel = "bank", occurredOn = City.Today })).Accepted().Id;
        object Owed(long fen) => new { amountFen = fen, ground = "agreement", reason = "协议", occurredOn = City.Today, owed = true };
        var first = (await office.DoAsync($"gifts/{gift}/refunds", Owed(300))).Accepted().Id;
        var second = (await office.DoAsync($"gifts/{gift}/refunds", Owed(200))).Accepted().Id;
        foreach (var (refund, fen) in new[] { (first, 300), (second, 200) })
        {
            var asked = await office.Clerk.PostAsync($"gifts/{gift}/refunds/{refund}/payment", new { occurredOn = City.Today });
            var at = asked.Expect(HttpStatusCode.Accepted).Body.GetProperty("position").GetInt64();
            var read = (await office.Approver.GetAsync($"requests/{asked.Id}?min-position={at}")).Body;
            Assert.True(read.TryGetProperty("amountFen", out var amount), $"{read}");
            Assert.Equal(fen, amount.GetInt64());
        }
    }

    [Fact]
    [Refuses(RefusalCode.SecondPersonNeeded, RefusalCode.ApprovalsMissing, RefusalCode.RequestClosed)]
    public async Task A_payment_is_asked_for_approved_by_another_and_paid_once()
    {
        var asked = await office.Clerk.PostAsync("payments", City.Payment(100, "relief"), "ask-1");
        Assert.Equal((HttpStatusCode.Accepted, 1), (asked.Status, asked.Body.GetProperty("approvals").GetInt32()));
        Assert.Equal(asked.Id, (await office.Clerk.PostAsync("payments", City.Payment(100, "relief"), "ask-1")).Id);
        var request = $"requests/{asked.Id}";
        Assert.Equal(0, await PaidAsync(asked.Id));

        (await office.Treasurer.PostAsync(request + "/execution", new { })).Refused("approvals_missing", HttpStatusCode.Conflict);
        (await office.Clerk.PostAsync(request + "/approvals", new { })).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await office.Approver2.PostAsync(request + "/approvals", new { }, "yes")).Accepted();
        (await office.Approver2.PostAsync(request + "/approvals", new { }, "yes")).Accepted();
        (await office.Approver2.PostAsync(request + "/approvals", new { })).Refused("second_person_needed", HttpStatusCode.Forbidden);
        (await office.Approver2.PostAsync(request + "/execution", new { })).Refused("second_person_needed", HttpStatusCode.Forbidden);
        (await office.Clerk.PostAsync(request + "/execution", new { })).Refused("not_allowed", HttpStatusCode.Forbidden);

        var paid = (await office.Treasurer.PostAsync(request + "/execution", new { })).Accepted();
        Assert.Equal(paid.Body.GetRawText(), (await office.Treasurer.PostAsync(request + "/execution", new { })).Accepted().Body.GetRawText());
        Assert.Equal(1, await PaidAsync(asked.Id));
        (await office.Approver.PostAsync(request + "/approvals", new { })).Refused("request_closed", HttpStatusCode.Conflict);
        (await office.Clerk.PostAsync(request + "/rejections", new { reason = "晚了" })).Refused("request_closed", HttpStatusCode.Conflict);
        var read = (await office.Auditor.GetAsync($"{request}?min-position={paid.Position}")).Body;
        Assert.Equal(("executed", "treasurer", "clerk"), (read.GetProperty("status").GetString(),
            read.GetProperty("closedBy").GetString(), read.GetProperty("requestedBy").GetString()));
    }

    [Fact]
    [Refuses(RefusalCode.SecondPersonNeeded)]
    public async Task A_large_payment_takes_two_approvals_and_who_asked_gives_none()
    {
        using var both = await office.UserAsync("both", "treasurer", "approver");
        var request = "requests/" + await office.AskAsync("payments", City.Payment(Large), both);
        (await both.PostAsync(request + "/approvals", new { })).Refused("second_person_needed", HttpStatusCode.Forbidden);
        (await office.Approver.PostAsync(request + "/approvals", new { })).Accepted();
        (await both.PostAsync(request + "/execution", new { })).Refused("approvals_missing", HttpStatusCode.Conflict);
        (await office.Approver2.PostAsync(request + "/approvals", new { })).Accepted();
        (await both.PostAsync(request + "/execution", new { })).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.RequestClosed, RefusalCode.NotAllowed, RefusalCode.RequestUnknown, RefusalCode.TextMissing)]
    public async Task A_request_is_rejected_by_an_approver_or_withdrawn_by_who_made_it()
    {
        var request = "requests/" + await office.AskAsync("payments", City.Payment(100));
        (await office.Head.PostAsync(request + "/rejections", new { reason = "不妥" })).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await office.Approver.PostAsync(request + "/rejections", new { reason = " " })).Refused("text_missing", HttpStatusCode.UnprocessableEntity);
        (await office.Approver.PostAsync(request + "/approvals", new { })).Accepted();
        (await office.Approver.PostAsync(request + "/rejections", new { reason = "发票有误" })).Accepted();
        (await office.Treasurer.PostAsync(request + "/execution", new { })).Refused("request_closed", HttpStatusCode.Conflict);
        (await office.Clerk.PostAsync($"requests/{await office.AskAsync("payments", City.Payment(100))}/rejections", new { reason = "撤回" })).Accepted();
        (await office.Approver.PostAsync("requests/none/approvals", new { })).Refused("request_unknown", HttpStatusCode.NotFound);
        (await office.Treasurer.PostAsync("requests/none/execution", new { })).Refused("request_unknown", HttpStatusCode.NotFound);
        (await office.Auditor.GetAsync("requests/none")).Refused("request_unknown", HttpStatusCode.NotFound);
        (await office.Auditor.GetAsync("requests?status=lost")).Refused("malformed_request", HttpStatusCode.BadRequest);
        var open = (await office.Auditor.GetAsync("requests?status=rejected&min-position=" + await LastAsync())).Body;
        Assert.Contains(open.EnumerateArray(), r => r.GetProperty("reason").GetString() == "发票有误");
    }

    [Fact]
    public async Task What_would_be_refused_now_is_refused_at_once_also_for_want_of_money()
    {
        (await office.Clerk.PostAsync("payments", City.Payment(0))).Refused("amount_not_positive", HttpStatusCode.UnprocessableEntity);
        (await office.Clerk.PostAsync("payments", City.Payment(1, "none"))).Refused("fund_unknown", HttpStatusCode.NotFound);
        (await office.Clerk.PostAsync("payments", City.Payment(9_000_000_000_000)))
            .Refused("insufficient_funds", HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    [Refuses(RefusalCode.PeriodClosed)]
    public async Task What_is_asked_for_in_a_closed_month_is_refused_at_once_but_a_request_of_before_keeps_its_answer()
    {
        var payment = new { amountFen = 100, payee = "某医院", purpose = "物资", fund = "relief", occurredOn = "2025-12-31" };
        var before = await office.Clerk.PostAsync("payments", payment, "before-closing");
        Assert.Equal(HttpStatusCode.Accepted, before.Status);
        (await office.Treasurer.PostAsync("books/years/2025/closing", new { })).Accepted();
        (await office.Clerk.PostAsync("payments", payment)).Refused("period_closed", HttpStatusCode.UnprocessableEntity);
        var move = new { from = "alipay", to = "bank", amountFen = 1, purpose = "提现", occurredOn = "2025-12-31" };
        (await office.Clerk.PostAsync("money-moves", move)).Refused("period_closed", HttpStatusCode.UnprocessableEntity);
        var again = await office.Clerk.PostAsync("payments", payment, "before-closing");
        Assert.Equal((HttpStatusCode.Accepted, before.Body.GetRawText()), (again.Status, again.Body.GetRawText()));
        await office.AskAsync("payments", City.Payment(100));
    }

    [Fact]
    [Refuses(RefusalCode.IdempotencyConflict)]
    public async Task What_was_done_before_there_were_users_is_answered_the_same_when_it_is_repeated_after()
    {
        var setUp = await office.Host.FederationAsync("young");
        (await setUp.PostAsync("gifts", City.Gift(2_000))).Accepted();
        var paid = (await setUp.PostAsync("payments", City.Payment(1_000), "early")).Accepted();
        await office.Host.AddUserAsync(setUp, "clerk", "administrator", "clerk");
        Assert.Equal(paid.Body.GetRawText(), (await setUp.PostAsync("payments", City.Payment(1_000), "early")).Accepted().Body.GetRawText());
        (await setUp.PostAsync("payments", City.Payment(999), "early")).Refused("idempotency_conflict", HttpStatusCode.Conflict);
        Assert.Equal(HttpStatusCode.Accepted, (await setUp.PostAsync("payments", City.Payment(1_000), "late")).Status);
        Assert.Equal(1, await office.Host.Database.ScalarAsync<long>(
            "select count(*) from ledger.mt_events where tenant_id = 'young' and type = 'payment_made'"));
    }

    [Fact]
    [Refuses(RefusalCode.IdempotencyKeyInvalid)]
    public async Task Nobody_takes_the_key_under_which_a_request_will_be_carried_out()
    {
        var request = await office.AskAsync("payments", City.Payment(100));
        (await office.Clerk.PostAsync("gifts", City.Gift(1), "request/" + request)).Refused("idempotency_key_invalid", HttpStatusCode.BadRequest);
    }

    [Fact]
    [Refuses(RefusalCode.ConflictOfInterest, RefusalCode.InterestInvalid, RefusalCode.NotAllowed)]
    public async Task Whoever_declared_an_interest_takes_no_part_until_it_is_over()
    {
        using var near = await office.UserAsync("near", "clerk", "approver", "treasurer");
        var payment = new { amountFen = 100, payee = "利民 公司", purpose = "物资", occurredOn = City.Today };
        var interest = new { party = "利民公司", reason = "配偶任职" };
        var before = "requests/" + await office.AskAsync("payments", payment, near);
        var open = "requests/" + await office.AskAsync("payments", payment);
        (await office.Clerk.PostAsync("users/near/interests", interest)).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await near.PostAsync("users/near/interests", interest)).Accepted();
        (await near.PostAsync("users/near/interests", interest)).Refused("interest_invalid", HttpStatusCode.UnprocessableEntity);
        (await near.PostAsync("payments", payment)).Refused("conflict_of_interest", HttpStatusCode.Forbidden);
        (await near.PostAsync(open + "/approvals", new { })).Refused("conflict_of_interest", HttpStatusCode.Forbidden);
        foreach (var request in new[] { before, open }) (await office.Approver.PostAsync(request + "/approvals", new { })).Accepted();
        (await near.PostAsync(open + "/execution", new { })).Refused("conflict_of_interest", HttpStatusCode.Forbidden);
        (await office.Treasurer.PostAsync(before + "/execution", new { })).Refused("conflict_of_interest", HttpStatusCode.Forbidden);
        (await office.Treasurer.PostAsync(open + "/execution", new { })).Accepted();
        (await office.Head.PostAsync("users/near/interests/end", interest)).Accepted();
        (await office.Head.PostAsync("users/near/interests/end", interest)).Refused("interest_invalid", HttpStatusCode.UnprocessableEntity);
        (await office.Treasurer.PostAsync(before + "/execution", new { })).Accepted();
    }

    [Fact]
    public async Task Many_callers_at_once_pay_once_and_not_before_it_is_approved()
    {
        var approvers = new List<Api>();
        for (var i = 0; i < 6; i++) approvers.Add(await office.UserAsync($"crowd-{i}", "approver", "treasurer"));
        for (var round = 0; round < 4; round++)
        {
            var request = await office.AskAsync("payments", City.Payment(Large + round));
            var callers = approvers.Append(office.Treasurer).SelectMany(a => new[]
            {
                a.PostAsync($"requests/{request}/approvals", new { }), a.PostAsync($"requests/{request}/execution", new { }),
                a.PostAsync($"requests/{request}/execution", new { }), a.PostAsync($"requests/{request}/approvals", new { }),
            });
            var answers = await Task.WhenAll(callers);
            Assert.Empty(answers.Where(a => a.Status is HttpStatusCode.InternalServerError or HttpStatusCode.UnprocessableEntity)
                .Select(a => a.Body.ToString()));
            await office.Treasurer.PostAsync($"requests/{request}/execution", new { });
            var log = await office.Host.Database.ScalarAsync<string>($"""
                select string_agg(type || ' ' || (data ->> 'by'), ',' order by version) from ledger.mt_events where stream_id = 'request-{request}'
                """);
            var (approvals, end) = (log!.Split(',')[1..^1], log.Split(',')[^1]);
            Assert.StartsWith("action_executed ", end, StringComparison.Ordinal);
            Assert.True(approvals.Length >= 2 && approvals.Distinct().Count() == approvals.Length, log);
            Assert.All(approvals, a => Assert.StartsWith("action_approved ", a, StringComparison.Ordinal));
            Assert.DoesNotContain("action_approved " + end.Split(' ')[1], approvals);
            Assert.Equal(1, await PaidAsync(request));
        }

        foreach (var api in approvers) api.Dispose();
    }

    [Fact]
    public void Every_action_that_needs_approval_can_be_carried_out_and_has_a_name_in_both_languages()
    {
        var actions = typeof(GuardedAction).Assembly.GetTypes().SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public))
            .Where(f => f.FieldType.IsAssignableTo(typeof(GuardedAction))).Select(f => (GuardedAction)f.GetValue(null)!).ToList();
        Assert.True(actions.Count >= 9);
        var known = office.Host.First.Services.GetServices<GuardedAction>().Select(a => a.Name).Order().ToList();
        Assert.Equal(actions.Select(a => a.Name).Order(), known);
        Assert.All(known, name => Assert.All(new[] { Texts.Chinese, Texts.English }, t => Assert.NotEqual(name, t.Code("action", name))));
    }

    private Task<long> PaidAsync(string request) => office.Host.Database.ScalarAsync<long>(
        $"""
        select count(*) from ledger.mt_events p join ledger.mt_events c on c.type = 'payment_cleared' and p.seq_id = c.seq_id + 1
        where p.type = 'payment_made' and c.headers ->> 'key' = 'request/{request}'
        """);

    private Task<long> LastAsync() => office.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
}
