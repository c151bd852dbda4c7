using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>Vouchers that the accountant enters, and their red reversals.</summary>
public sealed class VoucherTests
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;

    [Fact]
    public async Task A_voucher_is_posted_by_role_and_its_reversal_is_its_red_copy()
    {
        await using var city = await Accountant.StartAsync("2026-03-31");
        var voucher = (await city.EnterAsync("2026-03-31", "administration general 500 0", "depreciation general 0 500")).Accepted();
        Assert.Equal(["1502 0 500", "5301 500 0"], await city.TrialBalanceAsync());
        city.GoTo("2026-04-02");
        (await city.Api.PostAsync($"books/vouchers/{voucher.Id}/reversal", new { reason = "重复计提", occurredOn = "2026-04-02" })).Accepted();
        Assert.Equal(["1502 0 0", "5301 0 0"], await city.TrialBalanceAsync());
        Assert.Equal(["1502 0 -500", "5301 -500 0"], await city.TrialBalanceAsync("&from=2026-04"));
    }

    /// <summary>民间非营利组织会计制度, 3201 以前年度净资产调整: an error of an earlier year goes through it.</summary>
    [Fact]
    public async Task What_was_wrong_in_an_earlier_year_is_an_adjustment_of_prior_years()
    {
        await using var city = await Accountant.StartAsync("2025-12-31");
        var voucher = (await city.EnterAsync("2025-12-31", "administration general 500 0", "other_payables general 0 500")).Accepted();
        city.GoTo("2026-02-02");
        (await city.Api.PostAsync($"books/vouchers/{voucher.Id}/reversal", new { reason = "多计", occurredOn = "2026-02-02" })).Accepted();
        Assert.Equal(["2209 0 -500", "3201 -500 0"], await city.TrialBalanceAsync("&from=2026-01"));
    }

    [Theory]
    [Refuses(RefusalCode.VoucherUnbalanced, RefusalCode.VoucherAccountInvalid, RefusalCode.BucketUnknown)]
    [InlineData("voucher_unbalanced", "administration general 500 0", "other_payables general 0 499")]
    [InlineData("voucher_unbalanced", "administration general 500 0", "other_payables management 0 500")]
    [InlineData("voucher_unbalanced", "administration general 500 0")]
    [InlineData("voucher_unbalanced", "administration general 500 500", "other_payables general 0 500")]
    [InlineData("voucher_unbalanced", "administration general 0 0", "other_payables general 0 0")]
    [InlineData("voucher_account_invalid", "administration general 500 0", "bank general 0 500")]
    [InlineData("voucher_account_invalid", "agency_assets general 500 0", "agency_liabilities general 0 500")]
    [InlineData("amount_too_large", "administration general 10000000000001 0", "other_payables general 0 10000000000001")]
    [InlineData("bucket_unknown", "administration fund/none 500 0", "other_payables fund/none 0 500")]
    [InlineData("bucket_unknown", "administration trust/none 500 0", "other_payables trust/none 0 500")]
    [InlineData("bucket_unknown", "administration agency/a 500 0", "other_payables agency/a 0 500")]
    [InlineData("bucket_unknown", "administration nothing 500 0", "other_payables nothing 0 500")]
    public async Task A_voucher_balances_in_every_bucket_and_moves_no_money(string code, params string[] lines)
    {
        await using var city = await Accountant.StartAsync("2026-03-31");
        (await city.EnterAsync("2026-03-31", lines)).Refused(code, code == "bucket_unknown" ? HttpStatusCode.NotFound : Unprocessable);
        Assert.Empty(await city.TrialBalanceAsync());
    }

    [Fact]
    public async Task A_voucher_is_entered_with_accounts_of_its_day()
    {
        await using var city = await Accountant.StartAsync("2026-03-31");
        string[] lines = ["tax_and_surcharges general 500 0", "taxes general 0 500"];
        (await city.EnterAsync("2025-12-31", lines)).Refused("voucher_account_invalid", Unprocessable);
        (await city.EnterAsync("2026-01-01", lines)).Accepted();
        (await city.EnterAsync("2026-01-01", "nothing general 500 0", "taxes general 0 500")).Refused("malformed_request", HttpStatusCode.BadRequest);
        (await city.Api.PostAsync("books/vouchers", new { summary = "x", occurredOn = "2026-01-01", lines = new object?[] { null, null } }))
            .Refused("malformed_request", HttpStatusCode.BadRequest);
    }

    [Fact]
    [Refuses(RefusalCode.VoucherUnknown, RefusalCode.VoucherReversedAlready)]
    public async Task A_voucher_is_reversed_once_and_only_one_that_was_entered()
    {
        await using var city = await Accountant.StartAsync("2026-03-31");
        var reversal = new { reason = "重复", occurredOn = "2026-03-31" };
        var gift = (await city.GiveAsync(1)).Accepted().Id;
        (await city.Api.PostAsync($"books/vouchers/{gift}/reversal", reversal)).Refused("voucher_unknown", HttpStatusCode.NotFound);
        await city.FundAsync("relief");
        var voucher = (await city.EnterAsync("2026-03-31",
            "administration fund/relief 5 0", "depreciation fund/relief 0 5")).Accepted().Id;
        (await city.Api.PostAsync($"books/vouchers/{voucher}/reversal", reversal)).Accepted();
        (await city.Api.PostAsync($"books/vouchers/{voucher}/reversal", reversal)).Refused("voucher_reversed_already", HttpStatusCode.Conflict);
    }
}
