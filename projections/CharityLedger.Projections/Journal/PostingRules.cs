using System.Collections.Frozen;
using CharityLedger.Contracts;
using CharityLedger.Projections.Journal.Rules;

namespace CharityLedger.Projections.Journal;

/// <summary>
/// All posting rules, by kind of event (民间非营利组织会计制度, revised 2024, in force from 2026-01-01, and its predecessor of
/// 2004). Every voucher balances in each account set, and within each bucket but for the ends of a transfer. Income, expense
/// and net asset lines of a bucket together are its balance, less what manual vouchers put between them and money; the
/// restricted ones of them are what of it a giver bound.
/// </summary>
/// <remarks>
/// Restricted (限定性) is what the giver bound. Money that the federation itself sets aside for a named fund stays
/// unrestricted: the system's definition of restricted net assets leaves decisions of the organisation's own board out. So a
/// fund's bucket can hold both, and the rules are told how much of a movement is restricted.
/// </remarks>
public static class PostingRules
{
    /// <summary>Every rule, by the kind of event it is for.</summary>
    public static IReadOnlyDictionary<Type, PostingRule> All { get; } = new[]
    {
        GiftRules.All,
        FundRules.All,
        PaymentRules.All,
        GoodsRules.All,
        IncomeRules.All,
        LotteryRules.All,
        TrustRules.All,
        AllianceRules.All,
        BooksRules.All,
    }.SelectMany(rules => rules).ToFrozenDictionary(rule => rule.Event);

    /// <summary>Aliases of the events that have a rule.</summary>
    public static IReadOnlyList<string> Types { get; } = EventTypes.AliasesOf(All.Keys);
}
