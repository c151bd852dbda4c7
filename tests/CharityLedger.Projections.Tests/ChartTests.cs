using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Regulation;

namespace CharityLedger.Projections.Tests;

/// <summary>The chart of accounts as the accountant's file states it.</summary>
public sealed class ChartTests
{
    private static readonly DateOnly Before = new(2025, 12, 31), After = new(2026, 1, 1);

    [Fact]
    public void Every_role_has_one_account_in_2026_and_every_code_one_role()
    {
        var accounts = Chart.At(After);
        Assert.Equal(Enum.GetValues<AccountRole>().Order(), accounts.Select(a => a.Role).Order());
        Assert.Equal(accounts.Count, accounts.Select(a => a.Code).Distinct().Count());
        Assert.Equal(Chart.At(Before).Count, Chart.At(Before).Select(a => a.Code).Distinct().Count());
    }

    /// <summary>民间非营利组织会计制度 as revised for 2026, and of 2004 where its codes differ.</summary>
    [Theory]
    [InlineData(AccountRole.AgencyAssets, "1701", "1801")]
    [InlineData(AccountRole.Provisions, "2401", "2503")]
    [InlineData(AccountRole.AgencyLiabilities, "2601", "2601")]
    [InlineData(AccountRole.RestrictedDonations, "410102", "410102")]
    [InlineData(AccountRole.ProgrammeCost, "5101", "5101")]
    [InlineData(AccountRole.Administration, "5201", "5301")]
    [InlineData(AccountRole.FundraisingCost, "5301", "5401")]
    [InlineData(AccountRole.OtherExpense, "5401", "5901")]
    [InlineData(AccountRole.TaxAndSurcharges, null, "5201")]
    [InlineData(AccountRole.OtherLongTermInvestments, null, "1403")]
    [InlineData(AccountRole.NotesPayable, "2201", "2201")]
    [InlineData(AccountRole.ImpairmentLosses, null, "5501")]
    [InlineData(AccountRole.IncomeTax, null, "5601")]
    public void The_revised_system_gives_some_roles_other_codes(AccountRole role, string? before, string after)
    {
        Assert.Equal(before, Chart.Find(role, Before)?.Code);
        Assert.Equal(after, Chart.Of(role, After).Code);
        Assert.Equal(role, Chart.Find(after, After)!.Role);
    }

    [Fact]
    public void A_gift_of_any_age_finds_its_accounts() =>
        Assert.Equal("1002", Chart.Of(AccountRole.Bank, new DateOnly(1949, 10, 1)).Code);

    /// <summary>The chart of 2004 was seen, that of 2026 only in a published program; detail accounts were seen in neither.</summary>
    [Fact]
    public void A_row_is_in_force_where_its_source_was_seen()
    {
        var rows = PolicyTable.Read("accounts").ToList();
        Assert.All(rows, r => Assert.Equal(r["status"] == "in_force", r["source"].Contains("财会〔2004〕7号", StringComparison.Ordinal)));
        Assert.All(rows.Where(r => r["status"] != "in_force"), r => Assert.Equal("unverified", r["status"]));
        Assert.All(rows.Where(r => r["status"] == "in_force"), r => Assert.Equal(("2025-12-31", 4), (r["effective_to"], r["code"].Length)));
    }

    [Fact]
    public void Restricted_accounts_are_marked() => Assert.Equal(
        ["3102", "410102", "440102", "460102", "490102"], Chart.At(After).Where(a => a.IsRestricted).Select(a => a.Code));
}
