using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>Money that moves between funds and between accounts, and funds that end.</summary>
public sealed class TransferTests(Office office) : IClassFixture<Office>
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;

    [Fact]
    [Refuses(RefusalCode.SameBucket, RefusalCode.FundUnknown, RefusalCode.TextMissing)]
    public async Task A_transfer_between_funds_takes_two_approvals_and_keeps_what_binds_the_money()
    {
        foreach (var fund in new[] { "north", "south" }) (await office.Clerk.PostAsync("funds", City.Fund(fund))).Accepted();
        (await office.Clerk.PostAsync("gifts", new { amountFen = 500, channel = "bank", fund = "north", purpose = "助学", occurredOn = City.Today })).Accepted();
        (await office.Clerk.PostAsync("funds/north/transfers", Transfer("north", 1))).Refused("same_bucket", Unprocessable);
        (await office.Clerk.PostAsync("funds/north/transfers", Transfer("none", 1))).Refused("fund_unknown", HttpStatusCode.NotFound);
        (await office.Clerk.PostAsync("funds/none/transfers", Transfer("north", 1))).Refused("fund_unknown", HttpStatusCode.NotFound);
        (await office.Clerk.PostAsync("funds/north/transfers", Transfer("south", 1, reference: ""))).Refused("text_missing", Unprocessable);

        var asked = await office.Clerk.PostAsync("funds/north/transfers", Transfer("south", 300, "助学"));
        Assert.Equal(2, asked.Expect(HttpStatusCode.Accepted).Body.GetProperty("approvals").GetInt32());
        (await office.Clerk.PostAsync("funds/north/transfers", Transfer("south", 500))).Refused("insufficient_funds", Unprocessable);
        var done = (await office.DoAsync("funds/north/transfers", Transfer("south", 300, "助学"))).Accepted();
        var balances = (await office.Auditor.GetAsync($"balances?min-position={done.Position}")).Body.EnumerateArray()
            .ToDictionary(b => b.GetProperty("bucket").GetString()!, b => b.GetProperty("balanceFen").GetInt64());
        Assert.Equal((200, 300), (balances["fund/north+purpose=助学"], balances["fund/south+purpose=助学"]));
    }

    [Fact]
    [Refuses(RefusalCode.FundClosed, RefusalCode.FundNotEmpty, RefusalCode.FundUnknown)]
    public async Task A_fund_is_closed_when_nothing_is_left_in_it_and_takes_nothing_any_more()
    {
        foreach (var fund in new[] { "ending", "heir" }) (await office.Clerk.PostAsync("funds", City.Fund(fund))).Accepted();
        foreach (var purpose in new[] { null, "助残" })
        {
            (await office.Clerk.PostAsync("gifts", new { amountFen = 100, channel = "bank", fund = "ending", purpose, occurredOn = City.Today })).Accepted();
        }

        object close = new { reason = "协议期满", occurredOn = City.Today };
        (await office.Clerk.PostAsync("funds/none/closing", close)).Refused("fund_unknown", HttpStatusCode.NotFound);
        (await office.Clerk.PostAsync("funds/ending/closing", close)).Refused("fund_not_empty", HttpStatusCode.Conflict);
        var payment = (await office.DoAsync("payments",
            new { amountFen = 60, payee = "某校", purpose = "书本", fund = "ending", occurredOn = City.Today })).Accepted().Id;
        (await office.DoAsync("funds/ending/transfers", Transfer("heir", 40))).Accepted();
        (await office.Clerk.PostAsync("funds/ending/closing", close)).Refused("fund_not_empty", HttpStatusCode.Conflict);
        (await office.DoAsync("funds/ending/transfers", Transfer("heir", 100, "助残"))).Accepted();

        // Something comes back between the request and its execution: the fund is not empty any more.
        var request = "requests/" + await office.AskAsync("funds/ending/closing", close);
        (await office.DoAsync($"payments/{payment}/reversals", City.Reversal(10))).Accepted();
        foreach (var approver in new[] { office.Approver, office.Approver2 }) (await approver.PostAsync(request + "/approvals", new { })).Accepted();
        (await office.Treasurer.PostAsync(request + "/execution", new { })).Refused("fund_not_empty", HttpStatusCode.Conflict);
        (await office.DoAsync("funds/ending/transfers", Transfer("heir", 10))).Accepted();
        (await office.Treasurer.PostAsync(request + "/execution", new { })).Accepted();

        (await office.Clerk.PostAsync("funds/ending/closing", close)).Refused("fund_closed", HttpStatusCode.Conflict);
        (await office.Clerk.PostAsync("gifts", City.Gift(1, "ending"))).Refused("fund_closed", HttpStatusCode.Conflict);
        (await office.Clerk.PostAsync("funds/heir/transfers", Transfer("ending", 1))).Refused("fund_closed", HttpStatusCode.Conflict);
        (await office.Clerk.PostAsync("allocations", new { fund = "ending", amountFen = 1, purpose = "补充", occurredOn = City.Today }))
            .Refused("fund_closed", HttpStatusCode.Conflict);
    }

    [Fact]
    [Refuses(RefusalCode.SameBucket, RefusalCode.AmountTooLarge, RefusalCode.AmountNotPositive)]
    public async Task Money_moves_between_accounts_by_two_approvals_and_general_money_bears_the_fee()
    {
        (await office.Clerk.PostAsync("money-moves", Move("bank", "bank", 1, 0))).Refused("same_bucket", Unprocessable);
        (await office.Clerk.PostAsync("money-moves", Move("alipay", "bank", 5, 5))).Refused("amount_too_large", Unprocessable);
        (await office.Clerk.PostAsync("money-moves", Move("alipay", "bank", 5, -1))).Refused("amount_not_positive", Unprocessable);
        (await office.Clerk.PostAsync("money-moves", Move("alipay", "vault", 5, 1))).Refused("malformed_request", HttpStatusCode.BadRequest);
        var before = await BalanceAsync(0);
        var asked = await office.Clerk.PostAsync("money-moves", Move("alipay", "bank", 10_000, 60));
        Assert.Equal(2, asked.Expect(HttpStatusCode.Accepted).Body.GetProperty("approvals").GetInt32());
        (await office.Approver.PostAsync($"requests/{asked.Id}/approvals", new { })).Accepted();
        (await office.Treasurer.PostAsync($"requests/{asked.Id}/execution", new { })).Refused("approvals_missing", HttpStatusCode.Conflict);
        (await office.Approver2.PostAsync($"requests/{asked.Id}/approvals", new { })).Accepted();
        var moved = (await office.Treasurer.PostAsync($"requests/{asked.Id}/execution", new { })).Accepted();
        Assert.Equal(before - 60, await BalanceAsync(moved.Position));
    }

    private static object Transfer(string to, long fen, string? restriction = null, string reference = "理事会决议1号") =>
        new { to, amountFen = fen, ground = "similar_purpose", reference, purpose = "助学", restriction, occurredOn = City.Today };

    private static object Move(string from, string to, long fen, long fee) =>
        new { from, to, amountFen = fen, feeFen = fee, purpose = "提现", occurredOn = City.Today };

    private async Task<long> BalanceAsync(long position) => (await office.Auditor.GetAsync($"balances?min-position={position}")).Body
        .EnumerateArray().Single(b => b.GetProperty("bucket").GetString() == "general").GetProperty("balanceFen").GetInt64();
}
