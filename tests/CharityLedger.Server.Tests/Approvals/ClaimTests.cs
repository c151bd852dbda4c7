using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>What a payment takes where no bucket reserves it: an owed refund, the fees of a trust's year.</summary>
public sealed class ClaimTests
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;

    [Theory]
    [Refuses(RefusalCode.RefundNotOwed, RefusalCode.TrustFeeExceeded)]
    [InlineData("gifts/{gift}/refunds/{refund}/payment", "refund_not_owed", HttpStatusCode.Conflict, "refund_paid")]
    [InlineData("trusts/{trust}/fees", "trust_fee_exceeded", Unprocessable, "trust_fee_paid")]
    public async Task Two_requests_never_both_reach_the_bank_for_what_is_owed_once(string path, string refusal, HttpStatusCode status, string type)
    {
        await using var town = await PaidTown.StartAsync();
        var one = await town.AskAsync(path, PaidWaysTests.Body(path));
        var two = await town.AskAsync(path, PaidWaysTests.Body(path));
        (await town.ApproveAsync(one)).Accepted();
        (await town.ApproveAsync(two)).Refused(refusal, status);
        (await town.Clerk.PostAsync(town.Named(path), PaidWaysTests.Body(path))).Refused(refusal, status);

        // Withdrawn, it is free again; paid, it is gone.
        (await town.Clerk.PostAsync($"requests/{one.Request}/rejections", new { reason = "撤回" })).Accepted();
        (await town.ApproveAsync(two)).Accepted();
        (await town.HandOverAsync(two.Request)).Accepted();
        (await town.ClearAsync(two.Request, City.Today)).Accepted();
        (await town.Clerk.PostAsync(town.Named(path), PaidWaysTests.Body(path))).Refused(refusal, status);
        Assert.Equal("city " + City.Today, await town.DaysAsync(type));
        Assert.Equal(2L, await town.Host.Database.ScalarAsync<long>(
            "select count(*) from ledger.mt_events where type = 'payment_claim_ended'"));
        await Books.CheckAsync(town.Host.Database.ConnectionString);
    }

    [Fact]
    public async Task Fees_on_their_way_count_in_whichever_year_the_bank_pays_them()
    {
        await using var town = await PaidTown.StartAsync();
        town.Clock.Now = new DateTimeOffset(2026, 12, 30, 12, 0, 0, TimeSpan.FromHours(8));
        var first = await town.AskAsync("trusts/{trust}/fees", Fee(60, "2026-12-30"));
        (await town.ApproveAsync(first)).Accepted();
        town.Clock.Now = new DateTimeOffset(2027, 1, 4, 12, 0, 0, TimeSpan.FromHours(8));
        (await town.Clerk.PostAsync(town.Named("trusts/{trust}/fees"), Fee(1, "2027-01-04"))).Refused("trust_fee_exceeded", Unprocessable);
        (await town.ClearAsync(first.Request, "2026-12-31")).Accepted();
        await town.AskAsync("trusts/{trust}/fees", Fee(60, "2027-01-04"));
    }

    [Fact]
    public async Task A_refund_is_paid_from_the_account_that_its_decision_names()
    {
        await using var town = await PaidTown.StartAsync();
        var refund = await town.AskAsync(
            "gifts/{gift}/refunds", new { amountFen = 5, ground = "payment_error", reason = "误捐", occurredOn = City.Today, owed = true, account = "cash" });
        (await town.ApproveAsync(refund)).Accepted();
        var decided = (await town.Treasurer.PostAsync($"requests/{refund.Request}/execution", new { })).Accepted();
        var payment = await town.AskAsync($"gifts/{town.Gift}/refunds/{decided.Id}/payment", PaidWaysTests.Body("payment"));
        var approved = (await town.ApproveAsync(payment)).Accepted();
        var row = (await town.Treasurer.GetAsync($"payment-orders/{payment.Request}?min-position={approved.Position}")).Body;
        Assert.Equal("cash", row.GetProperty("account").GetString());
        (await town.ClearAsync(payment.Request, City.Today, "R1")).Refused("money_account_unfit", Unprocessable);
        (await town.ClearAsync(payment.Request, City.Today)).Accepted();
    }

    [Fact]
    public async Task An_account_is_not_closed_while_a_payment_from_it_is_on_its_way()
    {
        await using var town = await PaidTown.StartAsync();
        (await town.Treasurer.PostAsync("money-accounts/kuai-qian", new { name = "支付宝", kind = "alipay", occurredOn = City.Today })).Accepted();
        object pay = new { from = "alipay", to = "bank", amountFen = 40, purpose = "提现", occurredOn = City.Today };
        var payment = await town.AskAsync("money-moves", pay);
        (await town.ApproveAsync(payment)).Accepted();
        object closing = new { reason = "销户", occurredOn = City.Today };
        (await town.Treasurer.PostAsync("money-accounts/kuai-qian/closing", closing)).Refused("money_account_unfit", Unprocessable);
        (await town.Clerk.PostAsync($"requests/{payment.Request}/rejections", new { reason = "撤回" })).Accepted();
        (await town.Treasurer.PostAsync("money-accounts/kuai-qian/closing", closing)).Accepted();
    }

    [Fact]
    public async Task What_names_no_day_is_answered_again_after_midnight_with_the_id_of_its_day()
    {
        var clock = new FakeClock();
        await using var host = await TestHost.StartAsync(clock);
        using var city = await host.FederationAsync("city");
        (await city.PostAsync("gifts", City.Gift(100))).Accepted();
        object pay = new { amountFen = 40, payee = "某小学", purpose = "教具" };
        var first = (await city.PostAsync("payments", pay, "k")).Accepted();
        clock.Now = clock.Now.AddDays(1);
        Assert.Equal(first.Body.GetRawText(), (await city.PostAsync("payments", pay, "k")).Accepted().Body.GetRawText());
    }

    private static object Fee(long fen, string on) => new { kind = "supervisor", amountFen = fen, occurredOn = on };
}
