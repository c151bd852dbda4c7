using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Refusing;

/// <summary>Commands that the books can't take.</summary>
public sealed class CommandTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData(0, "amount_not_positive")]
    [InlineData(-1, "amount_not_positive")]
    [InlineData(long.MinValue, "amount_not_positive")]
    [InlineData(10_000_000_000_001, "amount_too_large")]
    [InlineData(long.MaxValue, "amount_too_large")]
    [Refuses(RefusalCode.AmountNotPositive, RefusalCode.AmountTooLarge)]
    public async Task An_amount_is_at_least_one_fen_and_at_most_ten_to_the_thirteen(long fen, string code)
    {
        var gift = await city.GiveAsync(100, "relief");
        var payment = (await city.Api.PostAsync("payments", City.Payment(1, "relief"))).Accepted().Id;
        await city.RefusesAsync(code, "gifts", City.Gift(fen));
        await city.RefusesAsync(code, "payments", City.Payment(fen));
        await city.RefusesAsync(code, "allocations", new { fund = "relief", amountFen = fen, purpose = "物资", occurredOn = City.Today });
        await city.RefusesAsync(code, $"gifts/{gift}/refunds", City.Refund(fen));
        await city.RefusesAsync(code, $"payments/{payment}/reversals", City.Reversal(fen));
    }

    [Fact]
    [Refuses(RefusalCode.AmountTooLarge)]
    public async Task A_bucket_takes_nine_times_ten_to_the_fifteen_in_all_and_no_fen_more()
    {
        var fund = await city.FundAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 900), TestContext.Current.CancellationToken,
            async (_, _) => (await city.Api.PostAsync("gifts", City.Gift(10_000_000_000_000, fund))).Accepted());
        await city.RefusesAsync("amount_too_large", "gifts", City.Gift(1, fund));

        using var list = Importing.GeneratedList.Write(10, 1, "full");
        var answer = await city.Api.ImportAsync(list.Path, Importing.GeneratedList.Profile, "?fund=" + fund);
        Assert.Equal("amount_too_large", answer.GetProperty("code").GetString());
    }

    [Fact]
    [Refuses(RefusalCode.DateInFuture, RefusalCode.DateInvalid)]
    public async Task A_date_is_neither_after_today_nor_before_the_republic()
    {
        await city.RefusesAsync("date_in_future", "gifts", City.Gift(1, date: "2026-03-03"));
        await city.RefusesAsync("date_in_future", "gifts", City.Gift(1, date: "9999-12-31"));
        await city.RefusesAsync("date_invalid", "gifts", City.Gift(1, date: "0001-01-01"));
        await city.RefusesAsync("date_invalid", "gifts", City.Gift(1, date: "1949-09-30"));
        (await city.Api.PostAsync("gifts", City.Gift(1, date: "1949-10-01"))).Accepted();
    }

    [Fact]
    public async Task Tomorrow_begins_at_midnight_in_Beijing()
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 3, 2, 15, 59, 59, TimeSpan.Zero));
        await using var host = await TestHost.StartAsync(clock);
        var api = await host.FederationAsync("city");
        (await api.PostAsync("gifts", City.Gift(1, date: "2026-03-03"))).Refused("date_in_future", HttpStatusCode.UnprocessableEntity);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await api.PostAsync("gifts", City.Gift(1, date: "2026-03-03"))).Accepted();
    }

    [Theory]
    [InlineData("", "text_missing")]
    [InlineData(" \u3000\t", "text_missing")]
    [InlineData("甲\u0000乙", "text_control_character")]
    [InlineData("甲\n乙", "text_control_character")]
    [InlineData("甲\u202E乙", "text_control_character")]
    [InlineData("long", "text_too_long")]
    [Refuses(RefusalCode.TextMissing, RefusalCode.TextControlCharacter, RefusalCode.TextTooLong)]
    public async Task A_text_is_there_short_enough_and_can_be_shown(string text, string code)
    {
        if (text == "long") text = new string('长', 501);
        await city.RefusesAsync(code, "payments", new { amountFen = 1, payee = text, purpose = "物资", occurredOn = City.Today });
        await city.RefusesAsync(code, "payments", new { amountFen = 1, payee = "某医院", purpose = text, occurredOn = City.Today });
        await city.RefusesAsync(code, "gifts", new { amountFen = 1, channel = text, occurredOn = City.Today });
        await city.RefusesAsync(code, "gifts", new { amountFen = 1, channel = "bank", occurredOn = City.Today, donor = new { name = text } });
        await city.RefusesAsync(code, "funds", City.Fund("texts", name: text));
        if (code == "text_missing") return;
        foreach (var restriction in new object[] { new { amountFen = 1, channel = "bank", occurredOn = City.Today, purpose = text },
            new { amountFen = 1, channel = "bank", occurredOn = City.Today, campaign = text } })
            await city.RefusesAsync(code, "gifts", restriction);
        foreach (var restriction in new object[] { new { amountFen = 1, payee = "某医院", purpose = "物资", occurredOn = City.Today, campaign = text },
            new { amountFen = 1, payee = "某医院", purpose = "物资", occurredOn = City.Today, restriction = text } })
            await city.RefusesAsync(code, "payments", restriction);
    }

    [Fact]
    public async Task Money_is_paid_under_the_restriction_that_it_was_given_under_however_it_is_written()
    {
        (await city.Api.PostAsync("gifts", new { amountFen = 5, channel = "bank", purpose = " 助学+营养 ", occurredOn = City.Today })).Accepted();
        await city.RefusesAsync("insufficient_funds", "payments",
            new { amountFen = 5, payee = "某学校", purpose = "午餐", restriction = "助学", occurredOn = City.Today });
        (await city.Api.PostAsync("payments",
            new { amountFen = 5, payee = "某学校", purpose = "午餐", restriction = "助学+营养", occurredOn = City.Today })).Accepted();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-relief")]
    [InlineData("Relief")]
    [InlineData("relief/2")]
    [InlineData("relief\u0000")]
    [InlineData("基金")]
    [InlineData("12345678901234567890123456789012345678901")]
    [Refuses(RefusalCode.IdInvalid)]
    public async Task An_id_is_short_and_plain(string id)
    {
        await city.RefusesAsync("id_invalid", "funds", City.Fund(id));
        var operate = await city.Host.ApiAsync("*");
        (await operate.PostAsync("federations", new { name = "慈善总会", federation = id })).Refused("id_invalid", HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    [Refuses(RefusalCode.FeeRateInvalid)]
    public async Task A_fee_rate_is_at_most_a_fifth()
    {
        await city.RefusesAsync("fee_rate_invalid", "funds", City.Fund("dear", fee: 2_001));
        await city.RefusesAsync("fee_rate_invalid", "funds", City.Fund("dear", fee: -1));
    }

    [Fact]
    [Refuses(RefusalCode.FundExists, RefusalCode.FederationExists)]
    public async Task A_fund_and_a_federation_are_made_once()
    {
        await city.RefusesAsync("fund_exists", "funds", City.Fund("relief"), HttpStatusCode.Conflict);
        var operate = await city.Host.ApiAsync("*");
        (await operate.PostAsync("federations", new { name = "又一次", federation = "city" })).Refused("federation_exists", HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("no\u0000thing")]
    [Refuses(RefusalCode.FundUnknown, RefusalCode.GiftUnknown, RefusalCode.PaymentUnknown, RefusalCode.HeldUnknown)]
    public async Task What_is_named_must_be_there(string id)
    {
        await city.RefusesAsync("fund_unknown", "gifts", City.Gift(1, id), HttpStatusCode.NotFound);
        await city.RefusesAsync("fund_unknown", "payments", City.Payment(1, id), HttpStatusCode.NotFound);
        await city.RefusesAsync("fund_unknown", "allocations", new { fund = id, amountFen = 1, purpose = "物资", occurredOn = City.Today },
            HttpStatusCode.NotFound);
        if (id.Contains('\0', StringComparison.Ordinal)) return;
        await city.RefusesAsync("gift_unknown", $"gifts/{id}/refunds", City.Refund(1), HttpStatusCode.NotFound);
        (await city.Api.GetAsync($"gifts/{id}/trace")).Refused("gift_unknown", HttpStatusCode.NotFound);
        await city.RefusesAsync("payment_unknown", $"payments/{id}/reversals", City.Reversal(1), HttpStatusCode.NotFound);
        await city.RefusesAsync("held_unknown", $"imports/held/{id}/decision", new { decision = "same" }, HttpStatusCode.NotFound);
    }

    [Fact]
    [Refuses(RefusalCode.InsufficientFunds, RefusalCode.RefundExceedsUnspent, RefusalCode.ReversalExceedsPayment)]
    public async Task No_more_is_paid_refunded_or_reversed_than_is_there()
    {
        var fund = await city.FundAsync();
        var gift = await city.GiveAsync(100, fund);
        await city.RefusesAsync("insufficient_funds", "payments", City.Payment(101, fund));
        var payment = (await city.Api.PostAsync("payments", City.Payment(60, fund))).Accepted().Id;
        await city.RefusesAsync("refund_exceeds_unspent", $"gifts/{gift}/refunds", City.Refund(41));
        await city.RefusesAsync("reversal_exceeds_payment", $"payments/{payment}/reversals", City.Reversal(61));
        (await city.Api.PostAsync($"payments/{payment}/reversals", City.Reversal(20))).Accepted();
        await city.RefusesAsync("reversal_exceeds_payment", $"payments/{payment}/reversals", City.Reversal(41));
        (await city.Api.PostAsync($"gifts/{gift}/refunds", City.Refund(60))).Accepted();
        await city.RefusesAsync("insufficient_funds", "payments", City.Payment(1, fund));
        await city.RefusesAsync("insufficient_funds", "allocations",
            new { fund = "relief", amountFen = 9_000_000_000_000, purpose = "物资", occurredOn = City.Today });
    }
}
