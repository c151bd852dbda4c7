using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Approvals;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Trying;

/// <summary>A trial of what several persons do together.</summary>
public sealed class TriedPaymentTests(Office office) : IClassFixture<Office>
{
    [Fact]
    public async Task A_trial_tells_who_must_approve_and_what_it_will_do_then()
    {
        using var kin = await office.UserAsync("kin", "approver");
        (await kin.PostAsync("users/kin/interests", new { party = "某小学", reason = "校董" })).Accepted();
        var told = (await office.Clerk.PostAsync("payments?trial=true", City.Payment(100_00, payee: "某小学"))).Expect(HttpStatusCode.OK).Body;
        var approval = told.GetProperty("approval");
        Assert.Equal(1, approval.GetProperty("approvals").GetInt32());
        Assert.Equal(["approver", "approver2"], approval.GetProperty("approvers").EnumerateArray().Select(a => a.GetString()));
        Assert.Equal(["cashier"], approval.GetProperty("executors").EnumerateArray().Select(a => a.GetString()));
        Assert.Equal("payment_made", told.GetProperty("events")[0].GetProperty("type").GetString());
        Assert.Equal(2, told.GetProperty("vouchers")[0].GetProperty("lines").GetArrayLength());
        var requests = (await office.Clerk.GetAsync("requests")).Body;
        Assert.DoesNotContain(requests.EnumerateArray(), r => r.GetRawText().Contains("某小学", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_step_of_a_request_can_be_tried()
    {
        var request = await office.AskAsync("payments", City.Payment(7_00, payee: "书店"));
        (await office.Treasurer.PostAsync($"requests/{request}/execution?trial=true", new { }))
            .Refused("approvals_missing", HttpStatusCode.Conflict);
        var approved = (await office.Approver.PostAsync($"requests/{request}/approvals?trial=true", new { })).Expect(HttpStatusCode.OK).Body;
        Assert.Equal("action_approved", approved.GetProperty("events")[0].GetProperty("type").GetString());
        (await office.Treasurer.PostAsync($"requests/{request}/execution?trial=true", new { }))
            .Refused("approvals_missing", HttpStatusCode.Conflict);
        (await office.Approver.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        var tried = (await office.Treasurer.PostAsync($"requests/{request}/execution?trial=true", new { })).Expect(HttpStatusCode.OK).Body;
        Assert.Equal(["payment_cleared", "payment_made", "action_executed"],
            tried.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("type").GetString()));
        (await office.Treasurer.PostAsync($"requests/{request}/execution", new { })).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.InsufficientFunds)]
    public async Task Whoever_asks_for_more_than_is_there_is_told_how_much_there_is()
    {
        (await office.Clerk.PostAsync("funds", City.Fund("small"))).Accepted();
        (await office.Clerk.PostAsync("gifts", City.Gift(1_234_00, "small"))).Accepted();
        foreach (var path in new[] { "payments?trial=true", "payments" })
        {
            var refused = await office.Clerk.PostAsync(path, City.Payment(2_000_00, "small"));
            refused.Refused("insufficient_funds", HttpStatusCode.UnprocessableEntity);
            Assert.Equal("“fund/small” has 1,234.00 yuan available; 2,000.00 yuan were asked for.", refused.Body.GetProperty("title").GetString());
        }
    }
}
