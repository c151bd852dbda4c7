using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>What takes money back, and what makes money of an allotment, is done by several persons as a payment is.</summary>
public sealed class ReversalTests(Office office) : IClassFixture<Office>
{
    private const string Fucai = "lottery/indicators/f", Part = Fucai + "/parts/a";

    [Fact]
    [Refuses(RefusalCode.ApprovalsMissing, RefusalCode.SecondPersonNeeded, RefusalCode.ReversalExceedsPayment)]
    public async Task A_payment_comes_back_by_two_persons_and_only_once_over()
    {
        var payment = (await office.DoAsync("payments", City.Payment(1_000))).Accepted().Id;
        var path = $"payments/{payment}/reversals";
        (await office.Clerk.PostAsync(path, City.Reversal(1_001))).Refused("reversal_exceeds_payment", HttpStatusCode.UnprocessableEntity);
        var request = "requests/" + await office.AskAsync(path, City.Reversal(600));
        (await office.Treasurer.PostAsync(request + "/execution", new { })).Refused("approvals_missing", HttpStatusCode.Conflict);
        var before = await BalanceAsync("general");
        (await office.Approver2.PostAsync(request + "/approvals", new { })).Accepted();
        (await office.Approver2.PostAsync(request + "/execution", new { })).Refused("second_person_needed", HttpStatusCode.Forbidden);
        // What another request brought back in between is looked at when it is carried out.
        (await office.DoAsync(path, City.Reversal(500))).Accepted();
        (await office.Treasurer.PostAsync(request + "/execution", new { })).Refused("reversal_exceeds_payment", HttpStatusCode.UnprocessableEntity);
        (await office.DoAsync(path, City.Reversal(500))).Accepted();
        Assert.Equal(before + 1_000, await BalanceAsync("general"));
        // A large one takes two approvals, as the payment did.
        var large = (await office.DoAsync("payments", City.Payment(60_000_000))).Accepted().Id;
        Assert.Equal(2, await ApprovalsAsync($"payments/{large}/reversals", City.Reversal(60_000_000)));
    }

    [Fact]
    public async Task What_takes_a_trusts_money_back_and_what_moves_lottery_money_needs_another_person()
    {
        (await office.Clerk.PostAsync("trusts", new
        {
            trust = "t", name = "测试信托", agreement = "信字1号", role = "trustee", purpose = "支教", scope = "乡村教师",
            settlors = new[] { new { name = "远山公司" } }, occurredOn = City.Today,
        })).Accepted();
        var given = (await office.Clerk.PostAsync("trusts/t/contributions", new { amountFen = 500, occurredOn = City.Today })).Accepted().Id;
        var spent = (await office.DoAsync("trusts/t/distributions",
            new { payee = "某小学", purpose = "支教", amountFen = 200, occurredOn = City.Today })).Accepted().Id;
        await DoneAsync($"trusts/t/distributions/{spent}/reversals", City.Reversal(50));
        await DoneAsync($"trusts/t/entries/{given}/reversals", City.Reversal(350));
        Assert.Equal(0, await BalanceAsync("trust/t"));

        (await office.Clerk.PostAsync("lottery/indicators", new
        {
            indicator = "f", document = "号", level = "city", year = 2026, purpose = "elderly", projectCode = "1", target = "目标",
            amountFen = 1_000, occurredOn = City.Today,
        })).Accepted();
        (await office.Clerk.PostAsync(Fucai + "/parts",
            new { part = "a", region = "某县", unit = "某局", project = "养老", amountFen = 900, occurredOn = City.Today })).Accepted();
        await DoneAsync(Part + "/tranches", new { document = "号", amountFen = 800, occurredOn = City.Today });
        var cost = (await office.DoAsync(Part + "/expenditures",
            new { type = "services", payee = "某中心", use = "照护", amountFen = 700, occurredOn = City.Today })).Accepted().Id;
        await DoneAsync($"{Fucai}/expenditures/{cost}/reversals", City.Reversal(200));
        await DoneAsync(Fucai + "/carry-overs", new { toYear = 2027, part = "a", paid = true, amountFen = 100, occurredOn = City.Today });
        await DoneAsync(Fucai + "/carry-overs", new { toYear = 2027, amountFen = 40, occurredOn = City.Today });
        await DoneAsync(Fucai + "/recoveries", new { document = "号", amountFen = 60, occurredOn = City.Today });
        Assert.Equal((200, 100, 0),
            (await BalanceAsync("lottery/f/a/paid"), await BalanceAsync("lottery/f/a/paid+year=2027"), await BalanceAsync("lottery/f")));
    }

