using System.Net;
using System.Text.Json;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Server.Access;
using CharityLedger.Server.Disbursements;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;
using CharityLedger.Testing;
using Microsoft.Extensions.DependencyInjection;
using Caller = CharityLedger.Server.Access.Caller;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>A payment from its last signature to the bank's line. The clock stands at 2026-03-02.</summary>
public sealed class PaymentStepTests : IAsyncLifetime
{
    private readonly Office office = new();
    private readonly FakeClock clock;

    public PaymentStepTests() => clock = office.Clock;

    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;

    public ValueTask InitializeAsync() => office.InitializeAsync();

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    public async Task What_was_asked_for_in_a_month_that_is_closed_since_is_paid_on_the_banks_day()
    {
        var payment = await ApprovedAsync(Pay(500_00));
        clock.Now = new DateTimeOffset(2026, 4, 3, 12, 0, 0, TimeSpan.FromHours(8));
        await CloseYearAsync();
        // Recorded a day late; the bank's own day is still the bank's.
        await DoneAsync(office.Treasurer, $"payment-orders/{payment}/handing-over", new { occurredOn = "2026-04-03" });
        Assert.Equal(("handed_over", 500_00L), Outline(await RowAsync(payment)));
        var cleared = await DoneAsync(office.Treasurer, $"payment-orders/{payment}/clearing",
            new { paidOn = "2026-04-02", reference = "R1", feeFen = 5_00 });

        var row = await RowAsync(payment, cleared.Position);
        Assert.Equal(("paid", "2026-04-02", "2026-04-02", "R1", 5_00L), (Text(row, "step"), Text(row, "paidOn"), Text(row, "bookedOn"),
            Text(row, "reference"), row.GetProperty("feeFen").GetInt64()));
        Assert.Equal(["5.00 付款手续费 2026-04-02", "500.00 教具 2026-04-02"], await PaidAsync());
        Assert.Equal("executed", Text((await office.Auditor.GetAsync($"requests/{Text(row, "request")}")).Body, "status"));
        Assert.Equal(0, await ReservedAsync("general"));
        // Who lost the answer has it again, days later and without saying what the bank said.
        clock.Now = clock.Now.AddDays(3);
        Assert.Equal(cleared.Id, (await DoneAsync(office.Treasurer, $"requests/{payment}/execution", new { })).Id);
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    [Fact]
    public async Task What_the_bank_paid_in_a_month_that_is_closed_is_booked_on_the_first_day_that_is_open()
    {
        clock.Now = new DateTimeOffset(2026, 1, 30, 12, 0, 0, TimeSpan.FromHours(8));
        var payment = await ApprovedAsync(Pay(500_00));
        clock.Now = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.FromHours(8));
        await CloseYearAsync();
        (await office.Treasurer.PostAsync("books/periods/2026-01/closing", new { })).Accepted();
        var cleared = await DoneAsync(office.Treasurer, $"payment-orders/{payment}/clearing", new { paidOn = "2026-01-31" });
        var row = await RowAsync(payment, cleared.Position);
        Assert.Equal(("2026-01-31", "2026-02-01"), (Text(row, "paidOn"), Text(row, "bookedOn")));
        Assert.Equal(["500.00 教具 2026-02-01"], await PaidAsync());
    }

