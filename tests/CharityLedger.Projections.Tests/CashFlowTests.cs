using CharityLedger.Contracts.Accounting;
using CharityLedger.Projections.Statements;

namespace CharityLedger.Projections.Tests;

/// <summary>Under which item the statement of cash flows shows what stands against money.</summary>
public sealed class CashFlowTests
{
    private static readonly DateOnly Month = new(2026, 1, 1);

    public static TheoryData<AccountRole> Roles =>
        [.. Chart.At(Month).Where(a => a.Kind != AccountKind.Money).Select(a => a.Role)];

    [Theory]
    [MemberData(nameof(Roles))]
    public void Whatever_stands_against_money_is_shown_once(AccountRole role)
    {
        var (into, outOf) = Items(role);
        Assert.Equal([(into, into.EndsWith("_in", StringComparison.Ordinal) ? 700 : -700)], Shown(new CashSums(role, Month, 700)));
        Assert.Equal([(outOf, outOf.EndsWith("_in", StringComparison.Ordinal) ? -700 : 700)], Shown(new CashSums(role, Month, -700)));
    }

    [Fact]
    public void What_is_released_cancels() => Assert.Empty(Shown(
        new CashSums(AccountRole.RestrictedNetAssets, Month, -600), new CashSums(AccountRole.UnrestrictedNetAssets, Month, 600)));

    /// <summary>Income and expenses stand where they belong also in red; loans and the like where the money went.</summary>
    private static (string Into, string OutOf) Items(AccountRole role) => Chart.Of(role, Month).Code[..4] switch
    {
        "4101" => ("donations_in", "donations_in"),
        "4201" => ("dues_in", "dues_in"),
        "4301" => ("services_in", "services_in"),
        "4401" => ("subsidies_in", "subsidies_in"),
        "4501" => ("sales_in", "sales_in"),
        "4601" => ("investments_in", "investments_in"),
        "5101" => ("grants_out", "grants_out"),
        "2204" => ("staff_out", "staff_out"),
        "1201" or "2201" or "2202" => ("goods_out", "goods_out"),
        "5301" => ("administration_out", "administration_out"),
        "5401" => ("fundraising_out", "fundraising_out"),
        "1501" or "1506" => ("fixed_assets_out", "fixed_assets_out"),
        "3101" or "3102" => ("other_in", "other_in"),
        "1101" or "1401" or "1402" or "1403" => ("investments_in", "investments_out"),
        _ => ("other_in", "other_out"),
    };

    private static IEnumerable<(string Key, long Fen)> Shown(params CashSums[] cash) =>
        CashFlows.Of("main", Month, cash).Lines.Where(l => !l.IsTotal && l.AmountsFen[0] != 0).Select(l => (l.Key, l.AmountsFen[0]));
}
