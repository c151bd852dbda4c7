using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>Money lies in the accounts that the register names.</summary>
public sealed class MoneyAccountTests
{
    private const HttpStatusCode Unfit = HttpStatusCode.UnprocessableEntity;

    [Fact]
    public async Task Money_goes_to_the_account_that_its_event_names_and_otherwise_to_the_first_of_its_kind()
    {
        await using var city = await Accountant.StartAsync("2026-02-10");
        (await city.GiveAsync(1_000)).Accepted();
        (await city.GiveAsync(70, channel: "alipay")).Accepted();
        Assert.Equal(["bank 1000", "alipay 70"], await BalancesAsync(city));
        (await OpenAsync(city, "ccb", "bank", "6217 0000 0000 1234")).Accepted();
        (await OpenAsync(city, "icbc", "bank", null)).Accepted();
        (await OpenAsync(city, "zfb", "alipay", null)).Accepted();
        // What came before an account was entered lies there all the same.
        Assert.Equal(["ccb 1000", "icbc 0", "zfb 70"], await BalancesAsync(city));

        (await city.GiveAsync(200, channel: "icbc")).Accepted();
        (await city.Api.PostAsync("payments", Paid(30, account: "bank", named: "icbc"))).Accepted();
        (await city.Api.PostAsync("money-moves", Moved("alipay", "bank", 60, 2, null, "icbc"))).Accepted();
        (await city.Api.PostAsync("money-moves", Moved("bank", "bank", 500, 0, "ccb", "icbc"))).Accepted();
        (await city.PayAsync(100)).Accepted();
        Assert.Equal(["ccb 400", "icbc 728", "zfb 10"], await BalancesAsync(city));
        Assert.Equal(["1002 1128", "1009 10"], (await city.TrialBalanceAsync()).Where(l => l.StartsWith("100", StringComparison.Ordinal))
            .Select(l => l.Split(' ')).Select(l => $"{l[0]} {long.Parse(l[1]) - long.Parse(l[2])}"));
    }

    [Fact]
    public async Task A_payment_that_comes_back_returns_to_the_account_it_left_and_a_refund_in_red_to_its_channel()
    {
        await using var city = await Accountant.StartAsync("2026-02-10");
        (await OpenAsync(city, "ccb", "bank", null)).Accepted();
        (await OpenAsync(city, "icbc", "bank", null)).Accepted();
        var gift = (await city.GiveAsync(500, channel: "icbc")).Accepted().Id;
        (await city.GiveAsync(500)).Accepted();
        var payment = (await city.Api.PostAsync("payments", Paid(100, account: "bank", named: "icbc"))).Accepted().Id;
        (await city.Api.PostAsync($"payments/{payment}/reversals", new { amountFen = 40, reason = "多付", occurredOn = "2026-02-10" })).Accepted();
        Assert.Equal(["ccb 500", "icbc 440"], await BalancesAsync(city));
        (await city.Api.PostAsync($"gifts/{gift}/refunds",
            new { amountFen = 50, ground = "payment_error", reason = "误捐", occurredOn = "2026-02-10" })).Accepted();
        (await city.Api.PostAsync($"gifts/{gift}/refunds",
            new { amountFen = 7, ground = "agreement", reason = "协议", occurredOn = "2026-02-10" })).Accepted();
        Assert.Equal(["ccb 493", "icbc 390"], await BalancesAsync(city));
    }

    [Fact]
    [Refuses(RefusalCode.MoneyAccountUnfit, RefusalCode.MoneyAccountUnknown)]
    public async Task A_count_of_an_account_is_compared_with_what_went_through_it()
    {
        await using var city = await Accountant.StartAsync("2026-02-10");
        (await OpenAsync(city, "ccb", "bank", null)).Accepted();
        (await OpenAsync(city, "icbc", "bank", null)).Accepted();
        (await city.GiveAsync(300)).Accepted();
        (await city.GiveAsync(200, channel: "icbc")).Accepted();
        (await CountAsync(city, "bank", "ccb", 300)).Accepted();
        (await CountAsync(city, "bank", "icbc", 150)).Accepted();
        (await CountAsync(city, "bank", null, 500)).Accepted();
        Assert.Equal([" 500 500 0", "icbc 150 200 -50", "ccb 300 300 0"], await CountsAsync(city));
        (await CountAsync(city, "cash", "ccb", 1)).Refused("money_account_unfit", Unfit);
        (await CountAsync(city, "bank", "none", 1)).Refused("money_account_unknown", HttpStatusCode.NotFound);
        // A count knows only what had happened by the end of its day.
        city.GoTo("2026-02-11");
        (await city.GiveAsync(9)).Accepted();
        Assert.Equal("ccb 300 300 0", (await CountsAsync(city))[2]);
    }

