using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>Requests that posts sign in order. The clock stands at 2026-03-02.</summary>
public sealed class RouteTests : IAsyncLifetime
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity, Forbidden = HttpStatusCode.Forbidden;

    private readonly Office office = new();

    private Api secretary = null!, president = null!;

    public async ValueTask InitializeAsync()
    {
        await office.InitializeAsync();
        secretary = await office.UserAsync("secretary", "clerk");
        president = await office.UserAsync("president", "clerk");
        await DecideAsync("users/secretary/posts", new { post = "secretary_general", from = City.Today });
        await DecideAsync("users/president/posts", new { post = "president", from = City.Today });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var api in new[] { secretary, president }) api.Dispose();
        await office.DisposeAsync();
    }

    [Fact]
    [Refuses(RefusalCode.SignatureNotDue, RefusalCode.SecondPersonNeeded)]
    public async Task A_request_is_signed_along_the_route_of_the_day_on_which_it_was_asked_for()
    {
        var before = await office.AskAsync("payments", Pay(600_00));
        await DecideAsync("approval-routes", Route("large", 500_00, "secretary_general", "president"));
        var request = await office.AskAsync("payments", Pay(600_00));
        var small = await office.AskAsync("payments", Pay(500_00));
        Assert.Equal(["secretary"], await NextAsync(request));
        (await office.Approver.PostAsync($"requests/{request}/approvals", new { })).Refused("signature_not_due", Forbidden);
        (await president.PostAsync($"requests/{request}/approvals", new { })).Refused("signature_not_due", Forbidden);
        (await secretary.PostAsync($"requests/{request}/approvals", new { }, "sign")).Accepted();
        (await secretary.PostAsync($"requests/{request}/approvals", new { }, "sign")).Accepted();
        (await secretary.PostAsync($"requests/{request}/approvals", new { })).Refused("second_person_needed", Forbidden);
        (await office.Treasurer.PostAsync($"requests/{request}/execution", new { })).Refused("approvals_missing", HttpStatusCode.Conflict);
        // The route ends: what was asked for goes on along it.
        await DecideAsync("approval-routes/large/end", Ending);
        (await office.Approver.PostAsync($"requests/{request}/approvals", new { })).Refused("signature_not_due", Forbidden);
        (await president.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        (await office.Treasurer.PostAsync($"requests/{request}/execution", new { })).Accepted();

        var row = await RowAsync(request);
        Assert.Equal(["secretary_general", "president"], row.GetProperty("route").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal([0, 1], row.GetProperty("signed").EnumerateArray().Select(p => p.GetInt32()));
        foreach (var counted in new[] { before, small })
        {
            (await secretary.PostAsync($"requests/{counted}/approvals", new { })).Refused("not_allowed", Forbidden);
            (await office.Approver.PostAsync($"requests/{counted}/approvals", new { })).Accepted();
        }

        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    [Fact]
    [Refuses(RefusalCode.ApprovalRouteInvalid)]
    public async Task Somebody_stands_in_until_a_day_and_an_empty_post_passes_to_the_one_above()
    {
        await DecideAsync("approval-routes", Route("all", null, "accountant_review", "secretary_general"));
        var request = await office.AskAsync("payments", Pay(1));
        Assert.Equal(["secretary"], await NextAsync(request));
        var standIn = await DecideAsync("stand-ins", new
        {
            post = "accountant_review", user = "president", from = City.Today, to = "2026-03-04", reason = "出差", occurredOn = City.Today,
        });
        Assert.Equal(["president"], await NextAsync(request));
        office.Clock.Now = office.Clock.Now.AddDays(3);
        Assert.Equal(["secretary"], await NextAsync(request));
        office.Clock.Now = office.Clock.Now.AddDays(-2);
        await DecideAsync($"stand-ins/{standIn}/end", Ending);
        Assert.Equal(["secretary"], await NextAsync(request));
        (await office.Head.PostAsync($"stand-ins/{standIn}/end", Ending)).Refused("approval_route_invalid", Unprocessable);
        // One signature for both posts.
        (await secretary.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        Assert.Empty(await NextAsync(request));
        (await office.Treasurer.PostAsync($"requests/{request}/execution", new { })).Accepted();

        foreach (var wrong in new object[] { Route("all", 1, "president"), Route("x", -1, "president"), Route("x", 1) })
            (await office.Head.PostAsync("approval-routes", wrong)).Refused("approval_route_invalid", Unprocessable);
        (await office.Head.PostAsync("approval-routes/none/end", Ending)).Refused("approval_route_invalid", Unprocessable);
    }

    [Fact]
    [Refuses(RefusalCode.RequestSentBack)]
    public async Task What_is_sent_back_is_mended_and_asked_again_under_its_number_by_who_asked()
    {
        await DecideAsync("approval-routes", Route("large", 500_00, "secretary_general", "president"));
        var request = await office.AskAsync("payments", Pay(600_00));
        (await secretary.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        (await office.Clerk.PostAsync($"requests/{request}/sending-back", Back)).Refused("second_person_needed", Forbidden);
        (await office.Treasurer.PostAsync($"requests/{request}/sending-back", Back)).Refused("not_allowed", Forbidden);
        (await president.PostAsync($"requests/{request}/sending-back", Back)).Accepted();
        (await president.PostAsync($"requests/{request}/approvals", new { })).Refused("request_sent_back", HttpStatusCode.Conflict);
        var row = await RowAsync(request);
        Assert.Equal((true, "请补充合同"), (row.GetProperty("isSentBack").GetBoolean(), row.GetProperty("reason").GetString()));

        (await office.Treasurer.PostAsync($"requests/{request}/asking-again", Pay(700_00))).Refused("not_allowed", Forbidden);
        var half = await office.Clerk.PostBytesAsync($"requests/{request}/asking-again", """{"amountFen":"\ud800"}"""u8.ToArray());
        half.Refused("malformed_request", HttpStatusCode.BadRequest);
        (await office.Clerk.PostAsync($"requests/{request}/asking-again", new { amountFen = 1 })).Refused("malformed_request", HttpStatusCode.BadRequest);
        (await office.Clerk.PostAsync($"requests/{request}/asking-again", Pay(99_999_999_999_999))).Refused("amount_too_large", Unprocessable);
        (await office.Clerk.PostAsync($"requests/{request}/asking-again", Pay(700_00), "again")).Accepted();
        (await office.Clerk.PostAsync($"requests/{request}/asking-again", Pay(700_00), "again")).Accepted();
        (await office.Clerk.PostAsync($"requests/{request}/asking-again", Pay(700_00))).Refused("request_closed", HttpStatusCode.Conflict);
        // All signatures fell.
        Assert.Equal(["secretary"], await NextAsync(request));
        (await secretary.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        (await president.PostAsync($"requests/{request}/approvals", new { })).Accepted();
        var paid = (await office.Treasurer.PostAsync($"requests/{request}/execution", new { })).Accepted();
        Assert.Equal(700_00L, await office.Host.Database.ScalarAsync<long>(
            $"select (data ->> 'amountFen')::bigint from ledger.mt_events where type = 'payment_made' and data ->> 'payment' = '{paid.Id}'"));

        // Beneath the route's limit it is counted.
        var less = await office.AskAsync("payments", Pay(600_00));
        (await secretary.PostAsync($"requests/{less}/sending-back", Back)).Accepted();
        (await office.Clerk.PostAsync($"requests/{less}/asking-again", Pay(400_00))).Accepted();
        (await office.Approver.PostAsync($"requests/{less}/approvals", new { })).Accepted();
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    [Fact]
    public async Task How_others_are_approved_no_administrator_changes_alone()
    {
        object row = new { row = "approval.payment", value = "2", source = "决议", reason = "加强", occurredOn = City.Today };
        foreach (var (path, body) in new (string, object)[]
        {
            ("policy", row), ("users/secretary/posts", new { post = "council", from = City.Today }),
            ("users/president/posts/end", new { post = "president", lastDay = City.Today, reason = "届满" }),
            ("users/president/post-exceptions", new { posts = new[] { "cashier", "accountant" }, until = "2026-12-31", reason = "人少" }),
        })
        {
            var asked = await office.Head.PostAsync(path, body);
            Assert.True(asked.Status == HttpStatusCode.Accepted, $"{path}: {asked.Status} {asked.Body}");
            (await office.Head.PostAsync($"requests/{asked.Id}/execution", new { })).Refused("approvals_missing", HttpStatusCode.Conflict);
            (await office.Approver.PostAsync($"requests/{asked.Id}/approvals", new { })).Accepted();
            (await office.Head.PostAsync($"requests/{asked.Id}/execution", new { })).Accepted();
        }

        // Any other row an administrator sets alone.
        (await office.Head.PostAsync("policy", new { row = "duty.due_soon", value = "20", source = "决议", reason = "提前", occurredOn = City.Today })).Accepted();

        // Also where who takes part is whom it is about, and where the route of routes has a route.
        await DecideAsync("users/head/posts", new { post = "archive", from = City.Today });
        await DecideAsync("users/approver/posts", new { post = "supervisor", from = City.Today });
        await DecideAsync("approval-routes", new
        {
            route = "rules", scope = new { action = "end_approval_route" }, posts = new[] { "secretary_general" }, source = "决议", occurredOn = City.Today,
        });
        var ending = await office.AskAsync("approval-routes/rules/end", Ending, office.Head);
        (await secretary.PostAsync($"requests/{ending}/approvals", new { })).Accepted();
        (await office.Head.PostAsync($"requests/{ending}/execution", new { })).Accepted();
        // Approved a day later, it holds from that day on.
        var late = await office.AskAsync("approval-routes", Route("late", 1, "council"), office.Head);
        var bans = await office.AskAsync("policy", new
        {
            row = "posts.treasurer_is_both", value = "yes", source = "决议", reason = "延长", occurredOn = City.Today,
        }, office.Head);
        office.Clock.Now = office.Clock.Now.AddDays(1);
        foreach (var request in new[] { late, bans })
        {
            (await office.Approver2.PostAsync($"requests/{request}/approvals", new { })).Accepted();
            (await office.Head.PostAsync($"requests/{request}/execution", new { })).Accepted();
        }
    }

    private static object Ending { get; } = new { reason = "改办法", occurredOn = City.Today };

    private static object Back { get; } = new { reason = "请补充合同" };

    private static object Route(string route, long? aboveFen, params string[] posts) =>
        new { route, scope = new { action = "make_payment", aboveFen }, posts, source = "理事会决议", occurredOn = City.Today };

    private static object Pay(long fen) => new { amountFen = fen, payee = "某小学", purpose = "教具", occurredOn = City.Today };

    private async Task<string> DecideAsync(string path, object body) => (await office.DoAsAsync(office.Head, path, body)).Accepted().Id;

    private async Task<List<string?>> NextAsync(string request) =>
        [.. (await office.Auditor.GetAsync($"requests/{request}/signers")).Body.GetProperty("next").EnumerateArray().Select(u => u.GetString())];

    private async Task<JsonElement> RowAsync(string request) => (await office.Auditor.GetAsync(
        $"requests/{request}?min-position={await office.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events")}")).Body;
}
