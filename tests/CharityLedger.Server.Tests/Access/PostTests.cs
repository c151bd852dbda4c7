using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;

namespace CharityLedger.Server.Tests.Access;

/// <summary>Persons and their posts, through the door.</summary>
public sealed class PostTests : IAsyncLifetime
{
    private const HttpStatusCode Conflict = HttpStatusCode.Conflict, Unprocessable = HttpStatusCode.UnprocessableEntity;
    private readonly FakeClock clock = new(new DateTimeOffset(2027, 3, 1, 4, 0, 0, TimeSpan.Zero));
    private TestHost host = null!;
    private Api head = null!, second = null!;

    public async ValueTask InitializeAsync()
    {
        host = await TestHost.StartAsync(clock);
        using var setUp = await host.FederationAsync("city");
        (await setUp.PostAsync("funds", City.Fund("relief"))).Accepted();
        await host.AddUserAsync(setUp, "head", "administrator");
        head = await host.UserAsync("city", "head");
        await host.AddUserAsync(head, "second", "approver");
        second = await host.UserAsync("city", "second");
    }

    public async ValueTask DisposeAsync()
    {
        head.Dispose();
        second.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_name_and_an_email_are_sealed_and_shown_to_staff()
    {
        await host.AddUserAsync(head, "ann", "clerk");
        (await head.PostAsync("users/ann/name", new { name = "欧阳金鹊", email = "jinque@example.org" })).Accepted();
        (await head.PostAsync("users/ann/name", new { name = "欧阳金鹊", email = "no address" })).Refused("malformed_request", HttpStatusCode.BadRequest);
        (await head.PostAsync("users/ann/name", new { name = "" })).Refused("text_missing", Unprocessable);
        (await head.PostAsync("users/none/name", new { name = "甲" })).Refused("user_unknown", HttpStatusCode.NotFound);
        using var ann = await host.UserAsync("city", "ann");
        var user = (await ann.GetAsync("users")).Body.EnumerateArray().Single(u => u.GetProperty("user").GetString() == "ann");
        Assert.Equal(("欧阳金鹊", "jinque@example.org"), (user.GetProperty("name").GetString(), user.GetProperty("email").GetString()));
        (await ann.PostAsync("users/ann/name", new { name = "乙" })).Refused("not_allowed", HttpStatusCode.Forbidden);
        await host.FollowedAsync();
        Assert.Equal(0L, await host.Database.ScalarAsync<long>(
            "select count(*) from ledger.mt_events where data::text || headers::text like any(array['%金鹊%', '%jinque%'])"));

        await host.Database.RowsAsync("delete from charity.donor_key returning 1");
        user = (await ann.GetAsync("users")).Body.EnumerateArray().Single(u => u.GetProperty("user").GetString() == "ann");
        Assert.False(user.TryGetProperty("name", out _));
    }

    [Fact]
    [Refuses(RefusalCode.PostsApart, RefusalCode.PostHeld, RefusalCode.PostNotHeld, RefusalCode.PostInvalid, RefusalCode.FundUnknown,
        RefusalCode.PeriodInvalid)]
    public async Task Posts_are_dated_facts_and_those_that_are_kept_apart_are_not_one_persons()
    {
        await host.AddUserAsync(head, "ann", "clerk");
        await AppointAsync("ann", new { post = "secretary_general", from = "2027-01-01", paper = new string('a', 64) });
        await AppointAsync("ann", new { post = "fund_committee", of = "relief", from = "2027-01-01", to = "2027-12-31" });
        (await head.PostAsync("users/ann/posts", new { post = "fund_committee", of = "none", from = "2027-01-01" }))
            .Refused("fund_unknown", HttpStatusCode.NotFound);
        (await head.PostAsync("users/ann/posts", new { post = "cashier", of = "relief", from = "2027-01-01" })).Refused("post_invalid", Unprocessable);
        (await head.PostAsync("users/ann/posts", new { post = "council", from = "2027-02-01", to = "2027-01-01" })).Refused("period_invalid", Unprocessable);
        (await head.PostAsync("users/ann/posts", new { post = "secretary_general", from = "2027-06-01" })).Refused("post_held", Conflict);
        Assert.Equal(["ann"], await HoldersAsync("secretary_general", "2027-03-01"));
        Assert.Empty(await HoldersAsync("secretary_general", "2026-12-31"));
        Assert.Empty(await HoldersAsync("president", "2027-03-01"));
        (await head.PostAsync("users/ann/posts/end", new { post = "president", lastDay = "2027-03-01", reason = "换届" })).Refused("post_not_held", Conflict);
        await DecideAsync("users/ann/posts/end", new { post = "secretary_general", lastDay = "2027-03-31", reason = "换届" });
        Assert.Empty(await HoldersAsync("secretary_general", "2027-04-01"));

        await AppointAsync("ann", new { post = "cashier", from = "2027-03-01" });
        foreach (var post in (string[])["accountant", "accountant_review", "archive"])
            (await head.PostAsync("users/ann/posts", new { post, from = "2027-03-01" })).Refused("posts_apart", Conflict);
        (await head.PostAsync("users/ann/roles", new { roles = new[] { "accountant" } })).Refused("posts_apart", Conflict);
        (await head.PostAsync("users", new { user = "bo", roles = new[] { "cashier", "accountant" } })).Refused("posts_apart", Conflict);
        using var ann = await host.UserAsync("city", "ann");
        (await ann.PostAsync("users/ann/posts", new { post = "president", from = "2027-03-01" })).Refused("not_allowed", HttpStatusCode.Forbidden);
    }

    [Fact]
    [Refuses(RefusalCode.PostsApart)]
    public async Task An_exception_lasts_until_its_day_and_asks_for_a_review_every_month()
    {
        await host.AddUserAsync(head, "ann", "clerk");
        await host.AddUserAsync(head, "bo", "clerk");
        var wanted = new { posts = new[] { "cashier", "accountant" }, until = "2027-05-10", reason = "仅有一名财务人员" };
        await DecideAsync("users/ann/post-exceptions", wanted);
        (await head.PostAsync("users/ann/roles", new { roles = new[] { "cashier", "accountant" } })).Accepted();
        using var ann = await host.UserAsync("city", "ann");
        (await ann.PostAsync("books/periods/2027-01/closing", new { })).Accepted();
        await host.FollowedAsync();
        Assert.Equal(["2027-04-10 ann", "2027-05-10 ann", "2027-06-10 ann"], await DutiesAsync());
        using var bo = await host.UserAsync("city", "bo");
        (await bo.PostAsync("duties/met", new { duty = "posts.exception_review/ann/2027-03", evidence = "复核记录1号", occurredOn = "2027-03-01" })).Accepted();

        clock.Advance(TimeSpan.FromDays(71));
        (await ann.PostAsync("books/periods/2027-02/closing", new { })).Refused("not_allowed", HttpStatusCode.Forbidden);
        (await ann.PostAsync("books/counts", new { account = "cash", balanceFen = 0, evidence = "盘点表", occurredOn = "2027-05-01" }))
            .Refused("not_allowed", HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("balances")).Status);
        (await head.PostAsync("users/ann/roles", new { roles = new[] { "accountant" } })).Accepted();
        (await ann.PostAsync("books/periods/2027-02/closing", new { })).Accepted();
    }