    [Fact]
    [Refuses(RefusalCode.MoneyAccountUnfit, RefusalCode.MoneyAccountUnknown, RefusalCode.MoneyAccountExists, RefusalCode.AccountNumberInvalid,
        RefusalCode.TrustUnknown, RefusalCode.SameBucket)]
    public async Task The_register_keeps_only_the_end_of_a_number_and_accounts_take_money_while_they_are_open()
    {
        await using var city = await Accountant.StartAsync("2026-02-10");
        (await city.GiveAsync(1_000)).Accepted();
        (await OpenAsync(city, "ccb", "bank", "6217000000001234")).Accepted();
        (await OpenAsync(city, "ccb", "bank", null)).Refused("money_account_exists", HttpStatusCode.Conflict);
        (await OpenAsync(city, "alipay", "alipay", null)).Refused("money_account_exists", HttpStatusCode.Conflict);
        (await OpenAsync(city, "CCB", "bank", null)).Refused("id_invalid", Unfit);
        (await OpenAsync(city, "abc", "bank", "a12b3")).Refused("account_number_invalid", Unfit);
        (await city.Api.PostAsync("money-accounts/abc", new { name = "信托户", kind = "bank", occurredOn = "2026-02-10", book = "trust/none" }))
            .Refused("trust_unknown", HttpStatusCode.NotFound);
        Assert.Equal(0, await city.Host.Database.ScalarAsync<long>("select count(*) from ledger.mt_events where data::text like '%62170000%'"));
        Assert.Equal("1234", (await ListAsync(city))[0].GetProperty("entry").GetProperty("numberEnd").GetString());

        (await city.Api.PostAsync("payments", Paid(1, account: "cash", named: "ccb"))).Refused("money_account_unfit", Unfit);
        (await city.Api.PostAsync("payments", Paid(1, account: "bank", named: "none"))).Refused("money_account_unknown", HttpStatusCode.NotFound);
        (await city.Api.PostAsync("money-moves", Moved("bank", "bank", 1, 0, "ccb", "ccb"))).Refused("same_bucket", Unfit);
        (await city.Api.PostAsync("money-moves", Moved("bank", "bank", 1, 0, "ccb", null))).Refused("same_bucket", Unfit);
        var closing = new { reason = "归并", occurredOn = "2026-02-10" };
        (await city.Api.PostAsync("money-accounts/none/closing", closing)).Refused("money_account_unknown", HttpStatusCode.NotFound);
        // It still holds money, which then moves; and it can't have been closed before that day.
        (await city.Api.PostAsync("money-accounts/ccb/closing", closing)).Refused("money_account_unfit", Unfit);
        (await OpenAsync(city, "icbc", "bank", null)).Accepted();
        (await city.Api.PostAsync("money-moves", Moved("bank", "bank", 1_000, 0, "ccb", "icbc"))).Accepted();
        (await city.Api.PostAsync("money-accounts/ccb/closing", new { reason = "归并", occurredOn = "2026-02-09" })).Refused("date_invalid", Unfit);
        (await city.Api.PostAsync("money-accounts/ccb/closing", closing, "close")).Accepted();
        (await city.Api.PostAsync("money-accounts/ccb/closing", closing, "close")).Accepted();
        (await city.Api.PostAsync("money-accounts/ccb/closing", closing)).Refused("money_account_unfit", Unfit);
        (await city.Api.PostAsync("payments", Paid(10, account: "bank", named: "ccb"))).Refused("money_account_unfit", Unfit);
        city.GoTo("2026-02-11");
        (await city.GiveAsync(5)).Accepted();
        Assert.Equal(["ccb 0", "icbc 1005"], await BalancesAsync(city));
    }

