using System.Net;
using CharityLedger.Contracts;
using CharityLedger.EventStore;
using CharityLedger.Server.Tests.Approvals;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Alliances;

/// <summary>Another federation's money is expected until the receiver confirms its own bank's day.</summary>
public sealed class ConfirmMoneyTests
{
    private const HttpStatusCode Unfit = HttpStatusCode.UnprocessableEntity;

    [Fact]
    public async Task Money_of_another_federation_lies_in_the_account_in_which_the_receiver_says_it_arrived()
    {
        await using var two = await StartAsync();
        var sent = await two.SendAsync(300);
        // It is the fund's from the day on which it was sent; no account has it.
        Assert.Equal("general+purpose=助学 300", await two.BalancesAsync());
        Assert.Equal(["ccb 0", "icbc 0", "on_the_way 300"], await two.AccountsAsync("2026-03-02"));
        Assert.Equal([$"{sent} expected -"], await two.TransfersAsync(two.There, "?status=expected"));
        Assert.Equal([$"{sent} expected -"], await two.TransfersAsync(two.Here, ""));

        two.Clock.Now = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.FromHours(8));
        (await two.ConfirmAsync(sent, "2026-03-05", "R1", "icbc", "confirm")).Accepted();
        // Whoever lost the answer asks again.
        Assert.Equal(sent, (await two.ConfirmAsync(sent, "2026-03-05", "R1", "icbc", "confirm")).Accepted().Id);
        Assert.Equal(["ccb 0", "icbc 0", "on_the_way 300"], await two.AccountsAsync("2026-03-04"));
        Assert.Equal(["ccb 0", "icbc 300", "on_the_way 0"], await two.AccountsAsync("2026-03-05"));
        Assert.Equal("general+purpose=助学 300", await two.BalancesAsync());
        Assert.Empty(await two.TransfersAsync(two.There, "?status=expected"));
        Assert.Equal([$"{sent} arrived 2026-03-05"], await two.TransfersAsync(two.Here, "?status=arrived"));
        Assert.Equal("1002 300, 1009 0, 410102 -300", await two.TrialAsync());
        Assert.Empty((await new LedgerCheck(two.Host.Database.Source).RunAsync(ct: TestContext.Current.CancellationToken)).Findings);
        await Books.CheckAsync(two.Host.Database.ConnectionString);
    }

    [Fact]
    [Refuses(RefusalCode.AllianceMoneyUnknown, RefusalCode.AllianceMoneyArrived, RefusalCode.BankReferenceTaken, RefusalCode.DateInvalid,
        RefusalCode.DateInFuture, RefusalCode.MoneyAccountUnknown, RefusalCode.MoneyAccountUnfit, RefusalCode.MalformedRequest)]
    public async Task Nothing_is_confirmed_twice_nor_by_the_sender_nor_before_it_was_sent()
    {
        await using var two = await StartAsync();
        var (first, second) = (await two.SendAsync(100), await two.SendAsync(100));
        (await two.Here.PostAsync($"alliance-transfers/{first}/confirmation", new { arrivedOn = City.Today }))
            .Refused("alliance_money_unknown", HttpStatusCode.NotFound);
        (await two.ConfirmAsync("none", City.Today)).Refused("alliance_money_unknown", HttpStatusCode.NotFound);
        (await two.ConfirmAsync(first, "2026-03-01")).Refused("date_invalid", Unfit);
        (await two.ConfirmAsync(first, "2026-03-03")).Refused("date_in_future", Unfit);
        (await two.ConfirmAsync(first, City.Today, named: "none")).Refused("money_account_unknown", HttpStatusCode.NotFound);
        (await two.There.PostAsync($"alliance-transfers/{first}/confirmation", new { arrivedOn = City.Today, account = "cash", reference = "R1" }))
            .Refused("money_account_unfit", Unfit);
        (await two.There.GetAsync("alliance-transfers?status=lost")).Refused("malformed_request", HttpStatusCode.BadRequest);
        (await two.ConfirmAsync(first, City.Today, "R1")).Accepted();
        (await two.ConfirmAsync(first, City.Today)).Refused("alliance_money_arrived", HttpStatusCode.Conflict);
        (await two.ConfirmAsync(second, City.Today, "R1")).Refused("bank_reference_taken", HttpStatusCode.Conflict);
        // One of two at once.
        var answers = await Task.WhenAll(two.ConfirmAsync(second, City.Today, "R2"), two.ConfirmAsync(second, City.Today, "R3"));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Single(answers, a => a.Code == "alliance_money_arrived");
    }

    [Fact]
    public async Task What_was_sent_in_steps_arrives_no_earlier_than_the_senders_bank_paid_it_and_in_a_month_that_is_open()
    {
        await using var town = await PaidTown.StartAsync();
        var request = await town.HandOverAsync("alliance-transfers", PaidWaysTests.Body("alliance-transfers"));
        town.Clock.Now = new DateTimeOffset(2026, 4, 10, 12, 0, 0, TimeSpan.FromHours(8));
        (await town.Linhe.PostAsync("books/periods/2026-03/closing", new { })).Accepted();
        var sent = (await town.ClearAsync(request, "2026-03-30", "R1")).Accepted().Id;
        (await ConfirmAsync("2026-03-29")).Refused("date_invalid", Unfit);
        (await ConfirmAsync("2026-03-31")).Accepted();
        Assert.Equal("city 2026-04-01", await town.DaysAsync("alliance_money_sent"));
        Assert.Equal("linhe 2026-04-01", await town.DaysAsync("alliance_money_received"));
        Assert.Equal("linhe 2026-04-01", await town.DaysAsync("alliance_money_confirmed"));
        await Books.CheckAsync(town.Host.Database.ConnectionString);

        Task<Answer> ConfirmAsync(string arrivedOn) => town.Linhe.PostAsync($"alliance-transfers/{sent}/confirmation", new { arrivedOn, reference = "R9" });
    }

    private static async Task<Two> StartAsync()
    {
        var clock = new FakeClock();
        var host = await TestHost.StartAsync(clock);
        var two = new Two(clock, host, await host.FederationAsync("here"), await host.FederationAsync("there"));
        (await two.Here.PostAsync("gifts", City.Gift(1_000))).Accepted();
        (await two.There.PostAsync("alliances", new { partner = "here", agreement = "联盟1号", occurredOn = City.Today })).Accepted();
        foreach (var account in new[] { "ccb", "icbc" })
            (await two.There.PostAsync("money-accounts/" + account, new { name = account, kind = "bank", occurredOn = City.Today })).Accepted();
        return two;
    }

    /// <summary>A federation that sends, and one that receives and has two accounts.</summary>
    private sealed record Two(FakeClock Clock, TestHost Host, Api Here, Api There) : IAsyncDisposable
    {
        public async Task<string> SendAsync(long fen) => (await Here.PostAsync("alliance-transfers",
            new { to = "there", amountFen = fen, purpose = "助学", occurredOn = City.Today })).Accepted().Id;

        public Task<Answer> ConfirmAsync(string transfer, string arrivedOn, string? reference = null, string? named = null, string? key = null) =>
            There.PostAsync($"alliance-transfers/{transfer}/confirmation", new { arrivedOn, reference, namedAccount = named }, key);

        public async Task<string> BalancesAsync() => string.Join(", ", (await There.GetAsync($"balances?min-position={await LastAsync()}"))
            .Body.EnumerateArray().Where(b => b.GetProperty("balanceFen").GetInt64() != 0)
            .Select(b => $"{b.GetProperty("bucket").GetString()} {b.GetProperty("balanceFen")}"));

        public async Task<List<string>> AccountsAsync(string on) =>
            [.. (await There.GetAsync($"money-accounts?on={on}&min-position={await LastAsync()}")).Body.EnumerateArray()
                .Select(b => $"{b.GetProperty("code").GetString()} {b.GetProperty("bookFen")}").Order(StringComparer.Ordinal)];

        public async Task<List<string>> TransfersAsync(Api api, string query) =>
            [.. (await api.GetAsync($"alliance-transfers{query}{(query.Length == 0 ? '?' : '&')}min-position={await LastAsync()}")).Body.EnumerateArray()
                .Select(t => string.Join(' ', t.GetProperty("transfer").GetString(), t.GetProperty("status").GetString(),
                    t.TryGetProperty("arrivedOn", out var on) ? on.GetString() : "-"))];

        public async Task<string> TrialAsync() => string.Join(", ", (await There.GetAsync($"trial-balance?min-position={await LastAsync()}"))
            .Body.EnumerateArray().Select(a =>
                $"{a.GetProperty("account").GetString()} {a.GetProperty("debitFen").GetInt64() - a.GetProperty("creditFen").GetInt64()}"));

        public ValueTask DisposeAsync()
        {
            Here.Dispose();
            There.Dispose();
            return Host.DisposeAsync();
        }

        private Task<long> LastAsync() => Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
    }
}
