using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>What the bank paid by itself. The clock stands at 2026-03-02.</summary>
public sealed class DirectDebitTests : IAsyncLifetime
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;

    private readonly Office office = new();

    public ValueTask InitializeAsync() => office.InitializeAsync();

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    [Refuses(RefusalCode.StandingApprovalUnknown, RefusalCode.DirectDebitUncovered, RefusalCode.BankReferenceTaken)]
    public async Task A_standing_approval_covers_its_payee_up_to_its_ceiling_within_its_term()
    {
        var standing = (await office.DoAsync("standing-approvals", Standing("2026-03-31"))).Accepted().Id;
        (await office.Treasurer.PostAsync("direct-debits", Debit(500_00, standing: "none"))).Refused("standing_approval_unknown", HttpStatusCode.NotFound);
        foreach (var wrong in new[] { Debit(500_01, standing), Debit(1, standing, "电力公司"), Debit(1, standing, paidOn: "2026-02-27") })
            (await office.Treasurer.PostAsync("direct-debits", wrong)).Refused("direct_debit_uncovered", Unprocessable);
        var paid = (await office.Treasurer.PostAsync("direct-debits", Debit(500_00, standing, reference: "D1"))).Accepted();
        (await office.Treasurer.PostAsync("direct-debits", Debit(500_00, standing, reference: "D1")))
            .Refused("bank_reference_taken", HttpStatusCode.Conflict);
        var row = Assert.Single((await office.Auditor.GetAsync($"direct-debits?min-position={paid.Position}")).Body.EnumerateArray());
        Assert.Equal((paid.Id, standing, true), (row.GetProperty("payment").GetString(), row.GetProperty("standing").GetString(),
            row.GetProperty("isApproved").GetBoolean()));

        (await office.Treasurer.PostAsync($"standing-approvals/{standing}/end", Ending("2026-03-01"))).Refused("date_invalid", Unprocessable);
        (await office.Treasurer.PostAsync($"standing-approvals/{standing}/end", Ending(City.Today))).Accepted();
        (await office.Treasurer.PostAsync($"standing-approvals/{standing}/end", Ending(City.Today))).Refused("direct_debit_uncovered", Unprocessable);
        var listed = Assert.Single((await office.Auditor.GetAsync($"standing-approvals?min-position={await LastAsync()}")).Body.EnumerateArray());
        Assert.Equal(City.Today, listed.GetProperty("endsOn").GetString());
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    [Fact]
    [Refuses(RefusalCode.SecondPersonNeeded, RefusalCode.PaymentUnknown, RefusalCode.RequestClosed)]
    public async Task What_no_standing_approval_covers_is_recorded_shown_and_approved_by_another_afterwards()
    {
        var paid = (await office.Approver2.PostAsync("direct-debits", Debit(30_00, payee: "电力公司"))).Accepted();
        Assert.Equal([paid.Id], await UnapprovedAsync());
        (await office.Approver2.PostAsync($"direct-debits/{paid.Id}/approval", new { })).Refused("second_person_needed", HttpStatusCode.Forbidden);
        (await office.Approver.PostAsync("direct-debits/none/approval", new { })).Refused("payment_unknown", HttpStatusCode.NotFound);
        (await office.Approver.PostAsync($"direct-debits/{paid.Id}/approval", new { })).Accepted();
        Assert.Empty(await UnapprovedAsync());
        (await office.Approver.PostAsync($"direct-debits/{paid.Id}/approval", new { })).Refused("request_closed", HttpStatusCode.Conflict);

        // It is expense of administration, by a voucher as any payment's, and can come back.
        Assert.Equal("administration", await office.Host.Database.ScalarAsync<string>(
            $"select data ->> 'kind' from ledger.mt_events where type = 'payment_terms_stated' and data ->> 'payment' = '{paid.Id}'"));
        (await office.DoAsync($"payments/{paid.Id}/reversals", City.Reversal(30_00))).Accepted();
        await Books.CheckAsync(office.Host.Database.ConnectionString);
    }

    [Fact]
    public async Task What_the_bank_took_in_a_month_that_is_closed_is_booked_on_the_first_open_day_and_under_one_key_once()
    {
        (await office.Treasurer.PostAsync("books/years/2025/closing", new { })).Accepted();
        (await office.Treasurer.PostAsync("books/periods/2026-01/closing", new { })).Accepted();
        var one = (await office.Treasurer.PostAsync("direct-debits", Debit(10_00, paidOn: "2026-01-15", reference: "D1"), "k")).Accepted();
        var same = (await office.Treasurer.PostAsync("direct-debits", Debit(10_00, paidOn: "2026-01-15", reference: "D1"), "k")).Accepted();
        Assert.Equal(one.Body.GetRawText(), same.Body.GetRawText());
        (await office.Treasurer.PostAsync("direct-debits", Debit(10_00, paidOn: "2026-01-15", reference: "D2"), "k"))
            .Refused("idempotency_conflict", HttpStatusCode.Conflict);
        var row = Assert.Single((await office.Auditor.GetAsync($"direct-debits?min-position={one.Position}")).Body.EnumerateArray());
        Assert.Equal(("2026-01-15", "2026-02-01"), (row.GetProperty("paidOn").GetString(), row.GetProperty("bookedOn").GetString()));
        // The month is closed in between: the first answer is the answer.
        (await office.Treasurer.PostAsync("books/periods/2026-02/closing", new { })).Accepted();
        same = (await office.Treasurer.PostAsync("direct-debits", Debit(10_00, paidOn: "2026-01-15", reference: "D1"), "k")).Accepted();
        Assert.Equal(one.Body.GetRawText(), same.Body.GetRawText());
        (await office.Treasurer.PostAsync("direct-debits", Debit(1, paidOn: "2026-03-03"))).Refused("date_in_future", Unprocessable);
    }

    [Fact]
    [Refuses(RefusalCode.ConflictOfInterest)]
    public async Task As_many_approve_it_afterwards_as_a_payment_of_its_amount_needs_and_none_who_gains_by_it()
    {
        var paid = (await office.Treasurer.PostAsync("direct-debits", Debit(600_000_00, payee: "远山保险"))).Accepted();
        var approval = $"direct-debits/{paid.Id}/approval";
        var third = await office.UserAsync("approver3", "approver");
        (await office.Head.PostAsync("users/approver3/interests",
            new { party = "远山保险", reason = "持股" })).Accepted();
        (await third.PostAsync(approval, new { })).Refused("conflict_of_interest", HttpStatusCode.Forbidden);
        (await office.Approver.PostAsync(approval, new { })).Accepted();
        Assert.Equal([paid.Id], await UnapprovedAsync());
        (await office.Approver.PostAsync(approval, new { })).Refused("second_person_needed", HttpStatusCode.Forbidden);
        (await office.Approver2.PostAsync(approval, new { })).Accepted();
        Assert.Empty(await UnapprovedAsync());
    }

    [Fact]
    public async Task One_line_of_the_bank_pays_once_whether_its_account_is_named_or_is_the_first_of_the_register()
    {
        (await office.Treasurer.PostAsync("money-accounts/jian-hang", new { name = "建行基本户", kind = "bank", occurredOn = City.Today })).Accepted();
        (await office.Treasurer.PostAsync("money-accounts/gong-hang", new { name = "工行户", kind = "bank", occurredOn = City.Today })).Accepted();
        object Of(string? account) => new { amountFen = 100, payee = "市税务局", purpose = "代扣", paidOn = City.Today, reference = "D1", namedAccount = account };
        (await office.Treasurer.PostAsync("direct-debits", Of(null))).Accepted();
        (await office.Treasurer.PostAsync("direct-debits", Of("jian-hang"))).Refused("bank_reference_taken", HttpStatusCode.Conflict);
        (await office.Treasurer.PostAsync("direct-debits", Of("gong-hang"))).Accepted();
    }

    private static object Standing(string endsOn) => new { payee = "市税务局", purpose = "个税代扣", ceilingFen = 500_00, occurredOn = City.Today, endsOn };

    private static object Ending(string on) => new { reason = "改为主动申报", occurredOn = on };

    private static object Debit(
        long fen, string? standing = null, string payee = "市税务局", string paidOn = City.Today, string? reference = null) =>
        new { amountFen = fen, payee, purpose = "代扣", paidOn, approval = standing, reference };

    private async Task<List<string?>> UnapprovedAsync() => [.. (await office.Auditor.GetAsync(
        $"direct-debits?unapproved=true&min-position={await LastAsync()}")).Body.EnumerateArray().Select(r => r.GetProperty("payment").GetString())];

    private Task<long> LastAsync() => office.Host.Database.ScalarAsync<long>("select max(seq_id) from ledger.mt_events");
}
