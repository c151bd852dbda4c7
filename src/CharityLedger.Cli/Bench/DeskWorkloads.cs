using System.Collections.Concurrent;
using CharityLedger.Domain;

namespace CharityLedger.Cli.Bench;

/// <summary>Payments that one person asks for, another approves and a third makes.</summary>
internal sealed class RequestWorkload(ScratchDatabase ledger, ScratchDatabase raw, TimeSpan turn)
    : CommandWorkload("requests", "action_requested", ledger, raw, turn)
{
    /// <summary>The request, the approval, the payment, and that it was carried out.</summary>
    private const int Events = 4;

    private HttpClient clerk = null!, approver = null!, cashier = null!;

    protected override async Task BeginAsync(HttpClient head, CancellationToken ct)
    {
        await PostAsync(head, "gifts", new { amountFen = 1_000_000_000, channel = "bank", occurredOn = Today }, null, ct);
        await PostAsync(head, "users", new { user = "head", roles = new[] { "administrator" } }, null, ct);
        foreach (var role in new[] { "clerk", "approver", "cashier" })
            await PostAsync(head, "users", new { user = role, roles = new[] { role } }, null, ct);
        clerk = await ClientAsync("requests", "clerk", ct);
        approver = await ClientAsync("requests", "approver", ct);
        cashier = await ClientAsync("requests", "cashier", ct);
    }

    protected override async Task<int> ActAsync(Action<double> answered, CancellationToken ct)
    {
        var payment = new { amountFen = 1, payee = "江城一中", purpose = "助学金", occurredOn = Today };
        var request = await PostAsync(clerk, "payments", payment, answered, ct);
        await PostAsync(approver, $"requests/{request}/approvals", new { }, answered, ct);
        await PostAsync(cashier, $"requests/{request}/execution", new { }, answered, ct);
        return Events;
    }
}

/// <summary>Donation receipts, each for a gift of its own, numbered without gap.</summary>
internal sealed class ReceiptWorkload(ScratchDatabase ledger, ScratchDatabase raw, TimeSpan turn)
    : CommandWorkload("receipts", "receipt_issued", ledger, raw, turn)
{
    /// <summary>The number taken, and the receipt.</summary>
    private const int Events = 2;

    /// <summary>Gifts brought in before for each second of a turn: more than receipts are issued in it.</summary>
    private const int GiftsPerSecond = 8_000;

    private readonly ConcurrentQueue<string> gifts = new();
    private HttpClient clerk = null!;

    protected override async Task BeginAsync(HttpClient head, CancellationToken ct)
    {
        clerk = head;
        var year = TimeProvider.System.Today().Year;
        await PostAsync(head, "receipt-books", new { year, code = "51010126", occurredOn = Today }, null, ct);
        await GiveAsync(1, ct);
    }

    protected override Task StockAsync(TimeSpan time, CancellationToken ct) =>
        GiveAsync((int)(GiftsPerSecond * time.TotalSeconds) - gifts.Count, ct);

    protected override async Task<int> ActAsync(Action<double> answered, CancellationToken ct)
    {
        if (!gifts.TryDequeue(out var gift)) throw new InvalidOperationException("Too few gifts were brought in before.");
        await PostAsync(clerk, $"gifts/{gift}/receipts", new { occurredOn = Today }, answered, ct);
        return Events;
    }

    private Task GiveAsync(int count, CancellationToken ct)
    {
        var donor = new { name = "江城纺织有限公司", kind = "organisation", naming = "full" };
        var gift = new { amountFen = 3_000, channel = "bank", occurredOn = Today, donor };
        var many = new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = ct };
        return Parallel.ForEachAsync(Enumerable.Range(0, Math.Max(0, count)), many,
            async (_, token) => gifts.Enqueue(await PostAsync(clerk, "gifts", gift, null, token)));
    }
}
