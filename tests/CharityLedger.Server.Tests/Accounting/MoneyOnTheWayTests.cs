using System.Globalization;
using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Projections.Engine;
using CharityLedger.Server.Tests.Approvals;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>Between the day on which one bank pays it out and the day on which the other takes it in, money lies in neither.</summary>
public sealed class MoneyOnTheWayTests
{
    private const HttpStatusCode Unfit = HttpStatusCode.UnprocessableEntity;

    [Fact]
    public async Task Money_that_left_lies_in_no_account_until_it_arrives()
    {
        await using var city = await StartAsync();
        var move = (await MoveAsync(city, 600, "2026-02-03", feeFen: 5, onTheWay: true)).Accepted().Id;
        Assert.Equal([$"{move} on_the_way 2026-02-03 -"], await MovesAsync(city, "?status=on_the_way"));
        (await ArriveAsync(city, move, "2026-02-06", "R1", "arrive")).Accepted();
        // Whoever lost the answer asks again.
        Assert.Equal(move, (await ArriveAsync(city, move, "2026-02-06", "R1", "arrive")).Accepted().Id);

        Assert.Equal(["ccb 1000", "icbc 0", "zfb 70"], await BalancesAsync(city, "2026-02-02"));
        foreach (var day in new[] { "2026-02-03", "2026-02-05" })
            Assert.Equal(["ccb 400", "icbc 0", "on_the_way 595", "zfb 70"], await BalancesAsync(city, day));
        Assert.Equal(["ccb 400", "icbc 595", "on_the_way 0", "zfb 70"], await BalancesAsync(city, "2026-02-06"));
        Assert.Empty(await MovesAsync(city, "?status=on_the_way"));
        Assert.Equal([$"{move} arrived 2026-02-03 2026-02-06"], await MovesAsync(city, "?status=arrived"));
        Assert.Equal("R1", (await city.Api.GetAsync("money-moves/" + move)).Body.GetProperty("endReference").GetString());
        // What is folded at once is the same.
        await city.Host.First.Services.GetRequiredService<ProjectionEngine>().RebuildAsync("Money", ct: TestContext.Current.CancellationToken);
        Assert.Equal(["ccb 400", "icbc 0", "on_the_way 595", "zfb 70"], await BalancesAsync(city, "2026-02-05"));
        await Books.CheckAsync(city.Host.Database.ConnectionString);
    }

    /// <summary>民间非营利组织会计制度: 1009 其他货币资金.</summary>
    [Fact]
    public async Task What_is_on_the_way_at_the_end_of_a_month_stands_under_other_monetary_funds()
    {
        await using var city = await StartAsync();
        city.GoTo("2026-03-05");
        var move = (await MoveAsync(city, 600, "2026-02-27", onTheWay: true)).Accepted().Id;
        (await ArriveAsync(city, move, "2026-03-02")).Accepted();
        Assert.Equal(["1002 400", "1009 670"], await MoneyAsync(city, "2026-02"));
        Assert.Equal(["1002 1000", "1009 70"], await MoneyAsync(city, "2026-03"));
        (await city.CloseAsync("2026-02")).Accepted();
        await Books.CheckAsync(city.Host.Database.ConnectionString);
    }

    [Fact]
    public async Task One_command_says_both_days_where_they_are_known()
    {
        await using var city = await StartAsync();
        var both = (await MoveAsync(city, 100, "2026-02-03", arrival: new { arrivedOn = "2026-02-04", reference = "R1" })).Accepted().Id;
        var old = (await MoveAsync(city, 10, "2026-02-03")).Accepted().Id;
        Assert.Equal([$"{old} arrived 2026-02-03 2026-02-03", $"{both} arrived 2026-02-03 2026-02-04"], await MovesAsync(city, ""));
        Assert.Equal(["ccb 890", "icbc 10", "on_the_way 100", "zfb 70"], await BalancesAsync(city, "2026-02-03"));
        Assert.Equal(["ccb 890", "icbc 110", "on_the_way 0", "zfb 70"], await BalancesAsync(city, "2026-02-04"));
        await Books.CheckAsync(city.Host.Database.ConnectionString);
    }