    [Fact]
    public async Task A_request_that_was_complete_before_payments_had_steps_is_paid_on_the_day_of_its_execution()
    {
        var input = JsonSerializer.SerializeToElement(new { amountFen = 500_00, payee = "某小学", purpose = "教具", occurredOn = "2025-12-30" });
        var day = new DateOnly(2025, 12, 30);
        await using (var core = office.Host.Database.Open(clock))
        {
            StreamWrite asked = new(Streams.Request("old"), ExpectedVersion.NoStream,
            [
                NewEvent.Of(new ActionRequested("old", "make_payment", null, input, 500_00, ["某小学"], 1, "clerk", day)),
                NewEvent.Of(new ActionApproved("old", "approver", day)),
            ]);
            Assert.IsType<AppendResult.Appended>(await core.AppendAsync(
                new AppendCommand("city", "clerk", "old", [1], [asked]), TestContext.Current.CancellationToken));
        }

        await CloseYearAsync();
        var paid = await DoneAsync(office.Treasurer, "requests/old/execution", new { });
        clock.Now = clock.Now.AddDays(3);
        Assert.Equal(paid.Id, (await DoneAsync(office.Treasurer, "requests/old/execution", new { })).Id);
        Assert.Equal(["500.00 教具 2026-03-02"], await PaidAsync());
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    [Fact]
    public async Task A_signature_that_meets_a_request_that_was_carried_out_since_is_a_conflict()
    {
        var day = new DateOnly(2026, 3, 2);
        var request = new MakePayment.Request(500_00, "某小学", "教具", day);
        var digest = office.Host.First.Services.GetRequiredService<InputDigests>().Of(
            new Envelope(new Caller("city", "treasurer"), "request/met", "make_payment", null, CanonicalJson.Of(request)));
        var input = JsonSerializer.SerializeToElement(new { request.AmountFen, request.Payee, request.Purpose, OccurredOn = day },
            JsonSerializerOptions.Web);
        await using var core = office.Host.Database.Open(clock);
        StreamWrite asked = new(Streams.Request("met"), ExpectedVersion.NoStream,
            [NewEvent.Of(new ActionRequested("met", "make_payment", null, input, 500_00, ["某小学"], 1, "clerk", day))]);
        // As the signer sees it who read the request a moment before: its key is used, and it is open still.
        StreamWrite paid = new(Streams.Payment("20260302-met"), ExpectedVersion.NoStream, [NewEvent.Of(
            new PaymentMade("20260302-met", Bucket.General, null, 500_00, "某小学", "教具", day), new PostingRequest.Outflow(Bucket.General, 500_00))]);
        foreach (var (key, hash, write) in new[] { ("asked", (byte[])[1], asked), ("request/met", digest, paid) })
        {
            Assert.IsType<AppendResult.Appended>(await core.AppendAsync(
                new AppendCommand("city", "treasurer", key, hash, [write]), TestContext.Current.CancellationToken));
        }

        (await office.Approver.PostAsync("requests/met/approvals", new { })).Refused("version_conflict", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_was_executed_before_payments_had_steps_is_answered_again()
    {
        var (asked, done) = (new DateOnly(2026, 2, 26), new DateOnly(2026, 2, 27));
        var request = new MakePayment.Request(500_00, "某小学", "教具", asked);
        var treasurer = new Caller("city", "treasurer");
        var digest = office.Host.First.Services.GetRequiredService<InputDigests>().Of(
            new Envelope(treasurer, "request/old", "make_payment", null, CanonicalJson.Of(request)));
        var input = JsonSerializer.SerializeToElement(new { request.AmountFen, request.Payee, request.Purpose, OccurredOn = asked },
            JsonSerializerOptions.Web);
        await using var core = office.Host.Database.Open(clock);
        await AppendAsync("asked", [1], new StreamWrite(Streams.Request("old"), ExpectedVersion.NoStream,
        [
            NewEvent.Of(new ActionRequested("old", "make_payment", null, input, 500_00, ["某小学"], 1, "clerk", asked)),
            NewEvent.Of(new ActionApproved("old", "approver", asked)),
        ]));
        // As 0.3.0 carried it out: on the day that the request names, a day after which it was executed.
        var last = await AppendAsync("request/old", digest,
            new StreamWrite(Streams.Payment("20260226-old"), ExpectedVersion.NoStream, [NewEvent.Of(
                new PaymentMade("20260226-old", Bucket.General, null, 500_00, "某小学", "教具", asked),
                new PostingRequest.Outflow(Bucket.General, 500_00))]),
            new StreamWrite(Streams.Request("old"), new ExpectedVersion(2), [NewEvent.Of(new ActionExecuted("old", "treasurer", done))]));

        Assert.Equal(last, (await DoneAsync(office.Treasurer, "requests/old/execution", new { })).Position);

        async Task<long> AppendAsync(string key, byte[] hash, params StreamWrite[] writes) => Assert.IsType<AppendResult.Appended>(
            await core.AppendAsync(new AppendCommand("city", "treasurer", key, hash, writes), TestContext.Current.CancellationToken)).Last;
    }

    [Fact]
    [Refuses(RefusalCode.InsufficientFunds)]
    public async Task The_last_signature_reserves_the_money_which_nobody_else_gets_at()
    {
        (await office.Clerk.PostAsync("funds", City.Fund("small"))).Accepted();
        (await office.Clerk.PostAsync("gifts", City.Gift(1_000_00, "small"))).Accepted();
        var (one, two) = (await office.AskAsync("payments", Pay(700_00, "small")), await office.AskAsync("payments", Pay(400_00, "small")));
        Assert.Equal(0, await ReservedAsync("fund/small"));
        await DoneAsync(office.Approver, $"requests/{one}/approvals", new { });
        Assert.Equal(700_00, await ReservedAsync("fund/small"));

        var refused = await office.Approver.PostAsync($"requests/{two}/approvals", new { });
        refused.Refused("insufficient_funds", Unprocessable);
        Assert.Contains("300.00", Text(refused.Body, "title"), StringComparison.Ordinal);
        await office.Host.FollowedAsync();
        refused = await office.Approver.PostAsync($"requests/{two}/approvals", new { });
        Assert.Equal($"“fund/small” has 300.00 yuan available; 400.00 yuan were asked for. 700.00 yuan are reserved, for {one}.", Text(refused.Body, "title"));
        (await office.Clerk.PostAsync("payments", Pay(300_01, "small"))).Refused("insufficient_funds", Unprocessable);
        (await office.Clerk.PostAsync("funds/small/closing", new { reason = "期满", occurredOn = City.Today }))
            .Refused("fund_not_empty", HttpStatusCode.Conflict);

        // Withdrawn, it is free again.
        await DoneAsync(office.Clerk, $"requests/{one}/rejections", new { reason = "对方撤销" });
        Assert.Equal(0, await ReservedAsync("fund/small"));
        await DoneAsync(office.Approver, $"requests/{two}/approvals", new { });
        Assert.Equal(400_00, await ReservedAsync("fund/small"));
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    [Fact]
    [Refuses(RefusalCode.PaymentStepWrong, RefusalCode.PaymentOrderUnknown, RefusalCode.SecondPersonNeeded)]
    public async Task What_the_bank_returns_stays_reserved_until_it_is_approved_again_or_given_up()
    {
        var payment = await ApprovedAsync(Pay(500_00));
        object returned = new { reason = "户名不符", occurredOn = City.Today };
        (await office.Treasurer.PostAsync($"payment-orders/{payment}/return", returned)).Refused("payment_step_wrong", HttpStatusCode.Conflict);
        (await office.Treasurer.PostAsync("payment-orders/none/return", returned)).Refused("payment_order_unknown", HttpStatusCode.NotFound);
        var allocation = await office.AskAsync("allocations", new { fund = "relief", amountFen = 1, purpose = "物资", occurredOn = City.Today });
        foreach (var approver in new[] { office.Approver, office.Approver2 }) await DoneAsync(approver, $"requests/{allocation}/approvals", new { });
        (await office.Treasurer.PostAsync($"payment-orders/{allocation}/clearing", new { paidOn = City.Today }))
            .Refused("payment_order_unknown", HttpStatusCode.NotFound);
        await DoneAsync(office.Treasurer, $"payment-orders/{payment}/handing-over", new { occurredOn = City.Today });
        (await office.Clerk.PostAsync($"requests/{payment}/rejections", new { reason = "撤回" }))
            .Refused("payment_step_wrong", HttpStatusCode.Conflict);
        await DoneAsync(office.Treasurer, $"payment-orders/{payment}/return", returned);
        Assert.Equal(500_00, await ReservedAsync("general"));
        (await office.Treasurer.PostAsync($"payment-orders/{payment}/handing-over", new { occurredOn = City.Today }))
            .Refused("payment_step_wrong", HttpStatusCode.Conflict);

        (await office.DoAsync($"payment-orders/{payment}/approval-again", new { reason = "户名已更正" })).Accepted();
        await DoneAsync(office.Treasurer, $"payment-orders/{payment}/handing-over", new { occurredOn = City.Today });
        await DoneAsync(office.Treasurer, $"payment-orders/{payment}/return", returned);
        await DoneAsync(office.Clerk, $"requests/{payment}/rejections", new { reason = "不再支付" });
        Assert.Equal(0, await ReservedAsync("general"));
        Assert.Empty(await PaidAsync());
        (await office.Treasurer.PostAsync($"payment-orders/{payment}/clearing", new { paidOn = City.Today }))
            .Refused("request_closed", HttpStatusCode.Conflict);
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    [Fact]
    [Refuses(RefusalCode.BankReferenceTaken, RefusalCode.DateInFuture, RefusalCode.DateInvalid, RefusalCode.MoneyAccountUnfit)]
    public async Task A_line_of_the_bank_pays_one_payment_and_on_no_day_before_its_approval_or_to_come()
    {
        var (one, two) = (await ApprovedAsync(Pay(1_00)), await ApprovedAsync(Pay(2_00)));
        (await office.Treasurer.PostAsync($"payment-orders/{one}/clearing", new { paidOn = "2026-03-01" })).Refused("date_invalid", Unprocessable);
        (await office.Treasurer.PostAsync($"payment-orders/{one}/clearing", new { paidOn = "2026-03-03" })).Refused("date_in_future", Unprocessable);
        await DoneAsync(office.Treasurer, $"payment-orders/{one}/clearing", new { paidOn = City.Today, reference = "R7" });
        (await office.Treasurer.PostAsync($"payment-orders/{two}/clearing", new { paidOn = City.Today, reference = "R7" }))
            .Refused("bank_reference_taken", HttpStatusCode.Conflict);
        await DoneAsync(office.Treasurer, $"payment-orders/{two}/clearing", new { paidOn = City.Today, reference = "R8" });

        var cash = await ApprovedAsync(new { amountFen = 3_00, payee = "某小学", purpose = "教具", account = "cash" });
        (await office.Treasurer.PostAsync($"payment-orders/{cash}/clearing", new { paidOn = City.Today, reference = "R9" }))
            .Refused("money_account_unfit", Unprocessable);
        await DoneAsync(office.Treasurer, $"payment-orders/{cash}/clearing", new { paidOn = City.Today });
    }

    [Fact]
    public async Task Two_who_record_the_same_line_at_once_pay_once()
    {
        var payments = new List<string>();
        for (var i = 0; i < 4; i++) payments.Add(await ApprovedAsync(Pay(1_00)));
        var answers = await Task.WhenAll(payments.Concat(payments).Select(p =>
            office.Treasurer.PostAsync($"payment-orders/{p}/clearing", new { paidOn = City.Today, reference = "同一笔" })));
        // Who asks for the same once more has the same answer.
        Assert.Single(answers.Where(a => a.Status == HttpStatusCode.Created).Select(a => a.Id).Distinct());
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created),
            a => Assert.Contains(a.Code, (string[])["bank_reference_taken", "payment_step_wrong", "version_conflict"]));
        Assert.Single(await PaidAsync());
    }

    [Fact]
    [Refuses(RefusalCode.PaymentPartsInvalid)]
    public async Task One_line_of_the_bank_pays_parts_of_several_funds()
    {
        (await office.Clerk.PostAsync("payments", Parts(100_00, ("relief", 60_00), (null, 30_00)))).Refused("payment_parts_invalid", Unprocessable);
        (await office.Clerk.PostAsync("payments", Parts(0))).Refused("payment_parts_invalid", Unprocessable);
        var payment = await ApprovedAsync(Parts(100_00, ("relief", 60_00), (null, 30_00), ("relief", 10_00)));
        Assert.Equal((70_00, 30_00), (await ReservedAsync("fund/relief"), await ReservedAsync("general")));
        var paid = await DoneAsync(office.Treasurer, $"payment-orders/{payment}/clearing", new { paidOn = City.Today, reference = "R1" });
        Assert.Equal(["60.00 教具 2026-03-02", "30.00 教具 2026-03-02", "10.00 教具 2026-03-02"], await PaidAsync());
        (await office.DoAsync($"payments/{paid.Id}-2/reversals", City.Reversal(30_00))).Accepted();
    }

    [Fact]
    public async Task A_complete_approval_stands_when_a_signer_leaves_and_bars_are_asked_when_it_is_handed_over()
    {
        using var leaving = await office.UserAsync("leaving", "approver");
        var request = await office.AskAsync("payments", Pay(9_00, payee: "某书店"));
        await DoneAsync(leaving, $"requests/{request}/approvals", new { });
        await DoneAsync(office.Head, "users/leaving/disabling", new { });
        var payment = request;
        (await office.Approver2.PostAsync($"payment-orders/{payment}/handing-over", new { occurredOn = City.Today })).Accepted();

        var other = await ApprovedAsync(Pay(8_00, payee: "某书店"));
        await DoneAsync(office.Head, "screening/lists",
            new { list = "blocked", source = "通知", names = new[] { "某书店" }, occurredOn = City.Today });
        (await office.Treasurer.PostAsync($"payment-orders/{other}/handing-over", new { occurredOn = City.Today }))
            .Refused("screening_match", Unprocessable);
        // But what the bank has, it pays, and that is recorded.
        await DoneAsync(office.Treasurer, $"payment-orders/{payment}/clearing", new { paidOn = City.Today });
    }

    [Fact]
    public async Task The_cashiers_list_sums_what_waits_by_account()
    {
        await ApprovedAsync(Pay(1_00));
        var second = await ApprovedAsync(Pay(2_00));
        await ApprovedAsync(new { amountFen = 4_00, payee = "某小学", purpose = "教具", account = "alipay" });
        await DoneAsync(office.Treasurer, $"payment-orders/{second}/handing-over", new { occurredOn = City.Today });
        await office.Host.FollowedAsync();
        var listed = (await office.Auditor.GetAsync("payment-orders?step=to_pay")).Body;
        Assert.Equal(["alipay to_pay 1 400", "bank handed_over 1 200", "bank to_pay 1 100"], listed.GetProperty("sums").EnumerateArray()
            .Select(s => $"{Text(s, "account")} {Text(s, "step")} {s.GetProperty("payments")} {s.GetProperty("amountFen")}"));
        Assert.Equal(2, listed.GetProperty("payments").GetArrayLength());
        (await office.Auditor.GetAsync("payment-orders?step=lost")).Refused("malformed_request", HttpStatusCode.BadRequest);
    }

    private static object Pay(long fen, string? fund = null, string payee = "某小学") => new { amountFen = fen, payee, purpose = "教具", fund };

    private static object Parts(long fen, params (string? Fund, long Fen)[] parts) => new
    {
        amountFen = fen, payee = "某小学", purpose = "教具", parts = parts.Select(p => new { fund = p.Fund, amountFen = p.Fen }),
    };

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static (string?, long) Outline(JsonElement row) => (Text(row, "step"), row.GetProperty("amountFen").GetInt64());

    private static async Task<Answer> DoneAsync(Api by, string path, object body) => (await by.PostAsync(path, body)).Accepted();

    /// <summary>Asked for by the clerk, and signed.</summary>
    private async Task<string> ApprovedAsync(object payment)
    {
        var request = await office.AskAsync("payments", payment);
        await DoneAsync(office.Approver, $"requests/{request}/approvals", new { });
        return request;
    }

    private async Task<JsonElement> RowAsync(string payment, long position = 0) =>
        (await office.Auditor.GetAsync($"payment-orders/{payment}?min-position={Math.Max(position, await office.Host.Database.ScalarAsync<long>(
            "select max(seq_id) from ledger.mt_events"))}")).Expect(HttpStatusCode.OK).Body;

    private Task CloseYearAsync() => DoneAsync(office.Treasurer, "books/years/2025/closing", new { });

    private async Task<long> ReservedAsync(string bucket) =>
        await office.Host.Database.ScalarAsync<long>($"select floor from charity.bucket where tenant = 'city' and id = '{bucket}'");

    /// <summary>What was paid, in the order of the log.</summary>
    private async Task<List<string>> PaidAsync() => [.. (await office.Host.Database.RowsAsync("""
        select to_char((data ->> 'amountFen')::numeric / 100, 'FM990.00') || ' ' || (data ->> 'purpose') || ' ' || (data ->> 'occurredOn')
        from ledger.mt_events where tenant_id = 'city' and type = 'payment_made' order by seq_id
        """)).Select(r => (string)r[0]!)];
}
