using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Crashing;

/// <summary>What the books must say after the acknowledged deeds, kept with the model's coins and nothing of the product's.</summary>
internal sealed class Tally
{
    private const long FeeBasisPoints = 500;
    private readonly LedgerModel model = new();

    /// <summary>The position up to which everything is booked.</summary>
    public long Last { get; private set; }

    public IReadOnlyDictionary<string, long> Balances => model.Balances;

    /// <summary>Books deeds in the order of their positions, all of which come after those booked before.</summary>
    public void Book(IEnumerable<Acknowledged> deeds)
    {
        foreach (var done in deeds.OrderBy(d => d.Position))
        {
            Assert.True(done.Position > Last, $"{done} stands before position {Last}.");
            Last = done.Position;
            Book(done);
        }
    }

    /// <summary>Fails unless the trace of a gift is as the coins went.</summary>
    public void CompareTrace(string gift, Answer trace)
    {
        var uses = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var part in trace.Body.GetProperty("parts").EnumerateArray())
        {
            var leaf = part.GetProperty("use").GetString() switch
            {
                "unspent" => "unspent:" + part.GetProperty("bucket").GetString(),
                "paid" => "pay:" + part.GetProperty("outflow").GetProperty("id").GetString(),
                var use => (use == "refunded" ? "refund:" : use) + part.GetProperty("outflow").GetProperty("id").GetString(),
            };
            uses[leaf] = uses.GetValueOrDefault(leaf) + part.GetProperty("amountFen").GetInt64();
        }

        Assert.Equal(model.Trace(gift), uses);
    }

    private void Book(Acknowledged done)
    {
        var amount = done.Deed.Amount;
        switch (done.Deed)
        {
            case Deed.Gift { Fund: Caller.FeeFund }:
                var fee = amount * FeeBasisPoints / 10_000;
                model.Gift(done.Id, [("fund/fee", amount - fee), .. fee > 0 ? [("management", fee)] : Array.Empty<(string, long)>()]);
                break;
            case Deed.Gift gift:
                model.Gift(done.Id, (Bucket(gift.Fund), amount));
                break;
            case Deed.Payment payment:
                model.Pay(done.Id, Bucket(payment.Fund), amount);
                break;
            case Deed.Allocation allocation:
                model.Transfer("general", Bucket(allocation.Fund), amount);
                break;
            case Deed.Reversal reversal:
                model.Reverse(reversal.Of, amount);
                break;
            case Deed.Refund refund:
                model.Refund(done.Id, refund.Of, amount);
                break;
        }
    }

    private static string Bucket(string? fund) => fund is null ? "general" : "fund/" + fund;
}
