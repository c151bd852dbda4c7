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

    private const string Tenant = "bench";

    private static readonly DateOnly Day = new(2026, 3, 2);
    private static readonly StreamWrite OpenBooks = new(Streams.Books, ExpectedVersion.NoStream, []);
    private static readonly byte[] InputHash = SHA256.HashData("bench"u8);
    private static readonly string Sealed = Convert.ToBase64String(RandomNumberGenerator.GetBytes(72));
    private readonly string run = Guid.NewGuid().ToString("N")[..5];
    private long number;

    /// <summary>One gift in a command of its own, as a page receives it.</summary>
    public AppendCommand Gift(string? fund) => Command([GiftWrite(fund)]);

    /// <summary>A thousand gifts in one command, as an import appends them.</summary>
    public AppendCommand Thousand() => Command([.. Enumerable.Range(0, 1_000).Select(_ => GiftWrite(Fund))]);

    /// <summary>
    /// A thousand events as years of a federation bring them: gifts, and among them allocations and payments.
    /// </summary>
    public AppendCommand Mixed() => Command([.. Enumerable.Range(0, 1_000).Select(i => (i % 20) switch
    {
        18 => AllocationWrite(),
        19 => PaymentWrite(),
        var n => GiftWrite(n % 2 == 0 ? null : Fund),
    })]);

    /// <summary>The federation and its fund, which the events are about.</summary>
    public AppendCommand Founding() => Command(
    [
        Write(Streams.Federation, new FederationRegistered(Tenant, "江城慈善总会", null, null, null, Day)),
        Write(Streams.Fund(Fund), new FundEstablished(Fund, "助学基金", FundType.Expendable, "江城纺织", null, "助学", 0, Day)),
    ]);

    /// <summary>Commands assert that the books are open, as the server's do.</summary>
    private AppendCommand Command(IReadOnlyList<StreamWrite> writes) =>
        new(Tenant, "accountant", Next("key"), InputHash, [.. writes, OpenBooks]);

    private StreamWrite GiftWrite(string? fund)
    {
        var (id, bucket) = (Next("20260302"), Buckets.Of(fund));
        var gift = new GiftReceived(id, fund, null, null, 3_000, "CNY", "alipay",
            new DonorRef(id, DonorKind.Person, DonorNaming.Masked, Sealed),
            [new GiftPart(bucket, 3_000, GiftPartKind.Principal)], null, Day);
        return Write(Streams.Gift(id), gift, new PostingRequest.Inflow(bucket, 3_000));
    }

    private StreamWrite AllocationWrite()
    {
        var id = Next("20260302");
        return Write(Streams.Allocation(id),
            new MoneyAllocated(id, Buckets.General, Buckets.Of(Fund), 1_000, "助学", Day),
            new PostingRequest.Outflow(Buckets.General, 1_000), new PostingRequest.TransferIn(Buckets.Of(Fund), 0));
    }

    private StreamWrite PaymentWrite()
    {
        var id = Next("20260302");
        return Write(Streams.Payment(id), new PaymentMade(id, Buckets.Of(Fund), Fund, 20_000, "江城一中", "助学金", Day),
            new PostingRequest.Outflow(Buckets.Of(Fund), 20_000));
    }

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
