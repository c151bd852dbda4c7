using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Donations;

/// <summary>Donation receipts through the API.</summary>
public sealed class ReceiptTests(City city) : IClassFixture<City>, IAsyncLifetime
{
    private static readonly object Donor = new { name = "江城市某实业有限公司", kind = "organisation", naming = "full" };

    public async ValueTask InitializeAsync()
    {
        var opened = await city.Api.PostAsync("receipt-books", new { year = 2026, code = "51010126", occurredOn = City.Today });
        Assert.Contains(opened.Code, new[] { null, "receipt_book_exists" });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_receipt_is_numbered_shown_in_capitals_and_voided_by_a_red_one()
    {
        var gift = await GiveAsync(10_005);
        var receipt = (await IssueAsync(gift)).Accepted();
        Assert.Matches("^2026-[0-9]{10}$", receipt.Id);
        var shown = (await city.Api.GetAsync("receipts/" + receipt.Id)).Body;
        Assert.Equal(
            ("壹佰元零伍分", 10_005, "江城市某实业有限公司", "51010126", receipt.Body.GetProperty("checkCode").GetString()),
            (shown.GetProperty("amountInCapitals").GetString(), shown.GetProperty("amountFen").GetInt64(),
                shown.GetProperty("payer").GetString(),
                shown.GetProperty("code").GetString(), shown.GetProperty("checkCode").GetString()));
        var red = (await city.Api.PostAsync($"receipts/{receipt.Id}/reversal", Red)).Accepted();
        var after = (await city.Api.GetAsync("receipts/" + red.Id)).Body;
        Assert.Equal((-10_005, receipt.Id, "负壹佰元零伍分"),
            (after.GetProperty("amountFen").GetInt64(), after.GetProperty("voids").GetString(),
            after.GetProperty("amountInCapitals").GetString()));
        Assert.Equal(red.Id, (await city.Api.GetAsync("receipts/" + receipt.Id)).Body.GetProperty("voidedBy").GetString());
        Assert.NotEqual(receipt.Id, (await IssueAsync(gift)).Accepted().Id);
    }

    [Fact]
    [Refuses(RefusalCode.DateInvalid, RefusalCode.ReceiptNotAllowed)]
    public async Task A_receipt_is_dated_no_earlier_than_its_gift_and_a_red_one_no_earlier_than_what_it_voids()
    {
        using var own = await OwnAsync();
        var gift = await GiftAsync(own, "2026-02-10");
        (await own.PostAsync($"gifts/{gift}/receipts", new { occurredOn = "2026-02-09" }))
            .Refused("receipt_not_allowed", HttpStatusCode.UnprocessableEntity);
        var receipt = (await own.PostAsync($"gifts/{gift}/receipts", new { occurredOn = "2026-02-12" })).Accepted().Id;
        (await own.PostAsync($"receipts/{receipt}/reversal", new { reason = "抬头有误", occurredOn = "2026-02-11" }))
            .Refused("date_invalid", HttpStatusCode.UnprocessableEntity);
        (await own.PostAsync($"receipts/{receipt}/reversal", new { reason = "抬头有误", occurredOn = "2026-02-12" })).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.DateInvalid)]
    public async Task Numbers_follow_the_days_on_every_host()
    {
        using var own = await OwnAsync();
        var gifts = new List<string>();
        for (var i = 0; i < 4; i++) gifts.Add(await GiftAsync(own, "2026-02-10"));
        var first = (await own.PostAsync($"gifts/{gifts[0]}/receipts", new { occurredOn = "2026-02-12" })).Accepted().Id;
        (await own.PostAsync($"gifts/{gifts[1]}/receipts", new { occurredOn = "2026-02-11" }))
            .Refused("date_invalid", HttpStatusCode.UnprocessableEntity);
        (await own.PostAsync($"gifts/{gifts[1]}/receipts", new { occurredOn = "2026-02-12" })).Accepted();
        (await own.PostAsync($"gifts/{gifts[2]}/receipts", new { occurredOn = "2026-02-20" })).Accepted();
        (await own.PostAsync($"receipts/{first}/reversal", new { reason = "抬头有误", occurredOn = "2026-02-15" }))
            .Refused("date_invalid", HttpStatusCode.UnprocessableEntity);
        // A host that has numbered nothing yet reads it from the log.
        var joined = await city.Host.JoinAsync();
        using var other = new Api(joined.Address, own.Token);
        (await other.PostAsync($"gifts/{gifts[3]}/receipts", new { occurredOn = "2026-02-19" }))
            .Refused("date_invalid", HttpStatusCode.UnprocessableEntity);
        (await other.PostAsync($"gifts/{gifts[3]}/receipts", new { occurredOn = "2026-02-20" })).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.PeriodClosed)]
    public async Task No_receipt_is_dated_into_closed_books()
    {
        using var own = await OwnAsync();
        var gift = await GiftAsync(own, "2026-01-10");
        (await own.PostAsync("books/periods/2026-01/closing", new { })).Accepted();
        (await own.PostAsync($"gifts/{gift}/receipts", new { occurredOn = "2026-01-31" })).Refused("period_closed", HttpStatusCode.UnprocessableEntity);
        (await own.PostAsync($"gifts/{gift}/receipts", new { occurredOn = "2026-02-01" })).Accepted();
    }

    /// <summary>A federation with receipts of its own: of the shared one, other tests take the numbers.</summary>
    private async Task<Api> OwnAsync()
    {
        var own = await city.Host.FederationAsync("own-" + Guid.NewGuid().ToString("N")[..8]);
        (await own.PostAsync("receipt-books", new { year = 2026, code = "51010126", occurredOn = "2026-01-02" })).Accepted();
        return own;
    }

    private static async Task<string> GiftAsync(Api api, string on) => (await api.PostAsync("gifts",
        new { amountFen = 100, channel = "bank", donor = Donor, occurredOn = on })).Accepted().Id;

    [Fact]
    [Refuses(RefusalCode.ReceiptExceedsGift, RefusalCode.ReceiptStands, RefusalCode.ReceiptNotLive, RefusalCode.ReceiptUnknown)]
    public async Task Live_receipts_never_attest_more_than_the_gift_and_what_they_attest_does_not_go_back()
    {
        var gift = await GiveAsync(100);
        await city.RefusesAsync("receipt_exceeds_gift", $"gifts/{gift}/receipts", Issue(101));
        var receipt = (await IssueAsync(gift, 60)).Accepted().Id;
        await city.RefusesAsync("receipt_exceeds_gift", $"gifts/{gift}/receipts", Issue(41));
        await city.RefusesAsync("receipt_stands", $"gifts/{gift}/refunds", City.Refund(41), HttpStatusCode.Conflict);
        (await city.Api.PostAsync($"gifts/{gift}/refunds", City.Refund(40))).Accepted();
        await city.RefusesAsync("receipt_stands", $"gifts/{gift}/refunds", City.Refund(1), HttpStatusCode.Conflict);
        await city.RefusesAsync("amount_not_positive", $"gifts/{gift}/receipts", Issue(0));
        (await city.Api.PostAsync($"receipts/{receipt}/reversal", Red)).Accepted();
        await city.RefusesAsync("receipt_not_live", $"receipts/{receipt}/reversal", Red, HttpStatusCode.Conflict);
        (await city.Api.PostAsync($"gifts/{gift}/refunds", City.Refund(60))).Accepted();
        await city.RefusesAsync("receipt_exceeds_gift", $"gifts/{gift}/receipts", Issue(1));
        foreach (var unknown in new[] { "2026-9999999999", "2026-0000000000", "2025-0000000001", "none", gift })
            await city.RefusesAsync("receipt_unknown", $"receipts/{unknown}/reversal", Red, HttpStatusCode.NotFound);
        (await city.Api.GetAsync("receipts/none")).Refused("receipt_unknown", HttpStatusCode.NotFound);
    }

    [Fact]
    [Refuses(RefusalCode.ReceiptNotAllowed, RefusalCode.ReceiptBookMissing, RefusalCode.ReceiptBookExists)]
    public async Task A_receipt_is_for_a_named_givers_gift_that_has_arrived()
    {
        var anonymous = await city.GiveAsync(100);
        await city.RefusesAsync("receipt_not_allowed", $"gifts/{anonymous}/receipts", Issue(1));
        (await city.Api.PostAsync($"gifts/{anonymous}/receipt-waiver", new { note = "匿名", occurredOn = City.Today })).Accepted();
        await city.RefusesAsync("gift_unknown", "gifts/none/receipt-waiver", new { occurredOn = City.Today }, HttpStatusCode.NotFound);
        var sponsor = (await city.Api.PostAsync("gifts", new
        {
            amountFen = 100, channel = "bank", donor = Donor, terms = new { tie = "sponsorship" }, occurredOn = City.Today,
        })).Accepted().Id;
        await city.RefusesAsync("receipt_not_allowed", $"gifts/{sponsor}/receipts", Issue(1));
        var books = (await city.Api.PostAsync("goods", new
        {
            kind = "goods", description = "旧书", quantity = 3, unit = "册", valuation = new { basis = "none" },
                valueFen = 0, donor = Donor, occurredOn = City.Today,
        })).Accepted().Id;
        await city.RefusesAsync("receipt_not_allowed", $"gifts/{books}/receipts", Issue(1));
        var gift = await GiveAsync(100);
        await city.RefusesAsync("receipt_not_allowed", $"gifts/{gift}/receipts", Issue(1, "2026-03-01"));
        await city.RefusesAsync("receipt_book_missing", $"gifts/{gift}/receipts", Issue(1, "2025-12-31"));
        await city.RefusesAsync("receipt_book_exists", "receipt-books",
            new { year = 2026, code = "51010126", occurredOn = City.Today },
            HttpStatusCode.Conflict);
        await city.RefusesAsync("gift_unknown", "gifts/none/receipts", Issue(1), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Goods_that_have_a_receipt_go_back_after_it_was_voided()
    {
        var gift = (await city.Api.PostAsync("goods", new
        {
            kind = "goods", description = "棉被", quantity = 10, unit = "床",
                valuation = new { basis = "voucher", note = "发票 7" }, valueFen = 1_000,
            donor = Donor, occurredOn = City.Today,
        })).Accepted().Id;
        var receipt = (await IssueAsync(gift, 1_000)).Accepted().Id;
        var back = new { quantity = 1, ground = "agreement", reason = "协议约定", occurredOn = City.Today };
        await city.RefusesAsync("receipt_stands", $"goods/{gift}/returns", back, HttpStatusCode.Conflict);
        (await city.Api.PostAsync($"receipts/{receipt}/reversal", Red)).Accepted();
        (await city.Api.PostAsync($"goods/{gift}/returns", back)).Accepted();
        await city.RefusesAsync("receipt_exceeds_gift", $"gifts/{gift}/receipts", Issue(901));
    }

    [Fact]
    public async Task Numbers_have_no_gap_whoever_issues_at_once_from_whichever_host()
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await host.FederationAsync("town");
        var other = await host.ApiAsync("town", await host.JoinAsync(new FakeClock()));
        (await api.PostAsync("receipt-books", new { year = 2026, code = "51010126", occurredOn = City.Today })).Accepted();
        var issued = await Task.WhenAll(Enumerable.Range(0, 30).Select(async i =>
        {
            var door = i % 2 == 0 ? api : other;
            var gift = (await door.PostAsync("gifts",
                new { amountFen = 100, channel = "bank", donor = Donor, occurredOn = City.Today })).Accepted().Id;
            var receipt = (await door.PostAsync($"gifts/{gift}/receipts", Issue(100), $"issue {i}")).Accepted().Id;
            // The same request again is the same receipt.
            Assert.Equal(receipt, (await door.PostAsync($"gifts/{gift}/receipts", Issue(100), $"issue {i}")).Accepted().Id);
            return i % 3 == 0 ? [receipt, (await door.PostAsync($"receipts/{receipt}/reversal", Red)).Accepted().Id]
                : new[] { receipt };
        }));
        Assert.Equal(Enumerable.Range(1, 40).Select(n => FormattableString.Invariant($"2026-{n:D10}")),
            issued.SelectMany(r => r).Order());
    }

    [Fact]
    public async Task Receipts_red_receipts_and_refunds_at_once_never_attest_more_than_was_kept()
    {
        var gift = await GiveAsync(1_000);
        var issued = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        var refunded = 0L;
        await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
        {
            var fen = 40 + 13 * i % 90;
            if (i % 4 == 3)
            {
                if ((await city.Api.PostAsync($"gifts/{gift}/refunds",
                    City.Refund(fen))).Status == HttpStatusCode.Created) Interlocked.Add(ref refunded, fen);
                return;
            }

            var receipt = await IssueAsync(gift, fen);
            if (receipt.Status != HttpStatusCode.Created) return;
            issued[receipt.Id] = fen;
            if (i % 4 == 2) (await city.Api.PostAsync($"receipts/{receipt.Id}/reversal", Red)).Accepted();
        }));
        var live = 0L;
        foreach (var (receipt, fen) in issued)
            if (!(await city.Api.GetAsync("receipts/" + receipt)).Body.TryGetProperty("voidedBy", out _)) live += fen;
        Assert.True(live > 0);
        Assert.InRange(live, 1, 1_000 - refunded);
        await city.RefusesAsync("receipt_exceeds_gift", $"gifts/{gift}/receipts", Issue(1_000 - refunded - live + 1));
        if (live + refunded < 1_000) (await IssueAsync(gift, 1_000 - refunded - live)).Accepted();
    }

    private static object Red => new { reason = "付款人名称有误", occurredOn = City.Today };

    private async Task<string> GiveAsync(long fen) =>
        (await city.Api.PostAsync("gifts",
            new { amountFen = fen, channel = "bank", donor = Donor, occurredOn = City.Today })).Accepted().Id;

    private Task<Answer> IssueAsync(string gift, long fen = 0) => city.Api.PostAsync($"gifts/{gift}/receipts", Issue(fen));

    private static object Issue(long fen, string on = City.Today) => new { amountFen = fen, occurredOn = on };
}
