using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Projections.Traces;
using CharityLedger.Testing;

namespace CharityLedger.Projections.Tests;

/// <summary>Traces that cross from one federation into another.</summary>
public sealed class CrossingTraceTests
{
    private static readonly string[] Tenants = ["jiangcheng", "linhe"];

    [Fact]
    public async Task A_gift_is_followed_to_its_uses_in_the_other_federation_and_back()
    {
        await using var ledger = await Ledger.StartAsync(projections: [new GiftTraceProjection()]);
        var (here, there) = (new Book(ledger, "jiangcheng"), new Book(ledger, "linhe"));
        await here.GiftAsync("one", ("general", 1_000));
        await there.GiftAsync("two", ("general", 50));
        await SendAsync(ledger, "s-1", "jiangcheng", "general", "linhe", "general", 700);
        await there.PayAsync("p-1", "general", 250, "某校", "助学");
        await SendAsync(ledger, "s-2", "linhe", "general", "jiangcheng", "fund/x", 100);

        var trace = await here.TraceAsync("one");
        // There the other's own 50 went first, so 200 of this gift were paid and the next 100 came back.
        Assert.Equal(
            ["0-200 Paid linhe general p-1", "200-300 Unspent  fund/x ", "300-700 Unspent linhe general ", "700-1000 Unspent  general "],
            trace.Parts.Select(p => FormattableString.Invariant(
                $"{p.Offset.From}-{p.Offset.To} {p.Use} {p.Federation} {p.Bucket} {p.Outflow?.Id}")));
        Assert.Equal(["one", "s-1", "s-2"], trace.Parts[1].Steps.Select(s => s.Id).Prepend("one").Distinct());
        // Only what lies here can be given back from here.
        Assert.Equal(400, trace.UnspentFen);
        Assert.Null(trace.Refund(401));
        Assert.Equal(["general", "fund/x"], trace.Refund(400)!.Select(t => t.Bucket.ToString()));
        Assert.Equal(["fund/x", "general"], trace.Guards.Select(g => g.Bucket.ToString()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_goes_to_and_fro_money_is_conserved_over_both_and_every_trace_is_complete(int seed)
    {
        await using var ledger = await Ledger.StartAsync(projections: [new GiftTraceProjection()]);
        var books = Tenants.Select(t => new Book(ledger, t)).ToList();
        var random = new Random(seed);
        // The coins of both in one model: a pot is named by its federation and bucket.
        var model = new LedgerModel();
        var (gifts, payments) = (new List<(int Book, string Id)>(), new List<(int Book, string Id)>());
        string[] buckets = ["general", "fund/a", "fund/b"];
        var (given, crossed) = (0L, 0);
        for (var i = 1; i <= 90; i++)
        {
            var (id, at) = (FormattableString.Invariant($"{i:000}"), random.Next(2));
            var (bucket, to) = (buckets[random.Next(3)], buckets[random.Next(3)]);
            var balance = model.Balances.GetValueOrDefault(Tenants[at] + "|" + bucket);
            var amount = balance == 0 ? 0 : 1 + random.NextInt64(balance);
            switch (random.Next(5))
            {
                case 0 or 1:
                    var fen = 1 + random.NextInt64(500);
                    await books[at].GiftAsync(id, (bucket, fen));
                    model.Gift(id, (Tenants[at] + "|" + bucket, fen));
                    gifts.Add((at, id));
                    given += fen;
                    break;
                case 2 when amount > 0:
                    await books[at].PayAsync(id, bucket, amount);
                    model.Pay(id, Tenants[at] + "|" + bucket, amount);
                    payments.Add((at, id));
                    break;
                case 3 when amount > 0:
                    await SendAsync(ledger, id, Tenants[at], bucket, Tenants[1 - at], to, amount);
                    model.Transfer(Tenants[at] + "|" + bucket, Tenants[1 - at] + "|" + to, amount);
                    crossed++;
                    break;
                case 4 when payments.Where(p => model.Outstanding(p.Id) > 0).ToList() is { Count: > 0 } open:
                    var (book, payment) = open[random.Next(open.Count)];
                    var back = 1 + random.NextInt64(model.Outstanding(payment));
                    await books[book].ReverseAsync(payment, id, back);
                    model.Reverse(payment, back);
                    break;
            }
        }

        Assert.True(crossed > 3);
        foreach (var (at, gift) in gifts)
            Assert.Equal(model.Trace(gift), Leaves(await books[at].TraceAsync(gift), Tenants[at]));
        var check = await new LedgerCheck(ledger.Database).RunAsync(ct: TestContext.Current.CancellationToken);
        Assert.Empty(check.Findings);
        Assert.Equal(model.Balances.Values.Sum(), check.BalanceFen);
        Assert.Equal(given, check.BalanceFen + payments.Sum(p => model.Outstanding(p.Id)));
    }

    private static SortedDictionary<string, long> Leaves(GiftTrace trace, string home)
    {
        var leaves = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var part in trace.Parts)
        {
            var leaf = part.Use == TraceUse.Paid ? "pay:" + part.Outflow!.Id : $"unspent:{part.Federation ?? home}|{part.Bucket}";
            leaves[leaf] = leaves.GetValueOrDefault(leaf) + part.AmountFen;
        }

        return leaves;
    }

    private static async Task SendAsync(Ledger ledger, string id, string from, string bucket, string to, string toBucket, long fen)
    {
        var day = new DateOnly(2026, 3, 2);
        var (leaves, enters) = (bucket.AsBucket(), toBucket.AsBucket());
        var stream = Streams.AllianceTransfer(id);
        Assert.IsType<AppendResult.Appended>(await ledger.AppendAsync(new AppendCommand(from, "test", "send " + id, [1],
        [
            new StreamWrite(stream, ExpectedVersion.NoStream, [NewEvent.Of(
                new AllianceMoneySent(id, to, leaves, enters, null, "助学", fen, day), new PostingRequest.Outflow(leaves, fen))]),
            new StreamWrite(stream, ExpectedVersion.NoStream, [NewEvent.Of(
                new AllianceMoneyReceived(id, from, enters, null, "助学", fen, day), new PostingRequest.Crossing(enters, 0, 0))])
            {
                Tenant = to,
            },
        ])));
    }
}
