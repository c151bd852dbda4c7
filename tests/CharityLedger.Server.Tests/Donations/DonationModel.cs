using System.Numerics;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Donations;

/// <summary>
/// Gifts, goods and receipts as one would keep them with coins, boxes and a pad of paper: written apart from the production
/// code, to judge it. Each method says which code the ledger must answer, or null where it must do it.
/// </summary>
internal sealed class DonationModel
{
    private sealed record Box(string Bucket, string Money, BigInteger Quantity, BigInteger Value);

    private sealed record Handed(string Gift, BigInteger Quantity, BigInteger Value);

    private readonly Dictionary<string, (long Amount, long Back)> gifts = [];
    private readonly Dictionary<string, Box> boxes = [];
    private readonly Dictionary<string, Handed> handed = [];

    /// <summary>Every fen as a coin.</summary>
    public LedgerModel Coins { get; } = new();

    public IReadOnlyCollection<string> Gifts => gifts.Keys;

    public IReadOnlyCollection<string> Goods => boxes.Keys;

    public IReadOnlyCollection<string> Distributions => handed.Keys;

    /// <summary>Live receipts: their gift and amount.</summary>
    public Dictionary<string, (string Gift, long Amount)> Live { get; } = [];

    public List<string> Dead { get; } = [];

    public void Money(string gift, params (string Bucket, long Fen)[] parts)
    {
        gifts[gift] = (parts.Sum(p => p.Fen), 0);
        Coins.Gift(gift, parts.Where(p => p.Fen > 0));
    }

    public void Receive(string gift, string bucket, long quantity, long value)
    {
        gifts[gift] = (value, 0);
        boxes[gift] = new Box($"{bucket}+asset={gift}", bucket, quantity, value);
        Coins.Gift(gift, (boxes[gift].Bucket, value));
    }

    public string? MayUse(string gift, long quantity) => quantity > boxes[gift].Quantity ? "quantity_exceeded" : null;

    public void Distribute(string gift, string id, long quantity) =>
        handed[id] = new Handed(gift, quantity, Spend(gift, id, quantity));

    public void WriteOff(string gift, string id, long quantity) => Spend(gift, id, quantity);

    public string GiftOf(string distribution) => handed[distribution].Gift;

    public string? MayTakeBack(string distribution, long quantity) => quantity > handed[distribution].Quantity
        ? "quantity_exceeded" : null;

    public void TakeBack(string distribution, long quantity)
    {
        var one = handed[distribution];
        var value = BigInteger.Divide(one.Value * quantity, one.Quantity);
        handed[distribution] = one with { Quantity = one.Quantity - quantity, Value = one.Value - value };
        var box = boxes[one.Gift];
        boxes[one.Gift] = box with { Quantity = box.Quantity + quantity, Value = box.Value + value };
        if (value > 0) Coins.Reverse(distribution, (long)value);
    }

    public void Sell(string gift, string id, long quantity, long net)
    {
        var (bucket, money, value) = (boxes[gift].Bucket, boxes[gift].Money, Take(gift, quantity));
        var kept = Math.Min(net, value);
        if (kept > 0) Coins.Transfer(bucket, money, kept);
        if (value > kept) Coins.Pay(id, bucket, value - kept);
        if (net > kept) Coins.Gift("gain of " + id, (money, net - kept));
    }

    public string? MayReturn(string gift, long quantity) =>
        MayUse(gift, quantity) ?? (Attested(gift) > Kept(gift) - Share(boxes[gift], quantity) ? "receipt_stands" : null);

    public void Return(string gift, string id, long quantity)
    {
        var value = Spend(gift, id, quantity);
        gifts[gift] = (gifts[gift].Amount, gifts[gift].Back + (long)value);
    }

    public string? MayRefund(string gift, long fen) => boxes.ContainsKey(gift) ? "gift_in_kind"
        : fen > Coins.Unspent(gift) ? "refund_exceeds_unspent"
        : Attested(gift) > Kept(gift) - fen ? "receipt_stands" : null;

    public void Refund(string gift, string id, long fen)
    {
        Coins.Refund(id, gift, fen);
        gifts[gift] = (gifts[gift].Amount, gifts[gift].Back + fen);
    }

    public string? MayIssue(string gift, long fen) => fen > Kept(gift) - Attested(gift) ? "receipt_exceeds_gift" : null;

    /// <summary>What live receipts attest of a gift.</summary>
    public long Attested(string gift) => Live.Values.Where(r => r.Gift == gift).Sum(r => r.Amount);

    /// <summary>What of a gift was not given back.</summary>
    public long Kept(string gift) => gifts[gift].Amount - gifts[gift].Back;

    private BigInteger Spend(string gift, string id, long quantity)
    {
        var bucket = boxes[gift].Bucket;
        var value = Take(gift, quantity);
        Coins.Pay(id, bucket, value);
        return value;
    }

    private long Take(string gift, long quantity)
    {
        var box = boxes[gift];
        var value = Share(box, quantity);
        boxes[gift] = box with { Quantity = box.Quantity - quantity, Value = box.Value - value };
        return value;
    }

    private static long Share(Box box, long quantity) => (long)BigInteger.Divide(box.Value * quantity, box.Quantity);
}
