using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Traces;
using CharityLedger.Testing;

namespace CharityLedger.Projections.Tests;

/// <summary>The books of one federation in a test ledger: short commands, and what must be remembered to reverse
/// payments.</summary>
internal sealed class Book(Ledger ledger, string tenant)
{
    private readonly Dictionary<string, (long Position, Bucket Bucket, long Amount, long Returned)> payments = [];

    public string Tenant => tenant;

    public DateOnly Today { get; set; } = new(2026, 3, 2);

    public GiftTraceQuery Traces { get; } = new(ledger.Database);

    public Task<long> GiftAsync(string id, params IReadOnlyList<(string Bucket, long Amount)> parts) =>
        GiftAsync(id, "bank", parts);

    public Task<long> GiftAsync(string id, string channel, IReadOnlyList<(string Bucket, long Amount)> parts) =>
        ledger.AppendAsync(tenant, Streams.Gift(id), Received(id, channel, Today, parts),
            [.. parts.Select(p => new PostingRequest.Inflow(p.Bucket.AsBucket(), p.Amount))]);

    public static GiftReceived Received(
        string id, string channel, DateOnly on, IReadOnlyList<(string Bucket, long Amount)> parts) =>
        new(id, parts[0].Bucket.AsBucket().Fund, null, null, parts.Sum(p => p.Amount), "CNY", channel,
            new DonorRef("donor-" + id, DonorKind.Person, DonorNaming.Masked, Convert.ToBase64String([1, 2, 3])),
            [.. parts.Select(p => new GiftPart(p.Bucket.AsBucket(), p.Amount,
                p.Bucket == "management" ? GiftPartKind.ManagementFee : GiftPartKind.Principal))], null, on);

    public async Task PayAsync(string id, string pot, long amount, string payee = "某县民政局", string purpose = "助学")
    {
        var bucket = pot.AsBucket();
        var position = await ledger.AppendAsync(tenant, Streams.Payment(id),
            new PaymentMade(id, bucket, bucket.Fund, amount, payee, purpose, Today),
            [new PostingRequest.Outflow(bucket, amount)]);
        payments[id] = (position, bucket, amount, 0);
    }

    /// <summary>States a payment's terms, which go before it.</summary>
    public Task StateAsync(PaymentTermsStated terms) => ledger.AppendAsync(tenant, Streams.Payment(terms.Payment), terms, []);

    public Task TransferAsync(string id, string from, string to, long amount) =>
        ledger.AppendAsync(tenant, Streams.Allocation(id), new MoneyAllocated(id, from.AsBucket(), to.AsBucket(), amount, "划拨", Today),
            [new PostingRequest.Outflow(from.AsBucket(), amount), new PostingRequest.TransferIn(to.AsBucket(), 0)]);

    public async Task ReverseAsync(string payment, string reversal, long amount)
    {
        var (position, bucket, paid, returned) = payments[payment];
        var end = paid - returned;
        await ledger.AppendAsync(tenant, Streams.Payment(payment),
            new PaymentReversed(payment, reversal, bucket, amount, "退回", Today),
            [new PostingRequest.Return(bucket, new OutflowPart(position, 0, new Interval(end - amount, end)))]);
        payments[payment] = (position, bucket, paid, returned + amount);
    }

    /// <summary>Refunds by the trace, as the production code decides it.</summary>
    public async Task<IReadOnlyList<PostingRequest.Take>> RefundAsync(
        string refund, string gift, long amount, RefundGround ground = RefundGround.Agreement)
    {
        var trace = await TraceAsync(gift);
        var takes = trace.Refund(amount);
        Assert.NotNull(takes);
        await ledger.AppendAsync(tenant, Streams.Gift(gift),
            new GiftRefunded(gift, refund, amount, ground, "退款", Today), takes, trace.Guards);
        return takes;
    }

    public async Task ChangeUseAsync(string id, string gift, string from, string to, long amount)
    {
        var trace = await TraceAsync(gift);
        var (leaves, enters) = (from.AsBucket(), to.AsBucket());
        var change = new UseChanged(id, amount, leaves, enters, UseChangeGround.DonorConsent, "同意函", Today, "改变用途", Today, gift);
        await ledger.AppendAsync(tenant, Streams.UseChange(id), change,
            [trace.Out(leaves, amount)!, new PostingRequest.TransferIn(enters, 0)], trace.Guards);
    }

    public async Task<GiftTrace> TraceAsync(string gift)
    {
        Assert.True(await ledger.Engine.WaitForAsync("GiftTrace", ledger.Last, TimeSpan.FromSeconds(60)));
        var trace = await Traces.OfGiftAsync(tenant, gift);
        Assert.NotNull(trace);
        AssertWhole(trace);
        return trace;
    }

    /// <summary>The trace summed by leaf.</summary>
    public static SortedDictionary<string, long> Leaves(GiftTrace trace)
    {
        var leaves = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var part in trace.Parts)
        {
            var leaf = part.Use switch
            {
                TraceUse.Paid => "pay:" + part.Outflow!.Id,
                TraceUse.Refunded => "refund:" + part.Outflow!.Id,
                _ => "unspent:" + part.Bucket,
            };
            leaves[leaf] = leaves.GetValueOrDefault(leaf) + part.AmountFen;
        }

        return leaves;
    }

    private static void AssertWhole(GiftTrace trace)
    {
        var at = 0L;
        foreach (var part in trace.Parts)
        {
            Assert.Equal(at, part.Offset.From);
            Assert.Equal(part.Offset.Length, part.Line.Length);
            Assert.True(part.AmountFen > 0);
            at = part.Offset.To;
        }

        Assert.Equal(trace.AmountFen, at);
    }
}
