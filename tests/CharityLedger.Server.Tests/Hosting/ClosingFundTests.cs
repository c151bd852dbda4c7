using System.Globalization;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using Npgsql;

namespace CharityLedger.Server.Tests.Hosting;

/// <summary>A fund that one host closes while another brings money into it.</summary>
public sealed class ClosingFundTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_decided_while_a_fund_was_open_does_not_enter_it_once_it_is_closed()
    {
        await using var host = await TestHost.StartAsync();
        var api = await host.FederationAsync("city");
        foreach (var fund in new[] { "ending", "heir" }) (await api.PostAsync("funds", City.Fund(fund))).Accepted();
        await using var database = NpgsqlDataSource.Create(host.Database.ConnectionString);
        await using var core = new LedgerCore(host.Database.Store, host.Database.ConnectionString, TimeProvider.System);
        var today = DateOnly.Parse(City.Today, CultureInfo.InvariantCulture);
        var books = new OpenBooks(core, new EventReader(host.Database.Store, database));
        Task<Domain.Result<AppendResult.Appended>> Move(string key, params PostingRequest[] postings) => books.AppendAsync(new AppendCommand(
            "city", "somebody", key, [1], [new StreamWrite(Streams.Allocation(key), ExpectedVersion.NoStream,
                [NewEvent.Of(new MoneyAllocated(key, Bucket.General, Bucket.Of("ending"), 5, "助学", today), postings)])]), Ct);

        // This host now remembers the fund as open.
        Assert.Null((await Move("in", new PostingRequest.Inflow(Bucket.Of("ending", purpose: "书本"), 5))).Refusal);
        var paid = (await Move("out", new PostingRequest.Outflow(Bucket.Of("ending", purpose: "书本"), 5))).Value.Last;
        (await api.PostAsync("funds/ending/closing", new { reason = "协议期满", occurredOn = City.Today })).Accepted();

        Assert.Equal(RefusalCode.FundClosed, (await Move("late", new PostingRequest.Inflow(Bucket.Of("ending"), 5))).Refusal!.Code);
        await api.PostAsync("gifts", City.Gift(5));
        Assert.Equal(RefusalCode.FundClosed, (await Move("allocated", new PostingRequest.Outflow(Bucket.General, 5),
            new PostingRequest.TransferIn(Bucket.Of("ending"), 0))).Refusal!.Code);
        Assert.Null((await Move("elsewhere", new PostingRequest.Inflow(Bucket.Of("heir"), 5))).Refusal);
        // Done before the closing: the first answer again. And what a bank sends back is taken.
        Assert.Null((await Move("in", new PostingRequest.Inflow(Bucket.Of("ending", purpose: "书本"), 5))).Refusal);
        Assert.Null((await Move("back", new PostingRequest.Return(Bucket.Of("ending", purpose: "书本"),
            new OutflowPart(paid, 0, new Interval(0, 5))))).Refusal);
    }

    [Fact]
    public async Task A_fund_that_two_hosts_fill_and_close_at_once_is_either_open_or_empty()
    {
        await using var host = await TestHost.StartAsync();
        var one = await host.FederationAsync("city");
        var other = await host.ApiAsync("city", await host.JoinAsync());
        (await one.PostAsync("gifts", City.Gift(10_000))).Accepted();
        var (closed, full) = (0, 0);
        for (var round = 0; round < 25; round++)
        {
            var fund = $"round{round}";
            (await one.PostAsync("funds", City.Fund(fund))).Accepted();
            var closing = (round % 2 == 0 ? other : one).PostAsync($"funds/{fund}/closing", new { reason = "协议期满", occurredOn = City.Today });
            var entering = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => i % 3 == 2
                ? one.PostAsync("allocations", new { fund, amountFen = 1, purpose = "补充", occurredOn = City.Today })
                : one.PostAsync("gifts", new { amountFen = 1, channel = "bank", fund, purpose = i % 3 == 0 ? null : "书本", occurredOn = City.Today })));
            Assert.All(entering, e => Assert.True(e.Code is null or "fund_closed", $"{e.Body}"));
            var isClosed = (await closing).Code is null;
            Assert.True(isClosed || (await closing).Code == "fund_not_empty", $"{(await closing).Body}");
            Assert.Equal(isClosed ? 0 : 6, entering.Count(e => e.Code is null));
            if (isClosed) closed++;
            else full++;
        }

        Assert.Equal(25, closed + full);
        await Books.CheckAsync(host.Database.ConnectionString);
    }
}