    [Fact]
    public async Task What_never_arrives_comes_back_to_the_account_that_it_left_and_its_fee_stays_spent()
    {
        await using var city = await StartAsync();
        var move = (await MoveAsync(city, 600, "2026-02-03", feeFen: 5, onTheWay: true)).Accepted().Id;
        (await ReturnAsync(city, move, "2026-02-05", "R9")).Accepted();
        Assert.Equal(["ccb 400", "icbc 0", "on_the_way 595", "zfb 70"], await BalancesAsync(city, "2026-02-04"));
        Assert.Equal(["ccb 995", "icbc 0", "on_the_way 0", "zfb 70"], await BalancesAsync(city, "2026-02-05"));
        Assert.Equal([$"{move} returned 2026-02-03 2026-02-05"], await MovesAsync(city, "?status=returned"));
        await Books.CheckAsync(city.Host.Database.ConnectionString);
    }

    [Fact]
    public async Task What_a_bank_did_in_a_month_that_is_closed_is_booked_on_the_first_day_that_is_open()
    {
        await using var city = await StartAsync();
        city.GoTo("2026-03-05");
        var first = (await MoveAsync(city, 100, "2026-02-26", onTheWay: true)).Accepted().Id;
        var second = (await MoveAsync(city, 30, "2026-02-26", onTheWay: true)).Accepted().Id;
        (await city.CloseAsync("2026-02")).Accepted();
        (await ArriveAsync(city, first, "2026-02-27", "R1")).Accepted();
        (await ReturnAsync(city, second, "2026-02-28", "R2")).Accepted();
        Assert.Equal([$"{second} returned 2026-02-26 2026-02-28", $"{first} arrived 2026-02-26 2026-02-27"], await MovesAsync(city, ""));
        Assert.Equal(["ccb 870", "icbc 0", "on_the_way 130", "zfb 70"], await BalancesAsync(city, "2026-02-28"));
        Assert.Equal(["ccb 900", "icbc 100", "on_the_way 0", "zfb 70"], await BalancesAsync(city, "2026-03-01"));
        await Books.CheckAsync(city.Host.Database.ConnectionString);
    }

    [Fact]
    [Refuses(RefusalCode.MoneyMoveUnknown, RefusalCode.MoneyMoveEnded, RefusalCode.DateInvalid, RefusalCode.DateInFuture, RefusalCode.TextMissing,
        RefusalCode.TextTooLong, RefusalCode.MalformedRequest, RefusalCode.MoneyAccountUnfit)]
    public async Task Money_arrives_once_not_before_it_left_and_not_after_today()
    {
        await using var city = await StartAsync();
        var move = (await MoveAsync(city, 100, "2026-02-03", onTheWay: true)).Accepted().Id;
        (await ArriveAsync(city, "none", "2026-02-04")).Refused("money_move_unknown", HttpStatusCode.NotFound);
        (await ReturnAsync(city, "none", "2026-02-04")).Refused("money_move_unknown", HttpStatusCode.NotFound);
        (await city.Api.GetAsync("money-moves/none")).Refused("money_move_unknown", HttpStatusCode.NotFound);
        (await city.Api.GetAsync("money-moves?status=lost")).Refused("malformed_request", HttpStatusCode.BadRequest);
        (await ArriveAsync(city, move, "2026-02-02")).Refused("date_invalid", Unfit);
        (await ReturnAsync(city, move, "2026-02-02")).Refused("date_invalid", Unfit);
        (await ArriveAsync(city, move, "2026-02-11")).Refused("date_in_future", Unfit);
        (await ArriveAsync(city, move, "2026-02-04", new string('R', 101))).Refused("text_too_long", Unfit);
        (await ReturnAsync(city, move, "2026-02-04", reason: " ")).Refused("text_missing", Unfit);
        (await MoveAsync(city, 1, "2026-02-03", arrival: new { arrivedOn = "2026-02-02" })).Refused("date_invalid", Unfit);
        (await ArriveAsync(city, move, "2026-02-03")).Accepted();
        (await ArriveAsync(city, move, "2026-02-03")).Refused("money_move_ended", HttpStatusCode.Conflict);
        (await ReturnAsync(city, move, "2026-02-03")).Refused("money_move_ended", HttpStatusCode.Conflict);
        var old = (await MoveAsync(city, 1, "2026-02-03")).Accepted().Id;
        (await ArriveAsync(city, old, "2026-02-03")).Refused("money_move_ended", HttpStatusCode.Conflict);
        var cash = (await city.Api.PostAsync("money-moves", new
        {
            from = "bank", to = "cash", amountFen = 1, purpose = "备用金", occurredOn = "2026-02-03", onTheWay = true,
        })).Accepted().Id;
        (await ArriveAsync(city, cash, "2026-02-03", "R1")).Refused("money_account_unfit", Unfit);
    }