    [Fact]
    [Refuses(RefusalCode.MoneyAccountUnfit)]
    public async Task Nothing_goes_through_an_account_between_its_being_found_empty_and_its_closing()
    {
        await using var city = await Accountant.StartAsync("2026-02-10");
        (await city.GiveAsync(1_000)).Accepted();
        (await OpenAsync(city, "first", "bank", null)).Accepted();
        for (var round = 0; round < 16; round++)
        {
            var code = $"round{round}";
            (await OpenAsync(city, code, "bank", null)).Accepted();
            // The one who pays and the one who gives come a moment later, and more so from round to round.
            var closing = city.Api.PostAsync($"money-accounts/{code}/closing", new { reason = "归并", occurredOn = "2026-02-10" });
            for (var i = 0; i < round; i++) await city.Api.GetAsync("requests?limit=1");
            var paying = city.Api.PostAsync("payments", Paid(10, account: "bank", named: code));
            var given = (await city.GiveAsync(3, channel: code)).Accepted();
            var (closed, paid) = (await closing, await paying);
            Assert.True(closed.Code is null or "money_account_unfit" or "version_conflict", $"{closed.Body}");
            Assert.True(paid.Code is null or "money_account_unfit" or "version_conflict", $"{paid.Body}");
            if (closed.Code is not null) continue;
            Assert.True(closed.Position < given.Position, $"round {round}: it held what was given before.");
            Assert.True(paid.Code is not null, $"round {round}: it was paid from before.");
        }
    }