    [Fact]
    [Refuses(RefusalCode.PostsApart, RefusalCode.RolesInvalid)]
    public async Task A_treasurer_of_before_is_both_until_the_row_of_the_policy_table_ends()
    {
        await host.AddUserAsync(head, "old", "treasurer");
        using var old = await host.UserAsync("city", "old");
        (await old.PostAsync("books/counts", new { account = "cash", balanceFen = 0, evidence = "盘点表", occurredOn = "2027-03-01" })).Accepted();
        (await old.PostAsync("books/periods/2027-01/closing", new { })).Accepted();
        (await head.PostAsync("users/old/roles", new { roles = new[] { "treasurer", "cashier" } })).Refused("roles_invalid", Unprocessable);
        await host.FollowedAsync();
        Assert.Equal(["2027-04-10 old", "2027-05-10 old", "2027-06-10 old", "2027-07-10 old"], await DutiesAsync());
        clock.Advance(TimeSpan.FromDays(122));
        (await old.PostAsync("books/counts", new { account = "cash", balanceFen = 0, evidence = "盘点表", occurredOn = "2027-07-01" }))
            .Refused("not_allowed", HttpStatusCode.Forbidden);
        (await head.PostAsync("users", new { user = "new", roles = new[] { "treasurer" } })).Refused("posts_apart", Conflict);
    }

    [Fact]
    [Refuses(RefusalCode.PostsApart)]
    public async Task A_cashier_enters_no_voucher_of_expenses_whatever_other_role_would_let_it_in()
    {
        await host.AddUserAsync(head, "cash", "cashier", "clerk");
        using var cash = await host.UserAsync("city", "cash");
        (await cash.PostAsync("books/vouchers", Voucher("administration", "other_payables"))).Refused("posts_apart", Conflict);
        var voucher = (await cash.PostAsync("books/vouchers", Voucher("fixed_assets", "depreciation"))).Accepted();
        (await cash.PostAsync($"books/vouchers/{voucher.Id}/reversal", new { reason = "有误", occurredOn = "2027-03-01" })).Accepted();
        await host.AddUserAsync(head, "books", "accountant");
        using var books = await host.UserAsync("city", "books");
        voucher = (await books.PostAsync("books/vouchers", Voucher("administration", "other_payables"))).Accepted();
        (await cash.PostAsync($"books/vouchers/{voucher.Id}/reversal", new { reason = "有误", occurredOn = "2027-03-01" })).Refused("posts_apart", Conflict);

        static object Voucher(string debit, string credit) => new
        {
            summary = "手工凭证", occurredOn = "2027-03-01",
            lines = new object[]
            {
                new { account = debit, bucket = "general", debitFen = 5, creditFen = 0 },
                new { account = credit, bucket = "general", debitFen = 0, creditFen = 5 },
            },
        };
    }

    private Task AppointAsync(string user, object body) => DecideAsync($"users/{user}/posts", body);

    /// <summary>Asks, lets the other approve it, and carries it out.</summary>
    private async Task DecideAsync(string path, object body)
    {
        var asked = (await head.PostAsync(path, body)).Expect(HttpStatusCode.Accepted);
        (await second.PostAsync($"requests/{asked.Id}/approvals", new { })).Accepted();
        (await head.PostAsync($"requests/{asked.Id}/execution", new { })).Accepted();
    }

    private async Task<List<string?>> HoldersAsync(string post, string on) =>
        [.. (await head.GetAsync("posts?on=" + on)).Body.EnumerateArray().Single(p => p.GetProperty("post").GetString() == post)
            .GetProperty("holders").EnumerateArray().Select(h => h.GetProperty("user").GetString())];

    private async Task<List<string>> DutiesAsync() =>
        [.. (await head.GetAsync("duties")).Body.EnumerateArray().Where(d => Text(d, "id").StartsWith("posts.", StringComparison.Ordinal))
            .Select(d => $"{Text(d, "dueOn")} {Text(d, "subject")}")];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