    [Fact]
    [Refuses(RefusalCode.BankReferenceTaken)]
    public async Task A_line_of_a_bank_takes_in_one_move()
    {
        await using var city = await StartAsync();
        var moves = new List<string>();
        for (var n = 0; n < 3; n++) moves.Add((await MoveAsync(city, 100, "2026-02-03", onTheWay: true)).Accepted().Id);
        (await ArriveAsync(city, moves[0], "2026-02-04", "R1")).Accepted();
        (await ArriveAsync(city, moves[1], "2026-02-04", "R1")).Refused("bank_reference_taken", HttpStatusCode.Conflict);
        (await MoveAsync(city, 1, "2026-02-03", arrival: new { arrivedOn = "2026-02-04", reference = "R1" }))
            .Refused("bank_reference_taken", HttpStatusCode.Conflict);
        // Of another day, and of another account.
        (await ArriveAsync(city, moves[1], "2026-02-05", "R1")).Accepted();
        (await ReturnAsync(city, moves[2], "2026-02-04", "R1")).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.MoneyAccountUnfit)]
    public async Task No_account_is_closed_while_money_is_on_the_way_to_it_or_from_it()
    {
        await using var city = await StartAsync();
        // All that it held, and what names no account but comes from the first and is for it.
        var away = (await MoveAsync(city, 1_000, "2026-02-03", onTheWay: true)).Accepted().Id;
        var settled = (await city.Api.PostAsync("money-moves", new
        {
            from = "alipay", to = "bank", amountFen = 70, purpose = "提现", occurredOn = "2026-02-03", onTheWay = true,
        })).Accepted().Id;
        foreach (var account in new[] { "ccb", "icbc", "zfb" }) (await CloseAsync(account)).Refused("money_account_unfit", Unfit);
        (await ArriveAsync(city, away, "2026-02-04")).Accepted();
        foreach (var account in new[] { "ccb", "zfb" }) (await CloseAsync(account)).Refused("money_account_unfit", Unfit);
        (await ArriveAsync(city, settled, "2026-02-04")).Accepted();
        (await CloseAsync("zfb")).Accepted();
        (await MoveAsync(city, 70, "2026-02-05")).Accepted();
        (await CloseAsync("ccb")).Accepted();

        Task<Answer> CloseAsync(string account) =>
            city.Api.PostAsync($"money-accounts/{account}/closing", new { reason = "销户", occurredOn = "2026-02-10" });
    }

    [Fact]
    public async Task A_move_in_steps_leaves_on_the_day_on_which_the_bank_paid_it_and_is_then_on_the_way()
    {
        await using var town = await PaidTown.StartAsync();
        object Body(bool onTheWay, object? arrival) => new
        {
            from = "bank", to = "alipay", amountFen = 100, purpose = "充值", occurredOn = City.Today, onTheWay, arrival,
        };
        var request = await town.HandOverAsync("money-moves", Body(true, null));
        // Who asked said a day on which the bank had not paid it yet.
        var early = await town.HandOverAsync("money-moves", Body(false, new { arrivedOn = City.Today }));
        town.Clock.Now = new DateTimeOffset(2026, 4, 10, 12, 0, 0, TimeSpan.FromHours(8));
        (await town.Treasurer.PostAsync("books/periods/2026-03/closing", new { })).Accepted();
        var move = (await town.ClearAsync(request, "2026-03-31", "R1")).Accepted().Id;
        (await town.ClearAsync(early, "2026-04-02", "R2")).Accepted();
        (await town.Treasurer.PostAsync($"money-moves/{move}/arrival", new { arrivedOn = "2026-03-30" })).Refused("date_invalid", Unfit);
        (await town.Treasurer.PostAsync($"money-moves/{move}/arrival", new { arrivedOn = "2026-03-31", reference = "R3" })).Accepted();
        Assert.Equal("city 2026-04-01, city 2026-04-02", await town.DaysAsync("money_moved"));
        Assert.Equal("city 2026-04-02, city 2026-04-01", await town.DaysAsync("money_move_arrived"));
        Assert.Equal("2026-03-31", (await town.Treasurer.GetAsync("money-moves/" + move)).Body.GetProperty("leftOn").GetString());
        await Books.CheckAsync(town.Host.Database.ConnectionString);
    }

    /// <summary>Random moves with two days: on every day the accounts and what is on the way are what a plain model has.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task On_every_day_what_lies_in_the_accounts_and_what_is_on_the_way_come_to_the_model(int seed)
    {
        var random = new Random(seed);
        await using var city = await StartAsync();
        city.GoTo("2026-03-31");
        var (first, open, end) = (new DateOnly(2026, 2, 1), new DateOnly(2026, 2, 1), new DateOnly(2026, 3, 31));
        // What goes in and out of each account, with its day.
        var model = new List<(string Code, DateOnly Day, long Fen)> { ("ccb", first, 1_000), ("zfb", first, 70) };
        var away = new List<(string Move, string From, string To, DateOnly Left, long Fen)>();
        for (var n = 0; n < 60; n++)
        {
            if (n == 30)
            {
                open = new DateOnly(2026, 3, 1);
                (await city.CloseAsync("2026-02")).Accepted();
            }

            if (away.Count > 0 && random.Next(2) == 0)
            {
                var ended = away[random.Next(away.Count)];
                away.Remove(ended);
                var day = ended.Left.AddDays(random.Next(Math.Min(6, end.DayNumber - ended.Left.DayNumber + 1)));
                var isBack = random.Next(4) == 0;
                (await (isBack ? ReturnAsync(city, ended.Move, Text(day), $"R{n}") : ArriveAsync(city, ended.Move, Text(day), $"R{n}"))).Accepted();
                Enters(isBack ? ended.From : ended.To, day, ended.Fen);
                continue;
            }

            var (from, to) = random.Next(3) switch { 0 => ("ccb", "icbc"), 1 => ("icbc", "ccb"), _ => ("zfb", "icbc") };
            var left = open.AddDays(random.Next(end.DayNumber - open.DayNumber + 1));
            var (fen, how) = (random.Next(1, 50), random.Next(4));
            var arrives = left.AddDays(random.Next(Math.Min(4, end.DayNumber - left.DayNumber + 1)));
            var move = (await city.Api.PostAsync("money-moves", new
            {
                from = from == "zfb" ? "alipay" : "bank", to = "bank", namedFrom = from, namedTo = to, amountFen = fen, purpose = "归集",
                occurredOn = left, onTheWay = how < 2, arrival = how == 2 ? new { arrivedOn = arrives, reference = $"R{n}" } : null,
            })).Accepted().Id;
            model.Add((from, left, -fen));
            if (how == 3) model.Add((to, left, fen));
            else model.Add(("on_the_way", left, fen));
            if (how < 2) away.Add((move, from, to, left, fen));
            else if (how == 2) Enters(to, arrives, fen);
        }

        for (var day = first; day <= end; day = day.AddDays(1))
        {
            var wanted = model.Where(m => m.Day <= day).GroupBy(m => m.Code).ToDictionary(g => g.Key, g => g.Sum(m => m.Fen));
            var told = (await BalancesAsync(city, Text(day))).Select(b => b.Split(' '))
                .ToDictionary(b => b[0], b => long.Parse(b[1], CultureInfo.InvariantCulture));
            Assert.Equal(1_070, told.Values.Sum());
            foreach (var code in wanted.Keys.Union(told.Keys))
                Assert.Equal($"{day} {code} {wanted.GetValueOrDefault(code)}", $"{day} {code} {told.GetValueOrDefault(code)}");
        }

        Assert.Equal(away.Select(a => a.Move).Order(), (await MovesAsync(city, "?status=on_the_way&limit=500")).Select(m => m.Split(' ')[0]).Order());
        await Books.CheckAsync(city.Host.Database.ConnectionString);

        void Enters(string account, DateOnly day, long fen)
        {
            var booked = day < open ? open : day;
            model.Add((account, booked, fen));
            model.Add(("on_the_way", booked, -fen));
        }
    }

    /// <summary>On 2026-02-10, with 1,000 fen at one bank, a second bank, and 70 fen with Alipay, all since the first of the month.</summary>
    private static async Task<Accountant> StartAsync()
    {
        var city = await Accountant.StartAsync("2026-02-10");
        foreach (var (account, kind) in new[] { ("ccb", "bank"), ("icbc", "bank"), ("zfb", "alipay") })
        {
            (await city.Api.PostAsync("money-accounts/" + account, new { name = account + " 户", kind, occurredOn = "2026-02-01" })).Accepted();
        }

        (await city.GiveAsync(1_000, date: "2026-02-01")).Accepted();
        (await city.GiveAsync(70, date: "2026-02-01", channel: "alipay")).Accepted();
        return city;
    }

    private static Task<Answer> MoveAsync(
        Accountant city, long fen, string on, long feeFen = 0, bool onTheWay = false, object? arrival = null) => city.Api.PostAsync("money-moves", new
        {
            from = "bank", to = "bank", namedFrom = "ccb", namedTo = "icbc", amountFen = fen, feeFen, purpose = "归集", occurredOn = on, onTheWay, arrival,
        });

    private static Task<Answer> ArriveAsync(Accountant city, string move, string arrivedOn, string? reference = null, string? key = null) =>
        city.Api.PostAsync($"money-moves/{move}/arrival", new { arrivedOn, reference }, key);

    private static Task<Answer> ReturnAsync(
        Accountant city, string move, string returnedOn, string? reference = null, string reason = "户名不符") =>
        city.Api.PostAsync($"money-moves/{move}/return", new { reason, returnedOn, reference });

    private static async Task<List<string>> BalancesAsync(Accountant city, string on)
    {
        var last = await city.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        return [.. (await city.Api.GetAsync($"money-accounts?on={on}&min-position={last}")).Body.EnumerateArray()
            .Select(b => $"{b.GetProperty("code").GetString()} {b.GetProperty("bookFen")}").Order(StringComparer.Ordinal)];
    }

    /// <summary>The moves, newest first, as <c>id status left ended</c>.</summary>
    private static async Task<List<string>> MovesAsync(Accountant city, string query)
    {
        var last = await city.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
        var moves = await city.Api.GetAsync($"money-moves{query}{(query.Length == 0 ? '?' : '&')}min-position={last}");
        return [.. moves.Body.EnumerateArray().Select(m => string.Join(' ', m.GetProperty("move").GetString(), m.GetProperty("status").GetString(),
            m.GetProperty("leftOn").GetString(), m.TryGetProperty("endedOn", out var ended) ? ended.GetString() : "-"))];
    }

    private static async Task<IEnumerable<string>> MoneyAsync(Accountant city, string month) =>
        (await city.TrialBalanceAsync($"&to={month}")).Where(l => l.StartsWith("100", StringComparison.Ordinal)).Select(l => l.Split(' '))
            .Select(l => $"{l[0]} {long.Parse(l[1], CultureInfo.InvariantCulture) - long.Parse(l[2], CultureInfo.InvariantCulture)}");

    private static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
