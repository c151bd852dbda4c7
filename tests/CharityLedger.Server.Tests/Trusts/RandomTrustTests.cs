using System.Globalization;
using CharityLedger.EventStore;
using CharityLedger.Projections;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Trusts;

/// <summary>Whatever goes into a trust, out of it and back, in any order and over the turn of years, against two jars.</summary>
public sealed class RandomTrustTests
{
    private static readonly string[] Deeds = ["contributions", "income", "fees", "distributions"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_order_of_entries_and_reversals_takes_a_fen_twice_or_unbalances_a_book(int seed)
    {
        var clock = new FakeClock();
        await using var host = await TestHost.StartAsync(clock);
        var api = await host.FederationAsync("city");
        (await api.PostAsync("trusts", new
        {
            trust = "t", name = "测试信托", agreement = "信字1号", role = "trustee", purpose = "支教", scope = "乡村教师",
            settlors = new[] { new { name = "远山公司" } }, occurredOn = City.Today,
        })).Accepted();
        var random = new Random(seed);
        // Of each entry: what it was, and what of it has not come back.
        var entries = new List<(string Deed, string Id, long Left)>();
        var (trust, own, refused, late) = (0L, 0L, 0, 0);
        for (var i = 0; i < 150; i++)
        {
            clock.Advance(TimeSpan.FromDays(8));
            var (on, fen) = (clock.GetUtcNow().AddHours(8).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), 1L + random.Next(100));
            if (random.Next(3) == 0 && entries.Count > 0)
            {
                var at = random.Next(entries.Count);
                var (deed, id, left) = entries[at];
                var goesOut = deed is "contributions" or "income";
                var expected = fen > left ? "reversal_exceeds_payment" : (goesOut ? trust : deed == "fees" ? own : fen) < fen ? "insufficient_funds" : null;
                var path = deed == "distributions" ? $"trusts/t/distributions/{id}/reversals" : $"trusts/t/entries/{id}/reversals";
                Assert.Equal(expected, (await api.PostAsync(path, new { amountFen = fen, reason = "误记", occurredOn = on })).Code);
                if (expected is not null)
                {
                    refused++;
                    continue;
                }

                entries[at] = (deed, id, left - fen);
                trust += goesOut ? -fen : fen;
                if (deed == "fees") own -= fen;
                if (id[..4] != on[..4]) late++;
                continue;
            }

            var wanted = Deeds[random.Next(Deeds.Length)];
            var comesIn = wanted is "contributions" or "income";
            var answer = await api.PostAsync("trusts/t/" + wanted, wanted switch
            {
                "contributions" => new { amountFen = fen, occurredOn = on },
                "income" => new { source = "利息", amountFen = fen, occurredOn = on },
                "fees" => new { kind = "trustee", amountFen = fen, occurredOn = on },
                _ => (object)new { payee = "某小学", purpose = "支教", amountFen = fen, occurredOn = on },
            });
            Assert.Equal(comesIn || trust >= fen ? null : "insufficient_funds", answer.Code);
            if (answer.Code is not null)
            {
                refused++;
                continue;
            }

            entries.Add((wanted, answer.Id, fen));
            trust += comesIn ? fen : -fen;
            if (wanted == "fees") own += fen;
        }

        Assert.True(refused > 5 && late > 3);
        await EverythingAgreesAsync(host, api, trust, own);
    }

    private static async Task EverythingAgreesAsync(TestHost host, Api api, long trust, long own)
    {
        var ct = TestContext.Current.CancellationToken;
        var last = (await host.Database.LogAsync()).Count;
        var balances = (await api.GetAsync($"balances?min-position={last}")).Body.EnumerateArray()
            .ToDictionary(b => b.GetProperty("bucket").GetString()!, b => b.GetProperty("balanceFen").GetInt64());
        Assert.Equal((trust, own), (balances["trust/t"], balances.GetValueOrDefault("general")));
        Assert.Equal(trust, (await api.GetAsync($"trusts?min-position={last}")).Body.GetProperty("assetsFen").GetInt64());
        foreach (var (book, money) in new[] { ("trust/t", trust), ("main", own) })
        {
            var accounts = (await api.GetAsync($"trial-balance?book={Uri.EscapeDataString(book)}&min-position={last}")).Body.EnumerateArray()
                .ToDictionary(a => a.GetProperty("account").GetString()!, a => a.GetProperty("balanceFen").GetInt64());
            Assert.Equal(0, accounts.Values.Sum());
            Assert.Equal(money, accounts["1002"]);
            Assert.True(book == "main" || accounts["3201"] != 0);
            // All of a trust's property is bound; all that its trustee earns is free.
            var restricted = accounts.Where(a => a.Key is "3102" or "410102" or "460102").Sum(a => -a.Value);
            Assert.Equal(book == "main" ? 0 : money, restricted);
        }

        Assert.Empty((await new LedgerCheck(host.Database.Source).RunAsync(ct: ct)).Findings);
        var projections = host.First.Services.GetRequiredService<ProjectionEngine>();
        foreach (var model in ReadModels.All) Assert.Empty(await projections.CompareAsync(model.Name, ct));
    }
}
