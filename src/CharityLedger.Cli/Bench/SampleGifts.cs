using System.Globalization;
using System.Security.Cryptography;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;

namespace CharityLedger.Cli.Bench;

/// <summary>Invented gifts and payments, as large as real ones.</summary>
internal sealed class SampleGifts
{
    /// <summary>The fund that they are for, or that they come from.</summary>
    public const string Fund = "chunlei";

    private const string Tenant = "bench", Trust = "zhijiao";

    private static readonly DateOnly Day = new(2026, 3, 2);
    private static readonly StreamWrite OpenBooks = new(Streams.Books, ExpectedVersion.NoStream, []);
    private static readonly byte[] InputHash = SHA256.HashData("bench"u8);
    private static readonly DonorRef Anonymous = new("zhijiao-1", DonorKind.Anonymous, DonorNaming.Withheld, null);
    private static readonly string Sealed = Convert.ToBase64String(RandomNumberGenerator.GetBytes(72));
    private readonly string run = Guid.NewGuid().ToString("N")[..5];
    private StreamWrite openFund = new(Streams.Fund(Fund), ExpectedVersion.NoStream, []);
    private long number;

    /// <summary>One gift in a command of its own, as a page receives it.</summary>
    public AppendCommand Gift(string? fund) => Command([GiftWrite(fund)]);

    /// <summary>A thousand gifts in one command, as an import appends them.</summary>
    public AppendCommand Thousand() => Command([.. Enumerable.Range(0, 1_000).Select(_ => GiftWrite(Fund))]);

    /// <summary>
    /// A thousand entries as years of a federation bring them: mostly gifts in money, among them gifts in kind that are given
    /// out, entrusted money that is handed on, a trust's contributions, allocations and payments.
    /// </summary>
    public AppendCommand Mixed() => Command([.. Enumerable.Range(0, 1_000).Select(i => (i % 20) switch
    {
        15 => GoodsWrite(),
        16 => AgencyWrite(),
        17 => TrustWrite(),
        18 => AllocationWrite(),
        19 => PaymentWrite(),
        var n => GiftWrite(n % 2 == 0 ? null : Fund),
    })]);

    /// <summary>The federation and its fund, which the events are about.</summary>
    public AppendCommand Founding()
    {
        var founding = Command(Beginnings());
        openFund = openFund with { Expected = new ExpectedVersion(1) };
        return founding;
    }

    private static List<StreamWrite> Beginnings() =>
    [
        Write(Streams.Federation, new FederationRegistered(Tenant, "江城慈善总会", null, null, null, Day)),
        Write(Streams.Fund(Fund), new FundEstablished(Fund, "助学基金", FundType.Expendable, "江城纺织", null, "助学", 0, Day)),
        Write(Streams.Trust(Trust), new TrustEstablished(Trust, "支教慈善信托", "信字1号", TrustRole.Trustee, null, [Anonymous], null,
            "支教", "乡村教师", null, Day)),
    ];

    /// <summary>Commands assert that the books and the fund are open, as the server's do.</summary>
    private AppendCommand Command(IReadOnlyList<StreamWrite> writes) =>
        new(Tenant, "accountant", Next("key"), InputHash,
            writes.Any(w => w.Stream == openFund.Stream) ? [.. writes, OpenBooks] : [.. writes, OpenBooks, openFund]);

    private StreamWrite GiftWrite(string? fund)
    {
        var (id, bucket) = (Next("20260302"), Bucket.Of(fund));
        var gift = new GiftReceived(id, fund, null, null, 3_000, "CNY", "alipay",
            new DonorRef(id, DonorKind.Person, DonorNaming.Masked, Sealed),
            [new GiftPart(bucket, 3_000, GiftPartKind.Principal)], null, Day);
        return Write(Streams.Gift(id), gift, new PostingRequest.Inflow(bucket, 3_000));
    }

    private StreamWrite AllocationWrite()
    {
        var id = Next("20260302");
        return Write(Streams.Allocation(id),
            new MoneyAllocated(id, Bucket.General, Bucket.Of(Fund), 1_000, "助学", Day),
            new PostingRequest.Outflow(Bucket.General, 1_000), new PostingRequest.TransferIn(Bucket.Of(Fund), 0));
    }

    private StreamWrite PaymentWrite()
    {
        var id = Next("20260302");
        return Write(Streams.Payment(id), new PaymentMade(id, Bucket.Of(Fund), Fund, 20_000, "江城一中", "助学金", Day),
            new PostingRequest.Outflow(Bucket.Of(Fund), 20_000));
    }

    private StreamWrite GoodsWrite()
    {
        var id = Next("20260302");
        var bucket = Bucket.General.OfAsset(id);
        return new StreamWrite(Streams.Gift(id), ExpectedVersion.NoStream,
        [
            NewEvent.Of(new GoodsReceived(id, AssetKind.Goods, "棉被", 10, "床", 80_000, new Valuation(ValueBasis.Voucher, "发票"),
                null, null, null, bucket, Anonymous with { Id = id }, Day), new PostingRequest.Inflow(bucket, 80_000)),
            NewEvent.Of(new GoodsDistributed(id, Next("20260302"), 4, 32_000, bucket, "受灾群众", "安置", Day),
                new PostingRequest.Outflow(bucket, 32_000)),
        ]);
    }

    private StreamWrite AgencyWrite()
    {
        var id = Next("20260302");
        var giver = Anonymous with { Id = id };
        return new StreamWrite(Streams.Agency(id), ExpectedVersion.NoStream,
        [
            NewEvent.Of(new AgencyReceived(id, 50_000, "bank", giver, giver, "医疗", Day),
                new PostingRequest.Inflow(Bucket.OfAgency(id), 50_000)),
            NewEvent.Of(new AgencyDelivered(id, Next("20260302"), 50_000, AgencyDestination.Beneficiary, "按捐赠人指定", Day),
                new PostingRequest.Outflow(Bucket.OfAgency(id), 50_000)),
        ]);
    }

    private StreamWrite TrustWrite() => new(Streams.Trust(Trust), ExpectedVersion.Any,
    [
        NewEvent.Of(new TrustContributionReceived(Trust, Next("20260302"), Anonymous.Id, 100_000, Day),
            new PostingRequest.Inflow(Bucket.OfTrust(Trust), 100_000)),
    ]);

    private static StreamWrite Write(
        string stream, ILedgerEvent @event, params IReadOnlyList<PostingRequest> postings) =>
        new(stream, ExpectedVersion.NoStream, [NewEvent.Of(@event, postings)]);

    /// <summary>Ids are as long as real ones and, like imported rows of a day, in no order.</summary>
    private string Next(string prefix)
    {
        var n = (ulong)Interlocked.Increment(ref number) * 0x9E37_79B9UL % 0x1_0000_0000UL;
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}-{n:x8}{run}");
    }
}
