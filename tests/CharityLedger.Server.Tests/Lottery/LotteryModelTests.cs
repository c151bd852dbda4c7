using CharityLedger.EventStore;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Lottery;

/// <summary>Steps in any order, against jars that are counted by hand.</summary>
public sealed class LotteryModelTests
{
    private static readonly string[] Parts = ["a", "b"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_order_of_steps_spends_a_fen_that_is_not_there(int seed)
    {
        await using var host = await TestHost.StartAsync(new FakeClock());
        var api = await host.FederationAsync("city");
        var fund = new Fund(api, City.Today);
        var random = new Random(seed);
        await fund.IssueAsync("i", 1_000, 2026);
        var jars = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["lottery/i"] = 1_000 };
        var spent = new Dictionary<string, (string Jar, long Fen)>();
        foreach (var part in Parts)
        {
            await fund.AllotAsync("i", part, 300);
            Move("lottery/i", "lottery/i/" + part, 300);
        }

        var refused = 0;
        for (var i = 0; i < 120; i++)
        {
            var (part, fen) = (Parts[random.Next(2)], 1L + random.Next(120));
            var (quota, money) = ($"lottery/i/{part}", $"lottery/i/{part}/paid");
            var (path, body, from, to) = random.Next(6) switch
            {
                0 => ($"parts/{part}/tranches", fund.Tranche(fen), quota, money),
                1 or 2 => ($"parts/{part}/expenditures", fund.Spending(fen), money, null),
                3 => ("carry-overs", fund.CarryOver(fen, 2027, part, paid: true), money, money + "+year=2027"),
                4 => ("recoveries", fund.Recovery(fen, part), quota, null),
                _ => (null, null!, quota, (string?)null),
            };
            if (path is null)
            {
                await ReverseAsync(fen);
                continue;
            }

            var answer = await api.PostAsync("lottery/indicators/i/" + path, body);
            var may = jars.GetValueOrDefault(from) >= fen;
            Assert.Equal(may ? null : "insufficient_funds", answer.Code);
            if (!may) refused++;
            else
            {
                Move(from, to, fen);
                if (path.EndsWith("expenditures", StringComparison.Ordinal)) spent[answer.Id] = (from, fen);
            }
        }

        Assert.True(refused > 0 && spent.Count > 0);
        var last = (await host.Database.LogAsync()).Count;
        var balances = (await api.GetAsync($"balances?min-position={last}")).Body.EnumerateArray()
            .ToDictionary(b => b.GetProperty("bucket").GetString()!, b => b.GetProperty("balanceFen").GetInt64());
        Assert.Equal(jars, balances.OrderBy(b => b.Key, StringComparer.Ordinal));
        Assert.Empty((await new LedgerCheck(host.Database.Source).RunAsync(ct: TestContext.Current.CancellationToken)).Findings);

        void Move(string from, string? to, long fen)
        {
            jars[from] -= fen;
            if (to is not null) jars[to] = jars.GetValueOrDefault(to) + fen;
        }

        async Task ReverseAsync(long fen)
        {
            if (spent.Count == 0) return;
            var (id, (jar, left)) = spent.ElementAt(random.Next(spent.Count));
            var answer = await api.PostAsync($"lottery/indicators/i/expenditures/{id}/reversals", fund.Reversal(fen));
            Assert.Equal(fen <= left ? null : "reversal_exceeds_payment", answer.Code);
            if (fen > left) return;
            spent[id] = (jar, left - fen);
            jars[jar] += fen;
        }
    }
}
