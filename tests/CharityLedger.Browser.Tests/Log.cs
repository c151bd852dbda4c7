using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Testing;

namespace CharityLedger.Browser.Tests;

/// <summary>The log of a federation, added up here and by coins, apart from the projections.</summary>
internal sealed class Log
{
    private readonly List<MoneyAllocated> allocations = [];

    public LedgerModel Coins { get; } = new();

    public List<FundEstablished> Funds { get; } = [];

    public List<GiftReceived> Gifts { get; } = [];

    public List<PaymentMade> Payments { get; } = [];

    public List<PaymentReversed> Reversals { get; } = [];

    public List<GiftRefunded> Refunds { get; } = [];

    public static async Task<Log> ReadAsync(EventReader reader, string tenant)
    {
        var log = new Log();
        await foreach (var stored in reader.ReadAllAsync(tenant: tenant)) log.Take(stored.Event);
        return log;
    }

    /// <summary>Sums of a pot by name: <c>fund/x</c>, <c>general</c>, <c>management</c>; everything for null.</summary>
    public Sums Of(string? pot) => new(
        Gifts.SelectMany(g => g.Parts).Where(p => Is(p.Bucket, pot)).Sum(p => p.AmountFen),
        allocations.Where(a => Is(a.To, pot)).Sum(a => a.AmountFen) - allocations.Where(a => Is(a.From, pot))
            .Sum(a => a.AmountFen),
        Refunds.Where(r => Is(Gifts.Single(g => g.Gift == r.Gift).Parts[0].Bucket, pot)).Sum(r => r.AmountFen),
        Payments.Where(p => Is(p.Bucket, pot)).Sum(p => p.AmountFen) - Reversals.Where(r => Is(r.Bucket, pot))
            .Sum(r => r.AmountFen),
        Coins.Balances.Where(b => Is(b.Key, pot)).Sum(b => b.Value));

    /// <summary>Fees set aside from a fund's gifts.</summary>
    public long Fees(string fund) => Gifts.Where(g => g.Fund == fund).SelectMany(g => g.Parts)
        .Where(p => p.Kind == GiftPartKind.ManagementFee).Sum(p => p.AmountFen);

    private static bool Is(Bucket bucket, string? pot) => Is(bucket.ToString(), pot);

    private static bool Is(string bucket, string? pot) => pot is null || bucket.Split('+')[0] == pot;

    private void Take(ILedgerEvent @event)
    {
        switch (@event)
        {
            case FundEstablished e:
                Funds.Add(e);
                break;
            case GiftReceived e:
                Gifts.Add(e);
                Coins.Gift(e.Gift, e.Parts.Select(p => (p.Bucket.ToString(), p.AmountFen)));
                break;
            case MoneyAllocated e:
                allocations.Add(e);
                Coins.Transfer(e.From.ToString(), e.To.ToString(), e.AmountFen);
                break;
            case PaymentMade e:
                Payments.Add(e);
                Coins.Pay(e.Payment, e.Bucket.ToString(), e.AmountFen);
                break;
            case PaymentReversed e:
                Reversals.Add(e);
                Coins.Reverse(e.Payment, e.AmountFen);
                break;
            case GiftRefunded e:
                Refunds.Add(e);
                Coins.Refund(e.Refund, e.Gift, e.AmountFen);
                break;
        }
    }
}

/// <summary>Figures of a line of the overview, in fen.</summary>
internal sealed record Sums(long Received, long Allocated, long Refunded, long Used, long Left);