    [Fact]
    public async Task An_account_is_closed_while_others_are_busy_with_what_does_not_concern_it()
    {
        await using var city = await Accountant.StartAsync("2026-02-10");
        var town = await city.Host.FederationAsync("town");
        (await OpenAsync(city, "first", "bank", null)).Accepted();
        for (var n = 0; n < 6; n++) (await OpenAsync(city, $"spare{n}", "bank", null)).Accepted();
        using var stop = new CancellationTokenSource();
        // Another federation, and gifts of this one that go to its first account.
        var busy = Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                if (n % 2 == 0) (await town.PostAsync("gifts", City.Gift(1, date: "2026-02-10"))).Accepted();
                else (await city.GiveAsync(1)).Accepted();
            }
        })).ToList();
        for (var n = 0; n < 6; n++)
            (await city.Api.PostAsync($"money-accounts/spare{n}/closing", new { reason = "归并", occurredOn = "2026-02-10" })).Accepted();
        await stop.CancelAsync();
        await Task.WhenAll(busy);
    }

    [Fact]
    public async Task What_comes_after_a_closing_goes_through_that_account_no_more_whatever_its_date()
    {
        await using var city = await Accountant.StartAsync("2026-02-10");
        (await OpenAsync(city, "ccb", "bank", null, "2026-02-01")).Accepted();
        (await OpenAsync(city, "icbc", "bank", null, "2026-02-01")).Accepted();
        (await city.GiveAsync(100)).Accepted();
        (await city.Api.PostAsync("money-moves", Moved("bank", "bank", 100, 0, "ccb", "icbc"))).Accepted();
        await CloseAsync("ccb");
        // On its last day, by its kind and by its own code, and before it.
        (await city.GiveAsync(1)).Accepted();
        (await city.GiveAsync(2, channel: "ccb")).Accepted();
        (await city.GiveAsync(4, date: "2026-02-05")).Accepted();
        Assert.Equal(["ccb 0", "icbc 107"], await BalancesAsync(city));
        (await city.Api.PostAsync("payments", Paid(107, account: "bank", named: "icbc"))).Accepted();
        await CloseAsync("icbc");
        (await city.GiveAsync(8)).Accepted();
        Assert.Equal(["bank 8", "ccb 0", "icbc 0"], await BalancesAsync(city));
        // What is folded at once is the same.
        await city.Host.First.Services.GetRequiredService<ProjectionEngine>().RebuildAsync("Money", ct: TestContext.Current.CancellationToken);
        Assert.Equal(["bank 8", "ccb 0", "icbc 0"], await BalancesAsync(city));

        async Task CloseAsync(string account) => (await city.Api.PostAsync($"money-accounts/{account}/closing",
            new { reason = "销户", occurredOn = "2026-02-10" })).Accepted();
    }

    [Fact]
    public async Task What_lay_in_an_account_until_its_closing_stays_there_whatever_account_is_entered_later()
    {
        await using var city = await Accountant.StartAsync("2026-02-10");
        (await city.GiveAsync(100, date: "2026-02-01")).Accepted();
        (await city.GiveAsync(20, channel: "icbc")).Accepted();
        (await city.GiveAsync(3, channel: "abc")).Accepted();
        (await OpenAsync(city, "ccb", "bank", null, "2026-02-05")).Accepted();
        (await city.Api.PostAsync("payments", Paid(123, account: "bank", named: "ccb"))).Accepted();
        Assert.Equal(["ccb 0"], await BalancesAsync(city));
        (await city.Api.PostAsync("money-accounts/ccb/closing", new { reason = "销户", occurredOn = "2026-02-10" })).Accepted();
        (await city.GiveAsync(4, channel: "abc")).Accepted();
        foreach (var code in new[] { "icbc", "abc" }) (await OpenAsync(city, code, "bank", null, "2026-02-01")).Accepted();
        Assert.Equal(["abc 4", "ccb 0", "icbc 0"], await BalancesAsync(city));
        // What never lay in the closed one is an account's that is entered later.
        (await city.GiveAsync(50, channel: "boc")).Accepted();
        (await city.Api.PostAsync("money-accounts/abc/closing", new { reason = "销户", occurredOn = "2026-02-10" }))
            .Refused("money_account_unfit", Unfit);
        (await city.Api.PostAsync("money-moves", Moved("bank", "bank", 4, 0, "abc", "icbc"))).Accepted();
        (await city.Api.PostAsync("money-accounts/abc/closing", new { reason = "销户", occurredOn = "2026-02-10" })).Accepted();
        (await OpenAsync(city, "boc", "bank", null, "2026-02-01")).Accepted();
        Assert.Equal(["abc 0", "boc 50", "ccb 0", "icbc 4"], await BalancesAsync(city));
    }

    [Fact]
    [Refuses(RefusalCode.MoneyAccountUnfit)]
    public async Task A_channel_names_no_account_of_the_register_but_a_banks()
    {
        await using var city = await Accountant.StartAsync("2026-02-10");
        (await OpenAsync(city, "box", "cash", null)).Accepted();
        (await OpenAsync(city, "ccb", "bank", null)).Accepted();
        (await city.GiveAsync(20, channel: "Box")).Refused("money_account_unfit", Unfit);
        (await city.GiveAsync(20, channel: "ccb")).Accepted();
        (await city.GiveAsync(30, channel: "cash")).Accepted();
        Assert.Equal(["box 30", "ccb 20"], await BalancesAsync(city));
    }

    [Fact]
    public async Task A_refund_in_red_leaves_the_platform_that_its_terms_name()
    {
        await using var city = await Accountant.StartAsync("2026-02-10");
        (await OpenAsync(city, "wx", "wechat", null)).Accepted();
        (await OpenAsync(city, "zfb", "alipay", null)).Accepted();
        var gift = (await city.GiveAsync(1_000, channel: "wechat")).Accepted().Id;
        (await city.GiveAsync(300, channel: "alipay")).Accepted();
        (await city.Api.PostAsync($"gifts/{gift}/refunds", new
        {
            amountFen = 100, ground = "payment_error", reason = "误捐", occurredOn = "2026-02-10", account = "alipay",
        })).Accepted();
        Assert.Equal(["wx 1000", "zfb 200"], await BalancesAsync(city));
    }

    private static Task<Answer> OpenAsync(Accountant city, string account, string kind, string? number, string date = "2026-02-10") =>
        city.Api.PostAsync("money-accounts/" + account, new { name = account + " 户", kind, number, occurredOn = date });

    private static object Paid(long fen, string account, string named, string date = "2026-02-10") =>
        new { amountFen = fen, payee = "某医院", purpose = "物资", account, namedAccount = named, occurredOn = date };

    private static object Moved(string from, string to, long fen, long fee, string? namedFrom, string? namedTo) =>
        new { from, to, amountFen = fen, feeFen = fee, purpose = "归集", namedFrom, namedTo, occurredOn = "2026-02-10" };

    private static Task<Answer> CountAsync(Accountant city, string account, string? named, long balance) => city.Api.PostAsync("books/counts",
        new { account, namedAccount = named, balanceFen = balance, evidence = "对账单", occurredOn = "2026-02-10" });

    private static async Task<List<string>> CountsAsync(Accountant city)
    {
        var last = await city.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        return [.. (await city.Api.GetAsync($"books/counts?min-position={last}")).Body.EnumerateArray().Select(c => string.Join(' ',
            c.TryGetProperty("namedAccount", out var named) ? named.GetString() : "",
            c.GetProperty("countedFen"), c.GetProperty("bookFen"), c.GetProperty("differenceFen")))];
    }

    private static async Task<List<JsonElement>> ListAsync(Accountant city)
    {
        var last = await city.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        return [.. (await city.Api.GetAsync($"money-accounts?min-position={last}")).Body.EnumerateArray()];
    }

    private static async Task<List<string>> BalancesAsync(Accountant city) =>
        [.. (await ListAsync(city)).Select(b => $"{b.GetProperty("code").GetString()} {b.GetProperty("bookFen")}")];
}
