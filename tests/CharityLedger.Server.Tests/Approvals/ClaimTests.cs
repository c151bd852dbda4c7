using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Refusing;

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

    private static object Fee(long fen, string on) => new { kind = "supervisor", amountFen = fen, occurredOn = on };
}
