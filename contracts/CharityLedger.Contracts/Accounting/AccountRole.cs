using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharityLedger.Contracts.Accounting;

/// <summary>
/// What an account is for, whatever its code in the chart of the day. Posting rules and manual vouchers speak of roles; the
/// <see cref="Chart"/> gives the code. Names in snake_case stand in <c>contracts/policy/accounts.csv</c>.
/// </summary>
public enum AccountRole
{
    /// <summary>现金.</summary>
    Cash,

    /// <summary>银行存款.</summary>
    Bank,

    /// <summary>其他货币资金: balances at payment platforms before settlement.</summary>
    OtherMoney,

    /// <summary>短期投资.</summary>
    ShortTermInvestments,

    /// <summary>其他应收款.</summary>
    Receivables,

    /// <summary>存货: goods given or bought, until they are handed on.</summary>
    Inventory,

    /// <summary>长期股权投资.</summary>
    EquityInvestments,

    /// <summary>长期债权投资.</summary>
    DebtInvestments,

    /// <summary>其他长期投资; from 2026 on.</summary>
    OtherLongTermInvestments,

    /// <summary>固定资产.</summary>
    FixedAssets,

    /// <summary>累计折旧.</summary>
    Depreciation,

    /// <summary>文物资源.</summary>
    CulturalAssets,

    /// <summary>受托代理资产.</summary>
    AgencyAssets,

    /// <summary>应付票据.</summary>
    NotesPayable,

    /// <summary>应付账款.</summary>
    Payables,

    /// <summary>预收账款.</summary>
    AdvancesReceived,

    /// <summary>应付职工薪酬.</summary>
    Salaries,

    /// <summary>应交税费.</summary>
    Taxes,

    /// <summary>其他应付款.</summary>
    OtherPayables,

    /// <summary>预计负债.</summary>
    Provisions,

    /// <summary>受托代理负债.</summary>
    AgencyLiabilities,

    /// <summary>非限定性净资产.</summary>
    UnrestrictedNetAssets,

    /// <summary>限定性净资产.</summary>
    RestrictedNetAssets,

    /// <summary>以前年度净资产调整.</summary>
    PriorYearAdjustment,

    /// <summary>捐赠收入——非限定性收入.</summary>
    UnrestrictedDonations,

    /// <summary>捐赠收入——限定性收入.</summary>
    RestrictedDonations,

    /// <summary>会费收入.</summary>
    MembershipDues,

    /// <summary>提供服务收入.</summary>
    ServiceIncome,

    /// <summary>政府补助收入——非限定性收入.</summary>
    UnrestrictedSubsidies,

    /// <summary>政府补助收入——限定性收入.</summary>
    RestrictedSubsidies,

    /// <summary>商品销售收入.</summary>
    SalesIncome,

    /// <summary>投资收益——非限定性收入.</summary>
    UnrestrictedInvestmentIncome,

    /// <summary>投资收益——限定性收入.</summary>
    RestrictedInvestmentIncome,

    /// <summary>其他收入——非限定性收入.</summary>
    UnrestrictedOtherIncome,

    /// <summary>其他收入——限定性收入.</summary>
    RestrictedOtherIncome,

    /// <summary>业务活动成本.</summary>
    ProgrammeCost,

    /// <summary>税金及附加; an account of its own from 2026 on.</summary>
    TaxAndSurcharges,

    /// <summary>管理费用.</summary>
    Administration,

    /// <summary>筹资费用.</summary>
    FundraisingCost,

    /// <summary>资产减值损失; an account of its own from 2026 on.</summary>
    ImpairmentLosses,

    /// <summary>所得税费用; from 2026 on.</summary>
    IncomeTax,

    /// <summary>其他费用.</summary>
    OtherExpense,
}

/// <summary>Stores a role by its name in the chart.</summary>
public sealed class AccountRoleJson() : JsonStringEnumConverter<AccountRole>(
    JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
