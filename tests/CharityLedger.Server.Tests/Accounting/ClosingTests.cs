using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>Months that are closed, and what may no longer be posted there.</summary>
public sealed class ClosingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Refuses(RefusalCode.PeriodClosed)]
    public async Task Nothing_is_posted_into_a_closed_month_and_what_was_posted_before_is_answered_again()
    {
        await using var city = await Accountant.StartAsync("2026-03-31");
        (await city.GiveAsync(100, date: "2026-03-31", key: "before")).Accepted();
        city.GoTo("2026-04-02");
        (await city.CloseAsync("2026-03")).Accepted();
        (await city.GiveAsync(1, date: "2026-03-31")).Refused("period_closed", HttpStatusCode.UnprocessableEntity);
        (await city.GiveAsync(1, date: "2025-12-31")).Refused("period_closed", HttpStatusCode.UnprocessableEntity);
        (await city.PayAsync(1, date: "2026-03-31")).Refused("period_closed", HttpStatusCode.UnprocessableEntity);
        (await city.EnterAsync("2026-03-31", "administration general 5 0", "other_payables general 0 5"))
            .Refused("period_closed", HttpStatusCode.UnprocessableEntity);
        (await city.GiveAsync(100, date: "2026-03-31", key: "before")).Accepted();
        (await city.GiveAsync(7, date: "2026-04-01")).Accepted();
        Assert.Equal(["1002 107 0", "410101 0 107"], await city.TrialBalanceAsync());
        // What isn't for the books is no posting, whatever its date.
        (await city.Api.PostAsync("funds", City.Fund("late", date: "2026-03-31"))).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.PeriodNotEnded, RefusalCode.PeriodOutOfOrder, RefusalCode.PeriodAlreadyClosed, RefusalCode.YearEndRequired,
        RefusalCode.PeriodInvalid)]
    public async Task Months_are_closed_one_after_the_other_when_they_have_ended()
    {
        await using var city = await Accountant.StartAsync("2026-03-31");
        (await city.CloseAsync("2026-03")).Refused("period_not_ended", HttpStatusCode.UnprocessableEntity);
        (await city.CloseAsync("2026-13")).Refused("period_invalid", HttpStatusCode.UnprocessableEntity);
        (await city.Api.PostAsync("books/periods/2025-12/closing", new { })).Refused("year_end_required", HttpStatusCode.UnprocessableEntity);
        (await city.CloseAsync("2026-01", "january")).Accepted();
        (await city.CloseAsync("2026-01")).Refused("period_already_closed", HttpStatusCode.Conflict);
        (await city.CloseAsync("2025-11")).Refused("period_already_closed", HttpStatusCode.Conflict);
        (await city.CloseAsync("2026-01", "january")).Accepted();
        city.GoTo("2026-04-01");
        (await city.CloseAsync("2026-03")).Refused("period_out_of_order", HttpStatusCode.UnprocessableEntity);
        (await city.CloseAsync("2026-02")).Accepted();
        (await city.CloseAsync("2026-03")).Accepted();
        Assert.Equal(["period_closed", "trial_balance_frozen"], (await city.BooksAsync()).Select(e => e.Type).Take(2));
        Assert.Equal(6, (await city.BooksAsync()).Count);
    }

    [Fact]
    public async Task A_frozen_trial_balance_holds_opening_movement_and_a_digest_that_its_figures_give()
    {
        await using var city = await Accountant.StartAsync("2026-02-28");
        (await city.GiveAsync(100)).Accepted();
        city.GoTo("2026-03-31");
        (await city.GiveAsync(30)).Accepted();
        (await city.PayAsync(50)).Accepted();
        city.GoTo("2026-04-01");
        (await city.GiveAsync(1_000)).Accepted();
        (await city.CloseAsync("2026-03")).Accepted();
        var frozen = (await city.BooksAsync()).Single(e => e.Type == "trial_balance_frozen").Data;
        var text = "2026-03 main 2\n" + string.Concat(frozen.GetProperty("accounts").EnumerateArray().Select(a =>
            $"{a.GetProperty("account")} {a.GetProperty("openingFen")} {a.GetProperty("debitFen")} {a.GetProperty("creditFen")}\n"));
        Assert.Equal("2026-03 main 2\n1002 100 30 50\n410101 -100 0 30\n5101 0 50 0\n", text);
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))),
            frozen.GetProperty("sha256").GetString());
    }

    [Fact]
    [Refuses(RefusalCode.PeriodNotClosed, RefusalCode.PeriodOutOfOrder, RefusalCode.TextMissing)]
    public async Task The_last_closed_month_is_opened_again_for_a_reason_that_another_person_accepts()
    {
        await using var city = await Accountant.StartAsync("2026-03-31");
        (await city.GiveAsync(100)).Accepted();
        city.GoTo("2026-05-01");
        (await city.CloseAsync("2026-03")).Accepted();
        (await city.CloseAsync("2026-04")).Accepted();
        await city.Host.AddUserAsync(city.Api, "admin", "administrator");
        using var admin = await city.Host.UserAsync("city", "admin");
        foreach (var (user, role) in new[] { ("ding", "treasurer"), ("wang", "approver"), ("li", "clerk") })
            await city.Host.AddUserAsync(admin, user, role);
        using var treasurer = await city.Host.UserAsync("city", "ding");
        using var approver = await city.Host.UserAsync("city", "wang");
        var because = new { reason = "漏记一笔" };
        const HttpStatusCode unprocessable = HttpStatusCode.UnprocessableEntity;
        (await treasurer.PostAsync("books/periods/2026-03/reopening", because)).Refused("period_out_of_order", unprocessable);
        (await treasurer.PostAsync("books/periods/2026-05/reopening", because)).Refused("period_not_closed", HttpStatusCode.Conflict);
        (await treasurer.PostAsync("books/periods/2026-04/reopening", new { reason = " " })).Refused("text_missing", unprocessable);

        var asked = await treasurer.PostAsync("books/periods/2026-04/reopening", because);
        Assert.Equal(HttpStatusCode.Accepted, asked.Status);
        (await treasurer.PostAsync($"requests/{asked.Id}/execution", new { })).Refused("approvals_missing", HttpStatusCode.Conflict);
        (await treasurer.PostAsync("gifts", City.Gift(5, date: "2026-04-30"))).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await approver.PostAsync($"requests/{asked.Id}/approvals", new { })).Accepted();
        (await treasurer.PostAsync($"requests/{asked.Id}/execution", new { })).Accepted();
        using var clerk = await city.Host.UserAsync("city", "li");
        (await clerk.PostAsync("gifts", City.Gift(5, date: "2026-04-30"))).Accepted();
        (await clerk.PostAsync("gifts", City.Gift(5, date: "2026-03-31"))).Refused("period_closed", unprocessable);
        (await treasurer.PostAsync("books/periods/2026-04/closing", new { })).Accepted();
        var frozen = (await city.BooksAsync()).Where(e => e.Type == "trial_balance_frozen").Select(e => e.Data).ToList();
        Assert.Equal(["2026-03-01", "2026-04-01", "2026-04-01"], frozen.Select(f => f.GetProperty("month").GetString()));
        Assert.NotEqual(frozen[1].GetProperty("sha256").GetString(), frozen[2].GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task Rows_of_a_list_that_lie_in_a_closed_month_are_refused_and_known_ones_stay_known()
    {
        await using var city = await Accountant.StartAsync("2026-03-02");
        using var before = Importing.GeneratedList.Write(40, 1, "early");
        using var after = Importing.GeneratedList.Write(60, 1, "late");
        Assert.Equal(40, (await city.Api.ImportAsync(before.Path, Importing.GeneratedList.Profile)).GetProperty("report").GetProperty("imported").GetInt32());
        (await city.CloseAsync("2020-02")).Accepted();
        var again = (await city.Api.ImportAsync(before.Path, Importing.GeneratedList.Profile)).GetProperty("report");
        Assert.Equal((40, 0), (again.GetProperty("known").GetInt32(), again.GetProperty("refusedCount").GetInt32()));
        var report = (await city.Api.ImportAsync(after.Path, Importing.GeneratedList.Profile)).GetProperty("report");
        Assert.Equal((40, 0, 20), (report.GetProperty("known").GetInt32(), report.GetProperty("imported").GetInt32(),
            report.GetProperty("refusedCount").GetInt32()));
        Assert.All(report.GetProperty("refused").EnumerateArray(), r => Assert.Equal("period_closed", r.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Whatever_races_with_a_close_is_either_in_the_frozen_balance_or_refused()
    {
        await using var city = await Accountant.StartAsync("2026-03-31");
        var second = await city.Host.ApiAsync("city", await city.Host.JoinAsync(city.Clock));
        // Both hosts know the books as open.
        (await city.GiveAsync(1)).Accepted();
        (await second.PostAsync("gifts", City.Gift(1, date: "2026-03-31"))).Accepted();
        city.GoTo("2026-04-01");
        var taken = 2L;
        var refused = 0;
        var posting = Enumerable.Range(0, 12).Select(async caller =>
        {
            var api = caller % 2 == 0 ? city.Api : second;
            for (var i = 0; i < 30; i++)
            {
                var answer = await api.PostAsync("gifts", City.Gift(1, date: "2026-03-31"));
                if (answer.Status == HttpStatusCode.Created) Interlocked.Increment(ref taken);
                else if (answer.Code == "period_closed") Interlocked.Increment(ref refused);
                else Assert.Fail($"{answer.Status} {answer.Body}");
            }
        }).ToList();
        var closing = Task.Run(async () =>
        {
            await Eventually.HoldsAsync(() => Interlocked.Read(ref taken) > 40, "gifts arrive");
            (await second.PostAsync("books/periods/2026-03/closing", new { })).Accepted();
        }, Ct);
        await Task.WhenAll([closing, .. posting]);

        var frozen = (await city.BooksAsync()).Single(e => e.Type == "trial_balance_frozen").Data;
        var bank = frozen.GetProperty("accounts").EnumerateArray().Single(a => a.GetProperty("account").GetString() == "1002");
        Assert.Equal(taken, bank.GetProperty("debitFen").GetInt64());
        Assert.Equal(taken, frozen.GetProperty("vouchers").GetInt64());
        Assert.True(refused > 0, "The close came after all gifts.");
        Assert.Equal([$"1002 {taken} 0", $"410101 0 {taken}"], await city.TrialBalanceAsync());
    }
}
