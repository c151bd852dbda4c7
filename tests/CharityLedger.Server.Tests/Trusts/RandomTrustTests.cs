using System.Globalization;
using CharityLedger.EventStore;
using CharityLedger.Projections;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Trusts;

/// <summary>Whatever goes into a trust, out of it and back, in any order and over the turn of years, against jars of single fen.</summary>
public sealed class RandomTrustTests
{
    private static readonly string[] Deeds = ["contributions", "income", "fees", "distributions", "funding"];

    /// <param name="seed">Of the history.</param>
    /// <param name="role">The federation's: as the trustee it earns the fees, as a settlor it gives of its own.</param>
    [Theory]
    [InlineData(1, "trustee")]
    [InlineData(2, "trustee")]
    [InlineData(3, "trustee")]
    [InlineData(4, "settlor")]
    [InlineData(5, "settlor")]
    [InlineData(6, "settlor")]
    public async Task No_order_of_entries_and_reversals_takes_a_fen_twice_or_anothers_fen_or_unbalances_a_book(int seed, string role)
    {
        var clock = new FakeClock();
        await using var host = await TestHost.StartAsync(clock);
        var api = await host.FederationAsync("city");
        (await api.PostAsync("trusts", new
        {
            trust = "t", name = "测试信托", agreement = "信字1号", role, trustee = role == "settlor" ? "某信托公司" : null, purpose = "支教",
            scope = "乡村教师", settlors = new[] { new { name = "远山公司" } }, occurredOn = City.Today,
        })).Accepted();
        var random = new Random(seed);
        var jars = new TrustJars();
        if (role == "settlor") await FillAsync(api, jars, random);
        var (ids, refused, late) = (new List<string>(), 0, 0);
        for (var i = 0; i < 150; i++)
        {
            clock.Advance(TimeSpan.FromDays(8));
            var (on, fen) = (clock.GetUtcNow().AddHours(8).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), 1 + random.Next(100));
            if (random.Next(3) == 0 && ids.Count > 0)
            {
                var id = ids[random.Next(ids.Count)];
                var expected = jars.WhyNotBack(id, fen);
                var path = $"trusts/t/{(jars.Deed(id) == "distributions" ? "distributions" : "entries")}/{id}/reversals";
                Assert.Equal(expected, (await api.PostAsync(path, new { amountFen = fen, reason = "误记", occurredOn = on })).Code);
                if (expected is not null) refused++;
                else jars.Back(id, fen);
                if (expected is null && id[..4] != on[..4]) late++;
                continue;
            }

            var wanted = Deeds[random.Next(role == "settlor" ? 5 : 4)];
            var from = random.Next(3) == 0 ? "general" : "fund/edu";
            var answer = await api.PostAsync("trusts/t/" + wanted, wanted switch
            {
                "contributions" => new { amountFen = fen, occurredOn = on },
                "funding" => new { amountFen = fen, occurredOn = on, fund = from == "general" ? null : "edu" },
                "income" => new { source = "利息", amountFen = fen, occurredOn = on },
                "fees" => new { kind = "trustee", amountFen = fen, occurredOn = on },
                _ => (object)new { payee = "某小学", purpose = "支教", amountFen = fen, occurredOn = on },
            });
            Assert.Equal(jars.Holds(wanted, from, fen) ? null : "insufficient_funds", answer.Code);
            if (answer.Code is not null)
            {
                refused++;
                continue;
            }

            jars.Do(wanted, answer.Id, fen, from, earns: role == "trustee");
            ids.Add(answer.Id);
        }

        Assert.True(refused > 0 && late > 0);
        await EverythingAgreesAsync(host, api, jars);
    }

    /// <summary>The fund holds bound and free money in turns.</summary>
    private static async Task FillAsync(Api api, TrustJars jars, Random random)
    {
        (await api.PostAsync("funds", City.Fund("edu"))).Accepted();
        (await api.PostAsync("gifts", City.Gift(2_000))).Accepted();
        jars.Give("general", 2_000, isBound: false);
        for (var i = 0; i < 12; i++)
        {
            var (gift, free) = (1 + random.Next(100), 1 + random.Next(100));
            (await api.PostAsync("gifts", City.Gift(gift, "edu"))).Accepted();
            (await api.PostAsync("allocations", new { fund = "edu", amountFen = free, purpose = "补充", occurredOn = City.Today })).Accepted();
            jars.Give("fund/edu", gift, isBound: true);
            jars.Allocate("general", "fund/edu", free);
        }
    }

    private static async Task EverythingAgreesAsync(TestHost host, Api api, TrustJars jars)
    {
        var ct = TestContext.Current.CancellationToken;
        var last = (await host.Database.LogAsync()).Count;
        var balances = (await api.GetAsync($"balances?min-position={last}")).Body.EnumerateArray()
            .ToDictionary(b => b.GetProperty("bucket").GetString()!, b => b.GetProperty("balanceFen").GetInt64());
        var (trust, own) = ((long)jars.Fen("trust/t"), (long)jars.Fen("general") + jars.Fen("fund/edu"));
        Assert.Equal((trust, jars.Fen("general"), jars.Fen("fund/edu")),
            (balances["trust/t"], balances.GetValueOrDefault("general"), balances.GetValueOrDefault("fund/edu")));
        Assert.Equal(trust, (await api.GetAsync($"trusts?min-position={last}")).Body.GetProperty("assetsFen").GetInt64());
        foreach (var (book, money) in new[] { ("trust/t", trust), ("main", own) })
        {
            var accounts = (await api.GetAsync($"trial-balance?book={Uri.EscapeDataString(book)}&min-position={last}")).Body.EnumerateArray()
                .ToDictionary(a => a.GetProperty("account").GetString()!, a => a.GetProperty("balanceFen").GetInt64());
            Assert.Equal(0, accounts.Values.Sum());
            Assert.Equal(money, accounts["1002"]);
            Assert.True(book == "main" || accounts["3201"] != 0);
            // All of a trust's property is bound; of the federation's own what donors bound, and nothing that its trustee earns.
            var restricted = accounts.Where(a => a.Key is "3102" or "410102" or "460102").Sum(a => -a.Value);
            Assert.Equal(book == "main" ? jars.Bound("fund/edu") : money, restricted);
        }

        Assert.Empty((await new LedgerCheck(host.Database.Source).RunAsync(ct: ct)).Findings);
        var projections = host.First.Services.GetRequiredService<ProjectionEngine>();
        foreach (var model in ReadModels.All) Assert.Empty(await projections.CompareAsync(model.Name, ct));
    }
}
