using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Donations;

/// <summary>Gifts in kind, equity and services through the API.</summary>
public sealed class GoodsTests(City city) : IClassFixture<City>
{
    private static readonly object Voucher = new { basis = "voucher", note = "发票 0012345" };

    [Fact]
    public async Task Goods_are_used_up_by_quantity_and_no_fen_of_their_value_is_lost()
    {
        var fund = await city.FundAsync();
        // 1,000 fen over 7 units is 142.85…: shares are rounded down, and the last takes the rest.
        var gift = await ReceiveAsync(new { kind = "goods", description = "棉被", quantity = 7, unit = "床",
            valuation = Voucher, valueFen = 1_000, fund, occurredOn = City.Today });
        var bucket = $"fund/{fund}+asset={gift}";
        Assert.Equal(1_000, await BalanceAsync(bucket));
        var first = (await PostAsync(gift, "distributions", Distribution(2))).Accepted();
        Assert.Equal(715, await BalanceAsync(bucket));
        (await PostAsync(gift, $"distributions/{first.Id}/reversals", Reason(1))).Accepted();
        Assert.Equal(715 + 142, await BalanceAsync(bucket));
        (await PostAsync(gift, "write-offs", Reason(1))).Accepted();
        Assert.Equal(857 - 142, await BalanceAsync(bucket));
        await PostAsync(gift, "distributions", Distribution(5));
        Assert.Equal(0, await BalanceAsync(bucket));

        Assert.Equal(
            new Dictionary<string, long> { ["paid"] = 143 + 715, ["lost"] = 142 }, await TraceAsync(gift));
        (await PostAsync(gift, "distributions", Distribution(1))).Refused("quantity_exceeded", HttpStatusCode.UnprocessableEntity);
        (await PostAsync(gift, $"distributions/{first.Id}/reversals", Reason(2))).Refused("quantity_exceeded",
            HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    [Refuses(RefusalCode.DateInvalid)]
    public async Task Nothing_of_a_gift_in_kind_is_dated_before_it_came_nor_its_coming_back_before_it_went()
    {
        var gift = await ReceiveAsync(new { kind = "goods", description = "棉被", quantity = 7, unit = "床",
            valuation = Voucher, valueFen = 1_000, occurredOn = "2026-02-10" });
        await Early("distributions", new { quantity = 1, recipient = "某镇", purpose = "过冬", occurredOn = "2026-02-09" });
        await Early("returns", new { quantity = 1, ground = "agreement", reason = "协议", occurredOn = "2026-02-09" });
        var given = (await PostAsync(gift, "distributions",
            new { quantity = 2, recipient = "某镇", purpose = "过冬", occurredOn = "2026-02-20" })).Accepted().Id;
        await Early($"distributions/{given}/reversals", new { quantity = 1, reason = "未领取", occurredOn = "2026-02-19" });
        (await PostAsync(gift, $"distributions/{given}/reversals", new { quantity = 1, reason = "未领取", occurredOn = "2026-02-20" })).Accepted();

        async Task Early(string path, object body) =>
            (await PostAsync(gift, path, body)).Refused("date_invalid", HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task The_value_of_sold_goods_goes_on_as_money_and_its_trace_with_it()
    {
        var fund = await city.FundAsync();
        var dear = await ReceiveAsync(new { kind = "goods", description = "鲜奶", quantity = 10, unit = "箱",
            valuation = Voucher, valueFen = 900, fund, occurredOn = City.Today });
        (await PostAsync(dear, "sales", Sale(5, 1_000, 100))).Accepted();
        (await PostAsync(dear, "sales", Sale(5, 400, 50))).Accepted();
        // 450 for 900 less 100 kept whole with 450 gained; then 350 of 450 kept and 100 lost.
        Assert.Equal(900 + 350, await BalanceAsync("fund/" + fund));
        (await city.Api.PostAsync("payments", City.Payment(500, fund))).Accepted();
        Assert.Equal(new Dictionary<string, long> { ["paid"] = 450, ["lost"] = 100, ["unspent"] = 350 }, await TraceAsync(dear));
        await city.RefusesAsync("gift_in_kind", $"gifts/{dear}/refunds", City.Refund(1));
        var month = (await city.Api.GetAsync($"balances?min-position={await LastAsync()}")).Body.EnumerateArray()
            .Single(b => b.GetProperty("bucket").GetString() == "fund/" + fund).GetProperty("figures");
        Assert.Equal(450, month.GetProperty("earnedFen").GetInt64());
    }

    [Fact]
    public async Task What_has_no_reliable_value_is_in_the_register_and_not_in_the_buckets()
    {
        var gift = await ReceiveAsync(new { kind = "goods", description = "旧书", quantity = 300, unit = "册",
            valuation = new { basis = "none" }, valueFen = 0, occurredOn = City.Today });
        (await PostAsync(gift, "distributions", Distribution(300))).Accepted();
        Assert.Empty(await TraceAsync(gift));
        (await PostAsync(gift, "distributions", Distribution(1))).Refused("quantity_exceeded", HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Equity_brings_dividends_no_distribution_is_due_to_be_undone_and_goes_back_as_what_it_is()
    {
        var gift = await ReceiveAsync(new
        {
            kind = "equity", description = "某公司股权", quantity = 1_000, unit = "股", valueFen = 5_000_000, occurredOn = City.Today,
            valuation = new { basis = "fair_value", note = "净资产评估报告", valuer = "某资产评估事务所" },
        });
        (await PostAsync(gift, "returns",
            new { quantity = 400, ground = "agreement", reason = "协议约定", occurredOn = City.Today })).Accepted();
        Assert.Equal(new Dictionary<string, long> { ["refunded"] = 2_000_000, ["unspent"] = 3_000_000 }, await TraceAsync(gift));
    }

    [Fact]
    public async Task A_service_comes_and_is_used_at_once()
    {
        var service = new { description = "义诊", quantity = 12, unit = "小时", valuation = Voucher, valueFen = 7_200,
            purpose = "义诊", recipient = "老年居民", fund = "relief", occurredOn = City.Today };
        var gift = (await city.Api.PostAsync("services", service)).Accepted();
        Assert.Equal(new Dictionary<string, long> { ["paid"] = 7_200 }, await TraceAsync(gift.Id));
        await city.RefusesAsync("value_basis_invalid", "services", new
        {
            description = "义诊", quantity = 12, unit = "小时", valuation = new { basis = "none" }, valueFen = 0, purpose = "义诊",
            recipient = "老年居民", occurredOn = City.Today,
        });
    }

    [Theory]
    [InlineData("voucher", null, null, 100)]
    [InlineData("fair_value", "询价", null, 100)]
    [InlineData("fair_value", null, "某事务所", 100)]
    [InlineData("none", null, null, 100)]
    [InlineData("none", "发票", null, 0)]
    [Refuses(RefusalCode.ValueBasisInvalid)]
    public async Task A_value_has_its_basis(string basis, string? note, string? valuer, long valueFen) =>
        await city.RefusesAsync("value_basis_invalid", "goods", new
        {
            kind = "goods", description = "棉被", quantity = 1, unit = "床", valuation = new { basis, note, valuer },
                valueFen, occurredOn = City.Today,
        });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_000_000_001)]
    [Refuses(RefusalCode.QuantityInvalid)]
    public async Task A_quantity_is_a_whole_number_of_units(long quantity)
    {
        await city.RefusesAsync("quantity_invalid", "goods",
            new { kind = "goods", description = "棉被", quantity, unit = "床", valuation = Voucher, valueFen = 1,
                occurredOn = City.Today });
        var gift = await BlanketsAsync();
        await city.RefusesAsync("quantity_invalid", $"goods/{gift}/distributions", Distribution(quantity));
        await city.RefusesAsync("quantity_invalid", $"goods/{gift}/sales", Sale(quantity, 1, 0));
        await city.RefusesAsync("quantity_invalid", $"goods/{gift}/write-offs", Reason(quantity));
    }

    [Fact]
    [Refuses(RefusalCode.QuantityExceeded, RefusalCode.DistributionUnknown, RefusalCode.SaleCostExceedsProceeds,
        RefusalCode.GiftInKind)]
    public async Task No_more_is_used_than_is_there_and_only_what_is_there()
    {
        var gift = await BlanketsAsync();
        await city.RefusesAsync("quantity_exceeded", $"goods/{gift}/distributions", Distribution(11));
        await city.RefusesAsync("distribution_unknown", $"goods/{gift}/distributions/none/reversals", Reason(1),
            HttpStatusCode.NotFound);
        await city.RefusesAsync("sale_cost_exceeds_proceeds", $"goods/{gift}/sales", Sale(1, 10, 11));
        await city.RefusesAsync("amount_not_positive", $"goods/{gift}/sales", Sale(1, 10, -1));
        await city.RefusesAsync("gift_in_kind", $"gifts/{gift}/refunds", City.Refund(1));
        var money = await city.GiveAsync(100);
        foreach (var unknown in new[] { "none", money })
            await city.RefusesAsync("gift_unknown", $"goods/{unknown}/distributions", Distribution(1), HttpStatusCode.NotFound);
    }

    [Fact]
    [Refuses(RefusalCode.PrincipalLocked)]
    public async Task Goods_of_an_endowment_fund_are_principal_which_is_sold_but_not_given_away()
    {
        var fund = "kept-" + Guid.NewGuid().ToString("N")[..12];
        (await city.Api.PostAsync("funds",
            new { name = "留本基金", sponsor = "某公司", purpose = "助学", fund, type = "endowment",
            occurredOn = City.Today })).Accepted();
        var gift = await ReceiveAsync(new { kind = "securities", description = "国债", quantity = 10, unit = "张",
            valuation = Voucher, valueFen = 1_000, fund, occurredOn = City.Today });
        await city.RefusesAsync("principal_locked", $"goods/{gift}/distributions", Distribution(1));
        (await PostAsync(gift, "sales", Sale(10, 1_000, 0))).Accepted();
        Assert.Equal(1_000, await BalanceAsync($"fund/{fund}+endowment"));
        await city.RefusesAsync("principal_locked", "payments", City.Payment(1, fund));
    }

    private async Task<string> BlanketsAsync() => await ReceiveAsync(
        new { kind = "goods", description = "棉被", quantity = 10, unit = "床", valuation = Voucher, valueFen = 1_000,
            occurredOn = City.Today });

    private async Task<string> ReceiveAsync(object goods) => (await city.Api.PostAsync("goods", goods)).Accepted().Id;

    private Task<Answer> PostAsync(string gift, string path, object body) => city.Api.PostAsync($"goods/{gift}/{path}", body);

    private static object Distribution(long quantity) => new { quantity, recipient = "受灾居民", purpose = "过冬", occurredOn = City.Today };

    private static object Reason(long quantity) => new { quantity, reason = "破损", occurredOn = City.Today };

    private static object Sale(long quantity, long proceedsFen, long costFen) =>
        new { quantity, proceedsFen, costFen, buyer = "某超市", reason = "不易保存", occurredOn = City.Today };

    /// <summary>The last position, told by a command that moves nothing.</summary>
    private async Task<long> LastAsync() => (await city.Api.PostAsync("gifts", City.Gift(1))).Accepted().Position;

    private async Task<long> BalanceAsync(string bucket)
    {
        var all = (await city.Api.GetAsync($"balances?min-position={await LastAsync()}")).Body.EnumerateArray();
        return all.Where(b => b.GetProperty("bucket").GetString() == bucket).Sum(b => b.GetProperty("balanceFen").GetInt64());
    }

    private async Task<Dictionary<string, long>> TraceAsync(string gift)
    {
        var trace = (await city.Api.GetAsync($"gifts/{gift}/trace?min-position={await LastAsync()}")).Body;
        return trace.GetProperty("parts").EnumerateArray().GroupBy(p => p.GetProperty("use").GetString()!)
            .ToDictionary(g => g.Key, g => g.Sum(p => p.GetProperty("amountFen").GetInt64()));
    }
}
