using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Journal;
using FsCheck;
using FsCheck.Fluent;

namespace CharityLedger.Projections.Tests;

/// <summary>Random histories in the real ledger against a model written apart from it.</summary>
public sealed class ModelTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Random_histories_agree_with_the_model_in_every_read_model()
    {
        await using var ledger = await Ledger.StartAsync();
        var runs = 0;
        var steps = Arb.From(Gen.Choose(0, 9_999).Four().ListOf().Resize(60),
            history => history.Select((_, i) => history.Where((_, j) => j != i).ToList()));
        var property = Prop.ForAll(steps, history =>
        {
            RunAsync(ledger, $"tenant-{++runs}", history).GetAwaiter().GetResult();
            return true;
        });
        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), property), Ct);
        Assert.Empty(ledger.Failures);
        Assert.Equal(["change of use", "gift", "payment", "refund", "reversal", "transfer"], RandomHistory.Done.Keys.Order());
        Assert.All(RandomHistory.Done.Values, count => Assert.True(count > 20, $"only {count}"));
        Assert.True(await ledger.ScalarAsync<long>("select count(*) from journal.line where account = '3201'") > 20);
        foreach (var projection in ReadModels.All) Assert.Empty(await ledger.Engine.CompareAsync(projection.Name, Ct));
    }

    private static async Task RunAsync(
        Ledger ledger, string tenant, IEnumerable<(int Op, int A, int B, int C)> history)
    {
        var book = new Book(ledger, tenant);
        var random = new RandomHistory(book);
        foreach (var (op, a, b, c) in history) await random.DoAsync(op, a, b, c);
        await ledger.CaughtUpAsync();
        foreach (var gift in random.Gifts)
            Assert.Equal(random.Model.Trace(gift), Book.Leaves(await book.TraceAsync(gift)));

        var balances = new BalancesQuery(ledger.Database);
        var buckets = await balances.BucketsAsync(tenant, Ct);
        Assert.Equal(
            random.Model.Balances.Where(b => b.Value != 0).ToDictionary(),
            buckets.Where(b => b.Figures.LeftFen != 0).ToDictionary(b => b.Bucket.ToString(), b => b.Figures.LeftFen));
        var federation = await balances.FederationAsync(tenant, Ct);
        Assert.Equal(random.Model.Balances.Values.Sum(), federation.Total.LeftFen);
        Assert.Equal(random.Gifts.Count, federation.Total.Gifts);
        Assert.Equal(buckets.Aggregate(Figures.None, (sum, b) => sum + b.Figures), federation.Total);
        await JournalAgreesAsync(ledger, random, tenant);
    }

    private static async Task JournalAgreesAsync(Ledger ledger, RandomHistory random, string tenant)
    {
        var journal = new JournalQuery(ledger.Database);
        var lines = await journal.LinesAsync(tenant, null, new PageSize(10_000), Ct);
        Assert.All(lines.GroupBy(l => l.Position), v => Assert.Equal(v.Sum(l => l.DebitFen), v.Sum(l => l.CreditFen)));
        foreach (var (bucket, balance) in random.Model.Balances)
        {
            var own = lines.Where(l => l.Bucket.ToString() == bucket).ToList();
            // Net assets, income and expenses of a bucket are its balance; so are its restricted ones the restricted
            // part.
            Assert.Equal(balance, own.Where(l => l.Account[0] is '3' or '4' or '5').Sum(l => l.CreditFen - l.DebitFen));
            Assert.Equal(random.Model.RestrictedBalances[bucket], own
                .Where(l => l.Account is "3102" or "410102")
                .Sum(l => l.CreditFen - l.DebitFen));
        }

        var trial = await journal.TrialBalanceAsync(tenant, ct: Ct);
        Assert.Equal(0, trial.Sum(a => a.BalanceFen));
        Assert.Equal(random.Model.Balances.Values.Sum(),
            trial.Where(a => a.Account.StartsWith("10", StringComparison.Ordinal)).Sum(a => a.BalanceFen));
        Assert.Equal(
            lines.GroupBy(l => l.Account)
                .ToDictionary(g => g.Key, g => (g.Sum(l => l.DebitFen), g.Sum(l => l.CreditFen))),
            trial.ToDictionary(a => a.Account, a => (a.DebitFen, a.CreditFen)));
    }
}
