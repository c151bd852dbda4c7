using System.Net;
using CharityLedger.Contracts;
using CharityLedger.Server.Tests.Crashing;
using CharityLedger.Server.Tests.Hosts;
using CharityLedger.Server.Tests.Refusing;

namespace CharityLedger.Server.Tests.Approvals;

/// <summary>What the bank paid is always recorded, whatever ended between the handing over and the bank's line.</summary>
public sealed class AlwaysRecordedTests
{
    private const string PaidOn = "2026-03-10";

    [Fact]
    public async Task A_trust_may_end_before_the_bank_pays_its_distribution()
    {
        await using var town = await PaidTown.StartAsync();
        var payment = await town.HandOverAsync("trusts/{trust}/distributions", PaidWaysTests.Body("distributions"));
        (await town.Clerk.PostAsync(town.Named("trusts/{trust}/termination"), Ending)).Accepted();
        await IsRecordedAsync(town, payment, "trust_distributed", "city " + PaidOn);
    }

    [Fact]
    public async Task An_agreement_may_end_before_the_bank_pays_what_it_allowed()
    {
        await using var town = await PaidTown.StartAsync();
        var payment = await town.HandOverAsync("alliance-transfers", PaidWaysTests.Body("alliance-transfers"));
        (await town.Linhe.PostAsync("alliances/city/end", Ending)).Accepted();
        await IsRecordedAsync(town, payment, "alliance_money_received", "linhe " + PaidOn);
    }

    [Fact]
    public async Task The_partners_month_may_be_closed_then_both_book_on_the_first_day_that_is_open_to_both()
    {
        await using var town = await PaidTown.StartAsync();
        var payment = await town.HandOverAsync("alliance-transfers", PaidWaysTests.Body("alliance-transfers"));
        town.Clock.Now = new DateTimeOffset(2026, 5, 12, 12, 0, 0, TimeSpan.FromHours(8));
        await CloseAsync(town.Linhe, "2026-01", "2026-02", "2026-03", "2026-04");
        await CloseAsync(town.Treasurer, "2026-01", "2026-02", "2026-03");
        await IsRecordedAsync(town, payment, "alliance_money_sent", "city 2026-05-01");
        Assert.Equal("linhe 2026-05-01", await town.DaysAsync("alliance_money_received"));
    }

    [Fact]
    public async Task The_partners_fund_may_be_closed_then_it_is_general_money_there_bound_to_its_purpose()
    {
        await using var town = await PaidTown.StartAsync();
        (await town.Linhe.PostAsync("funds", City.Fund("books"))).Accepted();
        var payment = await town.HandOverAsync("alliance-transfers", new
        {
            to = "linhe", amountFen = 40, purpose = "助学", toFund = "books", occurredOn = City.Today,
        });
        (await town.Linhe.PostAsync("funds/books/closing", Ending)).Accepted();
        await IsRecordedAsync(town, payment, "alliance_money_received", "linhe " + PaidOn);
        Assert.Equal("general+purpose=助学 40", await town.Host.Database.ScalarAsync<string>(
            "select id || ' ' || (in_total - pointer) from charity.bucket where tenant = 'linhe' and in_total > 0"));
    }

    [Fact]
    public async Task The_fund_that_takes_a_residue_may_be_closed_then_it_is_general_money_bound_as_by_the_trust()
    {
        await using var town = await PaidTown.StartAsync();
        var payment = await town.HandOverAsync("trusts/ended-trust/residues", PaidWaysTests.Body("residues"));
        var closing = await town.AskAsync("funds/relief/closing", Ending);
        (await town.ApproveAsync(closing)).Accepted();
        (await town.Treasurer.PostAsync($"requests/{closing.Request}/execution", new { })).Accepted();
        await IsRecordedAsync(town, payment, "trust_residue_transferred", "city " + PaidOn);
        Assert.Equal(40L, await town.Host.Database.ScalarAsync<long>(
            "select in_total - pointer from charity.bucket where tenant = 'city' and id = 'general+purpose=ended-trust'"));
    }

    [Fact]
    public async Task A_kind_of_expense_may_be_banned_before_the_bank_pays_it()
    {
        await using var town = await PaidTown.StartAsync();
        (await town.Head.PostAsync("policy", Ban(inForce: false))).Accepted();
        var spent = await town.HandOverAsync("lottery/indicators/{indicator}/parts/a/expenditures", Vehicles);
        (await town.Head.PostAsync("policy", Ban(inForce: true))).Accepted();
        (await town.Clerk.PostAsync(town.Named("lottery/indicators/{indicator}/parts/a/expenditures"), Vehicles))
            .Refused("expense_type_banned", HttpStatusCode.UnprocessableEntity);
        await IsRecordedAsync(town, spent, "lottery_expenditure_made", "city " + PaidOn);
    }

    [Fact]
    [Refuses(RefusalCode.BankFeeExceeded)]
    public async Task A_fee_that_no_bank_takes_for_a_payment_is_no_part_of_it()
    {
        await using var town = await PaidTown.StartAsync();
        var payment = await town.HandOverAsync("trusts/{trust}/distributions", PaidWaysTests.Body("distributions"));
        (await town.ClearAsync(payment, City.Today, feeFen: 200_01)).Refused("bank_fee_exceeded", HttpStatusCode.UnprocessableEntity);
        (await town.ClearAsync(payment, City.Today, feeFen: 200)).Accepted();
    }

    private static object Vehicles { get; } = new { type = "vehicles", payee = "某院", use = "救护车", amountFen = 40, occurredOn = City.Today };

    private static object Ban(bool inForce) => new
    {
        row = "lottery.expense_ban.vehicles", source = "通知", reason = "调整", inForce, occurredOn = City.Today,
    };

    private static object Ending { get; } = new { reason = "期满", occurredOn = City.Today };

    private static async Task IsRecordedAsync(PaidTown town, string payment, string type, string days)
    {
        var day = DateOnly.ParseExact(PaidOn, "yyyy-MM-dd", null).ToDateTime(new TimeOnly(12, 0));
        var paid = new DateTimeOffset(day, TimeSpan.FromHours(8));
        if (town.Clock.Now < paid) town.Clock.Now = paid;
        (await town.ClearAsync(payment, PaidOn, "R1")).Accepted();
        Assert.Equal(days, await town.DaysAsync(type));
        await Books.CheckAsync(town.Host.Database.ConnectionString);
    }

    private static async Task CloseAsync(Api api, params string[] months)
    {
        (await api.PostAsync("books/years/2025/closing", new { })).Accepted();
        foreach (var month in months) (await api.PostAsync($"books/periods/{month}/closing", new { })).Accepted();
    }
}
