namespace CharityLedger.Projections.Journal;

/// <summary>An account of the chart.</summary>
/// <param name="Code">Code.</param>
/// <param name="Name">Chinese name.</param>
/// <param name="NameEn">English name.</param>
public sealed record Account(string Code, string Name, string NameEn);

/// <summary>
/// The accounts that the posting rules use: the accounting system for civil non-profit organisations (民间非营利组织会计制度) as
/// in force from 2026. The codes are taken from a published chart; the official appendix was not seen.
/// </summary>
public static class Accounts
{
    public const string Cash = "1001", Bank = "1002", OtherMoney = "1009", OtherPayables = "2209",
        UnrestrictedNetAssets = "3101", RestrictedNetAssets = "3102",
        UnrestrictedDonations = "410101", RestrictedDonations = "410102",
        ProgrammeCost = "5101", Administration = "5301";

    /// <summary>All of them, by code.</summary>
    public static IReadOnlyList<Account> All { get; } =
    [
        new(Cash, "现金", "Cash"),
        new(Bank, "银行存款", "Bank deposits"),
        new(OtherMoney, "其他货币资金", "Other money"),
        new(OtherPayables, "其他应付款", "Other payables"),
        new(UnrestrictedNetAssets, "非限定性净资产", "Unrestricted net assets"),
        new(RestrictedNetAssets, "限定性净资产", "Restricted net assets"),
        new(UnrestrictedDonations, "捐赠收入——非限定性收入", "Donations, unrestricted"),
        new(RestrictedDonations, "捐赠收入——限定性收入", "Donations, restricted"),
        new(ProgrammeCost, "业务活动成本", "Programme cost"),
        new(Administration, "管理费用", "Administrative expenses"),
    ];
}
