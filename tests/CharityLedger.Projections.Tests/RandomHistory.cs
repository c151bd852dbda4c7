using System.Collections.Concurrent;
using CharityLedger.Contracts.Events;
using CharityLedger.Testing;

namespace CharityLedger.Projections.Tests;

/// <summary>
/// A history made of raw numbers, so that it can be generated and shrunk: each step is read as a command that is
/// possible
/// at that moment, and done both in a real ledger and in the model.
/// </summary>
internal sealed class RandomHistory(Book book)
{
    private static readonly string[] Pots =
        ["general", "fund/a", "fund/b", "fund/a+purpose=助学", "management"];
    private static readonly string[] Channels = ["bank", "alipay", "wechat", "cash"];

    private readonly List<(string Id, string Bucket)> payments = [];
    private int ids;

    public LedgerModel Model { get; } = new();

    public List<string> Gifts { get; } = [];

    /// <summary>How many commands of each kind were done, over all histories.</summary>
    public static ConcurrentDictionary<string, int> Done { get; } = new();

    public async Task DoAsync(int op, int a, int b, int c)
    {
        var id = FormattableString.Invariant($"{++ids:000}");
        // The years turn within most histories, and some reversals are of an earlier one.
        book.Today = new DateOnly(2026, 1, 31).AddDays(ids * 23 % 800);
        switch (op % 9)
        {
            case 0 or 1 or 2:
                await GiftAsync(id, Pots[a % (Pots.Length - 1)], 1 + b % 1000, c);
                break;
            case 3 or 4 when Spendable(a) is var (bucket, balance):
                var paid = 1 + b % balance;
                await book.PayAsync(id, bucket, paid);
                Model.Pay(id, bucket, paid);
                payments.Add((id, bucket));
                Count("payment");
                break;
            case 5 when Spendable(a) is var (from, balance) && Pots[c % Pots.Length] is var to && to != from:
                var moved = 1 + b % balance;
                await book.TransferAsync(id, from, to, moved);
                Model.Transfer(from, to, moved);
                Count("transfer");
                break;
            case 6 when payments.Where(p => Model.Outstanding(p.Id) > 0).ToList() is { Count: > 0 } open:
                var (payment, _) = open[a % open.Count];
                var back = 1 + b % Model.Outstanding(payment);
                await book.ReverseAsync(payment, id, back);
                Model.Reverse(payment, back);
                Count("reversal");
                break;
            case 7 when Gifts.Where(g => Model.Unspent(g) > 0).ToList() is { Count: > 0 } open:
                var gift = open[a % open.Count];
                var amount = 1 + b % Model.Unspent(gift);
                await book.RefundAsync(id, gift, amount, (RefundGround)(c % 3));
                Model.Refund(id, gift, amount);
                Count("refund");
                break;
            case 8 when Gifts.SelectMany(g => Model.Lying(g), (g, l) => (Gift: g, l.Bucket, l.Amount)).ToList() is { Count: > 0 } lying:
                var (own, lies, most) = lying[a % lying.Count];
                if (Pots[c % Pots.Length] is var use && use == lies) break;
                var changed = 1 + b % most;
                await book.ChangeUseAsync(id, own, lies, use, changed);
                Model.ChangeUse(own, lies, use, changed);
                Count("change of use");
                break;
        }
    }

    private async Task GiftAsync(string id, string bucket, long amount, int c)
    {
        (string, long)[] parts = c % 3 == 0 ? [(bucket, amount), ("management", 1 + c % 7)] : [(bucket, amount)];
        await book.GiftAsync(id, Channels[c % Channels.Length], parts);
        Model.Gift(id, parts);
        Gifts.Add(id);
        Count("gift");
    }

    private static void Count(string kind) => Done.AddOrUpdate(kind, 1, (_, n) => n + 1);

    private (string Bucket, long Balance)? Spendable(int choice)
    {
        var full = Model.Balances.Where(b => b.Value > 0).OrderBy(b => b.Key, StringComparer.Ordinal).ToList();
        if (full.Count == 0) return null;
        var (bucket, balance) = full[choice % full.Count];
        return (bucket, balance);
    }
}