    [Fact]
    [Refuses(RefusalCode.ApprovalsMissing, RefusalCode.QuantityExceeded, RefusalCode.DistributionUnknown)]
    public async Task Goods_come_back_by_two_persons_and_only_once_over()
    {
        var gift = (await office.Clerk.PostAsync("goods", new
        {
            kind = "goods", description = "棉被", quantity = 10, unit = "床", valuation = new { basis = "voucher", note = "发票 7" },
            valueFen = 1_000, occurredOn = City.Today,
        })).Accepted().Id;
        var given = (await office.Clerk.PostAsync($"goods/{gift}/distributions",
            new { quantity = 8, recipient = "某街道", purpose = "过冬", occurredOn = City.Today })).Accepted().Id;
        var path = $"goods/{gift}/distributions/{given}/reversals";
        (await office.Clerk.PostAsync($"goods/{gift}/distributions/none/reversals", Back(1)))
            .Refused("distribution_unknown", HttpStatusCode.NotFound);
        (await office.Clerk.PostAsync(path, Back(9))).Refused("quantity_exceeded", HttpStatusCode.UnprocessableEntity);
        var request = "requests/" + await office.AskAsync(path, Back(5));
        (await office.Treasurer.PostAsync(request + "/execution", new { })).Refused("approvals_missing", HttpStatusCode.Conflict);
        Assert.Equal(200, await BalanceAsync("general+asset=" + gift));
        (await office.Approver.PostAsync(request + "/approvals", new { })).Accepted();
        (await office.DoAsync(path, Back(4))).Accepted();
        (await office.Treasurer.PostAsync(request + "/execution", new { })).Refused("quantity_exceeded", HttpStatusCode.UnprocessableEntity);
        await DoneAsync(path, Back(3));
        Assert.Equal(900, await BalanceAsync("general+asset=" + gift));
        await StandsAsideAsync("street", "某街道", path, Back(1));

        static object Back(int quantity) => new { quantity, reason = "未领取", occurredOn = City.Today };
    }

    [Fact]
    [Refuses(RefusalCode.ConflictOfInterest)]
    public async Task Who_has_an_interest_in_whom_was_paid_takes_no_part_in_taking_it_back()
    {
        var payment = (await office.DoAsync("payments", City.Payment(1_000))).Accepted().Id;
        (await office.Clerk.PostAsync("related-parties/kin-party",
            new { name = "关联公司", relation = "controlled", occurredOn = City.Today })).Accepted();
        var related = (await office.DoAsync("payments", new
        {
            amountFen = 1_000, payee = "关联公司", purpose = "物资", relatedParty = "kin-party", decision = "理事会决议1号",
            occurredOn = City.Today,
        })).Accepted().Id;
        (await office.Clerk.PostAsync("trusts", new
        {
            trust = "kin", name = "测试信托", agreement = "信字2号", role = "trustee", purpose = "支教", scope = "乡村教师",
            settlors = new[] { new { name = "远山公司" } }, occurredOn = City.Today,
        })).Accepted();
        (await office.Clerk.PostAsync("trusts/kin/contributions", new { amountFen = 500, occurredOn = City.Today })).Accepted();
        var spent = (await office.DoAsync("trusts/kin/distributions",
            new { payee = "某小学", purpose = "支教", amountFen = 200, occurredOn = City.Today })).Accepted().Id;
        (await office.Clerk.PostAsync("lottery/indicators", new
        {
            indicator = "kin", document = "号", level = "city", year = 2026, purpose = "elderly", projectCode = "1", target = "目标",
            amountFen = 1_000, occurredOn = City.Today,
        })).Accepted();
        (await office.Clerk.PostAsync("lottery/indicators/kin/parts",
            new { part = "a", region = "某县", unit = "某局", project = "养老", amountFen = 900, occurredOn = City.Today })).Accepted();
        await DoneAsync("lottery/indicators/kin/parts/a/tranches", new { document = "号", amountFen = 800, occurredOn = City.Today });
        var cost = (await office.DoAsync("lottery/indicators/kin/parts/a/expenditures",
            new { type = "services", payee = "某中心", use = "照护", amountFen = 700, occurredOn = City.Today })).Accepted().Id;

        await StandsAsideAsync("hospital", "某医院", $"payments/{payment}/reversals");
        await StandsAsideAsync("party", "kin-party", $"payments/{related}/reversals");
        await StandsAsideAsync("school", "某小学", $"trusts/kin/distributions/{spent}/reversals");
        await StandsAsideAsync("centre", "某中心", $"lottery/indicators/kin/expenditures/{cost}/reversals");
    }

    /// <summary>Somebody with an interest neither asks, nor approves, nor carries out; others do.</summary>
    private async Task StandsAsideAsync(string user, string party, string path, object? body = null)
    {
        body ??= City.Reversal(100);
        var near = await office.UserAsync(user, "clerk", "approver", "treasurer");
        (await near.PostAsync($"users/{user}/interests", new { party, reason = "监事" })).Accepted();
        (await near.PostAsync(path, body)).Refused("conflict_of_interest", HttpStatusCode.Forbidden);
        var request = "requests/" + await office.AskAsync(path, body);
        (await near.PostAsync(request + "/approvals", new { })).Refused("conflict_of_interest", HttpStatusCode.Forbidden);
        (await office.Approver.PostAsync(request + "/approvals", new { })).Accepted();
        (await near.PostAsync(request + "/execution", new { })).Refused("conflict_of_interest", HttpStatusCode.Forbidden);
        (await office.Treasurer.PostAsync(request + "/execution", new { })).Accepted();
    }

    private async Task DoneAsync(string path, object body)
    {
        Assert.Equal(1, await ApprovalsAsync(path, body));
        (await office.DoAsync(path, body)).Accepted();
    }

    /// <summary>How many approvals it needs, asked by one who withdraws it at once.</summary>
    private async Task<int> ApprovalsAsync(string path, object body)
    {
        var asked = (await office.Clerk.PostAsync(path, body)).Expect(HttpStatusCode.Accepted);
        (await office.Clerk.PostAsync($"requests/{asked.Id}/rejections", new { reason = "试问" })).Accepted();
        return asked.Body.GetProperty("approvals").GetInt32();
    }

    private async Task<long> BalanceAsync(string bucket)
    {
        var last = await office.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        return (await office.Auditor.GetAsync($"balances?min-position={last}")).Body.EnumerateArray()
            .Single(b => b.GetProperty("bucket").GetString() == bucket).GetProperty("balanceFen").GetInt64();
    }
}
