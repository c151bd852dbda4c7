using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Journal;

namespace CharityLedger.Projections.Tests;

/// <summary>
/// Vouchers of what is no plain money gift, worked out by hand from the entries of the accounting system for civil non-profit
/// organisations (民间非营利组织会计制度).
/// </summary>
public sealed class GoodsJournalTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly DonorRef Nobody = new("nobody", DonorKind.Anonymous, DonorNaming.Withheld, null);
    private static readonly Valuation Invoice = new(ValueBasis.Voucher, "发票 1");
    private static readonly DateOnly Day = new(2026, 3, 2);

    [Theory]
    [InlineData(AssetKind.Goods, "1201")]
    [InlineData(AssetKind.FixedAsset, "1501")]
    [InlineData(AssetKind.Equity, "1401")]
    [InlineData(AssetKind.Securities, "1101")]
    public async Task A_gift_in_kind_is_an_asset_and_donation_income_at_its_value(AssetKind kind, string account)
    {
        await using var ledger = await Ledger.StartAsync();
        await ReceiveAsync(ledger, kind, 700, Bucket.Of("x").OfAsset("g"));
        await ReceiveAsync(ledger, kind, 300, Bucket.General.OfAsset("h"), "h");
        Assert.Equal([$"{account} fund/x+asset=g 700 0", "410102 fund/x+asset=g 0 700"], await VoucherAsync(ledger, 1));
        Assert.Equal([$"{account} general+asset=h 300 0", "410101 general+asset=h 0 300"], await VoucherAsync(ledger, 2));
    }

    [Fact]
    public async Task What_has_no_reliable_value_is_in_no_voucher()
    {
        await using var ledger = await Ledger.StartAsync();
        await ReceiveAsync(ledger, AssetKind.Goods, 0, Bucket.General.OfAsset("g"));
        Assert.Empty(await VoucherAsync(ledger, 1));
    }

    [Fact]
    public async Task Goods_handed_on_are_programme_cost_and_release_what_was_restricted()
    {
        await using var ledger = await Ledger.StartAsync();
        var bucket = Bucket.Of("x").OfAsset("g");
        await ReceiveAsync(ledger, AssetKind.Goods, 700, bucket);
        await AppendAsync(ledger, new GoodsDistributed("g", "d", 3, 300, bucket, "受灾居民", "过冬", Day),
            new PostingRequest.Outflow(bucket, 300));
        await AppendAsync(ledger, new GoodsDistributionReversed("g", "d", "r", 1, 100, bucket, "未送达", Day),
            new PostingRequest.Return(bucket, new OutflowPart(2, 0, new Interval(200, 300))));
        await AppendAsync(ledger, new GoodsWrittenOff("g", "w", 1, 100, bucket, "霉变", Day), new PostingRequest.Outflow(bucket, 100));
        Assert.Equal(["5101 fund/x+asset=g 300 0", "1201 fund/x+asset=g 0 300", "3102 fund/x+asset=g 300 0",
            "3101 fund/x+asset=g 0 300"],
            await VoucherAsync(ledger, 2));
        Assert.Equal(["5101 fund/x+asset=g -100 0", "1201 fund/x+asset=g 0 -100", "3102 fund/x+asset=g -100 0",
            "3101 fund/x+asset=g 0 -100"],
            await VoucherAsync(ledger, 3));
        Assert.Equal(["5301 fund/x+asset=g 100 0", "1201 fund/x+asset=g 0 100", "3102 fund/x+asset=g 100 0",
            "3101 fund/x+asset=g 0 100"],
            await VoucherAsync(ledger, 4));
    }

    [Fact]
    public async Task Goods_of_an_earlier_year_that_come_back_adjust_prior_years()
    {
        await using var ledger = await Ledger.StartAsync();
        var bucket = Bucket.Of("x").OfAsset("g");
        await ReceiveAsync(ledger, AssetKind.Goods, 700, bucket);
        await AppendAsync(ledger, new GoodsDistributed("g", "d", 3, 300, bucket, "受灾居民", "过冬", Day),
            new PostingRequest.Outflow(bucket, 300));
        await AppendAsync(ledger, new GoodsDistributionReversed("g", "d", "r", 1, 100, bucket, "未送达", Day.AddYears(1)),
            new PostingRequest.Return(bucket, new OutflowPart(2, 0, new Interval(200, 300))));
        await ReceiveAsync(ledger, AssetKind.Goods, 0, Bucket.General.OfAsset("h"), "h");
        await AppendAsync(ledger, new GoodsDistributionReversed("h", "d", "r", 1, 0, Bucket.General.OfAsset("h"), "未送达", Day.AddYears(1)));
        Assert.Equal(["3201 fund/x+asset=g -100 0", "1201 fund/x+asset=g 0 -100", "3102 fund/x+asset=g -100 0",
            "3101 fund/x+asset=g 0 -100"], await VoucherAsync(ledger, 3));
        Assert.Empty(await VoucherAsync(ledger, 5));
    }

    [Theory]
    [InlineData(AssetKind.Goods, "1201", "490102")]
    [InlineData(AssetKind.Equity, "1401", "460102")]
    public async Task A_sale_turns_value_into_money_and_the_difference_into_income_or_expense(AssetKind kind,
        string account, string income)
    {
        await using var ledger = await Ledger.StartAsync();
        var bucket = Bucket.Of("x").OfAsset("g");
        await ReceiveAsync(ledger, kind, 700, bucket);
        await AppendAsync(ledger, new GoodsSold("g", "s", 1, 400, 500, 40, bucket, Bucket.Of("x"), "某超市", "不易保存", Day),
            new PostingRequest.Outflow(bucket, 400), new PostingRequest.TransferIn(Bucket.Of("x"), 0),
                new PostingRequest.Inflow(Bucket.Of("x"), 60));
        await AppendAsync(ledger, new GoodsSold("g", "t", 1, 300, 250, 0, bucket, Bucket.Of("x"), "某超市", "不易保存", Day),
            new PostingRequest.Outflow(bucket, 250), new PostingRequest.TransferIn(Bucket.Of("x"), 0),
                new PostingRequest.Outflow(bucket, 50));
        Assert.Equal(
            [
                "1002 fund/x 400 0", $"{account} fund/x+asset=g 0 400", "3102 fund/x+asset=g 400 0", "3102 fund/x 0 400",
                "1002 fund/x 60 0", $"{income} fund/x 0 60",
            ], await VoucherAsync(ledger, 2));
        Assert.Equal(
            [
                "1002 fund/x 250 0", $"{account} fund/x+asset=g 0 250", "3102 fund/x+asset=g 250 0", "3102 fund/x 0 250",
                "5901 fund/x+asset=g 50 0", $"{account} fund/x+asset=g 0 50", "3102 fund/x+asset=g 50 0", "3101 fund/x+asset=g 0 50",
            ], await VoucherAsync(ledger, 3));
    }

    [Theory]
    [InlineData(2026, 4)]
    [InlineData(2025, 0)]
    public async Task A_service_is_income_and_cost_at_once_from_2026_on(int year, int lines)
    {
        await using var ledger = await Ledger.StartAsync();
        var bucket = Bucket.Of("x").OfAsset("g");
        await AppendAsync(ledger,
            new ServiceReceived("g", "义诊", 1, "次", 90, Invoice, "x", null, "义诊", "老人", bucket, Nobody,
            new DateOnly(year, 3, 2)),
            new PostingRequest.Inflow(bucket, 90), new PostingRequest.Outflow(bucket, 90));
        string[] all = ["5101 fund/x+asset=g 90 0", "410102 fund/x+asset=g 0 90", "3102 fund/x+asset=g 90 0",
            "3101 fund/x+asset=g 0 90"];
        Assert.Equal(all[..lines], await VoucherAsync(ledger, 1));
    }

    [Fact]
    public async Task Goods_given_back_are_as_a_refund()
    {
        await using var ledger = await Ledger.StartAsync();
        var bucket = Bucket.General.OfAsset("g");
        await ReceiveAsync(ledger, AssetKind.Goods, 700, bucket);
        await AppendAsync(ledger, new GoodsReturned("g", "r", 1, 100, bucket, RefundGround.PaymentError, "误送", Day),
            new PostingRequest.Outflow(bucket, 100));
        await AppendAsync(ledger, new GoodsReturned("g", "s", 1, 100, bucket, RefundGround.Agreement, "协议", Day),
            new PostingRequest.Outflow(bucket, 100));
        Assert.Equal(["1201 general+asset=g -100 0", "410101 general+asset=g 0 -100"], await VoucherAsync(ledger, 2));
        Assert.Equal(
            ["5301 general+asset=g 100 0", "2209 general+asset=g 0 100", "2209 general+asset=g 100 0", "1201 general+asset=g 0 100"],
            await VoucherAsync(ledger, 3));
    }

    [Fact]
    public async Task Entrusted_money_is_an_asset_and_a_liability_and_yields_are_income()
    {
        await using var ledger = await Ledger.StartAsync();
        await AppendAsync(ledger, new AgencyReceived("a", 50, "bank", Nobody, Nobody, "医疗", Day),
            new PostingRequest.Inflow(Bucket.OfAgency("a"), 50));
        await AppendAsync(ledger, new AgencyDelivered("a", "d", 50, AgencyDestination.Beneficiary, "转交", Day),
            new PostingRequest.Outflow(Bucket.OfAgency("a"), 50));
        await AppendAsync(ledger, new IncomeReceived("i", IncomeKind.Dividend, 7, Bucket.Of("x"), null, "分红", Day),
            new PostingRequest.Inflow(Bucket.Of("x"), 7));
        await AppendAsync(ledger, new IncomeReceived("j", IncomeKind.Interest, 3, Bucket.General, null, "利息", Day),
            new PostingRequest.Inflow(Bucket.General, 3));
        Assert.Equal(["1801 agency/a 50 0", "2601 agency/a 0 50"], await VoucherAsync(ledger, 1));
        Assert.Equal(["2601 agency/a 50 0", "1801 agency/a 0 50"], await VoucherAsync(ledger, 2));
        Assert.Equal(["1002 fund/x 7 0", "460102 fund/x 0 7"], await VoucherAsync(ledger, 3));
        Assert.Equal(["1002 general 3 0", "490101 general 0 3"], await VoucherAsync(ledger, 4));
    }

    private static Task ReceiveAsync(Ledger ledger, AssetKind kind, long fen, Bucket bucket, string id = "g") => AppendAsync(ledger,
        new GoodsReceived(id, kind, "物资", 7, "件", fen, fen == 0 ? new Valuation(ValueBasis.None) : Invoice,
            bucket.Fund, null, null,
            bucket, Nobody, Day), fen == 0 ? [] : [new PostingRequest.Inflow(bucket, fen)]);

    private static Task AppendAsync(Ledger ledger, ILedgerEvent @event, params PostingRequest[] postings) =>
        ledger.AppendAsync("city", @event is GoodsReceived { Gift: var gift } ? Streams.Gift(gift) : Streams.Gift("g"),
            @event, postings);

    private static async Task<IReadOnlyList<string>> VoucherAsync(Ledger ledger, long position)
    {
        await ledger.CaughtUpAsync();
        var lines = await new JournalQuery(ledger.Database).LinesAsync("city", null, new PageSize(1_000), Ct);
        return [.. lines.Where(l => l.Position == position)
            .Select(l => FormattableString.Invariant($"{l.Account} {l.Bucket} {l.DebitFen} {l.CreditFen}"))];
    }
}
