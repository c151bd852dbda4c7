using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>Refunds come from where the money is, on the day it is paid.</summary>
public sealed class RefundAccountTests
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;

    [Fact]
    public async Task A_mistake_goes_back_from_the_platforms_balance_until_that_was_settled()
    {
        await using var city = await Accountant.StartAsync("2026-03-10");
        var one = (await city.GiveAsync(1_000, channel: "alipay")).Accepted().Id;
        var two = (await city.GiveAsync(500, channel: "alipay")).Accepted().Id;
        (await RefundAsync(city, one, 300)).Accepted();
        Assert.Equal(1_200, await HeldAsync(city, "1009"));

        (await MoveAsync(city, "alipay", "bank", 1_100)).Accepted();
        (await RefundAsync(city, one, 700)).Accepted();
        (await RefundAsync(city, two, 100)).Accepted();
        Assert.Equal((0, 400), (await HeldAsync(city, "1009"), await HeldAsync(city, "1002")));
        // Whoever paid knows better.
        (await MoveAsync(city, "bank", "cash", 50)).Accepted();
        (await RefundAsync(city, two, 50, account: "cash")).Accepted();
        Assert.Equal((0, 350), (await HeldAsync(city, "1001"), await HeldAsync(city, "1002")));
        Assert.Equal(350, -await HeldAsync(city, "410101"));
        foreach (var (account, fen) in new[] { ("cash", 0), ("other_money", 0), ("bank", 350) })
            (await city.CountAsync(account, fen, city.Today)).Accepted();
        Assert.All(await city.CountsAsync(), c => Assert.EndsWith(" 0", c, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mistake_is_not_paid_from_another_platforms_balance()
    {
        await using var city = await Accountant.StartAsync("2026-03-10");
        var gift = (await city.GiveAsync(1_000, channel: "alipay")).Accepted().Id;
        (await city.GiveAsync(500, channel: "wechat")).Accepted();
        (await MoveAsync(city, "alipay", "bank", 900)).Accepted();
        (await RefundAsync(city, gift, 300)).Accepted();
        Assert.Equal((600, 600), (await HeldAsync(city, "1009"), await HeldAsync(city, "1002")));
        (await RefundAsync(city, gift, 100)).Accepted();
        Assert.Equal((500, 600), (await HeldAsync(city, "1009"), await HeldAsync(city, "1002")));
    }

    [Fact]
    public async Task A_refund_that_is_paid_later_is_owed_until_then()
    {
        await using var city = await Accountant.StartAsync("2026-02-10");
        await city.FundAsync("relief");
        var gift = (await city.GiveAsync(1_000, "relief", channel: "wechat")).Accepted().Id;
        city.GoTo("2026-04-10");
        (await RefundAsync(city, gift, 400, "agreement", "2026-02-27", account: "wechat", paidOn: "2026-03-05")).Accepted();
        Assert.Equal((1_000, -400), (await HeldAsync(city, "1009", "2026-02"), await HeldAsync(city, "2209", "2026-02")));
        Assert.Equal((600, 0), (await HeldAsync(city, "1009"), await HeldAsync(city, "2209")));
        Assert.Equal(400, await HeldAsync(city, "5301"));

        (await RefundAsync(city, gift, 50, on: "2026-02-28", account: "wechat", paidOn: "2026-03-06")).Accepted();
        Assert.Equal((1_000, -450, -950), (await HeldAsync(city, "1009", "2026-02"), await HeldAsync(city, "2209", "2026-02"),
            await HeldAsync(city, "410102", "2026-02")));
        Assert.Equal((550, 0), (await HeldAsync(city, "1009"), await HeldAsync(city, "2209")));

        (await RefundAsync(city, gift, 1, on: "2026-03-02", paidOn: "2026-03-01")).Refused("date_invalid", Unprocessable);
        (await RefundAsync(city, gift, 1, paidOn: "2026-04-11")).Refused("date_in_future", Unprocessable);
        foreach (var month in new[] { "2026-01", "2026-02" }) await city.CloseAsync(month);
        (await RefundAsync(city, gift, 1, on: "2026-02-28", paidOn: "2026-03-06")).Refused("period_closed", Unprocessable);
    }

    /// <summary>民间非营利组织会计制度: 5301 / 2209 when the duty arises, 2209 / 1002 when it is paid.</summary>
    [Fact]
    [Refuses(RefusalCode.RefundNotOwed, RefusalCode.DateInvalid, RefusalCode.DateInFuture, RefusalCode.RefundExceedsUnspent,
        RefusalCode.PeriodClosed)]
    public async Task A_refund_that_was_decided_is_owed_until_its_payment_is_entered()
    {
        await using var city = await Accountant.StartAsync("2026-02-10");
        await city.FundAsync("relief");
        var gift = (await city.GiveAsync(1_000, "relief")).Accepted().Id;
        var other = (await city.GiveAsync(10)).Accepted().Id;
        city.GoTo("2026-02-27");
        (await OweAsync(city, gift, 400, "agreement", paidOn: "2026-02-27")).Refused("date_invalid", Unprocessable);
        var owed = (await OweAsync(city, gift, 400, "agreement", account: "cash")).Accepted().Id;
        Assert.Equal((1_010, -400, 400, 600), (await HeldAsync(city, "1002"), await HeldAsync(city, "2209"), await HeldAsync(city, "5301"),
            -await HeldAsync(city, "410102") - await HeldAsync(city, "3102")));
        // What is owed is nobody's to spend or to give back again.
        (await OweAsync(city, gift, 601, "agreement")).Refused("refund_exceeds_unspent", Unprocessable);
        (await city.PayAsync(601, "relief")).Refused("insufficient_funds", Unprocessable);

        city.GoTo("2026-04-10");
        (await PayAsync(city, gift, owed, "2026-02-26")).Refused("date_invalid", Unprocessable);
        (await PayAsync(city, gift, owed, "2026-04-11")).Refused("date_in_future", Unprocessable);
        (await PayAsync(city, other, owed, "2026-04-10")).Refused("refund_not_owed", HttpStatusCode.Conflict);
        (await PayAsync(city, gift, "none", "2026-04-10")).Refused("refund_not_owed", HttpStatusCode.Conflict);
        foreach (var month in new[] { "2026-01", "2026-02" }) (await city.CloseAsync(month)).Accepted();
        (await PayAsync(city, gift, owed, "2026-02-28")).Refused("period_closed", Unprocessable);
        var paid = (await PayAsync(city, gift, owed, "2026-03-05", "bank", "once")).Accepted();
        Assert.Equal(paid.Position, (await PayAsync(city, gift, owed, "2026-03-05", "bank", "once")).Accepted().Position);
        (await PayAsync(city, gift, owed, "2026-03-05")).Refused("refund_not_owed", HttpStatusCode.Conflict);
        Assert.Equal((610, 0, 400), (await HeldAsync(city, "1002"), await HeldAsync(city, "2209"), await HeldAsync(city, "5301")));
        // A mistake of this year never was income, and is paid from where its refund said.
        var red = (await OweAsync(city, gift, 50, account: "bank")).Accepted().Id;
        Assert.Equal((610, -50, 950), (await HeldAsync(city, "1002"), await HeldAsync(city, "2209"), -await HeldAsync(city, "410102")));
        (await PayAsync(city, gift, red, "2026-04-10")).Accepted();
        Assert.Equal((560, 0), (await HeldAsync(city, "1002"), await HeldAsync(city, "2209")));
        // What was paid at once is not owed.
        var once = (await RefundAsync(city, gift, 5)).Accepted().Id;
        (await PayAsync(city, gift, once, "2026-04-10")).Refused("refund_not_owed", HttpStatusCode.Conflict);
        await Crashing.Books.CheckAsync(city.Host.Database.ConnectionString);
    }

    [Fact]
    public async Task A_mistake_that_is_owed_is_paid_from_the_balance_that_it_came_into_unless_the_payment_says_otherwise()
    {
        await using var city = await Accountant.StartAsync("2026-03-10");
        var gift = (await city.GiveAsync(1_000, channel: "alipay")).Accepted().Id;
        (await city.GiveAsync(1_000)).Accepted();
        var (one, two) = ((await OweAsync(city, gift, 300)).Accepted().Id, (await OweAsync(city, gift, 50)).Accepted().Id);
        var agreed = (await OweAsync(city, gift, 7, "agreement")).Accepted().Id;
        Assert.Equal((1_000, 1_000, -357), (await HeldAsync(city, "1009"), await HeldAsync(city, "1002"), await HeldAsync(city, "2209")));
        (await PayAsync(city, gift, one, city.Today)).Accepted();
        (await PayAsync(city, gift, two, city.Today, "bank")).Accepted();
        (await PayAsync(city, gift, agreed, city.Today)).Accepted();
        Assert.Equal((700, 943, 0), (await HeldAsync(city, "1009"), await HeldAsync(city, "1002"), await HeldAsync(city, "2209")));
    }

    [Fact]
    public async Task The_channel_of_entrusted_money_has_one_spelling_too()
    {
        await using var city = await Accountant.StartAsync("2026-03-10");
        var person = new { name = "某人" };
        (await city.Api.PostAsync("agencies", new
        {
            amountFen = 70, channel = " 现金 ", giver = person, beneficiary = person, purpose = "医疗", occurredOn = city.Today,
        })).Accepted();
        Assert.Equal("cash", await city.Host.Database.ScalarAsync<string>(
            "select data ->> 'channel' from ledger.mt_events where type = 'agency_received'"));
    }

    private static Task<Answer> RefundAsync(Accountant city, string gift, long fen, string ground = "payment_error", string? on = null,
        string? account = null, string? paidOn = null) => city.Api.PostAsync($"gifts/{gift}/refunds",
            new { amountFen = fen, ground, reason = "重复支付", occurredOn = on ?? city.Today, account, paidOn });

    private static Task<Answer> OweAsync(Accountant city, string gift, long fen, string ground = "payment_error", string? account = null,
        string? paidOn = null) => city.Api.PostAsync($"gifts/{gift}/refunds",
            new { amountFen = fen, ground, reason = "重复支付", occurredOn = city.Today, account, paidOn, owed = true });

    private static Task<Answer> PayAsync(
        Accountant city, string gift, string refund, string on, string? account = null, string? key = null) =>
        city.Api.PostAsync($"gifts/{gift}/refunds/{refund}/payment", new { occurredOn = on, account }, key);

    private static Task<Answer> MoveAsync(Accountant city, string from, string to, long fen) => city.Api.PostAsync(
        "money-moves", new { from, to, amountFen = fen, purpose = "提现", occurredOn = city.Today });

    private static async Task<long> HeldAsync(Accountant city, string account, string? month = null) =>
        (await city.TrialBalanceAsync(month is null ? "" : $"&to={month}")).Select(l => l.Split(' '))
            .Where(l => l[0] == account).Sum(l => long.Parse(l[1], System.Globalization.CultureInfo.InvariantCulture)
                - long.Parse(l[2], System.Globalization.CultureInfo.InvariantCulture));
}
