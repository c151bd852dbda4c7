using CharityLedger.Contracts;
using CharityLedger.Contracts.Accounting;
using CharityLedger.Contracts.Events;

namespace CharityLedger.Projections.Journal.Rules;

/// <summary>Income that is no gift, and money that is no income.</summary>
internal static class IncomeRules
{
    public static IReadOnlyList<PostingRule> All { get; } =
    [
        PostingRule.Of<IncomeReceived>(Needs.Nothing, e => "收益 " + e.Note, f => Entry.Pair(AccountRole.Bank,
            Income(f.Event.Kind is IncomeKind.Dividend or IncomeKind.Investment, f.Event.Bucket.IsRestricted),
            f.Event.Bucket, f.Event.AmountFen)),
        // Entrusted money: agency assets / agency liabilities on receipt, the reverse on delivery; never income.
        PostingRule.Of<AgencyReceived>(Needs.Nothing, e => "收到受托代理资产 " + e.Purpose, f => Entry.Pair(
            AccountRole.AgencyAssets, AccountRole.AgencyLiabilities, Bucket.OfAgency(f.Event.Agency), f.Event.AmountFen)),
        PostingRule.Of<AgencyDelivered>(Needs.Nothing, e => "转交受托代理资产 " + e.Reason, f => Entry.Pair(
            AccountRole.AgencyLiabilities, AccountRole.AgencyAssets, Bucket.OfAgency(f.Event.Agency), f.Event.AmountFen)),
    ];

    /// <summary>Investment income or other income, by whether a giver's restriction binds the fund that earned it.</summary>
    internal static AccountRole Income(bool isInvestment, bool restricted) => (isInvestment, restricted) switch
    {
        (true, true) => AccountRole.RestrictedInvestmentIncome,
        (true, false) => AccountRole.UnrestrictedInvestmentIncome,
        (false, true) => AccountRole.RestrictedOtherIncome,
        (false, false) => AccountRole.UnrestrictedOtherIncome,
    };
}
