using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Approvals;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Donations;

/// <summary>Where a federation has people, bound money is moved by several of them.</summary>
public sealed class GuardedMoneyTests(Office office) : IClassFixture<Office>
{
    [Fact]
    public async Task Principal_is_released_by_those_who_approve_and_the_one_who_carries_it_out()
    {
        var fund = new { name = "留本基金", sponsor = "某公司", purpose = "助学", fund = "kept", type = "endowment", occurredOn = City.Today };
        (await office.Clerk.PostAsync("funds", fund)).Accepted();
        (await office.Clerk.PostAsync("gifts", City.Gift(1_000, "kept"))).Accepted();
        await CarriedOutAsync(2, "funds/kept/principal-releases", new { amountFen = 400, ground = "协议第五条", occurredOn = City.Today });
        Assert.Equal(600, await BalanceAsync("fund/kept+endowment"));
        Assert.Equal(400, await BalanceAsync("fund/kept"));
    }

    [Fact]
    public async Task A_use_is_changed_by_several_persons()
    {
        var gift = (await office.Clerk.PostAsync("gifts",
            new { amountFen = 900, channel = "bank", purpose = "建图书室", occurredOn = City.Today })).Accepted().Id;
        await CarriedOutAsync(1, "use-changes", new
        {
            amountFen = 900, from = new { purpose = "建图书室" }, to = new { purpose = "助学" }, ground = "donor_consent", reference = "同意函",
            groundOn = City.Today, reason = "原项目已完成", occurredOn = City.Today, gift,
        });
        Assert.Equal(900, await BalanceAsync("general+purpose=助学"));
    }

    [Fact]
    [Refuses(RefusalCode.GiftUnknown, RefusalCode.InsufficientFunds, RefusalCode.TextMissing)]
    public async Task The_donor_who_consents_is_the_one_whose_gift_gets_another_use()
    {
        var gifts = new List<string>();
        foreach (var fen in new[] { 500, 300, 200 })
        {
            gifts.Add((await office.Clerk.PostAsync("gifts",
                new { amountFen = fen, channel = "bank", purpose = "建操场", occurredOn = City.Today })).Accepted().Id);
        }

        object Change(long fen, string? gift, string ground = "donor_consent") => new
        {
            amountFen = fen, from = new { purpose = "建操场" }, to = new { purpose = "购图书" }, ground, reference = "同意函",
            groundOn = City.Today, reason = "捐赠人同意", occurredOn = City.Today, gift,
        };
        (await office.Clerk.PostAsync("use-changes", Change(301, gifts[1]))).Refused("insufficient_funds", HttpStatusCode.UnprocessableEntity);
        (await office.Clerk.PostAsync("use-changes", Change(1, "none"))).Refused("gift_unknown", HttpStatusCode.NotFound);
        // Consent to the use of what gift? Nobody else's may move on it.
        var nameless = await office.Clerk.PostAsync("use-changes", Change(1, null));
        nameless.Refused("text_missing", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("gift", nameless.Body.GetProperty("field").GetString());
        await CarriedOutAsync(1, "use-changes", Change(250, gifts[1]));
        Assert.Equal("500 general+purpose=建操场", await LiesAsync(gifts[0]));
        Assert.Equal("50 general+purpose=建操场, 250 general+purpose=购图书", await LiesAsync(gifts[1]));
        // Filed for all of it, and without a gift, the first money under that use goes.
        await CarriedOutAsync(1, "use-changes", Change(600, null, "plan_filing"));
        Assert.Equal("500 general+purpose=购图书", await LiesAsync(gifts[0]));
        Assert.Equal("50 general+purpose=购图书, 250 general+purpose=购图书", await LiesAsync(gifts[1]));
        Assert.Equal("50 general+purpose=购图书, 150 general+purpose=建操场", await LiesAsync(gifts[2]));
        await Crashing.Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    private async Task<string> LiesAsync(string gift)
    {
        var position = (await office.Clerk.PostAsync("gifts", City.Gift(1))).Accepted().Position;
        var parts = (await office.Clerk.GetAsync($"gifts/{gift}/trace?min-position={position}")).Body.GetProperty("parts").EnumerateArray();
        return string.Join(", ", parts.Select(p => $"{p.GetProperty("amountFen").GetInt64()} {p.GetProperty("bucket").GetString()}"));
    }

    [Fact]
    public async Task Goods_are_written_off_by_several_persons()
    {
        var gift = (await office.Clerk.PostAsync("goods", new
        {
            kind = "goods", description = "棉被", quantity = 10, unit = "床",
                valuation = new { basis = "voucher", note = "发票 7" }, valueFen = 1_000,
            occurredOn = City.Today,
        })).Accepted().Id;
        await CarriedOutAsync(2, $"goods/{gift}/write-offs", new { quantity = 4, reason = "受潮霉变", occurredOn = City.Today });
        Assert.Equal(600, await BalanceAsync("general+asset=" + gift));
    }

    private async Task CarriedOutAsync(int approvals, string path, object body)
    {
        var request = await office.AskAsync(path, body);
        Assert.Equal(HttpStatusCode.Conflict, (await office.Treasurer.PostAsync($"requests/{request}/execution", new { })).Status);
        foreach (var approver in new[] { office.Approver, office.Approver2 }.Take(approvals))
            (await approver.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        (await office.Treasurer.PostAsync($"requests/{request}/execution", new { })).Accepted();
    }

    private async Task<long> BalanceAsync(string bucket)
    {
        var position = (await office.Clerk.PostAsync("gifts", City.Gift(1))).Accepted().Position;
        return (await office.Clerk.GetAsync($"balances?min-position={position}")).Body.EnumerateArray()
            .Where(b => b.GetProperty("bucket").GetString() == bucket).Sum(b => b.GetProperty("balanceFen").GetInt64());
    }
}
