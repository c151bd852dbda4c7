using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Accounting;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>Vouchers are reviewed by another person than who made them, before their month is closed where the row asks for it.</summary>
public sealed class ReviewTests : IAsyncLifetime
{
    private const HttpStatusCode Conflict = HttpStatusCode.Conflict, Unprocessable = HttpStatusCode.UnprocessableEntity;
    private Accountant city = null!;
    private Api clerk = null!, books = null!, review = null!;

    public async ValueTask InitializeAsync()
    {
        city = await Accountant.StartAsync("2026-03-10");
        (await city.Api.PostAsync("policy", new
        {
            row = "books.review_before_close", value = "yes", source = "理事会决议", reason = "内部控制", occurredOn = "2026-03-01",
        })).Accepted();
        await city.Host.AddUserAsync(city.Api, "head", "administrator");
        using var head = await city.Host.UserAsync("city", "head");
        await city.Host.AddUserAsync(head, "clerk", "clerk");
        await city.Host.AddUserAsync(head, "books", "accountant");
        await city.Host.AddUserAsync(head, "review", "accountant", "approver");
        await city.Host.AddUserAsync(head, "cash", "cashier", "approver");
        (clerk, books, review) = (await city.Host.UserAsync("city", "clerk"), await city.Host.UserAsync("city", "books"),
            await city.Host.UserAsync("city", "review"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var api in (Api[])[clerk, books, review]) api.Dispose();
        await city.DisposeAsync();
    }

    [Fact]
    [Refuses(RefusalCode.PeriodNotShut, RefusalCode.VouchersUnreviewed, RefusalCode.VoucherIsReviewed, RefusalCode.PeriodClosed,
        RefusalCode.PeriodAlreadyClosed)]
    public async Task A_month_is_shut_then_reviewed_then_closed()
    {
        for (var fen = 1; fen <= 3; fen++) (await GiveAsync(fen)).Accepted();
        var voucher = await EnterAsync(books);
        // One by one while the month is open, many at once afterwards.
        (await ReviewAsync(review, [(1, 1)])).Accepted();
        (await ReviewAsync(review, [(1, 1)])).Refused("voucher_is_reviewed", Conflict);
        city.GoTo("2026-04-02");
        (await CloseAsync()).Refused("period_not_shut", Conflict);
        (await books.PostAsync("books/periods/2026-03/shutting", new { })).Accepted();
        (await books.PostAsync("books/periods/2026-03/shutting", new { })).Refused("period_already_closed", Conflict);
        (await GiveAsync(1)).Refused("period_closed", Unprocessable);
        (await GiveAsync(7, "2026-04-01")).Accepted();
        (await CloseAsync()).Refused("vouchers_unreviewed", Conflict);
        Assert.StartsWith("3 vouchers", (await CloseAsync()).Body.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal(["2", "3", "4"], await UnreviewedAsync());
        Assert.Equal(["3"], await UnreviewedAsync("?after=2&vouchers=1"));

        // What is not agreed with stays unreviewed until it was mended, and reviewed again.
        (await ReviewAsync(review, [(2, 4)], (4, "科目有误"))).Accepted();
        (await CloseAsync()).Refused("vouchers_unreviewed", Conflict);
        var state = (await review.GetAsync("books/periods/2026-03/reviews")).Body;
        Assert.True(state.GetProperty("isShut").GetBoolean());
        var main = state.GetProperty("books")[0];
        Assert.Equal(("main", 4, 3), (main.GetProperty("book").GetString(), main.GetProperty("vouchers").GetInt32(), main.GetProperty("passed").GetInt32()));
        Assert.Equal("科目有误", main.GetProperty("exceptions")[0].GetProperty("words").GetString());
        Assert.Equal(["review", "review"], state.GetProperty("reviews").EnumerateArray().Select(r => r.GetProperty("by").GetString()));
        (await books.PostAsync("books/periods/2026-03/shutting/end", new { reason = "更正凭证" })).Accepted();
        (await books.PostAsync("books/periods/2026-03/shutting/end", new { reason = "更正凭证" })).Refused("period_not_shut", Conflict);
        (await books.PostAsync($"books/vouchers/{voucher}/reversal", new { reason = "科目有误", occurredOn = "2026-03-31" })).Accepted();
        (await books.PostAsync("books/periods/2026-03/shutting", new { })).Accepted();
        await city.Host.FollowedAsync();
        (await ReviewAsync(review, [(4, 5)])).Accepted();
        (await CloseAsync()).Accepted();
        Assert.Equal(["period_shut", "period_shut_lifted", "period_shut", "period_closed", "trial_balance_frozen"],
            (await city.BooksAsync()).Select(e => e.Type));
        Assert.Empty(await UnreviewedAsync());
    }

    [Fact]
    [Refuses(RefusalCode.SecondPersonNeeded, RefusalCode.PostsApart, RefusalCode.VoucherNumbersInvalid)]
    public async Task Nobody_reviews_what_is_ones_own_and_a_cashier_reviews_nothing()
    {
        (await GiveAsync(1)).Accepted();
        await EnterAsync(review);
        (await ReviewAsync(review, [(1, 2)])).Refused("second_person_needed", HttpStatusCode.Forbidden);
        (await ReviewAsync(clerk, [(2, 2)])).Refused("not_allowed", HttpStatusCode.Forbidden);
        using var cash = await city.Host.UserAsync("city", "cash");
        (await ReviewAsync(cash, [(1, 2)])).Refused("posts_apart", Conflict);
        (await ReviewAsync(books, [(1, 3)])).Refused("voucher_numbers_invalid", Unprocessable);
        (await ReviewAsync(books, [(2, 2), (1, 1)])).Refused("voucher_numbers_invalid", Unprocessable);
        (await ReviewAsync(books, [])).Refused("voucher_numbers_invalid", Unprocessable);
        (await ReviewAsync(books, [(1, 2)], (3, "不在其中"))).Refused("voucher_numbers_invalid", Unprocessable);
        var first = (await ReviewAsync(books, [(1, 2)], key: "once")).Accepted();
        Assert.Equal(first.Position, (await ReviewAsync(books, [(1, 2)], key: "once")).Accepted().Position);
    }

    [Theory]
    [InlineData("update journal.line set debit = debit + 1 where position = (select position from journal.voucher where number = 1) and debit > 0", true)]
    [InlineData("update journal.line set bucket = 'management' where position = (select position from journal.voucher where number = 2)", true)]
    [InlineData("update journal.voucher set preparer = 'nobody' where number = 2", true)]
    [InlineData("update journal.voucher set preparer = 'nobody' where number = 3", false)]
    public async Task What_a_reviewer_signed_is_what_the_check_finds(string change, bool isFound)
    {
        (await GiveAsync(1)).Accepted();
        (await GiveAsync(2)).Accepted();
        (await ReviewAsync(books, [(1, 2)])).Accepted();
        (await GiveAsync(3)).Accepted();
        await city.Host.FollowedAsync();
        var check = city.Host.First.Services.GetRequiredService<BooksCheck>();
        Assert.Empty(await check.RunAsync(TestContext.Current.CancellationToken));
        await city.Host.Database.RowsAsync(change + " returning 1");
        var found = await check.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(isFound, found.Any(f => f.Subject.StartsWith("review city main 2026-03", StringComparison.Ordinal)));
    }

    private Task<Answer> GiveAsync(long fen, string date = "2026-03-10") =>
        clerk.PostAsync("gifts", new { amountFen = fen, channel = "bank", occurredOn = date });

    private static async Task<string> EnterAsync(Api by) => (await by.PostAsync("books/vouchers", new
    {
        summary = "计提折旧", occurredOn = "2026-03-10",
        lines = new object[]
        {
            new { account = "administration", bucket = "general", debitFen = 5, creditFen = 0 },
            new { account = "depreciation", bucket = "general", debitFen = 0, creditFen = 5 },
        },
    })).Accepted().Id;

    private Task<Answer> CloseAsync() => books.PostAsync("books/periods/2026-03/closing", new { });

    private static Task<Answer> ReviewAsync(Api by, (int From, int To)[] numbers, (int Number, string Words)? exception = null, string? key = null) =>
        by.PostAsync("books/periods/2026-03/reviews", new
        {
            numbers = numbers.Select(n => new { from = n.From, to = n.To }),
            exceptions = exception is { } e ? new[] { new { number = e.Number, words = e.Words } } : null,
        }, key);

    private async Task<List<string>> UnreviewedAsync(string query = "")
    {
        await city.Host.FollowedAsync();
        return [.. (await review.GetAsync("books/periods/2026-03/unreviewed" + query)).Expect(HttpStatusCode.OK).Body.EnumerateArray()
            .Select(v => v.GetProperty("number").GetRawText())];
    }
}
