using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>Whatever is commanded in whatever order, vouchers balance and closed months stay as they were closed.</summary>
public sealed class ClosedPeriodProperty
{
    private static readonly string[] Months = ["2025-11", "2025-12", "2026-01", "2026-02"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_sequence_of_commands_changes_a_closed_month_or_leaves_a_voucher_unbalanced()
    {
        await using var city = await Accountant.StartAsync("2026-03-01");
        await city.FundAsync("relief");
        (await city.GiveAsync(10_000)).Accepted();
        var done = new Dictionary<string, int>();
        // A history of chance need not hold one of each.
        foreach (var (op, a, b) in new[] { (0, 0, 2), (4, 0, 3), (5, 0, 0), (0, 0, 1), (7, 0, 0) }) await StepAsync(city, done, op, a, b);
        var steps = Arb.From(Gen.Choose(0, 9_999).Three().ListOf().Resize(30));
        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(6), Prop.ForAll(steps, history =>
        {
            foreach (var (op, a, b) in history) StepAsync(city, done, op, a, b).GetAwaiter().GetResult();
            return true;
        })), Ct);
        Assert.Superset(new HashSet<string> { "gift", "voucher", "close", "reopen", "period_closed" }, done.Keys.ToHashSet());
        Assert.Empty(await city.Host.Database.RowsAsync("""
            select position, book, bucket from journal.line group by position, book, bucket
            having sum(debit) <> sum(credit)
            """));
        Assert.Empty(await city.Host.Database.RowsAsync("""
            select book, month from journal.voucher group by book, month having max(number) <> count(*) or min(number) <> 1
            """));
    }

    private static async Task StepAsync(Accountant city, Dictionary<string, int> done, int op, int a, int b)
    {
        var closed = await ClosedAsync(city);
        var date = Months[a % 4] + "-15";
        var (kind, answer) = (op % 8) switch
        {
            0 or 1 or 2 => ("gift", await city.GiveAsync(1 + b, b % 2 == 0 ? "relief" : null, date)),
            3 => ("payment", await city.PayAsync(1 + b, b % 2 == 0 ? "relief" : null, date)),
            4 => ("voucher", await city.EnterAsync(date, $"administration general {b} {b % 3}", $"other_payables general 0 {b}")),
            5 or 6 => ("close", await city.CloseAsync(Months[a % 4])),
            _ => ("reopen", await city.Api.PostAsync($"books/periods/{Months[a % 4]}/reopening", new { reason = "更正" })),
        };
        var outcome = answer.Code ?? kind;
        done[outcome] = done.GetValueOrDefault(outcome) + 1;
        var after = await ClosedAsync(city);
        foreach (var (month, balance) in closed)
            if (after.TryGetValue(month, out var now)) Assert.Equal(balance, now);
        Assert.True(kind is "close" or "reopen" || closed.Count == after.Count);
    }

    /// <summary>The trial balances of the months that are closed, read anew from the books.</summary>
    private static async Task<Dictionary<string, string>> ClosedAsync(Accountant city)
    {
        var balances = new Dictionary<string, string>();
        foreach (var period in (await city.Api.GetAsync("books/periods")).Body.EnumerateArray())
        {
            if (!period.GetProperty("isClosed").GetBoolean()) continue;
            var month = period.GetProperty("month").GetString()!;
            balances[month] = string.Join('\n', await city.TrialBalanceAsync(
                string.Create(CultureInfo.InvariantCulture, $"&from={month[..7]}&to={month[..7]}")));
        }

        return balances;
    }
}
