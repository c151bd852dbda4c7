using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore;
using CharityLedger.Server.Accounting;
using Microsoft.Extensions.DependencyInjection;

namespace CharityLedger.Server.Tests.Accounting;

/// <summary>The check finds what should never be.</summary>
public sealed class BooksCheckTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Books_that_were_kept_through_the_ledger_are_found_well()
    {
        await using var city = await StatementTests.WorkedAsync();
        Assert.Empty(await CheckAsync(city));
    }

    [Theory]
    [InlineData("update journal.line set debit = debit + 1 where position = (select min(position) from journal.line) and line = 1",
        "debits 501, credits 500")]
    [InlineData("update journal.voucher set number = 9 where month = '2026-03-01' and number = 3", "3 vouchers are numbered 1 to 9")]
    [InlineData("delete from journal.voucher where month = '2026-03-01' and number = 3", "lines without a voucher")]
    [InlineData("delete from journal.line where position = (select max(position) from journal.line)", "a voucher without lines")]
    [InlineData("update journal.account_month set debit = debit + 1, credit = credit + 1 where account = '1002' and month = '2026-03-01'",
        "the month's sums are not those of its lines")]
    [InlineData("update journal.account_month set debit = debit + 1 where account = '1002' and month = '2025-12-01'",
        "the frozen trial balance is not that of the journal")]
    [InlineData("update money.way_day set amount = amount + 1 where way = 'bank' and day = (select max(day) from money.way_day)",
        "the money accounts hold something else than the journal says")]
    public async Task Changed_rows_are_found(string change, string finding)
    {
        await using var city = await StatementTests.WorkedAsync();
        await city.TrialBalanceAsync();
        await city.Host.Database.RowsAsync(change + " returning 1");
        Assert.Contains((await CheckAsync(city)).Select(f => f.Message), m => m == finding);
    }

    [Fact]
    public async Task A_posting_that_went_past_the_ledger_into_a_closed_month_is_found()
    {
        await using var city = await StatementTests.WorkedAsync();
        var core = city.Host.First.Services.GetRequiredService<LedgerCore>();
        var gift = new GiftReceived("g", null, null, null, 5, "CNY", "bank", new DonorRef("d", DonorKind.Anonymous, DonorNaming.Withheld, null),
            [new GiftPart(Bucket.General, 5, GiftPartKind.Principal)], null, new DateOnly(2025, 12, 31));
        Assert.IsType<AppendResult.Appended>(await core.AppendAsync(new AppendCommand("city", "nobody", "past", [1],
            [new StreamWrite(Streams.Gift("g"), ExpectedVersion.NoStream, [NewEvent.Of(gift, new PostingRequest.Inflow(Bucket.General, 5))])]), Ct));
        Assert.Equal(["books city main 2025-12"], (await CheckAsync(city)).Select(f => f.Subject));
    }

    private static async Task<IReadOnlyList<Finding>> CheckAsync(Accountant city)
    {
        await city.Host.FollowedAsync();
        return await city.Host.First.Services.GetRequiredService<BooksCheck>().RunAsync(Ct);
    }
}
