using System.Globalization;
using System.Security.Cryptography;

namespace CharityLedger.Cli.Bench.Peers;

/// <summary>Invented gifts for a plain application, of the same size and number as the ledger's (<see cref="SampleGifts"/>).</summary>
internal sealed class SampleGiving
{
    /// <summary>Of 22 events that the ledger's log holds, 15 are gifts in money.</summary>
    private const int Of = 22, Gifts = 15;

    private static readonly DateOnly Day = new(2026, 3, 2);
    private static readonly string Sealed = Convert.ToBase64String(RandomNumberGenerator.GetBytes(72));
    private readonly string run = Guid.NewGuid().ToString("N")[..5];
    private long number;

    public GiftGiven Gift()
    {
        var (id, bucket) = (Next(), "fund/" + SampleGifts.Fund);
        return new GiftGiven(id, SampleGifts.Fund, 3_000, "CNY", "alipay", new GiftDonor(id, "person", "masked", Sealed),
            [new GiftShare(bucket, 3_000, "principal")], Day);
    }

    public IEnumerable<GiftGiven> Several(int count) => Enumerable.Range(0, count).Select(_ => Gift());

    /// <summary>Gifts, and among them other events, as many as in the log that the ledger reads and replays.</summary>
    public IEnumerable<(string Stream, object Event)> Mixed(int count) => Enumerable.Range(0, count).Select(i =>
    {
        if (i % Of >= Gifts)
        {
            var spent = new MoneySpent(Next(), SampleGifts.Fund, 20_000, "江城一中", "助学金", Day);
            return ("payment-" + spent.Payment, (object)spent);
        }

        var gift = Gift();
        return (StreamOf(gift), gift);
    });

    public static string StreamOf(GiftGiven gift) => "gift-" + gift.Gift;

    private string Next()
    {
        var n = (ulong)Interlocked.Increment(ref number) * 0x9E37_79B9UL % 0x1_0000_0000UL;
        return string.Create(CultureInfo.InvariantCulture, $"20260302-{n:x8}{run}");
    }
}
